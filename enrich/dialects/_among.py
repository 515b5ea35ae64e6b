"""What the entries before an entry tell of it: a title without a link among titles is one, too."""

import re

from enrich.dialects._items import Item
from enrich.dialects.base import Fields, Record, is_paper_link, is_title_like, leads_on, word_count

_NUMBER = re.compile(r"[(\[]?([0-9]{1,4})")
_REMARK = re.compile(
    r"(?:this|these|that|we|our|you|your|i|it|if|please|see|check|here|there|more|for|note|thanks?|to|and)\b|.*[.!?]\s",
    re.IGNORECASE,
)
_LEAST_WORDS = 4


class Among:
    """Watches the entries of a list, one after the other."""

    def __init__(self) -> None:
        self._is_title = False  # whether the entry before is a title without links
        self._number: int | None = None  # of the entry before, when it is a paper of a numbered list

    def leave(self) -> None:
        """Go on below a heading."""
        self._is_title, self._number = False, None

    def take(self, item: Item | Record, fields: Fields) -> Fields:
        """The fields of the next entry: it is a paper when it is written like the papers before it."""
        number = _number_of(item)
        if (
            fields.kind == "other"
            and not fields.links
            and (self._is_like(fields.title) or self._is_next(number, fields))
        ):
            fields = fields._replace(kind="paper")
        is_paper, is_row = fields.kind == "paper", isinstance(item, Item) and item.shape == "row"
        self._is_title = is_paper and not fields.links and not is_row
        is_known = is_paper and (any(map(is_paper_link, fields.links)) or self._is_next(number, fields))
        self._number = number if is_known else None
        return fields

    def _is_like(self, title: str) -> bool:
        return self._is_title and title.isascii() and is_title_like(title)

    def _is_next(self, number: int | None, fields: Fields) -> bool:
        """Whether words have the next number behind a paper's, and are no remark: `2. Title in small letters`."""
        is_next = number is not None and self._number is not None and number == self._number + 1
        words = fields.title
        is_title = is_next and words.isascii() and word_count(words) >= _LEAST_WORDS and words[:1].isupper()
        return is_title and not (_REMARK.match(words) or leads_on(words))


def _number_of(item: Item | Record) -> int | None:
    """The number that an item of a numbered list has."""
    found = _NUMBER.match(item.marker) if isinstance(item, Item) and item.shape == "item" else None
    return int(found[1]) if found else None
