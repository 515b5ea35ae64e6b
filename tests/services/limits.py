"""Published limits, enforced: requests too close together, or too many at once."""

import threading
import time

from tests.services.wire import Rule


class Gate:
    """One rule as a running service applies it.

    The spacing is an average: a request may come up to ``tolerance`` seconds early, because a busy machine delays some
    requests and not others, but what it gains it has to wait out later. Whoever ignores the limit is caught as soon as
    ``tolerance`` is used up, however small the scaled interval is.
    """

    def __init__(self, interval: float, concurrency: int | None, tolerance: float) -> None:
        self._interval = interval
        self._concurrency = concurrency
        self._tolerance = tolerance
        self._next = 0.0  # when the next request is due
        self.running = 0
        self.peak = 0  # most requests that ever ran at once
        self.refused = 0

    def enter(self, now: float) -> str | None:
        """Let a request in, or say which limit it breaks; one that is refused costs nothing."""
        crowded = self._concurrency is not None and self.running >= self._concurrency
        self.running += 1
        self.peak = max(self.peak, self.running)
        if crowded or now < self._next - self._tolerance:
            self.refused += 1
            return "concurrency" if crowded else "rate"
        self._next = max(now, self._next) + self._interval
        return None

    def leave(self) -> None:
        """A request is answered."""
        self.running -= 1


class Gates:
    """The gates of all services, made when first needed."""

    def __init__(self, time_scale: float, tolerance: float) -> None:
        self._time_scale = time_scale
        self._tolerance = tolerance
        self._gates: dict[Rule, Gate] = {}
        self._lock = threading.Lock()

    def enter(self, rule: Rule) -> str | None:
        """As `Gate.enter`, now."""
        with self._lock:
            return self._gate(rule).enter(time.monotonic())

    def leave(self, rule: Rule) -> None:
        """As `Gate.leave`."""
        with self._lock:
            self._gate(rule).leave()

    def _gate(self, rule: Rule) -> Gate:
        if rule not in self._gates:
            self._gates[rule] = Gate(rule.interval * self._time_scale, rule.concurrency, self._tolerance)
        return self._gates[rule]

    def peak(self, name: str) -> int:
        """Most requests that ever ran at once under the rules of a name."""
        with self._lock:
            return max((gate.peak for rule, gate in self._gates.items() if rule.name == name), default=0)

    def refused(self, name: str) -> int:
        """How many requests broke a limit of a name."""
        with self._lock:
            return sum(gate.refused for rule, gate in self._gates.items() if rule.name == name)
