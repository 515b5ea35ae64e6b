"""Lines of a file that is read by another parser, as long as they may still be needed."""

from collections import deque
from collections.abc import Iterator


class Tape:
    """Lines of a file that may still be needed, numbered from 1."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._kept: deque[str] = deque()
        self._first = 1
        self.size = 0  # characters that are kept

    @property
    def last(self) -> int:
        """Number of the last line that was read."""
        return self._first + len(self._kept) - 1

    def line(self, number: int) -> str:
        """A line with its end; empty when it is forgotten, or behind the last one. Reads on as far as needed."""
        if number < self._first:
            return ""
        while number > self.last:
            line = next(self._lines, "")
            if not line:
                return ""
            self._kept.append(line)
            self.size += len(line)
        return self._kept[number - self._first]

    def forget(self, before: int) -> None:
        """Let go of the lines before a line."""
        while self._kept and self._first < before:
            self.size -= len(self._kept.popleft())
            self._first += 1

    def raw(self, first: int, last: int) -> tuple[int, str]:
        """The lines from one to another, and the number of the last one that is not blank."""
        numbers = range(max(first, self._first), min(last, self.last) + 1)
        lines = [self._kept[number - self._first] for number in numbers]
        while len(lines) > 1 and not lines[-1].strip():
            lines.pop()
        return first + len(lines) - 1, "".join(lines).removesuffix("\n").removesuffix("\r")
