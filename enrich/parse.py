"""Stage 1: a list becomes entries, and the lines that were not understood.

`scan` looks at the whole file once (encoding, title, dialect); `read_entries` reads it again and yields what it finds.
Both stream: memory does not grow with the file, time grows with its length.
"""

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from enrich.dialects import dialects, formats
from enrich.dialects._blocks import Heading, Item, Line, cut_blocks
from enrich.dialects._inline import Inline
from enrich.dialects._lines import ListFile
from enrich.dialects._sections import MAX_LABEL, Sections, heading_text
from enrich.dialects.base import Fields, Piece, Record, is_paper_link, leads_to_paper, readable, site_id_of
from enrich.errors import ListError
from enrich.identifiers import is_false_arxiv_link
from enrich.models import Entry, Frozen, Unread

SAMPLE = 500  # items that decide on the dialect
_FEW = 5  # less than one in so many claims decides nothing
_MAX_GAP = 100  # blank lines after which no nested item belongs to the item above
_SHOWN = 200  # characters of a line that an Unread repeats
_HEAD = 16 * 1024  # characters by which a file format recognises its files

_CONTENTS = re.compile(r"\[[^\[\]\n]*+\]\(#[^()\s]*+\)")
_FRONT_TITLE = re.compile(r"title\s*:\s*(.*?)\s*\Z", re.DOTALL)


class ListInfo(Frozen):
    """What the first pass over a list found.

    ``title`` is the one of the front matter, else the list's only level-1 heading. ``title_line`` is the line of the
    level-1 heading that opens the list: sections hang below it. ``reason`` says why the dialect was chosen.
    """

    path: Path
    title: str | None
    dialect: str
    reason: str
    sha256: str
    title_line: int | None = None


# --- First pass ------------------------------------------------------------------------------------------------------


class _Survey:
    """What the first pass gathers: titles, and which dialects claim the items."""

    def __init__(self) -> None:
        self.front_title: str | None = None
        self.first_titles: list[Heading] = []  # the first two level-1 headings
        self.first_heading = 0  # its line
        self.claims: Counter[str] = Counter()
        self.items = 0
        self.sampled = 0

    def take(self, block: Piece) -> None:
        """Look at the next block."""
        if isinstance(block, Item):
            if self.sampled < SAMPLE and not _is_contents(block):
                self.sampled += 1
                self._sniff(block)
        elif isinstance(block, Heading):
            self._head(block)
        elif isinstance(block, Line) and block.kind == "front matter" and self.front_title is None:
            found = _FRONT_TITLE.match(block.text)
            self.front_title = _unquoted(found[1]) if found else None

    def _sniff(self, item: Item) -> None:
        claimed = [dialect.NAME for dialect in dialects() if dialect.sniff(item)]
        self.claims.update(claimed)
        self.items += bool(claimed or not item.depth)  # most nested items are details

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


def _is_contents(item: Item) -> bool:
    """Whether an item belongs to a table of contents: it has links, and all of them stay on the page."""
    if "](#" not in item.text:
        return False
    if _CONTENTS.fullmatch(item.text):
        return True
    links = item.inline.links
    if not links or not all(span.url.startswith("#") for span in links):
        return False
    rest = item.inline.plain(0, links[0].start) + item.inline.plain(links[-1].end)
    return not any(map(str.isalpha, rest))


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


def _cut(lines: Iterator[str], dialect: str) -> Iterator[Piece]:
    """The blocks of a list: as its file format cuts them, else as Markdown."""
    return next((one.cut for one in formats() if dialect == one.NAME), cut_blocks)(lines)


def scan(path: Path) -> ListInfo:
    """Look at a list once: is it text, what is it called, which dialect is it written in.

    Raises:
        ListError: when it cannot be read; the message says where and what to do.

    """
    file = ListFile(path)
    survey, claim = _survey(path, iter(file))
    return survey.info(path, file.sha256, claim)


# --- Second pass -----------------------------------------------------------------------------------------------------


