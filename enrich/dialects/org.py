"""Emacs Org: headings that are papers, with their properties and the links below; lists and tables below the others.

    * TODO Owls of the Barn 2020                                  :owls:
      :PROPERTIES:
      :AUTHOR: Ada Bee and Cy Dee
      :END:

What stands below an entry are notes on it. Structure is read here; items are handed to the readers of Markdown.
"""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from enrich.dialects import bibtex
from enrich.dialects._blocks import cut_blocks
from enrich.dialects._inline import Inline
from enrich.dialects._items import Block, Heading, Item, Line
from enrich.dialects._org import HEADING, Headline, Outline, markdown, property_of, telling
from enrich.dialects._records import folded, read_record
from enrich.dialects._tape import Tape
from enrich.dialects.base import Fields, Piece, Record, is_stock_label, leads_to_paper

NAME = "org"

_TITLE = re.compile(r"#\+TITLE:[ \t]*+(\S.*)", re.IGNORECASE)
_REMARK = re.compile(
    r"[ \t]*+(?:#(?:\+[\w-]++(?:\[[^\]\n]*+\])?:|\+(?:begin|end)_|[ \t]|$)|:[ \t]|(?:CLOSED|SCHEDULED|DEADLINE|CLOCK):"
    r"|[<\[][0-9]{4}-[0-9]{2}-[0-9]{2}[^<>\[\]\n]*+[>\]]\s*+$)",
    re.IGNORECASE,
)
_DRAWER = re.compile(r"[ \t]*+:(?:PROPERTIES|LOGBOOK|NOTES|CLOCK):\s*+\Z", re.IGNORECASE)
_END = re.compile(r"[ \t]*+:END:\s*+\Z", re.IGNORECASE)
_CODE = re.compile(r"[ \t]*+#\+begin_(src|example|comment|export)\b", re.IGNORECASE)
_CODE_END = re.compile(r"[ \t]*+#\+end_(?:src|example|comment|export)\b", re.IGNORECASE)
_BIBTEX = re.compile(r"[ \t]*+#\+begin_src[ \t]++bib", re.IGNORECASE)
_FACT = re.compile(r"\**([A-Za-z][A-Za-z_-]{1,20})\**\s*+::?\**[ \t]++(\S.*)")  # `Author: Ada Bee`, `Year :: 2020`
_MARKER = re.compile(r"\A[-+][ \t]++")
_TELLING = frozenset({"year", "doi", "arxiv", "arxivid", "eprint", "id"})
_AHEAD = 1024 * 1024  # characters in which headings are looked at before they are read
_MOST_LINES = 5_000  # of a drawer or a block
_MOST_FACTS = 100  # lines below a heading that are looked at for saying something about its paper


def claims(path: Path, head: str) -> str | None:
    """By its suffix."""
    return "its name ends in .org" if path.suffix.lower() == ".org" else None


def cut(lines: Iterator[str]) -> Iterator[Piece]:
    """Yield headings, entries, and what stands in sections as Markdown."""
    ahead: list[str] = []
    size = 0
    for line in lines:
        ahead.append(line)
        size += len(line)
        if size > _AHEAD:
            break
    return _Cutter(Tape(chain(ahead, lines)), Outline(ahead)).cut()


class _Stated(NamedTuple):
    """What the lines right below a heading say about its paper, up to the last one that does."""

    last: int
    pairs: list[tuple[str, str]]
    links: list[tuple[str, str]]
    fields: Fields | None = None  # of an entry in BibTeX


