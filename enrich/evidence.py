"""What the year and the authors that an entry states say about one candidate: they agree, they conflict, or nothing."""

from collections.abc import Sequence
from typing import Final, Literal

from enrich.text import surnames

Evidence = Literal["agree", "conflict", "unknown"]
AGREES: Final = "agree"
CONFLICTS: Final = "conflict"
_UNKNOWN: Final = "unknown"

_EARLIEST, _LATEST = -1, 3  # stated year minus year on arXiv: a preprint may follow its paper or lead it by years


def weigh_year(stated: int | None, published: int | None, *, is_same_title: bool) -> Evidence:
    """Agreement of the stated year with the year on arXiv.

    A list of the year before cannot mean a paper that came later under a title that is not quite the same.
    """
    if stated is None or published is None:
        return _UNKNOWN
    return AGREES if (_EARLIEST if is_same_title else 0) <= stated - published <= _LATEST else CONFLICTS


def weigh_authors(stated: Sequence[str], known: Sequence[str]) -> Evidence:
    """Agreement of people: half of the stated surnames must be among the paper's; lists elide, reorder and misspell.

    ``stated`` are names as written, ``known`` folded surnames.
    """
    if not stated or not known:
        return _UNKNOWN
    names = surnames(tuple(stated))
    shared = sum(name in known for name in names)
    if not names or 0 < 2 * shared < len(names):
        return _UNKNOWN
    return AGREES if shared else CONFLICTS
