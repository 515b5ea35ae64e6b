"""The page of papers: what a reader wishes for, which papers that are, and what they could narrow it down by.

Each facet counts within what was found. Everything a reader types is bound as a value, never put into the query.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from enrich.query import Reader, Row, full_text

PAGE = 50
FACETS = ("year", "venue", "category", "list", "section")
SHOWN = 10  # values of a facet that are seen at once
_MOST = 60  # values of a facet in all
_LONGEST = 300  # characters of a wish
_DIGITS = 7  # of the number of a page
SORTS = {"match": "best match", "citations": "most cited", "newest": "newest", "oldest": "oldest"}
_ORDER = {
    "citations": "p.citation_count DESC, p.rowid",
    "newest": "p.published_on DESC, p.rowid",
    "oldest": "p.published_on IS NULL, p.published_on, p.rowid",
}


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
    """The papers of one page, how many there are in all, and the facets within them."""

    papers: list[Row]
    total: int
    facets: dict[str, list[Row]]
    entries: list[Row]

    @property
    def pages(self) -> int:
        """How many pages they fill."""
        return max(1, -(-self.total // PAGE))


def read_wish(given: Mapping[str, str]) -> Wish:
    """A wish from the parts of an address; what cannot be understood is as if it were not there."""
    words = " ".join(given.get("q", "")[:_LONGEST].split())
    chosen = tuple((name, given[name][:_LONGEST]) for name in FACETS if given.get(name))
    usual = "match" if full_text(words) else "citations"
    sort = given.get("sort", usual)
    return Wish(
        words=words,
        chosen=chosen,
        sort=sort if sort in _ORDER or sort == usual else usual,
        page=read_page(given),
    )


def read_page(given: Mapping[str, str]) -> int:
    """The page of an address, from 1."""
    page = given.get("page", "")
    return max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) <= _DIGITS else 1


def find(reader: Reader, wish: Wish) -> Found:
    """The papers that a reader wishes for."""
    match = full_text(wish.words)
    if wish.words and not match:
        return Found([], 0, {}, [])
    where, values = _conditions(match, dict(wish.chosen))
    total = reader.rows(f"SELECT count(*) AS n FROM papers p WHERE {where}", values)[0]["n"]
    facets = {name: reader.rows(sql.format(where=where), [*values, _MOST]) for name, sql in _FACETS.items()}
    entries = reader.rows(_UNMATCHED, [match]) if match and not wish.chosen and wish.page == 1 else []
    return Found(_page(reader, wish, match, where, values), total, facets, entries)


def turn(reader: Reader, wish: Wish, found: Found) -> Found:
    """Another page of the same wish, without counting again."""
    where, values = _conditions(full_text(wish.words), dict(wish.chosen))
    return found._replace(papers=_page(reader, wish, full_text(wish.words), where, values), entries=[])


def _page(reader: Reader, wish: Wish, match: str | None, where: str, values: list[Any]) -> list[Row]:
    offset = (wish.page - 1) * PAGE
    if wish.sort == "match":
        sql = _BEST.format(where=_conditions(None, dict(wish.chosen))[0])
        numbers = reader.rows(sql, [match, *values[1:], PAGE, offset])
    else:
        sql = f"SELECT p.rowid AS number FROM papers p WHERE {where} ORDER BY {_ORDER[wish.sort]} LIMIT ? OFFSET ?"
        numbers = reader.rows(sql, [*values, PAGE, offset])
    return [row for found in numbers if (row := reader.row(PAPER_IN_SHORT + "WHERE p.rowid = ?", [found["number"]]))]


def _conditions(match: str | None, chosen: Mapping[str, str]) -> tuple[str, list[Any]]:
    """The WHERE of the papers that fit, and its values in order."""
    parts, values = ["1"], list[Any]()
    if match:
        parts.append("p.rowid IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?)")
        values.append(match)
    for name, column in _COLUMNS.items():
        if name in chosen:
            parts.append(f"p.{column} = ?")
            values.append(chosen[name])
    places = {name: chosen[name] for name in ("list", "section") if name in chosen}
    if places:
        parts.append(f"p.id IN ({_STANDING.format(where=' AND '.join(_PLACES[name] for name in places))})")
        values.extend(places.values())
    return " AND ".join(parts), values


_COLUMNS = {"year": "year", "venue": "venue", "category": "primary_category"}
_PLACES = {"list": "l.path = ?", "section": "e.section = ?"}
_STANDING = """
SELECT m.paper_id FROM entries e JOIN lists l ON l.id = e.list_id JOIN matches m ON m.entry_id = e.id
WHERE e.removed_at IS NULL AND m.paper_id IS NOT NULL AND {where}
"""

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

_BEST = """
SELECT p.rowid AS number FROM papers_fts f JOIN papers p ON p.rowid = f.rowid
WHERE papers_fts MATCH ? AND {where} ORDER BY bm25(papers_fts, 8.0, 1.0), p.rowid LIMIT ? OFFSET ?
"""

_FACETS = {
    name: f"SELECT p.{column} AS value, count(*) AS papers FROM papers p WHERE {{where}} AND p.{column} IS NOT NULL"
    f" GROUP BY 1 ORDER BY {order} LIMIT ?"
    for name, column, order in (
        ("year", "year", "1 DESC"),
        ("venue", "venue", "2 DESC, 1"),
        ("category", "primary_category", "2 DESC, 1"),
    )
} | {
    name: f"SELECT {column} AS value, count(DISTINCT p.id) AS papers FROM papers p JOIN matches m ON m.paper_id = p.id"
    f" JOIN entries e ON e.id = m.entry_id JOIN lists l ON l.id = e.list_id"
    f" WHERE {{where}} AND e.removed_at IS NULL AND {column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?"
    for name, column in (("list", "l.path"), ("section", "e.section"))
}

_UNMATCHED = """
SELECT e.id, e.title, e.kind, e.line_start, l.path AS list, m.verdict
FROM entries_fts f JOIN entries e ON e.id = f.rowid JOIN lists l ON l.id = e.list_id
LEFT JOIN matches m ON m.entry_id = e.id
WHERE entries_fts MATCH ? AND e.removed_at IS NULL AND m.paper_id IS NULL ORDER BY rank LIMIT 10
"""
