"""Seconds and memory that 100,000 papers take in every format, made of the shipped catalogue's real ones."""

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

from bench.figure import Figure, run_tool
from enrich.catalogue import build_bundled
from enrich.exports import formats
from enrich.models import Author, PaperRecord
from enrich.runner import utc_now
from enrich.store import Store

_PAPERS = 100_000
_BATCH = 1_000


def measure() -> list[Figure]:
    """Fill a database and export it in every format."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        # In a process of its own: a child's peak memory begins with that of its parent.
        with ProcessPoolExecutor(1, get_context("spawn")) as other:
            database = other.submit(_fill, place).result()
        figures = []
        for name in formats():
            output = place / name
            done = run_tool("export", "--format", name, "--output", str(output), "--db", str(database), "--quiet")
            size = output.stat().st_size / 1e6
            figures.append(Figure(f"{_PAPERS:,} papers as {name}", f"{done.cpu:.1f} s CPU", "< 30 s"))
            figures.append(
                Figure("  peak memory, size of the file", f"{done.megabytes:,.0f} MB, {size:,.0f} MB", "< 300 MB")
            )
    return figures


def _fill(place: Path) -> Path:
    """A database of so many papers: real titles, authors and abstracts, under ids of our own making."""
    build_bundled(place / "catalogue.db")
    path = place / "papers.db"
    records = _records(place / "catalogue.db")
    with Store.open(path, now=utc_now) as store:
        run = store.start_run("bench", "0")
        while batch := list(islice(records, _BATCH)):
            store.save_batch(run, store.begin_list("list.md", None, "generic", ""), [], batch, [])
        store.finish_run(run, "ok", {})
    return path


def _records(catalogue: Path) -> Iterator[PaperRecord]:
    with closing(sqlite3.connect(catalogue)) as db:
        known = db.execute("SELECT titles, details FROM papers ORDER BY id").fetchall()
    for number, (titles, details) in zip(range(_PAPERS), cycle(known), strict=False):
        facts = json.loads(details)
        arxiv_id = f"{15 + number // 12 % 11}{number % 12 + 1:02}.{number // 132 + 1:05}"
        yield PaperRecord(
            paper_id=f"arxiv:{arxiv_id}",
            source="catalogue",
            fetched_at="2026-01-01T00:00:00Z",
            arxiv_id=arxiv_id,
            title=titles.partition("\n")[0],
            abstract=facts.get("abstract"),
            venue=facts.get("venue"),
            categories=tuple(facts.get("categories") or ()) or None,
            authors=tuple(Author(name=name) for name in facts.get("authors") or ()),
        )


if __name__ == "__main__":
    print(json.dumps(measure()))
