"""Text to tree: a subset of PowerShell. Knows nothing of Dify, commands or terminals."""
