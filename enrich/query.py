"""Named read-only questions to the database, for the commands and for Python callers.

Answers are plain dictionaries with the names of the columns (db/README.md), ready for JSON.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from enrich.errors import ConfigError
from enrich.models import CERTAIN
from enrich.store.database import stop_on_errors

Row = dict[str, Any]
_JSON_COLUMNS = frozenset({"marks", "stated_authors", "categories", "evidence", "candidates", "counts"})

IS_CERTAIN = "m.verdict IN (" + ", ".join(f"'{verdict}'" for verdict in sorted(CERTAIN)) + ")"
"""Condition on a match ``m``: its entry is the paper."""
IN_LISTS = "e.removed_at IS NULL AND l.path IN (SELECT value FROM json_each(?))"
"""Condition on an entry ``e`` of a list ``l``: it stands in one of the lists of `list_values`."""


class Reader:
    """Reads one database and never writes to it; a context manager.

    Raises ConfigError when there is no database, StopRun when it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file() or not path.stat().st_size:
            raise ConfigError(f"{path}: there is no database yet; make it with: enrich run")
        self.path = path
        with stop_on_errors(path):
            self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            self._db.row_factory = sqlite3.Row
            try:
                self._db.execute("SELECT count(*) FROM sqlite_master")
            except sqlite3.Error:
                self._db.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Every row of a query, with its JSON columns read."""
        with stop_on_errors(self.path):
            return [_row(row) for row in self._db.execute(sql, values)]

    def values(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Every row of a query as a plain tuple, for answers of many rows."""
        with stop_on_errors(self.path):
            cursor = self._db.cursor()
            cursor.row_factory = None
            return cursor.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row of a query."""
        return next(iter(self.rows(sql, values)), None)

    def summary(self, lists: Iterable[str]) -> Row:
        """What is known about the entries of these lists (by path): totals, verdicts, and what is missing."""
        scope = list_values(lists)
        verdicts = self.rows(_VERDICTS, scope)
        totals = self.row(_TOTALS, scope) or {}
        return totals | {"verdicts": {row["verdict"]: row["entries"] for row in verdicts}}

    def check_lists(self, lists: Iterable[str]) -> None:
        """Raise ConfigError for the first of these lists (by path) that is not in the database."""
        known = self.list_digests()
        if missing := next((path for path in lists if path not in known), None):
            raise ConfigError(f"{missing}: is not in the database; read it with: enrich run {missing}")

    def list_digests(self) -> dict[str, str | None]:
        """Every list that was read, by its path, with the SHA-256 of what was last read to its end."""
        return {row["path"]: row["sha256"] for row in self.rows("SELECT path, sha256 FROM lists ORDER BY path")}

    def needs_review(self, lists: Iterable[str] | None = None) -> list[Row]:
        """Entries that a person should decide, the wrong ids first."""
        if lists is None:
            return self.rows("SELECT * FROM needs_review")
        return self.rows(
            "SELECT * FROM needs_review WHERE list IN (SELECT value FROM json_each(?))", list_values(lists)
        )

    def search(self, text: str, limit: int) -> list[Row]:
        """Papers, then entries, that hold all these words, the best first.

        An entry of a paper that was found is not repeated.
        """
        match = full_text(text)
        if not match:
            return []
        papers = self.rows(_SEARCH_PAPERS, [match, limit])
        found = [row["paper_id"] for row in papers]
        return papers + self.rows(_SEARCH_ENTRIES, [match, json.dumps(found), limit - len(papers)])

    def paper(self, paper_id: str) -> Row | None:
        """One paper, by any of its names, with authors, other ids, counts, sources of its fields, and its entries."""
        scheme, _, value = paper_id.partition(":")
        paper = self.row(_PAPER, [paper_id, scheme, value])
        if paper is None:
            return None
        return paper | {
            name: self.rows(f"{sql} WHERE paper_id = ? ORDER BY {order}", [paper["id"]])
            for name, (sql, order) in _PAPER_PARTS.items()
        }

    def entry(self, entry_id: int) -> Row | None:
        """One entry as its list has it, with its links and its match."""
        entry = self.row(_ENTRY, [entry_id])
        if entry is None:
            return None
        return entry | {
            "links": self.rows(_LINKS, [entry_id]),
            "match": self.row("SELECT * FROM matches WHERE entry_id = ?", [entry_id]),
        }

    def requests(self, subject: str) -> list[Row]:
        """What the services answered about a paper, a repository or a title."""
        return self.rows("SELECT * FROM fetches WHERE subject = ? ORDER BY source", [subject])

    def heartbeat(self) -> Row | None:
        """The last run."""
        return self.row("SELECT * FROM runs ORDER BY id DESC LIMIT 1")

    def integrity(self) -> str:
        """``ok``, or the first thing that is wrong with the file."""
        with stop_on_errors(self.path):
            self._db.execute("SELECT 1 FROM papers_fts WHERE papers_fts MATCH 'a'").fetchone()
        found = self.row("PRAGMA integrity_check(1)") or {"integrity_check": "no answer"}
        if found["integrity_check"] == "ok" and (broken := self.row("PRAGMA foreign_key_check")):
            return f"a row of {broken['table']} points to a row of {broken['parent']} that is missing"
        return str(found["integrity_check"])


def list_values(lists: Iterable[str]) -> list[str]:
    """What ``IN_LISTS`` is asked with: these lists, by path."""
    return [json.dumps(list(lists))]


def full_text(text: str) -> str | None:
    """The question to FTS5 for all these words, none of them taken for an operator; None when there is no word."""
    words = [word for word in text.replace("\0", " ").split() if any(map(str.isalnum, word))]
    return " ".join('"' + word.replace('"', '""') + '"' for word in words) or None


def _row(row: sqlite3.Row) -> Row:
    return {name: json.loads(row[name]) if name in _JSON_COLUMNS and row[name] else row[name] for name in row.keys()}  # noqa: SIM118


_ENTRY = "SELECT e.*, l.path AS list FROM entries e JOIN lists l ON l.id = e.list_id WHERE e.id = ?"
_PAPER = """
SELECT * FROM papers WHERE id = ?1
UNION ALL SELECT p.* FROM papers p JOIN paper_ids n ON n.paper_id = p.id WHERE n.scheme = ?2 AND n.value = ?3
"""
_LINKS = "SELECT label, url, kind, repository_id FROM entry_links WHERE entry_id = ? ORDER BY position"

_VERDICTS = f"""
SELECT m.verdict, count(*) AS entries
FROM entries e JOIN lists l ON l.id = e.list_id JOIN matches m ON m.entry_id = e.id
WHERE {IN_LISTS} GROUP BY m.verdict ORDER BY entries DESC, m.verdict
"""

_TOTALS = f"""
WITH
    live AS (
        SELECT e.id, e.kind, e.stated_authors_complete, m.paper_id, m.verdict
        FROM entries e JOIN lists l ON l.id = e.list_id LEFT JOIN matches m ON m.entry_id = e.id WHERE {IN_LISTS}
    ),
    found AS (
        SELECT p.*, EXISTS (SELECT 1 FROM authorships s WHERE s.paper_id = p.id) AS has_authors
        FROM papers p WHERE p.id IN (SELECT paper_id FROM live)
    ),
    linked AS (SELECT DISTINCT repository_id FROM entry_links WHERE entry_id IN (SELECT id FROM live))