class _Cutter:
    """Tells apart what is structure, what is an entry, and what are notes on one."""

    def __init__(self, tape: Tape, outline: Outline) -> None:
        self._tape = tape
        self._outline = outline
        self._next = 1  # line
        self._level = 0  # of the entry whose notes come, 0 in a section

    def cut(self) -> Iterator[Piece]:
        """Yield all that comes."""
        while line := self._tape.line(self._next):
            self._tape.forget(self._next)
            if HEADING.match(line):
                yield from self._heading(self._outline.read(self._next, line), line)
            elif not self._level and (title := _TITLE.match(line)):
                yield self._pass(Line(self._next, "front matter", f"title: {title[1]}"))
            elif self._level or self._behind(self._next) > self._next:
                for _ in range(self._next, max(self._behind(self._next), self._next + 1)):
                    yield self._pass(Line(self._next, "comment", self._tape.line(self._next)))
            else:
                yield from self._text()

    def _pass(self, line: Line) -> Line:
        self._next += 1
        return line

    def _behind(self, number: int) -> int:
        """The line behind the remark, drawer or block of code that begins at a line; itself if none does."""
        line = self._tape.line(number)
        opening, closing = (_DRAWER, _END) if _DRAWER.match(line) else (_CODE, _CODE_END)
        if not opening.match(line):
            return number + (_REMARK.match(line) is not None)
        for last in range(number + 1, number + _MOST_LINES):
            line = self._tape.line(last)
            if closing.match(line):
                return last + 1
            if not line or HEADING.match(line) or opening.match(line):
                break
        return number + 1  # it is never closed

    # --- Headings ----------------------------------------------------------------------------------------------------

    def _heading(self, heading: Headline, line: str) -> Iterator[Piece]:
        """An entry, a section, or a part of the notes."""
        number, level = heading.line, min(heading.level, 6)
        is_note = 0 < self._level < heading.level
        entry = None if heading.is_comment else self._entry(heading, line)
        if entry:
            is_section = isinstance(entry, Item) and self._outline.is_section(heading)
            yield Heading(number, level, heading.title if is_section else "")
            yield Line(number, "row", "")  # what is above ends here
            yield entry
            self._next = entry.line_end + 1
            self._level = self._level if is_note else 0 if is_section else heading.level
        elif is_note or heading.is_comment:
            self._level = self._level if is_note else heading.level
            yield self._pass(Line(number, "comment", line))
        else:
            self._level = 0
            self._next += 1
            yield Heading(number, level, heading.title, line)

    def _entry(self, heading: Headline, line: str) -> Record | Item | None:
        """The paper that a heading is about, if it says so, links one, or is a title among titles."""
        stated, is_title = self._stated(heading.line), self._outline.is_title(heading)
        fields = stated.fields or _fields(
            stated, *(heading.dated if is_title and not stated.pairs else (heading.title,))
        )
        if fields:
            return Record(heading.line, *self._tape.raw(heading.line, stated.last), fields)
        item = Item(heading.line, line, marker="*", text=heading.title)
        item.is_verbatim = False
        if stated.links:
            below = [self._tape.line(number) for number in range(heading.line + 1, stated.last + 1)]
            item.add(below, "\n".join(link for _, link in stated.links), is_new=False)
        is_linked = any(leads_to_paper(span, item.inline) for span in item.inline.links)
        return item if heading.title and (is_linked or is_title) else None

    def _stated(self, first: int) -> _Stated:
        """Read the drawers below a heading, and lines such as `Author: …` or of links alone."""
        pairs: list[tuple[str, str]] = []
        links: list[tuple[str, str]] = []
        number, last = first + 1, first
        while number < first + _MOST_FACTS and (line := self._tape.line(number)) and not HEADING.match(line):
            behind = self._behind(number)
            block = [self._tape.line(one) for one in range(number, behind)]
            if _BIBTEX.match(line):
                records = [one for one in bibtex.cut(iter(block[1:-1])) if isinstance(one, Record)]
                if len(records) == 1:
                    return _Stated(behind - 1, pairs, links, records[0].fields)
            found = [property_of(one) for one in block] if block else [_fact(line)]
            if not block and line.strip() and not found[0]:
                break
            for pair in filter(None, found):
                (links if "://" in pair[1] else pairs).append(pair)
                last = max(behind - 1, number)
            number = max(behind, number + 1)
        return _Stated(last, pairs, links)

    # --- Text --------------------------------------------------------------------------------------------------------

    def _text(self) -> Iterator[Block]:
        """What stands in a section, as Markdown."""
        for block in cut_blocks(self._text_lines(), self._next - 1):
            if isinstance(block, Item):
                block.address(markdown)
                block.is_verbatim = False
            yield block._replace(text=markdown(block.text)) if isinstance(block, Heading) else block

    def _text_lines(self) -> Iterator[str]:
        """Lines until something else begins; only the first rule below a row is one of Markdown, too."""
        rows = 0
        while line := self._tape.line(self._next):
            if HEADING.match(line) or _TITLE.match(line) or self._behind(self._next) > self._next:
                return
            self._tape.forget(self._next)
            self._next += 1
            is_rule = line.lstrip().startswith("|-")
            rows = rows + 1 if line.lstrip().startswith("|") else 0
            rows -= is_rule and rows == 1
            yield ("|\n" if rows != 2 else line.replace("+", "|")) if is_rule else line


def _fields(stated: _Stated, title: str, year: str = "") -> Fields | None:
    """What properties and facts tell of a paper, if they are more than links and dates."""
    pairs = [*stated.pairs, ("title", title), *([("year", year)] if year else [])]
    fields = read_record([*pairs, *stated.links], is_sure=bool(year))
    if fields is None:
        return None
    is_told = fields.stated_authors or fields.stated_venue or any(folded(name) in _TELLING for name, _ in pairs)
    return fields if is_told else None


def _fact(line: str) -> tuple[str, str] | None:
    """What a line below a heading says, if it is nothing but a fact with its name, or links called `pdf` or so."""
    text = markdown(_MARKER.sub("", line.strip()))
    if found := _FACT.match(text):
        return telling(found[1], found[2])
    is_link = "://" in text and is_stock_label(Inline(text).plain())
    return ("links", text) if is_link else None
