"""Errors, named by what the caller does next.

    EnrichError
    ├── ConfigError     bad usage or unreadable input: say so, exit with 2
    │   └── ListError   the same, with the file and the line of a list
    └── StopRun         the run cannot go on: say so, exit with 1

Every message is one line that tells a person what is wrong and what to do about it.
"""

from pathlib import Path


class EnrichError(Exception):
    """Root of all errors that this program raises on purpose."""

    exit_code = 1


class ConfigError(EnrichError):
    """Bad usage, bad settings or unreadable input."""

    exit_code = 2


class ListError(ConfigError):
    """A list that cannot be read, with the place (``path:line: message``; line 0 means the file as a whole)."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")
        self.path = path
        self.line = line


class StopRun(EnrichError):
    """The run cannot go on, for example because the database is corrupt or the disk is full."""
