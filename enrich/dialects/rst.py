"""reStructuredText: sections by underlines, lists, paragraphs that begin with a link, and tables.

Structure is read here; items are handed to the readers of Markdown, with their inline markup turned into Markdown.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from enrich.dialects._blocks import cut_blocks
from enrich.dialects._columns import Columns
from enrich.dialects._items import Heading, Item, Line
from enrich.dialects._records import read_record
from enrich.dialects._rst import GRID_RULE, TABLE_RULE, Names, Row, grid_rows, list_rows, simple_rows
from enrich.dialects.base import Piece, Record, leads_to_paper
from enrich.models import Unread

NAME = "rst"

_SUFFIXES = {".rst", ".rest"}
_BARE_SUFFIXES = {"", ".txt"}
_SIGN = re.compile(r"`[^`<\n]{1,300}<https?://[^<>`\s]{1,500}>`__?|^\.\. [a-z-]{1,30}::", re.MULTILINE)
_ADORNED = re.compile(r"([=\-~^\"'`#*+.:_<>])\1{2,}\s*\Z")
_DIRECTIVE = re.compile(r"\.\.(?:\s|\Z)")
_CITATION = re.compile(
    r"\.\.\s+\[(?P<label>[A-Za-z#0-9][\w.+:-]{0,60})\]\s+(?=\S)"
)  # `.. [Bee2020]`, or a footnote: `.. [#]`
_LIST_TABLE = re.compile(r"\.\.\s+list-table::")
_AUTO = re.compile(r"(\s*+)#\.(?=\s)")
_LEAD = re.compile(r"(?:\[[^\[\]\n]{1,60}\][,\s]{0,3}){0,3}(?:\[|\*\*)")
_AHEAD = 4 * 1024 * 1024  # characters in which names are looked for before they are used
_MOST_LINES = 20_000  # of one table
_SAMPLE = 50
_SHOWN = 200


def claims(path: Path, head: str) -> str | None:
    """By its suffix; or by links and directives as only this format has them."""
    suffix = path.suffix.lower()
    if suffix in _SUFFIXES:
        return f"its name ends in {suffix}"
    return "it has links or directives of reStructuredText" if suffix in _BARE_SUFFIXES and _SIGN.search(head) else None


class _Lines:
    """The lines that come next, numbered from 1; a few can be seen before they are taken."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._next: deque[str] = deque()
        self.number = 1  # of the next line

    def peek(self, ahead: int = 0) -> str:
        """A line that comes, an empty string behind the end."""
        while len(self._next) <= ahead:
            line = next(self._lines, "")
            if not line:
                return ""
            self._next.append(line)
        return self._next[ahead]

    def take(self) -> str:
        """The next line; it must have been seen."""
        self.number += 1
        return self._next.popleft()

    def take_block(self, goes_on: Callable[[str], bool]) -> list[str]:
        """The next line, and those behind it as long as they belong to it."""
        block = [self.take()]
        while len(block) < _MOST_LINES and (line := self.peek()) and goes_on(line):
            block.append(self.take())
        while len(block) > 1 and not block[-1].strip():
            self._next.appendleft(block.pop())
            self.number -= 1
        return block


def cut(lines: Iterator[str]) -> Iterator[Piece]:
    """Yield headings, items as Markdown, and the entries of tables."""
    ahead: list[str] = []
    size = 0
    for line in lines:
        ahead.append(line)
        size += len(line)
        if size > _AHEAD:
            break
    return _Cutter(_Lines(chain(ahead, lines)), Names(ahead)).cut()


