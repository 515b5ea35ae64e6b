"""Where and when a paper was published, as bibliographies say it."""

import re

from enrich.exports.base import Paper
from enrich.full_venues import year_of

_DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?", re.ASCII)


def venue_of(paper: Paper) -> str | None:
    """The venue, else the authors' own words for it; None for a preprint."""
    venue: str | None = paper["venue"] or paper["journal_ref"]
    return venue


def publication_date(paper: Paper) -> list[int]:
    """Year, month and day as far as they are known, none of them without the one before it.

    A venue has its year only: the month of the preprint says nothing about it.
    """
    venue = venue_of(paper)
    found = _DATE.fullmatch(paper["published_on"] or "")
    day = [int(part) for part in found.groups() if part] if found else []
    year = (year_of(venue) if venue else None) or paper["year"]
    if year is None or [year] == day[:1]:
        return day[:1] if venue else day
    return [year]