SELECT
    (SELECT count(*) FROM live) AS entries,
    (SELECT count(*) FROM found) AS papers,
    (SELECT count(*) FROM found WHERE has_authors) AS papers_with_authors,
    (SELECT count(*) FROM found WHERE published_on IS NOT NULL) AS papers_with_date,
    (SELECT count(*) FROM found WHERE citation_count IS NOT NULL) AS papers_with_count,
    (SELECT min(substr(citation_observed_at, 1, 10)) FROM found) AS oldest_count,
    (SELECT max(substr(citation_observed_at, 1, 10)) FROM found) AS newest_count,
    (SELECT count(*) FROM live JOIN found ON found.id = live.paper_id
     WHERE has_authors AND stated_authors_complete IS NOT 1) AS entries_authors_completed,
    (SELECT count(*) FROM live WHERE verdict = 'not_asked') AS titles_not_asked,
    (SELECT count(*) FROM linked WHERE repository_id IS NOT NULL) AS repositories,
    (SELECT count(*) FROM linked JOIN repositories r ON r.id = repository_id WHERE r.stars IS NULL)
        AS repositories_without_stars
"""

_SEARCH_PAPERS = """
SELECT p.id AS paper_id, NULL AS entry_id, p.title, p.year, p.venue, p.citation_count
FROM papers_fts f JOIN papers p ON p.rowid = f.rowid WHERE papers_fts MATCH ? ORDER BY rank LIMIT ?
"""

_SEARCH_ENTRIES = """
SELECT m.paper_id, e.id AS entry_id, e.title, e.stated_year AS year, e.stated_venue AS venue, NULL AS citation_count
FROM entries_fts f JOIN entries e ON e.id = f.rowid LEFT JOIN matches m ON m.entry_id = e.id
WHERE entries_fts MATCH ? AND e.removed_at IS NULL
    AND (m.paper_id IS NULL OR m.paper_id NOT IN (SELECT value FROM json_each(?)))
ORDER BY rank LIMIT ?
"""

_PAPER_PARTS = {
    "authors": ("SELECT name, affiliation, orcid FROM authorships JOIN authors ON authors.id = author_id", "position"),
    "ids": ("SELECT scheme, value FROM paper_ids", "scheme, value"),
    "counts": ("SELECT source, observed_at, count, status, url FROM citation_counts", "observed_at, source"),
    "sources": ("SELECT field, source, fetched_at FROM field_sources", "field"),
    "entries": (
        "SELECT e.id, l.path AS list, e.line_start, e.title, m.verdict, m.method, m.score, m.evidence, m.candidates"
        " FROM matches m JOIN entries e ON e.id = m.entry_id JOIN lists l ON l.id = e.list_id",
        "l.path, e.position",
    ),
}
