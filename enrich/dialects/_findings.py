"""What the reader of a list hands out: entries with their places, and what was not understood, with the reason."""

import re
from typing import NamedTuple

from enrich.dialects._inline import Inline
from enrich.dialects._items import Item, Line
from enrich.dialects.base import Fields, FieldSpan, Piece, Record, has_false_id, leads_to_paper, site_id_of
from enrich.models import Entry, Unread

_ITEM = re.compile(r"\s*(?:[-*+]|[0-9]{1,4}[.)])\s+\S")
_FEWEST_FENCED = 5  # items in a block of code that show no example
_SHOWN = 200  # characters of a line that an Unread repeats


class Found(NamedTuple):
    """An entry, and where in its ``raw`` the values stand that can be replaced in place."""

    entry: Entry
    spans: tuple[FieldSpan, ...]


class FencedItems:
    """Watches for a list that stands in a block of code, as one fence too many in a file makes it."""

    def __init__(self) -> None:
        self._lines: list[Line] = []

    def take(self, block: Piece) -> list[Found | Unread]:
        """Look at the next block; tells of the items in a block of code that is over, if they are many."""
        if isinstance(block, Line) and block.kind == "code":
            if "://" in block.text and _ITEM.match(block.text) and has_paper_link(Inline(block.text)):
                self._lines.append(block)
            return []
        return self.finish() if self._lines else []

    def finish(self) -> list[Found | Unread]:
        """Tell of the items that were seen since the last block of anything else."""
        lines, self._lines = self._lines, []
        if len(lines) < _FEWEST_FENCED:
            return []
        reason = f"{len(lines)} list items with links to papers, from here on, are in a block of code and were not read"
        return [_unread(lines[0].line, lines[0].text, reason)]


def found_entry(item: Item | Record, fields: Fields, position: int, section: str | None) -> list[Found | Unread]:
    """The entry that an item is, and what could not be read in it all the same."""
    stated: dict[str, object] = fields._asdict()
    del stated["problem"], stated["spans"]
    stated |= {"position": position, "section": section, "stated_site_id": site_id_of(fields.links)}
    stated |= {"line_start": item.line, "line_end": item.line_end, "raw": item.raw}
    is_verbatim = isinstance(item, Record) or item.is_verbatim
    spans = tuple([span for span in fields.spans if span.start >= 0]) if is_verbatim and fields.spans else ()
    found: list[Found | Unread] = [Found(Entry.model_validate(stated), spans)]
    if fields.problem:
        found.append(_unread(item.line, item.raw, fields.problem))
    if any(map(has_false_id, fields.links)):
        found.append(_unread(item.line, item.raw, "link looks like an arXiv id and is none"))
    return found


def unread_item(item: Item) -> list[Found | Unread]:
    """Report an item that gave no entry, unless there is nothing in it."""
    reason = _why_unread(item)
    return [_unread(item.line, item.raw, reason)] if reason else []


def unread_prose(line: Item) -> list[Found | Unread]:
    """Report a line that is no list item and yet names a paper; badges alone are understood."""
    if "://" not in line.text or not any(map(str.isalnum, line.inline.plain())) or not has_paper_link(line.inline):
        return []
    return [_unread(line.line, line.raw, "paper link outside of a list item")]


def unread_rest(opening: Line) -> Unread:
    """Report where a comment or code begins that never ends."""
    reason = "a comment or a code block begins here and never ends; what follows was not read"
    return _unread(opening.line, opening.text, reason)


def has_paper_link(inline: Inline) -> bool:
    """Whether a link leads to a paper."""
    return any(leads_to_paper(span, inline) for span in inline.links)


def _unread(number: int, raw: str, reason: str) -> Unread:
    line = raw.partition("\n")[0].strip()
    return Unread(line=number, text=line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…", reason=reason)


def _why_unread(item: Item) -> str | None:
    if item.shape == "row":
        has_link = any(has_paper_link(cell.inline) for cell in item.cells)
        return "table row with a paper link and no title" if has_link else None
    is_remark = item.marker[:2] == "[^" or not any(map(str.isalnum, item.inline.plain()))
    if is_remark and not has_paper_link(item.inline):
        return None
    return "list item without a title" if item.inline.links else "list item without link or title"
