"""Whatever way an entry is written in, its paper is read: real titles and names in all combinations of common parts."""

from collections.abc import Callable

import pytest

from enrich.models import Entry
from enrich.text import fold_title
from tests.forms import AUTHORS, BEFORE, VENUES, Written, written
from tests.reading import entries

_MOST_WRONG = 0.03  # of the ways to write an entry: names that are words, and words that are names
_MOST_WITHOUT = 0.1  # of them, for what is told beside the title: names without a first name, dates on a line of links
_PARTS = [pytest.param("", "", id="title and link alone")]
_PARTS += [pytest.param(template, "", id=f"{name} before it") for name, template in BEFORE.items()]
_PARTS += [pytest.param("", template, id=f"names: {name}") for name, template in AUTHORS.items()]
_PARTS += [pytest.param("", template, id=f"venue: {name}") for name, template in VENUES.items()]


def _found(entry: Written) -> Entry | None:
    """The only entry that an item gives; None when it gives several, or none."""
    found = entries(f"# Papers\n\n{entry.text}\n")
    return found[0] if len(found) == 1 else None


def _is_paper(wanted: Written, found: Entry | None) -> bool:
    if found is None or found.kind != "paper" or found.stated_arxiv_id != wanted.arxiv_id:
        return False
    return fold_title(found.title) == fold_title(wanted.title)


def _has_authors(wanted: Written, found: Entry | None) -> bool:
    return not wanted.authors or (found is not None and found.stated_authors == wanted.authors)


def _has_year(wanted: Written, found: Entry | None) -> bool:
    return wanted.year is None or (found is not None and found.stated_year == wanted.year)


def _has_venue(wanted: Written, found: Entry | None) -> bool:
    return wanted.venue is None or (found is not None and (found.stated_venue or "").startswith(wanted.venue))


def _check(before: str, behind: str, is_right: Callable[[Written, Entry | None], bool], most_wrong: float) -> None:
    tried = list(written(before, behind))
    wrong = [wanted.text for wanted in tried if not is_right(wanted, _found(wanted))]
    assert len(wrong) <= most_wrong * len(tried), "\n".join([f"{len(wrong)} of {len(tried)}:", *wrong[:10]])


@pytest.mark.parametrize(("before", "behind"), _PARTS)
def test_the_paper_is_read_in_every_form(before: str, behind: str) -> None:
    _check(before, behind, _is_paper, _MOST_WRONG)


@pytest.mark.parametrize(("before", "behind"), _PARTS)
def test_names_years_and_venues_are_read_in_every_form(before: str, behind: str) -> None:
    for is_right in (_has_authors, _has_year, _has_venue):
        _check(before, behind, is_right, _MOST_WITHOUT)
