"""The page of papers: what a reader wishes for, which papers that are, and what they could be narrowed down by.

What papers are filtered, counted and sorted by is kept in memory (`Shelf`, some 300 bytes for each paper); the database
is asked for words, and for the papers of one page. So a facet costs as much as a look at each paper that was found.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from itertools import chain
from typing import Any, NamedTuple

from enrich.query import Reader, Row, full_text

PAGE = 50
FACETS = ("year", "venue", "category", "list", "section")
SHOWN = 10  # values of a facet that are seen at once
SORTS = {"match": "best match", "citations": "most cited", "newest": "newest", "oldest": "oldest"}
_RANKED = 20_000  # papers that are put in the order of the words; words that more of them have tell none apart
_MOST = 60  # values of a facet in all
_LONGEST = 300  # characters of a wish
_DIGITS = 7  # of the number of a page

Facets = dict[str, list[tuple[str, int]]]
"""The most frequent values of each facet, with the number of papers that have it."""
Values = dict[str, Counter[Any]]
"""Every value of each facet, with the number of papers that have it; None for those without."""


class Card(NamedTuple):
    """What one paper is filtered, counted and sorted by; ``places`` are the lists and sections it stands in now."""

    year: str | None
    venue: str | None
    category: str | None
    lists: tuple[str, ...]
    sections: tuple[str, ...]
    places: tuple[tuple[str, str | None], ...]
    published_on: str | None


class Shelf:
    """The cards of all papers by their row number, the most cited first."""

    def __init__(self, cards: Mapping[int, Card]) -> None:
        self.cards = cards

    @cached_property
    def _values(self) -> Values:
        return _count(self.cards.values())

    @cached_property
    def _most_cited(self) -> list[int]:
        return list(self.cards)

    @cached_property
    def _oldest(self) -> list[int]:
        return sorted(self.cards, key=lambda number: self.cards[number].published_on or "~")  # behind every date

    @cached_property
    def _newest(self) -> list[int]:
        return sorted(self.cards, key=lambda number: self.cards[number].published_on or "", reverse=True)

    def order(self, sort: str) -> Sequence[int]:
        """The row numbers of all papers in this order; equals have the most cited first."""
        if sort == "newest":
            return self._newest
        return self._oldest if sort == "oldest" else self._most_cited

    def facets_of(self, numbers: Collection[int]) -> Facets:
        """The facets of some of the papers."""
        wanted = set(numbers)
        # Not in the order of the numbers: a walk in the order of memory takes a third of the time.
        if 2 * len(wanted) < len(self.cards):
            counted = _count([card for number, card in self.cards.items() if number in wanted])
        else:  # fewer are left out
            left_out = _count([card for number, card in self.cards.items() if number not in wanted])
            counted = {name: values - left_out[name] for name, values in self._values.items()}
        return {name: _most(values, newest_first=name == "year") for name, values in counted.items()}


class Wish(NamedTuple):
    """What a reader asks for: words, one value for each facet they chose, an order, a page from 1."""

    words: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    sort: str = "citations"
    page: int = 1

    def query(self, **changes: Any) -> dict[str, Any]:
        """The wish as parts of an address; ``changes`` of None take a part away, and a new wish begins on page 1."""
        usual = "match" if self.words else "citations"
        parts = {"q": self.words, **dict(self.chosen), "sort": None if self.sort == usual else self.sort}
        return {name: value for name, value in (parts | changes).items() if value not in (None, "")}


class Found(NamedTuple):
    """The papers of one page, how many there are in all, the facets within them, and entries that are no paper yet."""

    papers: list[Row]
    total: int
    facets: Facets
    entries: list[Row]

    @property
    def pages(self) -> int:
        """How many pages they fill."""
        return max(1, -(-self.total // PAGE))


def read_wish(given: Mapping[str, str]) -> Wish:
    """A wish from the parts of an address; what cannot be understood is as if it were not there."""
    words = " ".join(given.get("q", "")[:_LONGEST].split())
    chosen = tuple((name, given[name]) for name in FACETS if given.get(name))
    usual = "match" if words else "citations"
    sort = given.get("sort", usual)
    known = sort in SORTS and (words or sort != "match")
    return Wish(words=words, chosen=chosen, sort=sort if known else usual, page=read_page(given))


def read_page(given: Mapping[str, str]) -> int:
    """The page of an address, from 1."""
    page = given.get("page", "")
    return max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) <= _DIGITS else 1


def read_shelf(reader: Reader) -> Shelf:
    """The cards of all papers."""
    places: dict[str, list[tuple[str, str | None]]] = {}
    same: dict[Any, Any] = {}

    def kept(value: Any) -> Any:
        """The value, once for all papers that share it."""
        return same.setdefault(value, value)

    for paper_id, list_path, section in reader.values(_PLACES):
        places.setdefault(paper_id, []).append(kept((list_path, section)))
    cards = {}
    for number, paper_id, year, venue, category, published_on in reader.values(_CARDS):
        stands = tuple(dict.fromkeys(places.get(paper_id, ())))
        cards[number] = Card(
            year=kept(None if year is None else str(year)),
            venue=kept(venue),
            category=kept(category),
            lists=kept(tuple(dict.fromkeys(place[0] for place in stands))),
            sections=kept(tuple(dict.fromkeys(place[1] for place in stands if place[1] is not None))),
            places=kept(stands),
            published_on=published_on,
        )
    return Shelf(cards)


def find(reader: Reader, shelf: Shelf, wish: Wish) -> Found:
    """The papers that a reader wishes for."""
    numbers = _numbers(reader, shelf, wish)
    facets = shelf.facets_of(numbers)
    start = (wish.page - 1) * PAGE
    page = [reader.row(_PAPER, [number]) for number in numbers[start : start + PAGE]]
    match = full_text(wish.words)
    entries = reader.rows(_UNMATCHED, [match]) if match and not wish.chosen and wish.page == 1 else []
    return Found([row for row in page if row], len(numbers), facets, entries)


def _numbers(reader: Reader, shelf: Shelf, wish: Wish) -> Sequence[int]:
    """Row numbers of the papers that fit, in the order that is wished for."""
    cards, chosen = shelf.cards, dict(wish.chosen)
    numbers = shelf.order(wish.sort)
    if wish.words:
        match = full_text(wish.words)
        hits = {row[0] for row in reader.values(_ANY, [match])} if match else set()
        if wish.sort == "match" and 0 < len(hits) <= _RANKED:
            numbers = [row[0] for row in reader.values(_BEST, [match]) if row[0] in cards]
        else:
            numbers = [number for number in numbers if number in hits]
    return [number for number in numbers if _fits(cards[number], chosen)] if chosen else numbers


def _fits(card: Card, chosen: Mapping[str, str]) -> bool:
    return (
        chosen.get("year", card.year) == card.year
        and chosen.get("venue", card.venue) == card.venue
        and chosen.get("category", card.category) == card.category
        and (
            not ("list" in chosen or "section" in chosen)
            or any(
                chosen.get("list", list_path) == list_path and chosen.get("section", section) == section
                for list_path, section in card.places
            )
        )
    )


def _count(cards: Collection[Card]) -> Values:
    return {
        "year": Counter(card.year for card in cards),
        "venue": Counter(card.venue for card in cards),
        "category": Counter(card.category for card in cards),
        "list": Counter(chain.from_iterable(card.lists for card in cards)),
        "section": Counter(chain.from_iterable(card.sections for card in cards)),
    }


def _most(counter: Mapping[str | None, int], *, newest_first: bool) -> list[tuple[str, int]]:
    known = [(value, papers) for value, papers in counter.items() if value is not None]
    if newest_first:
        return sorted(known, reverse=True)[:_MOST]
    return nsmallest(_MOST, known, key=lambda pair: (-pair[1], pair[0]))


_CARDS = """
SELECT rowid, id, year, venue, primary_category, published_on FROM papers ORDER BY citation_count DESC, rowid
"""
_PLACES = """
SELECT m.paper_id, l.path, e.section
FROM entries e JOIN lists l ON l.id = e.list_id JOIN matches m ON m.entry_id = e.id
WHERE e.removed_at IS NULL AND m.paper_id IS NOT NULL
"""
_ANY = "SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?"
_BEST = f"{_ANY} ORDER BY bm25(papers_fts, 8.0, 1.0), rowid"  # a word of the title says more than one of the abstract

PAPER_IN_SHORT = """
SELECT p.id, p.title, p.year, p.venue, p.citation_count, p.citation_source, p.citation_observed_at,
    p.is_withdrawn, p.is_retracted,
    (SELECT count(*) FROM authorships s WHERE s.paper_id = p.id) AS author_count,
    (SELECT json_group_array(name) FROM (
        SELECT a.name FROM authorships s JOIN authors a ON a.id = s.author_id
        WHERE s.paper_id = p.id ORDER BY s.position LIMIT 4
    )) AS first_authors
FROM papers p
"""
_PAPER = f"{PAPER_IN_SHORT} WHERE p.rowid = ?"

_UNMATCHED = """
SELECT e.id, e.title, e.kind, e.line_start, l.path AS list, m.verdict
FROM entries_fts f JOIN entries e ON e.id = f.rowid JOIN lists l ON l.id = e.list_id
LEFT JOIN matches m ON m.entry_id = e.id
WHERE entries_fts MATCH ? AND e.removed_at IS NULL AND m.paper_id IS NULL ORDER BY rank LIMIT 10
"""
