"""What the name of a venue tells."""

import pytest

from enrich.full_venues import is_conference, short_name, year_of
from enrich.venues import VENUES, short_venue

KNOWN: dict[str, tuple[str | None, int | None, bool]] = {
    "NeurIPS 2017": ("NeurIPS", 2017, True),
    "Neural Information Processing Systems": ("NeurIPS", None, True),
    "The Thirteenth International Conference on Learning Representations (ICLR 2025)": ("ICLR", 2025, True),
    "Proc. of the 2018 Conference of the North American Chapter of the Association for Computational Linguistics": (
        "NAACL",
        2018,
        True,
    ),
    "Annual Meeting of the Association for Computational Linguistics": ("ACL", None, True),
    "Transactions of the Association for Computational Linguistics": ("TACL", None, False),
    "USENIX": ("USENIX", None, True),
    "ISCA'24": ("ISCA", None, True),
    "DAC": ("DAC", None, True),
    "Proceedings of the National Academy of Sciences": (None, None, False),
    "Proceedings of the IEEE": (None, None, False),
    "Journal of Machine Learning Research": ("JMLR", None, False),
    "IEEE Signal Process. Mag.": ("IEEE Signal Process. Mag.", None, False),
    "Phys. Rev. A 76, 023409 (2007)": (None, 2007, False),
    "Nature Communications": (None, None, False),
    "Lecture Notes in Computer Science": (None, None, True),
    "Workshop on Odd Things": (None, None, True),
}


@pytest.mark.parametrize("venue", KNOWN)
def test_venue(venue: str) -> None:
    assert (short_name(venue), year_of(venue), is_conference(venue)) == KNOWN[venue]


@pytest.mark.parametrize("venue", VENUES)
def test_the_names_that_lists_use_are_short(venue: str) -> None:
    assert short_name(f"{venue} 2024") == short_venue(f"{venue} 2024")[0] != f"{venue} 2024"
