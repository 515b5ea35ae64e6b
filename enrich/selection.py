"""What of the database is written out: papers for the exports, entries as they are shown for the lists.

Everything comes in batches of whole statements, so memory does not grow with the database, and no lock is held while
somebody reads our output slowly.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any, Literal, NamedTuple

from enrich.errors import ConfigError
from enrich.query import IS_CERTAIN, Reader, Row

_BATCH = 1_000  # papers or entries that are in memory at once

Group = Literal["section", "year", "venue", "none"]
Sort = Literal["list", "citations", "date", "title"]


class Scope(NamedTuple):
    """Which entries are meant: those of some lists (by path; none means all), in one section and those below it."""

    lists: tuple[str, ...] = ()
    section: str | None = None

    @property
    def values(self) -> list[Any]:
        """What ``_IN_SCOPE`` is asked with, as its first two parameters."""
        return [json.dumps(self.lists) if self.lists else None, self.section]


_IN_SCOPE = """e.removed_at IS NULL
    AND (?1 IS NULL OR l.path IN (SELECT value FROM json_each(?1)))
    AND (?2 IS NULL OR e.section = ?2 OR substr(e.section, 1, length(?2) + 3) = ?2 || ' / ')"""
_ENTRIES = f"FROM entries e JOIN lists l ON l.id = e.list_id WHERE {_IN_SCOPE}"


def check(reader: Reader, scope: Scope) -> None:
    """Raise ConfigError when a list of the scope is not in the database, or its section in none of the lists."""
    reader.check_lists(scope.lists)
    if scope.section is not None and reader.row(f"SELECT 1 {_ENTRIES} LIMIT 1", scope.values) is None:
        found = reader.rows(f"SELECT DISTINCT e.section {_ENTRIES}", scope._replace(section=None).values)
        sections = ", ".join(sorted(row["section"] for row in found if row["section"]))
        raise ConfigError(f"no entry stands in a section {scope.section!r}; sections are: {sections or 'none'}")


# --- Papers ----------------------------------------------------------------------------------------------------------

# A wrong id (mismatch) does not make its paper a paper of the list.
_OF_ENTRIES = f"""
AND EXISTS (
    SELECT 1 FROM matches m JOIN entries e ON e.id = m.entry_id JOIN lists l ON l.id = e.list_id
    WHERE m.paper_id = p.id AND m.verdict <> 'mismatch' AND {_IN_SCOPE}
)"""
_PARTS = {
    "authors": """
        SELECT s.paper_id AS owner, a.name, s.affiliation, a.orcid
        FROM authorships s JOIN authors a ON a.id = s.author_id
        WHERE s.paper_id IN (SELECT value FROM json_each(?)) ORDER BY s.paper_id, s.position""",
    "ids": """
        SELECT paper_id AS owner, scheme, value FROM paper_ids
        WHERE paper_id IN (SELECT value FROM json_each(?)) ORDER BY paper_id, scheme, value""",
    "counts": """
        SELECT paper_id AS owner, source, max(observed_at) AS observed_at, count, url FROM citation_counts
        WHERE paper_id IN (SELECT value FROM json_each(?)) AND status = 'ok' GROUP BY paper_id, source""",
}


def papers(reader: Reader, scope: Scope) -> Iterator[Row]:
    """Papers by id, each with its authors, its other ids and the newest count of every source.

    Without lists and section these are all papers of the database, else those that the entries are.
    """
    where = "" if scope == Scope() else _OF_ENTRIES
    query = f"SELECT p.* FROM papers p WHERE p.id > ?3 {where} ORDER BY p.id LIMIT {_BATCH}"
    last = ""
    while batch := reader.rows(query, [*scope.values, last]):
        last = batch[-1]["id"]
        ids = json.dumps([paper["id"] for paper in batch])
        parts = {name: _grouped(reader, sql, ids) for name, sql in _PARTS.items()}
        for paper in batch:
            yield paper | {name: found.get(paper["id"], []) for name, found in parts.items()}


def citable(reader: Reader) -> Iterator[Row]:
    """What a citation key is made from, of every paper of the database: id, title, years, first author."""
    query = f"""
    SELECT p.id, p.title, p.year, p.published_on,
        (SELECT a.name FROM authorships s JOIN authors a ON a.id = s.author_id
         WHERE s.paper_id = p.id ORDER BY s.position LIMIT 1) AS first_author
    FROM papers p WHERE p.id > ? ORDER BY p.id LIMIT {_BATCH}
    """
    last = ""
    while batch := reader.rows(query, [last]):
        last = batch[-1]["id"]
        yield from batch


def _grouped(reader: Reader, sql: str, ids: str) -> dict[Any, list[Row]]:
    """Rows of a query by its column ``owner``, which they lose."""
    found = defaultdict(list)
    for row in reader.rows(sql, [ids]):
        found[row.pop("owner")].append(row)
    return found


# --- Entries ---------------------------------------------------------------------------------------------------------

# Only an entry that is its paper is completed from it: not a blog about it (related), not a wrong id (mismatch).
_SHOWN = f"""
SELECT e.id, l.path AS list, e.section, e.title, e.kind, e.marks, e.stated_pages AS pages, m.verdict,
    coalesce(p.arxiv_id, e.stated_arxiv_id) AS arxiv_id,
    coalesce(p.doi, e.stated_doi) AS doi,
    coalesce(e.stated_year, p.year) AS year,
    coalesce(e.stated_venue, p.venue) AS venue,
    coalesce(p.citation_count, e.stated_citations) AS citations,
    p.id AS paper_id, p.title AS paper_title, p.abstract, p.published_on, p.primary_category, p.categories,
    p.is_withdrawn, p.is_retracted, p.citation_source, p.citation_observed_at,
    e.stated_authors, e.stated_authors_complete, e.position
