"""What dialects share: the item they are given, the fields they give back, and how links, marks and titles are read.

A dialect is a module of this folder with ``NAME``, ``SHAPES`` (of the items that it reads), ``sniff(item)`` (does this
item look like mine?) and ``read(item)`` (its fields, or None when it is no entry of this dialect). It sees one item at
a time, never the file. A format, for files that are no Markdown, has ``NAME``, ``claims(path, head)`` (is this file
mine, and why?) and ``cut(lines)``.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from enrich.dialects._cited import is_reference
from enrich.dialects._details import is_address_of_paper
from enrich.dialects._facts import Facts, badge_year, read_facts, written_arxiv_id
from enrich.dialects._inline import Inline, Span
from enrich.dialects._items import Block, FieldSpan, Item, Shape, span_in
from enrich.dialects._links import (
    arxiv_id_of,
    badge_text,
    doi_of,
    entry_kind,
    has_false_id,
    is_paper_link,
    leads_to_note,
    leads_to_paper,
    link_at,
    link_to,
    links_of,
    site_id_of,
)
from enrich.dialects._names import authors_in, may_hold_names, names_before, person_before, split_authors
from enrich.dialects._ranges import AFTER_TITLE, Candidate, is_title_like, own_links
from enrich.dialects._surnames import is_citation
from enrich.dialects._tails import split_tail
from enrich.dialects._title import find_title, head_end, title_within
from enrich.dialects._words import (
    JOINER,
    is_stock_label,
    leads_on,
    readable,
    venue_in,
    word_count,
    year_in,
    year_of_month,
)
from enrich.identifiers import ArxivId
from enrich.models import EntryKind, Link, Unread
from enrich.venues import VENUES, find_venue, is_venue, short_venue

__all__ = ["VENUES", "Candidate", "Dialect", "Fields", "Format", "Inline", "Item", "Piece", "Record", "Span"]
__all__ += [
    "arxiv_id_of",
    "badge_text",
    "badge_year",
    "doi_of",
    "entry_kind",
    "has_false_id",
    "is_address_of_paper",
    "is_paper_link",
    "leads_to_note",
    "leads_to_paper",
    "link_at",
    "link_to",
    "links_of",
    "site_id_of",
    "title_within",
]
__all__ += ["AFTER_TITLE", "cut_marks", "find_title", "find_venue", "head_end", "is_title_like", "listed_id"]
__all__ += ["marks_around"]
__all__ += [
    "Facts",
    "FieldSpan",
    "Shape",
    "authors_in",
    "is_citation",
    "is_reference",
    "is_venue",
    "may_hold_names",
    "names_before",
    "own_links",
    "person_before",
    "read_facts",
    "read_title",
    "short_venue",
    "span_in",
    "trimmed",
]
__all__ += [
    "is_stock_label",
    "leads_on",
    "readable",
    "split_authors",
    "split_tail",
    "venue_in",
    "word_count",
    "written_arxiv_id",
    "year_in",
    "year_of_month",
]


class Fields(NamedTuple):
    """What a dialect read in one item; names as in ``models.Entry``.

    ``spans`` say where the values stand that can be replaced in place; ``problem`` says what could not be read.
    """

    title: str
    kind: EntryKind = "paper"
    marks: tuple[str, ...] = ()
    stated_arxiv_id: str | None = None
    stated_doi: str | None = None
    stated_year: int | None = None
    stated_venue: str | None = None
    stated_citations: int | None = None
    stated_pages: int | None = None
    stated_stars: int | None = None
    stated_authors: tuple[str, ...] | None = None
    stated_authors_complete: bool | None = None
    links: tuple[Link, ...] = ()
    spans: tuple[FieldSpan, ...] = ()
    problem: str | None = None


class Dialect(Protocol):
    """A module that reads one way of writing entries."""

    NAME: str
    SHAPES: frozenset[Shape]  # of the items that it reads

    def sniff(self, item: Item) -> bool:
        """Whether the item is plainly written in this dialect."""

    def read(self, item: Item) -> Fields | None:
        """Return what the item says, or None when it is no entry of this dialect."""


class Record(NamedTuple):
    """An entry that a file format has read by itself; ``raw`` is its lines, without the last line's end."""

    line: int
    line_end: int
    raw: str
    fields: Fields


Piece = Block | Record | Unread


class Format(Protocol):
    """A module that reads files which are no Markdown."""

    NAME: str

    def claims(self, path: Path, head: str) -> str | None:
        """Why a file is in this format, by its name or the lines it begins with; None when it is not."""

    def cut(self, lines: Iterator[str]) -> Iterator[Piece]:
        """Yield what the file holds in order, in bounded memory: entries, headings, and what cannot be read.

        Lines keep their ends. What cannot be read may come before the entries around it. A format that only writes
        Markdown's blocks in another way yields those, to be read by the dialects.
        """


# --- Titles and marks ------------------------------------------------------------------------------------------------

