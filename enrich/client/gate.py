"""One gate per host: one request at a time, spaced on the monotonic clock, whoever asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

_SLOWEST = 4  # times the published pace


class Gate:
    """Lets requests to one host pass one by one, their starts at least an interval (seconds) apart."""

    def __init__(self, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = Lock()
        self._last: float | None = None
        self._opens = monotonic()
        self._slowness = 1

    @contextmanager
    def passage(self, interval: float) -> Iterator[None]:
        """Wait for one's turn, then keep the others out until the request is over."""
        with self._lock:
            opens = self._opens
            if self._last is not None:
                opens = max(opens, self._last + interval * self._slowness)
            wait = opens - self._monotonic()
            if wait > 0:
                self._sleep(wait)
            self.mark()
            yield

    def mark(self) -> None:
        """The request leaves now; after a slow handshake this is later than its turn came."""
        self._last = self._monotonic()

    def hold(self, seconds: float) -> None:
        """Stay closed for so long."""
        self._opens = max(self._opens, self._monotonic() + seconds)

    def slow_down(self) -> None:
        """Double the interval for the rest of the run, within reason."""
        self._slowness = min(self._slowness * 2, _SLOWEST)
