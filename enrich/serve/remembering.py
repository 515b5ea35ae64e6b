"""Answers that take long: asked once, and again when the database changed."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from enrich.errors import EnrichError
from enrich.query import Reader

Answer = TypeVar("Answer")

_AT_ONCE = 0.1  # seconds that a reader does not mind to wait
_REST = (
    20  # times as long as the last asking took, nobody asks again: a run that writes for hours changes it all the time
)


class Remembered(Generic[Answer]):
    """One question to one database, with the last answer.

    An answer that comes at once is always that of the database as it is. One that takes longer is given as it was
    last, while a thread asks again.
    """

    def __init__(self, database: Path, ask: Callable[[Reader], Answer]) -> None:
        self._database = database
        self._ask = ask
        self._lock = threading.Lock()
        self._known: tuple[bytes, Answer] | None = None
        self._took = 0.0
        self._rests_until = 0.0
        self._asking = False

    def __call__(self) -> Answer:
        """The answer; only the first caller and those of quick answers wait for it."""
        stamp = _stamp(self._database)
        with self._lock:
            if self._known is None or (self._known[0] != stamp and self._took < _AT_ONCE):
                self._known = self._read(stamp)
            known = self._known
            if known[0] != stamp and not self._asking and time.monotonic() > self._rests_until:
                self._asking = True
                threading.Thread(target=self._read_beside, args=[stamp], daemon=True).start()
        return known[1]

    def _read(self, stamp: bytes) -> tuple[bytes, Answer]:
        start = time.monotonic()
        with Reader(self._database) as reader:
            answer = self._ask(reader)
        self._took = time.monotonic() - start
        self._rests_until = time.monotonic() + _REST * self._took
        return stamp, answer

    def _read_beside(self, stamp: bytes) -> None:
        try:
            self._known = self._read(stamp)
        except EnrichError:  # locked, for example: the last answer stays, and the next caller tries again
            pass
        finally:
            self._asking = False


def _stamp(database: Path) -> bytes:
    """What is another after every transaction: the file, and SQLite's counter of changes in its header.

    https://www.sqlite.org/fileformat.html#file_change_counter
    """
    try:
        with database.open("rb") as file:
            file.seek(24)
            return b"%d:" % database.stat().st_ino + file.read(4)
    except OSError:
        return b""
