"""What the entries before an entry tell of it: a title without a link among titles is one, too."""

import re

from enrich.dialects._items import Item
from enrich.dialects.base import (
    Fields,
    Record,
    is_paper_link,
    is_stock_label,
    is_title_like,
    leads_on,
    word_count,
)

_NUMBER = re.compile(r"[(\[]?([0-9]{1,4})")
_REMARK = re.compile(
    r"(?:this|these|that|we|our|you|your|i|it|if|please|see|check|here|there|more|for|note|thanks?|to|and)\b|.*[.!?]\s",
    re.IGNORECASE,
)
_MEETING = re.compile(r"\b(?:challenge|competition|course|lectures?|seminar|talk|tutorial|workshop)s?\b", re.IGNORECASE)
_LEAST_WORDS = 4


class Among:
    """Watches the entries of a list, one after the other."""

    def __init__(self) -> None:
        self._is_title = False  # whether the entry before is a title without links
        self._is_paper = False  # whether it leads to a paper
        self._number: int | None = None  # its number, when it is a paper of a numbered list

    def leave(self) -> None:
        """Go on below a heading."""
        self._is_title, self._is_paper, self._number = False, False, None

    def take(self, item: Item | Record, fields: Fields) -> Fields:
        """The fields of the next entry: it is a paper when it is written like the papers before it."""
        number = _number_of(item)
        is_linked = isinstance(item, Item) and item.has_links and not fields.links  # to a file of the list's own
        if fields.kind not in {"paper", "code"} and not is_linked and self._is_one_more(number, fields):
            fields = fields._replace(kind="paper")
        is_paper, is_row = fields.kind == "paper", isinstance(item, Item) and item.shape == "row"
        self._is_title = is_paper and not fields.links and not is_row
        self._is_paper = is_paper and any(map(is_paper_link, fields.links))
        is_counted = self._is_paper or (is_paper and self._is_next(number, fields.title))
        self._number = number if is_counted else None
        return fields

    def _is_one_more(self, number: int | None, fields: Fields) -> bool:
        if fields.links:
            return self._has_page(fields)
        return fields.kind == "other" and (self._is_like(fields.title) or self._is_next(number, fields.title))

    def _has_page(self, fields: Fields) -> bool:
        """Whether a title behind a paper only leads to the page of its project, by a label that says so."""
        are_pages = all(link.kind == "project" and is_stock_label(link.label) for link in fields.links)
        title = fields.title
        is_title = is_title_like(title) and word_count(title) >= _LEAST_WORDS and not _MEETING.search(title)
        return self._is_paper and are_pages and is_title

    def _is_like(self, title: str) -> bool:
        return self._is_title and title.isascii() and is_title_like(title)

    def _is_next(self, number: int | None, title: str) -> bool:
        """Whether words have the next number behind a paper's, and are no remark: `2. Title in small letters`."""
        is_next = number is not None and self._number is not None and number == self._number + 1
        is_title = is_next and title.isascii() and word_count(title) >= _LEAST_WORDS and title[:1].isupper()
        return is_title and not (_REMARK.match(title) or leads_on(title))


def _number_of(item: Item | Record) -> int | None:
    """The number that an item of a numbered list has."""
    found = _NUMBER.match(item.marker) if isinstance(item, Item) and item.shape == "item" else None
    return int(found[1]) if found else None
