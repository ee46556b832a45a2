"""HTTP to a Dify server. Speaks JSON and knows no records, commands or terminals. Only this package uses requests."""