class _Reader:
    """Turns blocks into entries; holds one item back, because nested items may belong to it."""

    def __init__(self, info: ListInfo) -> None:
        known = dialects()
        self._dialects = sorted(known, key=lambda dialect: (dialect.NAME == "generic", info.dialect != dialect.NAME))
        self._chosen = info.dialect
        self._sections = Sections(info.title_line)
        self._pending: Item | None = None
        self._nested: list[Item] = []  # what the pending item took in
        self._gap: list[str] = []  # blank lines behind the pending item
        self._position = 0

    def take(self, block: Piece) -> list[Entry | Unread]:
        """Read the next block; returns what is complete."""
        if isinstance(block, Item):
            return self._take_item(block)
        if isinstance(block, Record):
            return self.finish() + self._enter(block, block.fields)
        if isinstance(block, Unread):
            return [*self.finish(), block]
        if isinstance(block, Heading):
            found = self.finish()
            self._sections.enter(block)
            return found
        if block.kind == "blank":
            self._gap.append(block.text)
            return self.finish() if len(self._gap) > _MAX_GAP else []
        found = self.finish()
        if unread := _unread_line(block):
            found.append(unread)
        return found

    def _take_item(self, item: Item) -> list[Entry | Unread]:
        pending = self._pending
        found: list[Entry | Unread] = []
        if pending is not None and item.depth > pending.depth:
            if self._is_own(item):
                if self._is_label(pending):
                    found = self._open_labels(pending, item.depth)
            elif not pending.is_full:
                pending.absorb(item, self._gap)
                self._nested.append(item)
                self._gap = []
                return []
        found += self.finish()
        self._sections.leave_labels(item.depth)
        if not _is_contents(item):
            self._pending = item
        return found

    def _open_labels(self, pending: Item, depth: int) -> list[Entry | Unread]:
        """Make sections of the pending item, and of those nested in it, that an item at ``depth`` is nested in."""
        labels, others = [pending], []
        for nested in self._nested:
            while labels[-1].depth >= nested.depth:
                others.append(labels.pop())
            labels.append(nested)
        while labels[-1].depth >= depth:
            others.append(labels.pop())
        self._pending = None
        self._sections.leave_labels(pending.depth)
        for item in labels:
            text = heading_text(item.text.partition("\n\n")[0]).rstrip(" :：")
            if len(text) > MAX_LABEL:
                others.append(item)
            else:
                self._sections.enter_label(item.depth, text)
        others.sort(key=lambda item: item.line)
        return [unread for item in others for unread in _unread(item, _why_unread(item))]

    def _is_own(self, item: Item) -> bool:
        """Whether a nested item is an entry of its own, and no detail of the one above."""
        if any(dialect.sniff(item) for dialect in self._dialects):
            return True
        fields = self._read(item)
        return fields is not None and any(map(is_paper_link, fields.links))

    def _is_label(self, item: Item) -> bool:
        """Whether an item only says what the items below it have in common."""
        return not item.inline.links and not any(dialect.sniff(item) for dialect in self._dialects)

    def _read(self, item: Item) -> Fields | None:
        """Ask the list's dialect, then each other that claims the item, then the generic one."""
        for dialect in self._dialects:
            asked = dialect.NAME in {self._chosen, "generic"} or dialect.sniff(item)
            if asked and (fields := dialect.read(item)):
                return fields
        return None

    def finish(self) -> list[Entry | Unread]:
        """Let go of the item that was held back."""
        item, self._pending = self._pending, None
        self._gap, self._nested = [], []
        if item is None:
            return []
        fields = self._read(item)
        if fields is None:
            return _unread(item, _why_unread(item))
        return self._enter(item, fields)

    def _enter(self, item: Item | Record, fields: Fields) -> list[Entry | Unread]:
        """The entry of an item that was read, and what could not be read in it."""
        self._position += 1
        entry = _entry(item, fields, self._position, self._sections.name)
        return [entry, *(unread for reason in _problems(fields) for unread in _unread(item, reason))]


def _entry(item: Item | Record, fields: Fields, position: int, section: str | None) -> Entry:
    stated = fields._asdict()
    del stated["problem"]
    stated["stated_site_id"] = site_id_of(fields.links)
    return Entry(
        position=position, section=section, line_start=item.line, line_end=item.line_end, raw=item.raw, **stated
    )


def _problems(fields: Fields) -> Iterator[str]:
    """What could not be read in an item that is an entry all the same."""
    if fields.problem:
        yield fields.problem
    if any(is_false_arxiv_link(link.url) for link in fields.links):
        yield "link looks like an arXiv id and is none"


def _unread(item: Item | Record, reason: str | None) -> list[Entry | Unread]:
    return [Unread(line=item.line, text=_shown(item.raw), reason=reason)] if reason else []


def _shown(raw: str) -> str:
    line = raw.partition("\n")[0].strip()
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _why_unread(item: Item) -> str | None:
    """Why an item gave no entry; None when there is nothing in it."""
    has_words = any(map(str.isalnum, item.inline.plain()))
    if not has_words and not _has_paper_link(item.inline):
        return None
    return "list item without a title" if item.inline.links else "list item without link or title"


def _has_paper_link(inline: Inline) -> bool:
    return any(leads_to_paper(span, inline) for span in inline.links)


def _unread_line(line: Line) -> Unread | None:
    """Report a line that is no list item and yet names a paper; badges alone are understood."""
    reason = None
    if line.kind == "unclosed":
        reason = "a comment or a code block begins here and never ends; what follows was not read"
    elif line.kind in {"prose", "row"} and "://" in line.text:
        inline = Inline(line.text.strip())
        is_badge = line.kind == "prose" and not any(map(str.isalnum, inline.plain()))
        if not is_badge and _has_paper_link(inline):
            reason = "table row with a paper link" if line.kind == "row" else "paper link outside of a list item"
    return Unread(line=line.line, text=_shown(line.text), reason=reason) if reason else None


def _read_blocks(blocks: Iterable[Piece], info: ListInfo) -> Iterator[Entry | Unread]:
    reader = _Reader(info)
    for block in blocks:
        yield from reader.take(block)
    yield from reader.finish()


def read_entries(info: ListInfo) -> Iterator[Entry | Unread]:
    """Yield the entries of a list, and what was not understood, in the order of the file.

    Raises:
        ListError: when the file cannot be read, or is not the one that was scanned.

    """
    file = ListFile(info.path)
    yield from _read_blocks(_cut(iter(file), info.dialect), info)
    if file.sha256 != info.sha256:
        raise ListError(info.path, 0, "changed while it was being read; run again")


def read_text(text: str, path: Path = Path("list.md")) -> tuple[ListInfo, list[Entry | Unread]]:
    """Both passes over a list that is in memory."""
    survey, claim = _survey(path, _text_lines(text))
    info = survey.info(path, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), claim)
    return info, list(_read_blocks(_cut(_text_lines(text), info.dialect), info))


def _text_lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text, newline="\n"))
