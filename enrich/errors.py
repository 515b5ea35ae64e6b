"""Errors, named by what the caller does next.

    EnrichError
    ├── ConfigError     bad usage or unreadable input: say so, exit with 2
    │   └── ListError   the same, with the file and the line of a list
    ├── StopRun         the run cannot go on: say so, exit with 1
    └── RetryLater      a service gave no usable answer: write nothing, keep what is known, ask in a later run
        ├── BadAnswer       the same: it answered with success, and the body is broken
        ├── UnsafeRedirect  the same: it pointed to another host
        └── SourceDown      the same, and the service is not asked again in this run

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


class RetryLater(EnrichError):
    """One request got no usable answer; nothing can be concluded about what was asked for.

    ``until`` is when asking makes sense again (ISO 8601, UTC) where the service said so, ``status`` the one it sent.
    ``again`` and ``wait`` (seconds) tell the client whether and when another try in this run may help.
    """

    def __init__(
        self,
        source: str,
        reason: str,
        until: str | None = None,
        status: int | None = None,
        *,
        again: bool = False,
        wait: float | None = None,
    ) -> None:
        super().__init__(source, reason, until, status)
        self.source = source
        self.reason = reason
        self.until = until
        self.status = status
        self.again = again
        self.wait = wait

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}" + (f", not before {self.until}" if self.until else "")


class BadAnswer(RetryLater):
    """A successful status with a body that cannot be believed: cut off, too large, or not in the expected form."""


class UnsafeRedirect(RetryLater):
    """A redirect to another host, to an unprotected connection, or without end; it was not followed."""


class SourceDown(RetryLater):
    """A service is given up for the rest of the run: every later request to it fails the same way, and stays here."""
