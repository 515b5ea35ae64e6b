"""Keeps lists of papers alive: reads them, finds out which paper each entry is, and keeps what is known in SQLite."""

__version__ = "0.1.0"
