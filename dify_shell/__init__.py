"""dify-shell: the interactive shell for Dify, the LLM app platform."""

__version__ = "0.1.0"
