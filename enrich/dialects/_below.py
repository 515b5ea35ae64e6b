"""What the lines below a title tell of its paper: a venue, a year, its only author; with a label or without."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from enrich.dialects._details import tells_facts
from enrich.dialects._items import Item
from enrich.dialects._names import authors_in, is_initialled, is_one_name
from enrich.dialects._words import readable, year_in
from enrich.venues import Venue, find_venue, unknown_venue

_MOST_LINES = 8
_LONGEST = 600  # characters; what is longer is no detail
_LONGEST_FACT = 100  # characters
_FACT = re.compile(
    r"\W{0,8}(?P<label>(?:publisher|published(?: (?:in|at))?|publication|venue|conference|journal|year|date"
    r"|发表|会议|期刊|时间|日期|年份))\s?[:：]\s*(?P<told>\S.*)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\s:：|]*(?:https?://\S+|\[{0,2}arXiv:\S+)")
_LABELLED = re.compile(r"\W{0,8}[^\W\d_][^:：]{0,20}[:：]")
_DATE_LAST = re.compile(
    r"(?<=[)\]])\s(?:19[5-9]|20[0-4])[0-9](?:[./-][0-9]{1,2}){0,2}\s*\Z"
)  # behind the links of a line
_DATES = frozenset({"year", "date", "时间", "日期", "年份"})
_SHORT_YEAR = re.compile(r"[A-Z][A-Za-z&/ -]{1,20}['’]\s?[0-9]{2}")  # `FLOC'07`
_LAST_WORDS = frozenset({"Science", "Nature", "Cell"})  # of longer names of journals, too
_NAMES_OVER = re.compile(r"(?<=[^\W\d_]{2})\.\s+(?=\S)")


class Below(NamedTuple):
    """What stands below a title: the venue, as it is spelt there, the year, and the place of the only author."""

    venue: Venue | None = None
    written: str = ""
    year: int | None = None
    author: tuple[int, int] | None = None


def read_below(item: Item, start: int) -> Below:
    """Read the lines of an item from a place on, which is where its title's paragraph ends."""
    venue, written, year, author = None, "", None, None
    lines = list(_lines(item, start))
    for number, (first, words) in enumerate(lines):
        named = _named(words) if number == 0 else ""
        told, is_date = _told(words, named)
        if named and (told or any(_LABELLED.match(other) for _, other in lines[1:])):
            at = item.text.find(named, first)
            author = (at, at + len(named)) if at >= 0 else None
        if venue is None and not is_date and (venue := _venue(told)):
            written = told[venue.start : venue.end]
        year = year or year_in(told)
    return Below(venue, written, year or (venue.year if venue else None), author)


def _venue(told: str) -> Venue | None:
    venue = find_venue(told) or unknown_venue(told)
    is_part = venue is not None and venue.name in _LAST_WORDS and bool(told[: venue.start].strip())
    return None if is_part else venue  # `Chemical Science 2022`


def _lines(item: Item, start: int) -> Iterator[tuple[int, str]]:
    """The first lines from a place on: where each begins, and what it says."""
    for _ in range(2 * _MOST_LINES):
        if start >= len(item.text):
            return
        end = item.text.find("\n", start)
        end = len(item.text) if end < 0 else end
        link = item.inline.next_link(start, end)
        stop = link if start < link else end  # the labels of links behind a fact are none of it
        if start < end <= start + _LONGEST and (words := _ADDRESS.sub("", readable(item.inline.plain(start, stop)))):
            yield start, words
        if link < end and (dated := _DATE_LAST.search(item.text, link, end)):
            yield dated.start(), dated[0].strip()
        start = end + 1


def _named(words: str) -> str:
    """The single name that a line holds, perhaps with a sentence behind it."""
    name = _NAMES_OVER.split(words.rstrip("."), maxsplit=1)[0]
    return name if is_one_name(name) or is_initialled(name) else ""


def _told(words: str, named: str) -> tuple[str, bool]:
    """What a line tells of venue and year, and whether it is just a date."""
    if fact := _FACT.match(words):
        return fact["told"], fact["label"].lower() in _DATES
    if _LABELLED.match(words):
        return "", False
    names, *told = _NAMES_OVER.split(words, maxsplit=1)
    if told and (named or authors_in(names)):
        return told[0], False
    is_dated = year_in(words) is not None or _SHORT_YEAR.fullmatch(words.strip(" .*_")) is not None
    is_dated = is_dated and not named and len(words) <= _LONGEST_FACT
    words = words.strip(" .*_")
    return (words if is_dated and (tells_facts(words) or unknown_venue(words)) else "", False)
