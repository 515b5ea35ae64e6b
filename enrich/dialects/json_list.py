"""JSON and JSON lines: papers as objects, in arrays, below keys, one a line, or in objects keyed by their ids.

Tokens are read line by line, so every object knows its lines; where one is not closed, the next one begins anew.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from enrich.dialects._nesting import Nest
from enrich.dialects._records import sparing
from enrich.dialects._tape import Tape
from enrich.dialects.base import Piece

NAME = "json"

_SUFFIXES = {".json", ".jsonl", ".ndjson", ".json5", ".jsonc"}
_BARE_SUFFIXES = {"", ".txt"}
_FIRST = re.compile(r"\s*+(?:\[\s*+)?+\{\s*+\"|\s*+\[\s*+\"")
_TOKEN = re.compile(
    r"[\s,]*+(?:"
    r"(?P<open>[{\[])"
    r"|(?P<end>[}\]])"
    r"|\"(?P<string>(?:[^\"\\\r\n]|\\.)*+)\"(?P<key>\s*+:)?+"
    r"|(?P<word>[^\s,:\[\]{}\"]++)"
    r"|(?P<open_string>\")"
    r"|(?P<other>:)"
    r"|\Z)"
)
_WORDS = re.compile(r"-?[0-9][0-9.eE+-]*+|true|false|null|NaN|-?Infinity")


def claims(path: Path, head: str) -> str | None:
    """By its suffix; or because it begins with an object or an array."""
    suffix = path.suffix.lower()
    if suffix in _SUFFIXES:
        return f"its name ends in {suffix}"
    return "it begins like JSON" if suffix in _BARE_SUFFIXES and _FIRST.match(head) else None


def cut(lines: Iterator[str]) -> Iterator[Piece]:
    """Yield the entries, below the keys and titles around them."""
    return sparing(_cut(lines))


def _cut(lines: Iterator[str]) -> Iterator[Piece]:
    tape = Tape(lines)
    reader = _Reader(Nest(tape))
    number = 1
    while line := tape.line(number):
        for _ in reader.read(number, line):
            yield from reader.nest.done
            reader.nest.done.clear()
        number += 1
    reader.finish(number - 1)
    yield from reader.nest.done


class _Reader:
    """Turns tokens into what opens, is said and ends."""

    def __init__(self, nest: Nest) -> None:
        self.nest = nest
        self._open: list[str] = []  # brackets

    def read(self, number: int, line: str) -> Iterator[None]:
        """Read a line; stops wherever something is complete."""
        position = 0
        while (found := _TOKEN.match(line, position)) and found.lastgroup:
            position = found.end()
            self._take(number, found)
            if self.nest.done:
                yield
            if found["open_string"]:  # what follows cannot be told from it
                return

    def _take(self, number: int, found: re.Match[str]) -> None:
        if found["open"]:
            self._begin(number, found["open"])
        elif found["end"]:
            self._end(number, found["end"])
        elif found["key"]:
            self.nest.key(_text(found["string"]), number)
        elif found["string"] is not None:
            self.nest.value(_text(found["string"]), number, number)
        elif found["open_string"]:
            self.nest.report(number, "a string opens here and is not closed on its line")
        elif found["word"]:
            self._word(number, found["word"])

    def _begin(self, number: int, bracket: str) -> None:
        if self._open and self._open[-1] == "{" and not self._has_key():
            self._unclosed(number)
        self._open.append(bracket)
        self.nest.open("{" if bracket == "{" else "[", number)

    def _has_key(self) -> bool:
        return len(self._open) > len(self.nest.stack) or self.nest.stack[-1].wanted is not None

    def _end(self, number: int, bracket: str) -> None:
        opening = "{" if bracket == "}" else "["
        if opening not in self._open[-3:]:
            if not self._open:
                self.nest.report(number, f"`{bracket}` closes what was not opened")
            return
        while self._open[-1] != opening:
            self._unclosed(number)
        self._open.pop()
        self.nest.end(number)

    def _unclosed(self, number: int) -> None:
        """What is open should have been closed before a line."""
        if self._open.pop() == "{" and self.nest.stack:
            self.nest.report(self.nest.stack[-1].line, f"an object opens here and is not closed before line {number}")
        self.nest.end()

    def _word(self, number: int, word: str) -> None:
        if _WORDS.fullmatch(word):
            self.nest.value("" if word in {"null", "true", "false", "NaN"} else word, number, number)

    def finish(self, number: int) -> None:
        """The file is over."""
        while self._open:
            self._unclosed(number + 1)


def _text(string: str) -> str:
    """A string without its escapes; a half of a character stays unreadable."""
    if "\\" not in string:
        return string
    try:
        text = str(json.loads(f'"{string}"', strict=False))
    except ValueError:
        return string
    return text.encode("utf-8", "replace").decode("utf-8")
