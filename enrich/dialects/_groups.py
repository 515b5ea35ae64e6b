"""What a mapping says of all papers in it: `{venue: FLOC, year: 2020, awards: [{title: …}, …]}`."""

import re
from typing import NamedTuple

from enrich.dialects._records import Pairs, folded, has_role, short_of
from enrich.dialects.base import Fields
from enrich.venues import find_venue, unknown_venue

# Names under which a group says it: a `source` is the page that it was copied from, a `date` often that of a meeting.
_VENUES = frozenset(["venue", "conference", "conf", "journal", "venuename", "会议", "期刊", "会议期刊"])
_YEARS = frozenset(["year", "date", "publicationyear", "年份"])
_YEAR = re.compile(r"\s*((?:19[5-9]|20[0-4])[0-9])\s*")
_LONGEST = 100  # characters
_OF_OTHER_YEARS = re.compile(
    r"test[- ]of[- ]time|influential|[0-9][- ]years?\b|hall of fame|retrospective", re.IGNORECASE
)


class Lacks(NamedTuple):
    """What an entry does not say itself, and may be told by the group that it is in."""

    venue: bool = False
    year: bool = False


class Told(NamedTuple):
    """Where and when all papers of a group appeared, as far as it says so."""

    venue: str | None = None
    year: int | None = None

    @property
    def name(self) -> str:
        """What the group is called by it: `FLOC 2020`."""
        return " ".join(str(one) for one in self if one)

    def give(self, fields: Fields, lacking: Lacks) -> tuple[Fields, Lacks]:
        """The fields of an entry with what it lacks and the group tells; and what it lacks then."""
        if lacking.venue and self.venue:
            fields, lacking = fields._replace(stated_venue=self.venue), lacking._replace(venue=False)
        if lacking.year and self.year:
            fields, lacking = fields._replace(stated_year=self.year), lacking._replace(year=False)
        return fields, lacking


def lacks(fields: Fields, pairs: Pairs) -> Lacks:
    """What the entry of a record leaves open; a paper that is honoured after years is of another one."""
    if fields.kind != "paper":
        return Lacks()
    texts = [(name, value) for name, value in pairs if isinstance(value, str)]
    has_venue = any(has_role(name, "venue") and value.strip() and "://" not in value for name, value in texts)
    is_older = any(not has_role(name, "title") and _OF_OTHER_YEARS.search(value[:_LONGEST]) for name, value in texts)
    return Lacks(not (fields.stated_venue or has_venue), not (fields.stated_year or is_older))


def told_of_all(pairs: Pairs) -> Told:
    """What a group says: a venue, and a year that is no part of a longer date."""
    venue = year = None
    for name, value in pairs:
        if not isinstance(value, str):
            continue
        if venue is None and folded(name) in _VENUES and len(value) < _LONGEST and "://" not in value:
            venue = short_of(value) if folded(name) != "venue" or _is_of_papers(value) else None
        elif year is None and folded(name) in _YEARS and (found := _YEAR.fullmatch(value)):
            year = int(found[1])
    return Told(venue, year)


def _is_of_papers(venue: str) -> bool:
    """Whether a venue is a conference or a journal, and no room in which people meet."""
    dated = f"{venue.strip()} 2000"
    return find_venue(dated) is not None or unknown_venue(dated) is not None
