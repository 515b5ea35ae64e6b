"""Plain text: a title, an id or a link on each line, or a title with one of them before or behind it.

A line that names an id alone is an entry whose title is the line as written. Lines that begin with `#`, and short ones
that end with a colon, are headings.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from enrich.dialects._inline import Inline
from enrich.dialects._items import Heading
from enrich.dialects._names import authors_in
from enrich.dialects._people import Value
from enrich.dialects._records import is_id, read_record
from enrich.dialects._tails import split_tail
from enrich.dialects.base import Fields, Piece, Record
from enrich.models import Unread

NAME = "plain-text"

_SUFFIXES = {"", ".txt", ".text", ".list", ".lst"}
_MARKDOWN = re.compile(r"\s*+(?:[-*+•]|[0-9]{1,4}[.)])\s|\s*+[|<>`]|.{0,500}\]\(|\s{4}|.{0,500}(?:>`_|\*\*)")
_LEAD = re.compile(r"\s*+(?:(?:[-*+•]|[0-9]{1,4}[.)])\s++)?+")
_HEADING = re.compile(r"\s*+(#{1,6})\s*+(.*?)\s*+#*\s*\Z", re.DOTALL)
_LABEL = re.compile(r"[^\W_][^:]{0,60}[:：]\s*\Z")
_URL = re.compile(r"https?://")
_NAMED_ID = re.compile(r"\b(?:arxiv:\s?[^\s\[\]()]++(?:\s?\[[a-z.-]{1,20}\])?|doi:\s?[^\s\[\]]++)", re.IGNORECASE)
_EMPTY = re.compile(r"\(\s*+\)|\[\s*+\]")
_CLINGING = ",;:|()[]"
_BETWEEN = " \t,;:|-–—"  # a title and a link
_QUOTES = (('"', '"'), ("“", "”"), ("'", "'"))
_MOST_WORDS = 40  # of a title
_MOST = 400  # characters of one
_MOST_READ = 4_000  # of a line
_ENOUGH = 0.8  # share of lines that look like what stands in such a file
_MOST_LINES = 5  # of an entry
_MOST_HELD = 1_000  # lines held while each may be the names below a title
_SHOWN = 200  # characters of a line that an Unread repeats


def claims(path: Path, head: str) -> str | None:
    """By its suffix, if nearly every line is a title, an id or a link, and few are Markdown."""
    if path.suffix.lower() not in _SUFFIXES:
        return None
    lines = [line for line in head.split("\n") if line.strip() and not _HEADING.match(line)]
    fitting = sum(_is_fitting(line.strip()) and not _MARKDOWN.match(line) for line in lines)
    if not lines or fitting < _ENOUGH * len(lines):
        return None
    return f"{fitting} of its first {len(lines)} lines look like titles, ids or links"


def _is_fitting(line: str) -> bool:
    if is_id(line) or _URL.match(line):
        return True
    is_sentence = line.count(". ") > 1 or (line.endswith(".") and line.count(" ") > 20)
    return not line[0].islower() and len(line) <= _MOST and len(line.split()) <= _MOST_WORDS and not is_sentence


_Line = tuple[int, str]  # its number, and it as it stands in the file


def cut(lines: Iterator[str]) -> Iterator[Piece]:
    """Yield the entry of each line, below the headings; lines that stand together may be one paper's."""
    block: list[_Line] = []
    is_long = False
    for number, raw in enumerate(lines, 1):
        heading = _heading(number, raw.strip())
        if raw.strip() and not heading:
            block.append((number, raw))
            if len(block) > _MOST_LINES and (authors_in(raw.strip()) is None or len(block) > _MOST_HELD):
                yield from _entries(block[:-1])
                block, is_long = block[-1:], True
            continue
        yield from _entries(block, may_be_one=not is_long)
        block, is_long = [], False
        if heading:
            yield heading
    yield from _entries(block, may_be_one=not is_long)


def _heading(number: int, text: str) -> Heading | None:
    if heading := _HEADING.match(text):
        return Heading(number, len(heading[1]), heading[2])
    return Heading(number, 6, text.rstrip(" :：")) if _LABEL.fullmatch(text) and not is_id(text) else None


def _entries(block: list[_Line], *, may_be_one: bool = False) -> Iterator[Piece]:
    """The entries of lines that stand together: of a title, its people and its links one, else one of each line.

    Names belong to the title above them in any case.
    """
    texts = [raw.strip() for _, raw in block]
    place = 0
    while place < len(block):
        stop = place + 1
        if _is_title(texts[place]):
            stop += stop < len(block) and authors_in(texts[stop]) is not None
            if may_be_one and place == 0 and all(map(_is_link, texts[stop:])):
                stop = len(block)
        yield from _entry(block[place:stop])
        place = stop


def _is_link(line: str) -> bool:
    return _URL.match(line) is not None and len(line.split()) == 1


def _is_title(line: str) -> bool:
    return not (is_id(line) or _URL.search(line) or authors_in(line)) and len(line.split()) > 2


def _entry(lines: list[_Line]) -> Iterator[Piece]:
    """The entry of a title, with the names and the links in the lines below it."""
    first = lines[0][0]
    text, *below = [raw.strip() for _, raw in lines]
    names = authors_in(below[0]) if below else None
    if fields := read_line(" ".join([text, *below[names is not None :]])):
        if names:
            fields = fields._replace(stated_authors=names[0], stated_authors_complete=names[1])
        raw = "".join(raw for _, raw in lines).removesuffix("\n").removesuffix("\r")
        yield Record(first, lines[-1][0], raw, fields)
    elif any(map(str.isalnum, text)):
        yield Unread(line=first, text=text[:_SHOWN], reason=_why_unread(text))


def _why_unread(text: str) -> str:
    return "a link without a title that leads to no paper" if _URL.search(text) else "line without a title or an id"


def read_line(text: str) -> Fields | None:
    """The entry that a line is; None when it has no title and names no paper."""
    lead = _LEAD.match(text)
    text = text[lead.end() if lead else 0 :].strip()
    if len(text) > _MOST_READ:
        return None
    if is_id(text):
        return read_record([("url" if "://" in text else "id", text)])
    names, rest = _without_links(text)
    words = rest.split()
    for place in (0, -1):
        if len(words) > 1 and is_id(name := words[place].strip(_CLINGING)):
            names.append(("id", name))
            words.pop(place)
    title, tail = split_tail(" ".join(words).strip(_BETWEEN).rstrip("([ "))
    return read_record([("title", _unquoted(title)), ("year", tail), *names], is_sure=True)


def _without_links(text: str) -> tuple[list[tuple[str, Value]], str]:
    """Links and ids that are called ids, with the names of what they are, and the text without them."""
    names: list[tuple[str, Value]] = []
    if "://" in text:
        inline = Inline(text)
        for span in inline.links:
            names.append(("url", span.url))
            if span.inner == span.start or span.url == inline.text[span.inner : span.inner_end]:
                inline.cut(span.start, span.end)
        text = inline.plain()
    names += [("id", found[0]) for found in _NAMED_ID.finditer(text)]
    return names, _EMPTY.sub(" ", _NAMED_ID.sub(" ", text))


def _unquoted(title: str) -> str:
    return title[1:-1] if (title[:1], title[-1:]) in _QUOTES and title[0] not in title[1:-1] else title
