"""What a record says below its title in one text: people, where the paper appeared, and when.

Such as ``info: Ada Bee, Cy Dee. FLOC 2020.``, ``details: Nature Barns`` and ``display: Nature Barns 5, 123 (2020)``.
"""

import re
from typing import NamedTuple

from enrich.dialects._names import authors_in, is_one_name
from enrich.dialects._people import Authors
from enrich.dialects._words import is_stock_label, word_count, year_in
from enrich.venues import find_venue, is_venue, tells_state

NAMES_OF_BYLINES = frozenset(
    ["info", "details", "detail", "display", "byline", "publicationinfo", "publicationdetails", "venueinfo"]
)
"""Folded names of fields that hold such a text."""

_LONGEST = 2_000  # characters
_LONGEST_PLACE = 120
_MOST_PARTS = 40
_MOST_WORDS = 12  # of the name of a venue
_PARTED = re.compile(r"(?<!\b[A-Z])[.:]\s+|;\s+|\s[-–—|]\s|\s(?=\()")  # of people and place, and no `Cy D. Dee`
_PERHAPS_PARTED = re.compile(r"[.,]\s+")
_LEAD = re.compile(r"[\s(]*(?:(?:in|published in|to appear in|accepted (?:at|by|to))\b:?\s+)?", re.IGNORECASE)
_BEHIND = re.compile(  # the year, volume and pages behind the name of a venue
    r"(?:[\s,;:(]+(?:(?:vol|no|issue|volume|pages?|pp?)\b\.?\s*)?[(\[]?[0-9][0-9():–\-]*(?![0-9]*(?:st|nd|rd|th|D)\b)"
    r"(?![\w@]).*)?[\s,.;:()]*\Z",
    re.DOTALL,
)
_NAME = re.compile(r"[A-Z0-9][\w&/@.'’()-]*(?: (?:[A-Z&0-9][\w&/@.'’()-]*|of|on|in|for|and|the)){0,11}")
_DATED = re.compile(  # a short name that stands with its year alone
    r"(?!(?:Version|Update|Release|Publish|Post|Report|Slide|Talk|Video|Code|Access|Best|Award))"
    r"[A-Z][\w&-]+(?: (?:[A-Z&][\w&-]*|of|on|in|for|and|the)){0,6}"
)
_OF_JOURNAL = re.compile(
    r"\b(?:Journal|Transactions|Proceedings|Letters|Annals|Conference|Symposium|Workshop|Bulletin|Magazine|Quarterly)\b"
    r"|\b(?:Proc|Trans|Lett|Rev|Ann|Int|J|Nat|Commun|Adv)\. "
    r"|\A(?:Nature|Science|Cell|Frontiers in|PLo?O?S|BMC|IEEE|ACM|SIAM|Lancet|Physical Review|Trends in|npj"
    r"|Current Opinion in|Annual Review of) [A-Z]"
)


class Byline(NamedTuple):
    """What a text below a title says; all of it may be missing."""

    authors: Authors | None = None
    venue: str | None = None
    year: int | None = None


def read_byline(text: str, year: int | None, *, is_signed: bool = False) -> Byline:
    """Read `Ada Bee, Cy Dee. FLOC 2020.`, or a place alone; ``year`` is what the record says elsewhere.

    ``is_signed``: the record names its authors, so that a name with a year can only be the place.
    """
    if len(text) > _LONGEST:
        return Byline()
    if found := _people_and_place(text):
        return found
    if people := authors_in(text):
        return Byline(people)
    return _place(text, year, is_signed=is_signed) or Byline()


def _people_and_place(text: str) -> Byline | None:
    """People, then a place with its year, whatever parts the two."""
    parts = [*_PARTED.finditer(text), *reversed(list(_PERHAPS_PARTED.finditer(text)))]
    for parted in parts[:_MOST_PARTS]:
        rest = text[parted.end() :]
        if len(rest) > _LONGEST_PLACE or year_in(rest) is None:
            continue
        before = text[: parted.start()]
        people = authors_in(before) or authors_in(before + parted[0].rstrip())
        if people is None and is_one_name(before):
            people = (before,), True
        if people and (place := _dated_place(rest)):
            return Byline(people, place.venue, place.year)
    return None


def _dated_place(text: str) -> Byline | None:
    """A place as it stands behind people: any name with a year behind it, and the year alone."""
    written = _bare(text)
    if written and not (_NAME.fullmatch(written) and word_count(written) <= _MOST_WORDS):
        return None
    title, _, last = written.rpartition(". ")
    if word_count(title) > 2 or (" " in title and is_venue(f"{last} 2000")):  # `Ada Bee. A Title of Barns. FLOC 2020`
        return None
    is_venue_named = bool(written) and not tells_state(written)
    return Byline(venue=written if is_venue_named else None, year=year_in(text))


def _place(text: str, year: int | None, *, is_signed: bool) -> Byline | None:
    """A place alone: a venue that is known, or plainly the name of a journal, when the record is dated."""
    if len(text) > _LONGEST_PLACE:
        return None
    venue = find_venue(text)
    own = year_in(text) or (venue.year if venue else None)
    written, dated = _bare(text), own or year
    if not written or tells_state(written) or dated is None:
        return None
    if is_venue(f"{written} {dated}"):  # `Science`, and no word of another meaning
        return Byline(venue=written, year=own)
    is_short = word_count(written) <= _MOST_WORDS
    is_named = is_short and _OF_JOURNAL.search(written) is not None and _NAME.fullmatch(written) is not None
    if is_signed and own and not is_stock_label(written):
        is_named = is_named or _DATED.fullmatch(written) is not None
    is_known = venue is not None and not text[: venue.start].strip(" (") and len(text.split()) <= _MOST_WORDS
    return Byline(venue=written if is_named or not venue else venue.name, year=own) if is_named or is_known else None


def _bare(text: str) -> str:
    """The name of a place, without what leads to it, and without its year, volume and pages."""
    lead = _LEAD.match(text)
    name = _BEHIND.sub("", text[lead.end() if lead else 0 :], count=1)
    return name.rstrip(".") if name.count(".") == 1 else name  # and `Proc. Natl. Acad. Sci.`