FROM entries e
JOIN lists l ON l.id = e.list_id
LEFT JOIN matches m ON m.entry_id = e.id
LEFT JOIN papers p
    ON p.id = m.paper_id AND {IS_CERTAIN}
"""
_LINKS = """
SELECT k.entry_id AS owner, k.label, k.url, k.kind, k.repository_id, r.stars
FROM entry_links k LEFT JOIN repositories r ON r.id = k.repository_id
WHERE k.entry_id IN (SELECT value FROM json_each(?)) ORDER BY k.entry_id, k.position
"""
_GROUPS: dict[Group, str] = {
    "section": "min(place) OVER (PARTITION BY section)",  # where the first of them stands
    "year": "year IS NULL, year DESC",
    "venue": "venue IS NULL, venue COLLATE NOCASE, venue",
    "none": "NULL",
}
_SORTS: dict[Sort, str] = {
    "list": "place",
    "citations": "citations IS NULL, citations DESC",
    "date": "published_on IS NULL, published_on DESC",
    "title": "title COLLATE NOCASE",
}


def shown_entries(reader: Reader, scope: Scope, group: Group = "section", sort: Sort = "list") -> Iterator[Row]:
    """Entries as they are shown, in order, each with its links and the authors of its paper.

    Title, year and venue are the words of the list, else what is known of the paper; ids and the count are what is
    known, else the words of the list. What is unknown comes last.
    """
    ordered = f"""
    WITH shown AS ({_SHOWN} WHERE {_IN_SCOPE}),
        placed AS (SELECT *, row_number() OVER (ORDER BY list, position) AS place FROM shown)
    SELECT id FROM placed ORDER BY {_GROUPS[group]}, {_SORTS[sort]}, place
    """
    ids = iter([row["id"] for row in reader.rows(ordered, scope.values)])
    while batch := list(islice(ids, _BATCH)):
        yield from _entries(reader, batch)


def list_title(reader: Reader, scope: Scope) -> str | None:
    """Title of the list, when the scope is one list."""
    where = "WHERE path IN (SELECT value FROM json_each(?))" if scope.lists else ""
    found = reader.rows(f"SELECT title FROM lists {where}", scope.values[:1] if scope.lists else [])
    return found[0]["title"] if len(found) == 1 else None


def _entries(reader: Reader, ids: list[int]) -> Iterator[Row]:
    chosen = json.dumps(ids)
    rows = {row["id"]: row for row in reader.rows(f"{_SHOWN} WHERE e.id IN (SELECT value FROM json_each(?))", [chosen])}
    links = _grouped(reader, _LINKS, chosen)
    paper_ids = json.dumps([row["paper_id"] for row in rows.values() if row["paper_id"]])
    authors = _grouped(reader, _PARTS["authors"], paper_ids)
    for row in (rows[number] for number in ids if number in rows):
        yield row | {"links": links.get(row["id"], []), "authors": authors.get(row["paper_id"], [])}
