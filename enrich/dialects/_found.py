"""What the reader finds in an item: an entry with its places, what is odd about it, or why it is none."""

from collections.abc import Iterator
from typing import NamedTuple

from enrich.dialects._inline import Inline
from enrich.dialects._items import Item
from enrich.dialects.base import Fields, FieldSpan, Record, has_false_id, leads_to_paper, site_id_of
from enrich.models import Entry, Unread

_SHOWN = 200  # characters of a line that an Unread repeats


class Found(NamedTuple):
    """An entry, and where in its ``raw`` the values stand that can be replaced in place."""

    entry: Entry
    spans: tuple[FieldSpan, ...]


def entry_of(item: Item | Record, fields: Fields, position: int, section: str | None) -> Entry:
    stated = fields._asdict()
    del stated["problem"], stated["spans"]
    stated["stated_site_id"] = site_id_of(fields.links)
    return Entry(
        position=position, section=section, line_start=item.line, line_end=item.line_end, raw=item.raw, **stated
    )


def problems_of(fields: Fields) -> Iterator[str]:
    """What could not be read in an item that is an entry all the same."""
    if fields.problem:
        yield fields.problem
    if any(map(has_false_id, fields.links)):
        yield "link looks like an arXiv id and is none"


def as_unread(item: Item | Record, reason: str | None) -> list[Found | Unread]:
    return [Unread(line=item.line, text=shown(item.raw), reason=reason)] if reason else []


def shown(raw: str) -> str:
    line = raw.partition("\n")[0].strip()
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def why_unread(item: Item) -> str | None:
    """Why an item gave no entry; None when there is nothing in it."""
    if item.shape == "row":
        has_link = any(has_paper_link(cell.inline) for cell in item.cells)
        return "table row with a paper link and no title" if has_link else None
    has_words = any(map(str.isalnum, item.inline.plain()))
    is_footnote = item.marker[:2] == "[^"
    if not has_paper_link(item.inline) and (is_footnote or not has_words):
        return None
    return "list item without a title" if item.inline.links else "list item without link or title"


def has_paper_link(inline: Inline) -> bool:
    return any(leads_to_paper(span, inline) for span in inline.links)


def unread_prose(line: Item) -> list[Found | Unread]:
    """Report a line that is no list item and yet names a paper; badges alone are understood."""
    if "://" not in line.text or not any(map(str.isalnum, line.inline.plain())) or not has_paper_link(line.inline):
        return []
    return as_unread(line, "paper link outside of a list item")
