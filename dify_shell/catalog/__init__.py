"""The operations of Dify's API as data: what there is to call, with what, and since which version."""
