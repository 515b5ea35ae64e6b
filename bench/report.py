"""Seconds and memory of ``enrich report`` on 100,000 papers with a history of counts."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.figure import Figure, run_tool
from enrich.store import Store

_PAPERS = 100_000
_WEEKS = 10
_SOURCES = ("crossref", "openalex", "semanticscholar")
_START = datetime(2025, 1, 6, 3, tzinfo=UTC)
_SECTIONS = 50
_ABSTRACT = "We study how lists of papers grow, and what keeps them alive. " * 20
_INSERTS = {
    "entries": "(id, list_id, identity, position, section, line_start, line_end, raw, title, kind, marks,"
    " first_seen_at, last_seen_at, first_seen_in_run, seen_in_run) VALUES"
    " (?, 1, ?, ?, ?, ?, ?, ?, ?, 'paper', '[]', ?, ?, 1, 1)",
    "papers": "(id, arxiv_id, title, abstract, published_on, year, venue, citation_count, citation_source,"
    " citation_observed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'semanticscholar', ?)",
    "matches": "(entry_id, paper_id, verdict, method, evidence, candidates, decided_at) VALUES"
    " (?, ?, 'linked', 'stated_id', '{}', '[]', ?)",
    "citation_counts": "(paper_id, source, observed_at, count, status) VALUES (?, ?, ?, ?, ?)",
    "fetches": "(source, subject, status, attempts, error, fetched_at, fresh_until) VALUES (?, ?, ?, 1, ?, ?, ?)",
    "field_sources": "(paper_id, field, source, fetched_at) VALUES (?, 'venue', 'crossref', ?)",
}


def measure() -> Iterator[Figure]:
    """Write the page and the Markdown of a database in which every paper has ten weeks of counts by three sources."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "papers.db")
        _fill(database)
        for name, since in (("page.html", "2025-02-03"), ("changes.md", "2025-03-10")):
            output = Path(folder, name)
            done = run_tool("report", "--since", since, "--db", str(database), "--output", str(output), "--quiet")
            size = output.stat().st_size / 1000
            yield Figure(f"{_PAPERS:,} papers reported: {name}", f"{done.cpu:.1f} s CPU", "< 10 s")
            yield Figure("  peak memory", f"{done.megabytes:,.0f} MB", "< 200 MB")
            yield Figure("  size", f"{size:,.0f} KB", "< 500 KB")


def _fill(database: Path) -> None:
    Store.open(database, now=lambda: _moment(0)).close()
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("PRAGMA synchronous = OFF")
        for week in range(_WEEKS):
            run = (_moment(week), _moment(week, minutes=5))
            db.execute(
                "INSERT INTO runs (command, started_at, finished_at, status, version) VALUES ('run', ?, ?, 'ok', '0')",
                run,
            )
        db.execute("INSERT INTO lists (id, path, title) VALUES (1, 'list.md', 'A hundred thousand papers')")
        for table, columns in _INSERTS.items():
            db.executemany(f"INSERT INTO {table} {columns}", getattr(_Rows, table)())


def _moment(week: int, minutes: int = 1) -> str:
    return (_START + timedelta(weeks=week, minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _paper(number: int) -> str:
    return f"arxiv:{2001 + number // 10_000}.{number % 10_000 + 10_001}"


def _count(number: int, week: int) -> int:
    """A count that grows by a rate of its own; few papers have many citations."""
    return 200_000 // (number + 7) * (100 + week * (number % 7)) // 100


class _Rows:
    """The rows of each table."""

    @staticmethod
    def entries() -> Iterator[tuple[Any, ...]]:
        for number in range(_PAPERS):
            title, line = f"A paper with a title of usual length on the subject of {number}", number + 3
            section, seen = f"Part {number % _SECTIONS}", _moment(number % _WEEKS)
            place = (number, number, section, line, line, f"- [{title}](https://arxiv.org/abs/{number})", title)
            yield (number + 1, *place, seen, seen)

    @staticmethod
    def papers() -> Iterator[tuple[Any, ...]]:
        for number in range(_PAPERS):
            name, year = _paper(number), 1995 + number % 30
            shown = (_count(number, _WEEKS - 1), _moment(_WEEKS - 1))
            yield (name, name[6:], f"Paper {number}", _ABSTRACT, f"{year}-01", year, f"Venue {number % 99}", *shown)

    @staticmethod
    def matches() -> Iterator[tuple[Any, ...]]:
        return ((number + 1, _paper(number), _moment(0)) for number in range(_PAPERS))

    @staticmethod
    def citation_counts() -> Iterator[tuple[Any, ...]]:
        for number in range(_PAPERS):
            name = _paper(number)
            for source in _SOURCES:
                for week in range(_WEEKS):
                    yield (name, source, _moment(week), _count(number, week), "ok")
                if number % 1000 == 0:
                    yield (name, source, _moment(_WEEKS - 1, minutes=2), 0, "quarantined")

    @staticmethod
    def fetches() -> Iterator[tuple[Any, ...]]:
        for source in _SOURCES:
            for number in range(_PAPERS):
                failed = number % 50 == 0
                rest = ("failed", "the connection broke off", None, None) if failed else ("ok", None, _moment(9), None)
                yield (source, _paper(number), *rest)

    @staticmethod
    def field_sources() -> Iterator[tuple[Any, ...]]:
        return ((_paper(number), _moment(number % _WEEKS)) for number in range(_PAPERS))


if __name__ == "__main__":
    for figure in measure():
        print(f"{figure.name:<48} {figure.value:>14}   {figure.wanted}", flush=True)