_EMOJI = (
    "\u203c\u2049\u231a-\u23ff\u25aa-\u25fe\u2600-\u266c\u2670-\u27bf\u2b00-\u2bff\u3030\u303d\U0001f000-\U0001faff"
)
_SHORT_CODE = re.compile(":[a-z0-9+_-]{1,40}:")
_MARK = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # a flag
    f"|[{_EMOJI}][\ufe0f\U0001f3fb-\U0001f3ff]*+(?:\u200d[{_EMOJI}][\ufe0f\U0001f3fb-\U0001f3ff]*+)*+"
    r"|:[a-z0-9+_-]{1,40}:|[0-9#*]\ufe0f?\u20e3"
)
_COUNTED = re.compile(r"\s?[0-9]")  # `⭐ 1.2k` is a number of stars
_MARKS_WITHIN = 100  # characters behind a title
_SITE_LABEL = "𝕏"  # a list's own way to say "on X": neither title nor mark


def cut_marks(text: str) -> tuple[tuple[str, ...], str]:
    """Take emoji and short codes off both ends of a text; return them in order, and the rest."""
    text = text.strip()
    if text.isascii() and text.count(":") < 2:
        return (), text
    spans = [match.span() for match in _MARK.finditer(text)]
    start, end, first, last = 0, len(text), 0, len(spans)
    while first < last and not text[start : spans[first][0]].strip():
        start = spans[first][1]
        first += 1
    while last > first and not text[spans[last - 1][1] : end].strip(" " + _SITE_LABEL):
        last -= 1
        end = spans[last][0]
    marks = tuple(text[a:b] for a, b in spans[:first] + spans[last:])
    return marks, text[start:end].strip().removesuffix(" " + _SITE_LABEL).strip()


def marks_around(inline: Inline, start: int, end: int, limit: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the marks that stand alone before a range, and those directly behind it (until ``limit``)."""
    text = inline.text
    if text.isascii() and "&" not in text and _SHORT_CODE.search(text, 0, limit) is None:
        return (), ()
    before, _ = cut_marks(inline.plain(0, start)) if start else ((), "")
    behind = inline.plain(end, min(limit, end + _MARKS_WITHIN))
    after: list[str] = []
    position = 0
    while behind[position:] and (mark := _MARK.match(behind, position)) and not _COUNTED.match(behind, mark.end()):
        after.append(mark[0])
        position = mark.end() + (behind[mark.end() : mark.end() + 1] == " ")
    return before, tuple(after)


_LISTED_ID = re.compile(
    r"(?:\[?(?:arXiv:)?[0-9]{4}\.[0-9]{4,5}(?:v[0-9]{1,2})?\]?[\s:.–-]++|paper page - "
    r"|[A-Z][\w'’-]{1,20}(?: (?:&|and) [A-Z][\w'’-]{1,20})? et al\.?[,:]?\s"
    r"|(?:paper|title|paper title|论文|标题|题目|论文标题|论文题目)\s?[:：]\s*+)(?=\S)",
    re.IGNORECASE,
)


def listed_id(title: str) -> str | None:
    """The arXiv id that stands before a title: `2009.14794 - Title`."""
    listed = _LISTED_ID.match(title)
    found = ArxivId.find(listed[0].strip(" :.[]–-")) if listed and any(map(str.isdigit, listed[0])) else None
    return str(found) if found else None


def read_title(inline: Inline, start: int, end: int, clinging: str = "") -> tuple[tuple[str, ...], str]:
    """Read a range as a title, without markup, broken encoding and what nobody sees; marks at its ends go apart.

    ``clinging`` are characters of the list that may stand behind the title and behind its marks. What pages
    and lists put before a title (``[2410.20011] Title``, ``Paper: Title``) is none of it.
    """
    title = readable(inline.plain(start, end), keep_joiners=True)
    marks: tuple[str, ...] = ()
    while True:  # a full stop may stand before the marks, and behind them
        if clinging and title[-1:] in clinging:
            title = title.rstrip(clinging.replace(":", ""))  # a colon may end `:+1:`
        more, shorter = cut_marks(title)
        if not more and clinging and title.endswith("."):
            more, shorter = cut_marks(title[:-1])
        if not more:
            break
        marks, title = marks + more, shorter.rstrip(clinging) if clinging else shorter
    title = title.rstrip(clinging) if clinging else title
    if listed := _LISTED_ID.match(title):
        title = title[listed.end() :]
    return marks, " ".join(title.replace(JOINER, "").split()) if JOINER in title else title


def trimmed(title: str) -> str:
    """A title without the punctuation that the list, not the paper, put around it."""
    title = title.lstrip(",; ")  # behind a name: `**BERT**, Pre-training of …`
    if title.endswith(".") and not title.endswith(".."):
        title = title[:-1]
    if len(title) > 2 and (title[0], title[-1]) in {('"', '"'), ("“", "”")} and '"' not in title[1:-1]:
        title = title[1:-1].rstrip(".,")
    if title.endswith(")") and not any(opening in title for opening in "([（"):
        title = title[:-1]
    return title.removeprefix("**").removeprefix("《").removesuffix("》").strip()