class _Cutter:
    """Tells apart what is structure, and what is text in the manner of Markdown."""

    def __init__(self, lines: _Lines, names: Names) -> None:
        self._lines = lines
        self._names = names
        self._styles: list[tuple[str, bool]] = []  # of headings, in the order of their levels
        self._auto: set[int] = set()  # lines of the text that are numbered by `#.`

    def cut(self) -> Iterator[Piece]:
        """Yield all that comes."""
        while line := self._lines.peek():
            heading = self._heading()
            if heading:
                yield heading
                yield Line(self._lines.number - 1, "rule", "")  # what is below its line is no part of it
            elif _DIRECTIVE.match(line):
                yield from self._directive()
            elif TABLE_RULE.match(line):
                block = self._take(lambda one: bool(one.strip()))
                yield from self._table(block, simple_rows(block[1]))
            elif GRID_RULE.match(line):
                block = self._take(lambda one: one.lstrip()[:1] in {"|", "+"})
                yield from self._table(block, grid_rows(block[1]))
            elif _ADORNED.match(line):
                yield Line(self._lines.number, "rule", self._lines.take())
            else:
                yield from self._text()

    def _take(self, goes_on: Callable[[str], bool]) -> tuple[int, list[str]]:
        number = self._lines.number
        return number, self._lines.take_block(goes_on)

    # --- Headings ----------------------------------------------------------------------------------------------------

    def _heading(self) -> Heading | None:
        """A title with a line below it, or between two lines; taken if it is one."""
        first, second = self._lines.peek(), self._lines.peek(1)
        over = _ADORNED.match(first) if first else None
        if over and second.strip() and not _ADORNED.match(second):
            under = _ADORNED.match(self._lines.peek(2))
            return self._taken(second, over[1], 3, has_overline=True) if under and under[1] == over[1] else None
        found = _ADORNED.match(second)
        if found is None or over or not first.strip() or first[0] in " \t":
            return None
        if _DIRECTIVE.match(first) or TABLE_RULE.match(first):
            return None
        is_long = len(second.strip()) >= min(len(first.strip()), 4)
        return self._taken(first, found[1], 2, has_overline=False) if is_long else None

    def _taken(self, title: str, mark: str, count: int, *, has_overline: bool) -> Heading:
        style = (mark, has_overline)
        if style not in self._styles:
            self._styles.append(style)
        number = self._lines.number + has_overline
        for _ in range(count):
            self._lines.take()
        text = self._names.markdown(title.strip())
        return Heading(number, min(self._styles.index(style) + 1, 6), text, title)

    def _is_structure(self) -> bool:
        """Whether something else than text comes next."""
        line = self._lines.peek()
        if line[:1] in {"", " ", "\t", "\n"}:
            return bool(line.strip()) and (TABLE_RULE.match(line) or GRID_RULE.match(line)) is not None
        signs = (_DIRECTIVE, TABLE_RULE, GRID_RULE, _ADORNED)
        if any(sign.match(line) for sign in signs):
            return True
        return _ADORNED.match(self._lines.peek(1)) is not None and self._lines.peek(1)[:1] not in "*+"

    # --- Directives and tables ---------------------------------------------------------------------------------------

    def _directive(self) -> Iterator[Piece]:
        """A citation is an entry, a `list-table` is a table; comments, images and targets say nothing here."""
        number, block = self._take(lambda one: one[:1] in " \t\r\n")
        if citation := _CITATION.match(block[0]):
            text = self._names.markdown(" ".join([block[0][citation.end() :], *block[1:]]))
            marker = ".." if citation["label"][0].isalpha() else "[^"
            item = Item(number, block[0], marker=marker, text=" ".join(text.split()))
            item.is_verbatim = False
            if len(block) > 1:
                item.add(block[1:], "", is_new=False)
            yield item
            return
        if _LIST_TABLE.match(block[0]):
            yield from self._table((number, block), list_rows(block))
        else:
            yield from (Line(line, "comment", raw) for line, raw in enumerate(block, number))

    def _table(self, block: tuple[int, list[str]], found: Iterator[Row]) -> Iterator[Piece]:
        """The entries of a table, whose first row may name the columns."""
        first, lines = block
        yield Line(first, "row", lines[0])  # what is above it ends here, even if it is no table
        rows = list(found)
        for row in rows:
            row.cells = [self._names.markdown(cell) for cell in row.cells]
        columns = Columns([row.cells for row in rows[:_SAMPLE]])
        for row in rows[bool(columns.header) :]:
            raw = "".join(lines[row.first : row.last + 1]).removesuffix("\n").removesuffix("\r")
            fields = read_record(list(zip(columns.names, row.cells, strict=False)), is_sure=columns.has_title)
            if fields:
                yield Record(first + row.first, first + row.last, raw, fields)
            elif any("://" in cell for cell in row.cells):
                yield Unread(line=first + row.first, text=raw.strip()[:_SHOWN], reason="row without a title")

    # --- Text --------------------------------------------------------------------------------------------------------

    def _text(self) -> Iterator[Piece]:
        """Items, and paragraphs that begin with a link to a paper as items; the rest as it is."""
        before = self._lines.number - 1
        for block in cut_blocks(self._text_lines()):
            yield self._item(block, before) if isinstance(block, Item) else block._replace(line=block.line + before)

    def _text_lines(self) -> Iterator[str]:
        is_first = True
        while (line := self._lines.peek()) and (is_first or not self._is_structure()):
            is_first = False
            if auto := _AUTO.match(line):
                self._auto.add(self._lines.number)
                line = f"{auto[1]}1.{line[auto.end() :]}"
            self._lines.take()
            yield line

    def _as_written(self, raw: str, number: int) -> str:
        """A line with the `#.` that was read as a number, also where it does not begin an item after all."""
        if number not in self._auto:
            return raw
        self._auto.discard(number)
        return raw.replace("1.", "#.", 1)

    def _item(self, block: Item, before: int) -> Item:
        """The item as Markdown; a paragraph that begins with a link to a paper is one of a list."""
        line = block.line + before
        first, *others = (self._as_written(raw, number) for number, raw in enumerate(block.lines, line))
        texts = self._names.markdown(block.text).split("\n")
        is_whole = block.shape == "paragraph" and len(texts) == len(block.lines)
        item = Item(line, first, marker=block.marker, text=texts[0], indent=block.indent, depth=block.depth)
        item.is_verbatim = False
        if is_whole:
            for raw, text in zip(others, texts[1:], strict=True):
                item.add([raw], text, is_new=False)
        elif others:
            item.add(others, "\n".join(texts[1:]), is_new=False)
        if is_whole and not (_LEAD.match(item.text) and any(leads_to_paper(s, item.inline) for s in item.inline.links)):
            item.shape = "paragraph"
        return item
