"""Mappings in lists in mappings, as YAML and JSON have them: which of them are papers, and which are sections.

A mapping with a title is an entry, unless there are entries in it and nothing else says that it is a paper itself.
What entries stand in gives their section: keys, titles and categories. Entries are passed on as soon as it is sure
what is around them, so that memory does not grow with the file.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from enrich.dialects import generic
from enrich.dialects._frames import is_column, rows_of
from enrich.dialects._groups import Lacks, Told, lacks, told_of_all
from enrich.dialects._items import MAX_ITEM, Heading, Item, Line
from enrich.dialects._people import Value
from enrich.dialects._records import Role, has_role, is_id, is_known, is_paper, plain, read_record, section_of
from enrich.dialects._tape import Tape
from enrich.dialects._words import is_stock_label, year_in
from enrich.dialects.base import Fields, Piece, Record
from enrich.dialects.plain_text import read_line
from enrich.models import Unread

_MAX_DEPTH = 40  # what is nested deeper is no list of papers, and is skipped
_MAX_LABEL = 100  # characters
_MOST_LABELS = 100  # texts of a long section that may be its title
_MOST_TOLD = 20  # sets of keys without a title
_MOST_KEPT = MAX_ITEM  # characters of lines around what is being read
_SHOWN = 200  # characters that an Unread repeats
_NO_SECTIONS = """
articles awards body children content contents data entries info items list message paper papers publications records
references results rows works
"""
_ABOUT_LIST = frozenset({"meta", "metadata", "config", "settings", "header"})  # keys
_SAYS_NOTHING = frozenset(_NO_SECTIONS.split())
_OF_SECTIONS: tuple[Role, ...] = ("title", "section", "venue", "year")
_VALUES: tuple[Role, ...] = ("authors", "text", "year", "venue", "citations", "pages", "section", "doi")


class _Found(NamedTuple):
    """An entry that waits until it is sure what is around it.

    ``is_weak`` are a text in a list and a named link, which are a part of the record around them, if there is one.
    """

    path: tuple[str, ...]
    line: int
    line_end: int
    fields: Fields
    is_weak: bool = False
    lacks: Lacks = Lacks()

    def below(self, place: "_Place") -> "_Found":
        """The entry in a mapping that has a name, and may say where and when all in it appeared."""
        if not (place.labels or any(place.told)):
            return self
        fields, still = place.told.give(self.fields, self.lacks)
        return self._replace(path=place.labels + self.path, fields=fields, lacks=still)


class _Place(NamedTuple):
    """What an open mapping or list says of the entries in it."""

    labels: tuple[str, ...]
    told: Told


class _Open:
    """A mapping or a list while its content comes."""

    def __init__(self, kind: str, line: int, column: int, key: str) -> None:
        self.kind = kind
        self.line = self.line_end = line
        self.column = column
        self.key = key  # under which it stands in a mapping
        self.wanted: tuple[str, int] | None = None  # the key, and its line, of the value that comes next
        self.pairs: list[tuple[str, Value]] = []
        self.items: list[Value] = []
        self.found: list[_Found] = []
        self.is_decided = kind == "["  # that it is no entry itself
        self.is_ignored = False
        self.is_root = False
        self.columns: list[tuple[int, int]] = []  # first and last line of those that may be a table's

    @property
    def value(self) -> Value:
        return dict(self.pairs) if self.kind == "{" else self.items

    @property
    def title(self) -> str | None:
        """The title that it has itself."""
        found = next((value for name, value in self.pairs if value and has_role(name, "title")), None)
        if isinstance(found, list):  # as Crossref writes it
            found = found[0]
        return found if isinstance(found, str) else None

    @property
    def place(self) -> _Place:
        """What it calls the entries in it, by its key, and by its title or category, else by venue and year."""
        told = told_of_all(self.pairs)
        own = "" if self.is_root else self.title or section_of(self.pairs) or told.name
        texts = [plain(text) for text in (self.key, own) if text.lower() not in _SAYS_NOTHING]
        return _Place(tuple(text for text in texts if _is_label(text)), told)

    def attach(self, key: str, value: Value) -> None:
        """Take in a value that is complete; of a section only what it is called, and what it says of all in it."""
        if self.kind == "[":
            self.items.append(value)
        elif key and (not self.is_decided or any(has_role(key, role) for role in _OF_SECTIONS)):
            self.pairs.append((key, value))


def _all_below(found: Sequence[_Found], around: Sequence[_Open]) -> list[_Found]:
    """Entries with what is said of them by all that is around them, the outermost first."""
    below = list(found)
    for place in [opened.place for opened in reversed(around)] if found else []:
        below = [one.below(place) for one in below]
    return below


def _is_label(text: str) -> bool:
    return len(text) <= _MAX_LABEL and (any(map(str.isalpha, text)) or year_in(text) is not None)


class Nest:
    """Takes what opens, what is said and what ends, in order; ``done`` holds what is sure."""

    def __init__(self, tape: Tape) -> None:
        self.done: list[Piece] = []
        self.stack: list[_Open] = []
        self._tape = tape
        self._too_deep = 0
        self._undecided = 0  # mappings that are open and may be entries themselves
        self._path: tuple[str, ...] = ()
        self._reported = 0  # the last line that was told
        self._told: set[str] = set()

    # --- What comes --------------------------------------------------------------------------------------------------

    def open(self, kind: Literal["{", "["], line: int, column: int = 0) -> None:
        """A mapping or a list begins."""
        if self._too_deep or len(self.stack) >= _MAX_DEPTH:
            self._too_deep += 1
            return
        above = self.stack[-1] if self.stack else None
        key, key_line = (above and above.wanted) or ("", line)
        opened = _Open(kind, key_line if kind == "{" else line, column, key)
        if above:
            above.wanted = None
            is_value = _holds_values(key) or (len(self.stack) > 1 and has_role(key, "works"))
            opened.is_ignored = above.is_ignored or is_value
        opened.is_root = above is None
        self._undecided += not opened.is_decided
        self.stack.append(opened)

    def key(self, text: str, line: int) -> None:
        """A key of the open mapping; its value comes next."""
        if self.stack and not self._too_deep:
            self.stack[-1].wanted = (text, line)

    def value(self, text: str, line: int, line_end: int) -> None:
        """A text, a number or a word."""
        if not self.stack or self._too_deep:
            return
        above = self.stack[-1]
        above.line_end = max(above.line_end, line_end)
        key, line = above.wanted or ("", line)
        above.wanted = None
        fields = None if above.is_ignored else _read_pair(key, text) if above.kind == "{" else _read_text(text)
        if fields:
            self._hold([_Found((), line, line_end, fields, is_weak=True, lacks=lacks(fields, ()))])
        self._attach(above, key, text)
        self.spare(line_end)

    def end(self, line: int = 0) -> None:
        """The innermost mapping or list ends, on a line if it says so itself."""
        if self._too_deep:
            self._too_deep -= 1
            return
        if not self.stack:
            return
        closed = self.stack.pop()
        self._undecided -= not closed.is_decided
        closed.line_end = max(closed.line_end, line)
        above = self.stack[-1] if self.stack else None
        if closed.kind == "{":
            self._end_mapping(closed, above)
        else:
            self._hold(_all_below(closed.found, [closed]))
        if above:
            above.line_end = max(above.line_end, closed.line_end)
            self._attach(above, closed.key, closed.value)
        self.spare(closed.line_end)

    def _attach(self, above: _Open, key: str, value: Value) -> None:
        if self._undecided or above.kind == "{":
            above.attach(key, value)

    def unsay(self, line: int) -> None:
        """What was said last on a line turns out to be broken."""
        if self.stack and self.stack[-1].line_end == line and self.stack[-1].pairs:
            self.stack[-1].pairs.pop()

    def report(self, line: int, reason: str) -> None:
        """A line that is not understood; it is told once."""
        if line == self._reported:
            return
        self._reported = line
        self.done.append(Unread(line=line, text=self._tape.line(line).strip()[:_SHOWN], reason=reason))

    # --- What it is --------------------------------------------------------------------------------------------------

    def _end_mapping(self, closed: _Open, above: _Open | None) -> None:
        if above and above.is_root and not closed.found and is_column(closed.pairs):
            above.columns.append((closed.line, closed.line_end))
            return
        if closed.columns and (rows := _read_rows(closed)):
            self._hold(rows)
            return
        fields = None if closed.is_ignored or closed.is_decided else _read_mapping(closed)
        if fields:
            section = section_of(closed.pairs)
            place = above.key if above and above.kind == "[" else closed.key
            is_part = above is not None and above.kind == "{" and closed.title is None
            is_weak = is_part or (_is_named_link(closed) and has_role(place, "links"))
            path = (section,) if section else ()
            lacking = lacks(fields, closed.pairs)
            self._hold([_Found(path, closed.line, closed.line_end, fields, is_weak, lacking)])
        elif closed.found or closed.is_decided:
            if closed.is_root and closed.title:
                self.done.append(Line(closed.line, "front matter", f"title: {plain(closed.title)}"))
            self._hold(_all_below(closed.found, [closed]))
        elif above and above.kind == "[" and not (closed.is_ignored or has_role(above.key, "links")):
            self._tell(closed)

    def _tell(self, closed: _Open) -> None:
        """Report what stands in a list like an entry and has no title, once for each set of keys."""
        keys = ", ".join(name for name, _ in closed.pairs)[:_SHOWN]
        is_part = sum(opened.kind == "{" for opened in self.stack) > 1
        if keys and closed.title is None and not is_part and keys not in self._told and len(self._told) < _MOST_TOLD:
            self._told.add(keys)
            self.report(closed.line, f"no title; name the key that holds it `title` (keys: {keys})")

    def _hold(self, found: Sequence[_Found]) -> None:
        """Pass entries on, if nothing around them is an entry that they may be a part of."""
        if self._undecided:
            self.stack[-1].found += found
            return
        for one in _all_below(found, self.stack):
            self._pass_on(one)

    def _pass_on(self, found: _Found) -> None:
        path = tuple(label for label in found.path if label != found.fields.title)
        if path != self._path:
            pairs = enumerate(zip(path, self._path, strict=False))
            same = next((at for at, (new, old) in pairs if new != old), min(len(path), len(self._path)))
            changed = path[same:] or ("",)  # an empty heading ends those below it
            self.done += [Heading(found.line, level, text) for level, text in enumerate(changed, same + 2)]
            self._path = path
        line_end, raw = self._tape.raw(found.line, found.line_end)
        self.done.append(Record(found.line, line_end, raw, found.fields))

    def spare(self, line: int) -> None:
        """Keep memory bounded: what is that large is no entry, but a section."""
        while self._tape.size > _MOST_KEPT:
            places = [at for at, opened in enumerate(self.stack) if not opened.is_decided]
            self._tape.forget(min(self.stack[places[0]].line if places else line, line))
            if not places or self._tape.size - len(self._tape.line(line)) <= _MOST_KEPT:
                return
            self._decide(places[0])

    def _decide(self, place: int) -> None:
        """Take an open mapping for a section, and pass on what waits in it."""
        opened = self.stack[place]
        inner = self.stack[place + 1].pairs if opened.is_root and self.stack[place + 1 :] else []
        if opened.columns or is_column(inner):
            self.report(opened.line, "a table by columns that is too long; write it row by row (`orient='records'`)")
        elif not opened.found and is_paper(opened.pairs):
            self.report(opened.line, "the entry is too long")
        opened.is_decided = True
        opened.pairs = [pair for pair in opened.pairs if isinstance(pair[1], str)][:_MOST_LABELS]
        self._undecided -= 1
        for at, below in enumerate(self.stack[place:], place + 1):
            if not below.is_decided:
                return
            for found in _all_below(below.found, self.stack[:at]):
                self._pass_on(found)
            below.found.clear()
            below.items.clear()


# --- What is read ----------------------------------------------------------------------------------------------------


def _read_mapping(closed: _Open) -> Fields | None:
    """The entry that a mapping is; None when it is a section, or says nothing."""
    pairs, title = list(closed.pairs), closed.title
    if closed.key.lower() in _ABOUT_LIST:
        return None
    if any(not one.is_weak for one in closed.found):
        pairs = [(name, value) for name, value in pairs if has_role(name, "authors") or _is_own(name, value)]
        if not is_paper(pairs):
            return None
    if closed.found and title is None:
        return None
    if title is not None and (is_known(title) or not any(map(str.isalpha, title))):
        return None  # `header: {title: Title, year: Year}`
    if len(pairs) == 1 and not closed.key:
        return _read_alone(*pairs[0])
    if closed.key and not is_known(closed.key):
        pairs.append(("id", closed.key))
        if title is None and " " in closed.key and not is_stock_label(closed.key):
            fields = read_record([("title", closed.key), *pairs])
            return fields if fields and (fields.links or fields.stated_authors or fields.stated_year) else None
    return read_record(pairs)


def _read_rows(closed: _Open) -> list[_Found]:
    """The entries of a table that is written column by column; each stands where its title does."""
    titles, rows = rows_of(closed.pairs)
    first, last = closed.columns[titles] if rows else (0, 0)
    has_lines = last - first == len(rows) + 1
    found = []
    for number, row in enumerate(rows, first + 1):
        if fields := read_record(row):
            found.append(_Found((), *((number, number) if has_lines else (first, last)), fields))
    return found


def _read_alone(key: str, value: Value) -> Fields | None:
    """The entry that `- Title: https://…` is, or a mapping with nothing but a title or a link."""
    if isinstance(value, str) and "://" in value and not (is_known(key) or is_stock_label(key)):
        return read_record([("title", key), ("url", value)])
    return read_record([(key, value)])


def _holds_values(key: str) -> bool:
    """Whether a key of a record has a list or a mapping that is no list of papers."""
    return any(has_role(key, role) for role in _VALUES)


def _is_own(name: str, value: Value) -> bool:
    """Whether a value can only be said of the mapping itself, and not of the entries in it."""
    return isinstance(value, str) and is_known(name)


def _is_named_link(closed: _Open) -> bool:
    """Whether a mapping is `{name: …, url: …}` without a title."""
    names = (name for name, value in closed.pairs if not (isinstance(value, str) and value.startswith("http")))
    return not any(has_role(name, "title") and name.lower() != "name" for name in names)


def _read_text(text: str) -> Fields | None:
    """The entry that a text in a list is: an id, a link, Markdown, or a title."""
    if "](" in text or "|" in text:
        return generic.read(Item(1, text, text=text))
    is_long_enough = text.count(" ") > 1 or is_id(text) or "://" in text
    return read_line(text) if is_long_enough else None


def _read_pair(key: str, text: str) -> Fields | None:
    """The entry that a key with a text is: `Title: https://…`, or `2401.00001: Title`."""
    if is_id(key):
        fields = generic.read(Item(1, text, text=text)) if "](" in text or "|" in text else None
        stated = read_record([("id", key), ("title", fields.title if fields else text)])
        return stated._replace(links=fields.links, stated_year=fields.stated_year) if stated and fields else stated
    if is_known(key) or is_stock_label(key):
        return None
    if " " in key and "://" in text and len(text.split()) == 1:
        return read_record([("title", key), ("url", text)])
    return None
