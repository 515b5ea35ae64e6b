"""YAML: papers as mappings in lists, below keys, or keyed by their ids.

Events of the parser are read as they come: nothing is constructed, and an alias stands for nothing. Where the text is
no YAML, the next entry of the list, or the next key, begins anew.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from enrich.dialects._items import MAX_ITEM
from enrich.dialects._nesting import Nest
from enrich.dialects._records import sparing
from enrich.dialects._tape import Tape
from enrich.dialects.base import Piece

NAME = "yaml"

_SUFFIXES = {".yaml", ".yml"}
_BARE_SUFFIXES = {"", ".txt"}
_FIRST = re.compile(
    r"(?:[ \t]*+(?:#[^\n]*+|---[ \t]*+)?\n)*+-[ \t]++[\"']?(?:title|paper|name)[\"']?[ \t]*+:", re.IGNORECASE
)
_OTHER_BREAKS = re.compile("\r(?!\n)|[\x85\u2028\u2029]")  # lines of YAML, and not of a file
_BEGINNING = re.compile(r"(?P<indent> *+)(?:(?P<dash>-)(?=[ \t]|$)|(?=[^\s#%-]))")
_MAX_DEPTH = 100  # the parser takes quadratic time in it
_NOTHING = {"~", "null", "Null", "NULL", "true", "false", "True", "False"}


def claims(path: Path, head: str) -> str | None:
    """By its suffix; or because it begins with a list of mappings with titles."""
    suffix = path.suffix.lower()
    if suffix in _SUFFIXES:
        return f"its name ends in {suffix}"
    return "it begins like a list in YAML" if suffix in _BARE_SUFFIXES and _FIRST.match(head) else None


def cut(lines: Iterator[str]) -> Iterator[Piece]:
    """Yield the entries, below the keys and titles around them."""
    return sparing(_cut(lines))


def _cut(lines: Iterator[str]) -> Iterator[Piece]:
    tape = Tape(lines)
    reader = _Reader(tape)
    start = 1
    while start:
        for _ in reader.read(start):
            yield from reader.nest.done
            reader.nest.done.clear()
        start = reader.resume()
    reader.finish()
    yield from reader.nest.done


class _Feed:
    """The lines from one on, as the parser wants to read them; ends where no event comes for too long."""

    def __init__(self, tape: Tape, start: int) -> None:
        self._tape = tape
        self.next = start
        self.since_event = 0

    def read(self, _size: int = -1) -> str:
        """The next line, or nothing."""
        if self.since_event > MAX_ITEM:
            return ""
        line = self._tape.line(self.next)
        self.next += 1
        self.since_event += len(line)
        return _OTHER_BREAKS.sub(" ", line)


class _Failure(NamedTuple):
    """Where the text stops to be YAML, what was complete before, and why."""

    line: int
    sound: int  # the last line that need not be looked at again
    reason: str


class _Reader:
    """Turns the parser's events into what opens, is said and ends."""

    def __init__(self, tape: Tape) -> None:
        self.nest = Nest(tape)
        self._tape = tape
        self._begin(1)

    def _begin(self, start: int) -> None:
        self._start = start
        self._feed = _Feed(self._tape, start)
        self._first = _BEGINNING.match(self._tape.line(start)) if start > 1 else None
        self._line = start  # of the last event
        self._quoted = start  # line on which the last quoted text ended
        self._failure: _Failure | None = None
        self._goes_on = bool(self.nest.stack)  # the first mapping or list may be one that is open
        self._open: list[tuple[bool, bool]] = []  # is a mapping, is written in brackets
        self._wants_key: list[bool] = []

    def read(self, start: int) -> Iterator[None]:
        """Read from a line to the end, or to what is no YAML; stops wherever something is complete."""
        import yaml

        self._begin(start)
        try:
            for event in yaml.parse(self._feed, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
                self._feed.since_event = 0
                self._line = self._start + event.start_mark.line
                self._take(event, type(event).__name__)
                if self.nest.done:
                    yield
                if len(self._open) > _MAX_DEPTH:
                    self._failure = _Failure(self._line, self._line, "nested too deeply")
                if self._failure:
                    return
        except (yaml.MarkedYAMLError, yaml.reader.ReaderError) as error:
            self._failure = self._failed(error)

    def _take(self, event: Any, kind: str) -> None:
        if kind in {"MappingStartEvent", "SequenceStartEvent"}:
            self._opens(event, is_mapping=kind[0] == "M")
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            _, in_brackets = self._open.pop()
            self._wants_key.pop()
            self.nest.end(self._line if in_brackets else 0)
            self._said()
        elif kind in {"ScalarEvent", "AliasEvent"}:
            self._says(event, getattr(event, "value", ""))

    def _opens(self, event: Any, *, is_mapping: bool) -> None:
        kind: Literal["{", "["] = "{" if is_mapping else "["
        is_same = self._goes_on and not self._open and self.nest.stack and self.nest.stack[-1].kind == kind
        if not is_same:
            self.nest.open(kind, self._line, -1 if event.flow_style else event.start_mark.column)
        self._open.append((is_mapping, bool(event.flow_style)))
        self._wants_key.append(is_mapping)

    def _says(self, event: Any, text: str) -> None:
        if self._wants_key and self._wants_key[-1]:
            self.nest.key(text, self._line)
            self._wants_key[-1] = False
            return
        end = event.end_mark
        is_quoted = getattr(event, "style", None) in {"'", '"'}
        if event.start_mark.line < end.line and is_quoted and self._is_torn(event):
            self._failure = _Failure(self._line, self._line, "a quote opens here and is not closed where it should be")
            return
        last = self._start + end.line - (end.column == 0 and end.line > event.start_mark.line)
        self._quoted = last if is_quoted else self._quoted
        self.nest.value("" if _is_nothing(event, text) else text, self._line, last)
        self._said()

    def _is_torn(self, event: Any) -> bool:
        """Whether a quoted text goes on over a line that is indented like a key, so that a quote is missing."""
        column = self.nest.stack[-1].column if self.nest.stack else -1
        lines = range(self._start + event.start_mark.line + 1, self._start + event.end_mark.line + 1)
        found = (_BEGINNING.match(self._tape.line(number)) for number in lines)
        return any(one and len(one["indent"]) <= column for one in found)

    def _said(self) -> None:
        """A value is complete: in a mapping a key comes next."""
        if self._open and self._open[-1][0]:
            self._wants_key[-1] = True

    # --- What is no YAML ---------------------------------------------------------------------------------------------

    def _failed(self, error: Any) -> _Failure:
        problem, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        line = self._start + problem.line if problem else self._line
        begun = self._start + context.line if context else line
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        return _Failure(line, max(self._line, self._quoted, begun), str(reason))

    def resume(self) -> int:
        """Number of the line to go on with after what is no YAML; 0 at the end of the file."""
        failure = self._failure
        if failure is None:
            return self._feed.next if self._tape.line(self._feed.next) else 0
        found = _BEGINNING.match(self._tape.line(failure.line))
        if found and failure.line > self._start and self._ends_before(found):
            self._close_to(found)
            return failure.line
        below = self._broken_column()
        self.nest.unsay(failure.line)
        self.nest.report(min(failure.sound, self._tape.last), f"not YAML: {failure.reason}")
        number = max(failure.sound, self._start) + 1
        while line := self._tape.line(number):
            found = _BEGINNING.match(line)
            if found and len(found["indent"]) < below:
                self._close_to(found, number - 1)
                return number
            self.nest.spare(number)
            number += 1
        return 0

    def _ends_before(self, found: re.Match[str]) -> bool:
        """Whether a line only ends what the parser was set on again in the middle of."""
        first, indent = self._first, len(found["indent"])
        if first is None or not self._goes_on:
            return False
        width = len(first["indent"])
        return indent < width or (indent == width and bool(first["dash"]) and not found["dash"])

    def _broken_column(self) -> int:
        """The column before which something new begins: that of the mapping that is broken."""
        columns = [opened.column for opened in self.nest.stack if opened.kind == "{" and opened.column >= 0]
        return max(columns[-1], 1) if columns else 1

    def _close_to(self, found: re.Match[str], last: int = 0) -> None:
        """Close what a line with this indentation is not in; what is broken goes on until the last line before."""
        stack, indent = self.nest.stack, len(found["indent"])
        while stack and not (
            0 <= stack[-1].column < indent
            or (stack[-1].column == indent and (stack[-1].kind == "[") == bool(found["dash"]))
        ):
            self.nest.end(last)

    def finish(self) -> None:
        """The file is over."""
        while self.nest.stack:
            self.nest.end()


def _is_nothing(event: Any, text: str) -> bool:
    """Whether a value stands for nothing: an alias, or a word such as `null` without quotes."""
    return not hasattr(event, "implicit") or (text in _NOTHING and bool(event.implicit[0]))
