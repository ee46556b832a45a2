"""The terminal: the prompt, the screen and the loop between them. The only package that imports prompt_toolkit."""
