"""The pages of the site on a database of 100,000 papers, and how fast it becomes files.

Times are those of the processor, for a whole request inside Datasette; the first request of each page is told as well,
since it pays for what is remembered afterwards.
"""

import asyncio
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

from bench.figure import Figure, run_tool
from enrich.serve.server import datasette_of
from enrich.store import Store
from tests.services.papers import bundled_papers

_PAPERS = 100_000
_FILES = 10_000
_LISTS, _SECTIONS = 20, 15
_WEEKS = 12
_SOURCES = ("semanticscholar", "openalex", "crossref")
_TODAY = date(2026, 11, 1)
_PAGES = {
    "overview": "/",
    "papers": "/papers",
    "papers, last page": f"/papers?page={_PAPERS // 50}",
    "papers, newest": "/papers?sort=newest",
    "papers, rare words": "/papers?q=speculative+decoding",
    "papers, frequent word": "/papers?q=learning",
    "papers, frequent word, newest": "/papers?q=learning&sort=newest",
    "papers of a year": "/papers?year=2020",
    "papers of a list": "/papers?list=lists/3.md",
    "papers of a section": "/papers?section=Section+7",
    "paper": "/paper/made:500",
    "author": "/author/Author%2077",
    "review": "/review",
    "review, last page": "/review?page=200",
}


def measure() -> list[Figure]:
    """Time every page, then the files of a tenth of the papers."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder, "large.db"), Path(folder, "small.db")
        make_database(large, _PAPERS)
        times = asyncio.run(_request(large))
        make_database(small, _FILES)
        files = run_tool("serve", "--db", str(small), "--build", str(Path(folder, "site")), "--quiet")
    return [
        *(
            Figure(f"site, {_PAPERS:,} papers: {name}", f"{later:.0f} ms", f"< 200 ms (first {first:.0f})")
            for name, (first, later) in times.items()
        ),
        Figure(f"site of {_FILES:,} papers as files", f"{files.cpu:.0f} s CPU", "< 60 s"),
    ]


async def _request(database: Path) -> dict[str, tuple[float, float]]:
    """Milliseconds of the first request of each page, and of the usual one."""
    datasette = datasette_of(database)
    await datasette.client.get("/data.json")  # what is asked once for all
    times = {}
    for name, path in _PAGES.items():
        taken = []
        for _ in range(5):
            start = time.process_time()
            answer = await datasette.client.get(path)
            taken.append((time.process_time() - start) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{path} ended with {answer.status_code}")
        times[name] = (taken[0], median(taken[1:]))
    return times


def make_database(path: Path, papers: int) -> None:
    """A database of so many papers with made numbers; titles are real, and abstracts are made of titles."""
    Store.open(path, now=str).close()
    made = _Made(papers)
    with closing(sqlite3.connect(path)) as db, db:
        for table in (
            "runs",
            "lists",
            "papers",
            "authors",
            "authorships",
            "entries",
            "matches",
            "citation_counts",
            "fetches",
        ):
            rows = iter(getattr(made, table)())
            first = next(rows)
            columns = ", ".join(first)
            marks = ", ".join(f":{column}" for column in first)
            db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", chain([first], rows))


Rows = Iterator[dict[str, Any]]


class _Made:
    """The rows of each table."""

    def __init__(self, papers: int) -> None:
        self.chance = random.Random(papers)
        self.titles = [paper.title for paper in bundled_papers().values()]
        self.days = [f"{_TODAY - timedelta(weeks=_WEEKS - week)}T03:00:00Z" for week in range(_WEEKS + 1)]
        self.first_counts = [int(10 ** self.chance.triangular(0, 5, 0.8)) - 1 for _ in range(papers)]
        self.of_authors = papers * 2 // 3
        self.of_entries = papers * 6 // 5

    def count(self, number: int, week: int) -> int:
        return int(self.first_counts[number] * (1 + week * (number % 7) / 300))

    def runs(self) -> Rows:
        times = {"started_at": self.days[-1], "finished_at": self.days[-1]}
        yield {"id": 1, "command": "refresh", "status": "ok", "counts": "{}", "version": "0"} | times

    def lists(self) -> Rows:
        for number in range(_LISTS):
            yield {"id": number, "path": f"lists/{number}.md", "title": f"List {number}", "parsed_at": self.days[-1]}

    def papers(self) -> Rows:
        for number in range(len(self.first_counts)):
            year = 2026 - int(self.chance.expovariate(0.25))
            yield {
                "id": f"made:{number}",
                "title": self.titles[number % len(self.titles)],
                "abstract": ". ".join(self.chance.choices(self.titles, k=16)),
                "published_on": f"{year}-{number % 12 + 1:02}-{number % 28 + 1:02}",
                "year": year,
                "venue": f"Venue {number % 97}",
                "primary_category": f"cs.{chr(65 + number % 26)}",
                "citation_count": self.count(number, _WEEKS),
                "citation_source": _SOURCES[0],
                "citation_observed_at": self.days[-1],
            }

    def authors(self) -> Rows:
        for number in range(self.of_authors):
            yield {"id": number, "name": f"Author {number}"}

    def authorships(self) -> Rows:
        for number in range(len(self.first_counts)):
            for position in range(1, 6):
                author = self.chance.randrange(self.of_authors)
                yield {"paper_id": f"made:{number}", "position": position, "author_id": author}

    def entries(self) -> Rows:
        for number in range(self.of_entries):
            title = self.chance.choice(self.titles)
            yield {
                "id": number,
                "list_id": number % _LISTS,
                "identity": number,
                "position": number // _LISTS,
                "section": f"Section {number // _LISTS % _SECTIONS}",
                "line_start": number,
                "line_end": number,
                "raw": f"- [{title}](https://example.org/{number}) (2020)",
                "title": title,
                "kind": "paper",
                "marks": "[]",
                "first_seen_at": self.days[0],
                "last_seen_at": self.days[-1],
                "first_seen_in_run": 1,
                "seen_in_run": 1,
            }

    def matches(self) -> Rows:
        """One entry in twelve has no paper, and needs a person."""
        for number in range(self.of_entries):
            lost = number % 12 == 0
            yield {
                "entry_id": number,
                "paper_id": None if lost else f"made:{number % len(self.first_counts)}",
                "verdict": "ambiguous" if lost else "linked",
                "method": "made",
                "evidence": "{}",
                "candidates": "[]",
                "decided_at": self.days[-1],
            }

    def citation_counts(self) -> Rows:
        for number in range(len(self.first_counts)):
            for source in _SOURCES:
                for week, day in enumerate(self.days):
                    seen = {"observed_at": day, "count": self.count(number, week), "status": "ok"}
                    yield {"paper_id": f"made:{number}", "source": source} | seen

    def fetches(self) -> Rows:
        for number in range(len(self.first_counts)):
            for source in _SOURCES:
                answer = {"status": "ok", "attempts": 1, "fetched_at": self.days[-1], "fresh_until": self.days[-1]}
                yield {"source": source, "subject": f"made:{number}"} | answer


if __name__ == "__main__":
    print(json.dumps(measure()))
