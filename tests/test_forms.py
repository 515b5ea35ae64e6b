"""Whatever way an entry is written in, its paper is read: real titles and names in all combinations of common parts."""

import pytest

from enrich.text import fold_title
from tests.forms import AUTHORS, BEFORE, VENUES, Written, written
from tests.reading import entries

_MOST_WRONG = 0.03  # of the ways to write an entry: names that are words, and words that are names
_PARTS = [pytest.param("", "", id="title and link alone")]
_PARTS += [pytest.param(template, "", id=f"{name} before it") for name, template in BEFORE.items()]
_PARTS += [pytest.param("", template, id=f"names: {name}") for name, template in AUTHORS.items()]
_PARTS += [pytest.param("", template, id=f"venue: {name}") for name, template in VENUES.items()]


def _is_read(entry: Written) -> bool:
    """Whether an item gives one paper, with its title and its id."""
    found = entries(f"# Papers\n\n{entry.text}\n")
    if len(found) != 1 or found[0].kind != "paper":
        return False
    return fold_title(found[0].title) == fold_title(entry.title) and found[0].stated_arxiv_id == entry.arxiv_id


@pytest.mark.parametrize(("before", "behind"), _PARTS)
def test_an_entry_is_read_in_every_form(before: str, behind: str) -> None:
    tried = list(written(before, behind))
    wrong = [entry.text for entry in tried if not _is_read(entry)]
    assert len(wrong) <= _MOST_WRONG * len(tried), "\n".join([f"{len(wrong)} of {len(tried)}:", *wrong[:10]])
