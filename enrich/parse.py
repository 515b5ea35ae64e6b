"""Stage 1: a list becomes entries, and the lines that were not understood.

`scan` looks at the whole file once (encoding, title, dialect); `read_entries` reads it again and yields what it finds.
Both stream: memory does not grow with the file, time grows with its length.
"""

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import get_args

from pydantic import Field

from enrich.dialects import dialects, formats
from enrich.dialects._blocks import cut_blocks
from enrich.dialects._details import is_contents
from enrich.dialects._findings import Found
from enrich.dialects._items import Heading, Item, Line, Shape
from enrich.dialects._lines import ListFile
from enrich.dialects._reader import read_blocks
from enrich.dialects._references import References, resolve
from enrich.dialects._sections import heading_text
from enrich.dialects.base import Piece, readable
from enrich.errors import ListError
from enrich.models import Entry, Frozen, Unread

__all__ = ["SAMPLE", "Found", "ListInfo", "find_entries", "find_text", "read_entries", "read_text", "scan"]

SAMPLE = 500  # items that decide on the dialect
_FEW = 5  # less than one in so many claims decides nothing
_HEAD = 16 * 1024  # characters by which a file format recognises its files

_FRONT_TITLE = re.compile(r"title\s*:\s*(.*?)\s*\Z", re.DOTALL)


class ListInfo(Frozen):
    """What the first pass over a list found.

    ``title`` is the one of the front matter, else the list's only level-1 heading. ``title_line`` is the line of the
    level-1 heading that opens the list: sections hang below it. ``reason`` says why the dialect was chosen.
    ``references`` are the addresses of links that the list defines by name.
    """

    path: Path
    title: str | None
    dialect: str
    reason: str
    sha256: str
    title_line: int | None = None
    references: dict[str, str] = Field(default={}, exclude=True, repr=False)


class _Survey:
    """What the first pass gathers: titles, and which dialects claim the items."""

    def __init__(self) -> None:
        self.front_title: str | None = None
        self.first_titles: list[Heading] = []  # the first two level-1 headings
        self.first_heading = 0  # its line
        self.claims: Counter[str] = Counter()
        self._dialects = {shape: [one for one in dialects() if shape in one.SHAPES] for shape in get_args(Shape)}
        self.references = References()
        self.items = 0
        self.sampled = 0

    def take(self, block: Piece) -> None:
        """Look at the next block."""
        if isinstance(block, Item):
            if self.sampled < SAMPLE and not is_contents(block):
                self.sampled += 1
                self._sniff(block)
        elif isinstance(block, Heading):
            self._head(block)
        elif isinstance(block, Line) and block.kind == "definition":
            self.references.learn(block.text)
        elif isinstance(block, Line) and block.kind == "front matter" and self.front_title is None:
            found = _FRONT_TITLE.match(block.text)
            self.front_title = _unquoted(found[1]) if found else None

    def _sniff(self, item: Item) -> None:
        claimed = [dialect.NAME for dialect in self._dialects[item.shape] if dialect.sniff(item)]
        self.claims.update(claimed)
        self.items += bool(claimed or (item.shape == "item" and not item.depth))  # most nested items are details

    def _head(self, heading: Heading) -> None:
        if heading.is_bold:
            return
        self.first_heading = self.first_heading or heading.line
        if heading.level == 1 and len(self.first_titles) < 2 and heading_text(heading.text):
            self.first_titles.append(heading)

    def info(self, path: Path, digest: str, claim: tuple[str, str] | None) -> ListInfo:
        """Sum up; ``claim`` is the file format that claims the list, and why."""
        heading = self.first_titles[0] if len(self.first_titles) == 1 else None
        dialect, reason = claim or self._choose()
        return ListInfo(
            path=path,
            title=self.front_title or (heading_text(heading.text) if heading else None),
            dialect=dialect,
            reason=reason,
            sha256=digest,
            title_line=heading.line if heading and heading.line == self.first_heading else None,
            references=self.references.urls,
        )

    def _choose(self) -> tuple[str, str]:
        """The dialect with most claims, unless they are few; and why."""
        if not self.items:
            return "generic", "it has no list items"
        name, count = max(self.claims.items(), key=lambda claim: claim[1], default=("", 0))
        if count * _FEW < self.items:
            most = f"at most {count}" if count else "none"
            return "generic", f"{most} of {self.items} items look like another dialect"
        return name, f"{count} of {self.items} items look like it"


def _unquoted(value: str) -> str | None:
    """A value of front matter; None for an empty one, and for a block that begins on the next line."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1].replace(value[0] * 2, value[0])
    return None if value[:1] in {"", ">", "|"} else readable(value)


def _survey(path: Path, lines: Iterator[str]) -> tuple[_Survey, tuple[str, str] | None]:
    """What the first pass finds; and the file format that claims the list, with the reason."""
    head, size = [], 0
    for line in lines:
        head.append(line)
        size += len(line)
        if size > _HEAD:
            break
    text = "".join(head)
    claims = ((one.NAME, reason) for one in formats() if (reason := one.claims(path, text)))
    claim = next(claims, None)
    survey = _Survey()
    for block in _cut(chain(head, lines), claim[0] if claim else ""):
        survey.take(block)
    return survey, claim


def _cut(lines: Iterator[str], dialect: str, references: Mapping[str, str] | None = None) -> Iterator[Piece]:
    """The blocks of a list: as its file format cuts them, else as Markdown."""
    cut = next((one.cut for one in formats() if dialect == one.NAME), None)
    if cut:
        return cut(lines)
    return resolve(cut_blocks(lines), references) if references else cut_blocks(lines)


def scan(path: Path) -> ListInfo:
    """Look at a list once: is it text, what is it called, which dialect is it written in.

    Raises:
        ListError: when it cannot be read; the message says where and what to do.

    """
    file = ListFile(path)
    survey, claim = _survey(path, iter(file))
    return survey.info(path, file.sha256, claim)


def read_entries(info: ListInfo) -> Iterator[Entry | Unread]:
    """Yield the entries of a list, and what was not understood, in the order of the file.

    Raises:
        ListError: when the file cannot be read, or is not the one that was scanned.

    """
    return (found.entry if isinstance(found, Found) else found for found in find_entries(info))


def find_entries(info: ListInfo) -> Iterator[Found | Unread]:
    """Like ``read_entries``, with the place of each value that can be replaced in place.

    Raises:
        ListError: when the file cannot be read, or is not the one that was scanned.

    """
    file = ListFile(info.path)
    blocks = _cut(iter(file), info.dialect, info.references)
    yield from read_blocks(blocks, info.dialect, info.title_line)
    if file.sha256 != info.sha256:
        raise ListError(info.path, 0, "changed while it was being read; run again")


def read_text(text: str, path: Path = Path("list.md")) -> tuple[ListInfo, list[Entry | Unread]]:
    """Both passes over a list that is in memory."""
    info, found = find_text(text, path)
    return info, [one.entry if isinstance(one, Found) else one for one in found]


def find_text(text: str, path: Path = Path("list.md")) -> tuple[ListInfo, Iterator[Found | Unread]]:
    """Like ``read_text``, one after the other, with the place of each value that can be replaced in place."""
    survey, claim = _survey(path, _text_lines(text))
    info = survey.info(path, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), claim)
    blocks = _cut(_text_lines(text), info.dialect, info.references)
    return info, read_blocks(blocks, info.dialect, info.title_line)


def _text_lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text, newline="\n"))
