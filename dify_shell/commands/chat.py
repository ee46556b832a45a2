"""Talking to apps."""
