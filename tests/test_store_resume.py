"""Stage 4b: equal input writes nothing, and what a killed run left is made good by the next."""

import re
import signal
import subprocess
import sys
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from enrich.models import Link
from enrich.store import Store
from tests.small_database import (
    ATTENTION,
    LORA,
    TITLES,
    UNASKED,
    contents,
    entry,
    linked,
    observed,
    open_store,
    read_list,
    record,
    rows,
)

ROOT = Path(__file__).parent.parent


def reading(edition: int) -> dict[str, Any]:
    """Two editions of a list: in the second, titles are edited, an entry went and another came."""
    title = "LoRA vs Full Fine-tuning" if edition == 1 else TITLES[LORA]
    links = (Link(label="code", url="https://github.com/a/b", kind="code", repository_id="a/b"),)
    batch = [
        (entry("Attention Is All You Need", 1, stated_citations=edition), linked(ATTENTION)),
        (entry(title, 2, stated_arxiv_id="2410.21228", links=links), linked(LORA)),
        (entry("Went" if edition == 1 else "Came", 3), UNASKED),
        (entry("Attention is all you need", 4), linked(ATTENTION)),
    ]
    records = (record(ATTENTION, abstract=f"Edition {edition}"), record(LORA, ids=(("doi", "10.1/a"),)))
    return {"batch": batch, "records": records, "counts": (observed(ATTENTION, f"2025-01-0{edition}", edition),)}


def test_reading_the_same_again_writes_no_rows_but_the_heartbeat(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    with open_store(path) as store:
        read_list(store, **reading(1))
        before = contents(store)
    later = count(1)
    statements: list[str] = []
    said = reading(1)
    said["records"] = tuple(found.model_copy(update={"fetched_at": "2026-01-01"}) for found in said["records"])
    with Store.open(path, now=lambda: f"2026-01-01T00:00:{next(later):02}Z") as store:
        store.db.conn.set_trace_callback(statements.append)
        assert read_list(store, **said) == (0, 0, 4)
        assert contents(store) == before
    written = {
        found[0] for text in statements if (found := re.match(r"(INSERT INTO|UPDATE|DELETE FROM) \S+( SET \S+)?", text))
    }
    assert written == {
        "INSERT INTO runs",
        "UPDATE runs SET status",
        "UPDATE runs SET finished_at",
        "INSERT INTO lists",
        "UPDATE lists SET sha256",
        "UPDATE entries SET last_seen_at",
        "UPDATE entries SET removed_at",
        # Names and observations that are there already: ON CONFLICT DO NOTHING.
        "INSERT INTO paper_ids",
        "INSERT INTO citation_counts",
    }


def stable(path: Path) -> dict[str, list[Any]]:
    """All rows without row numbers and times, which a kill may change."""
    named = "SELECT identity FROM entries AS e WHERE e.id = entry_id"
    queries = {
        "entries": "SELECT identity, position, title, raw, stated_citations, removed_at IS NULL FROM entries",
        "links": f"SELECT ({named}), position, label, url, kind, repository_id FROM entry_links",
        "matches": f"SELECT ({named}), paper_id, verdict, method, score, evidence, candidates FROM matches",
        "papers": "SELECT * FROM papers",
        "authors": "SELECT paper_id, position, name FROM authorships JOIN authors ON authors.id = author_id",
        "sources": "SELECT paper_id, field, source FROM field_sources",
        "ids": "SELECT * FROM paper_ids",
        "counts": "SELECT * FROM citation_counts",
        "repositories": "SELECT * FROM repositories",
        "lists": "SELECT path, title, dialect, sha256 FROM lists",
    }
    with open_store(path) as store:
        return {name: sorted(store.db.execute(sql), key=repr) for name, sql in queries.items()}


def read_in_parts(store: Store, edition: int) -> None:
    """Read an edition in batches of two entries, with the records of the second batch coming with it."""
    said = reading(edition)
    run = store.start_run("run", "0.1.0")
    number = store.begin_list("lists/a.md", "A list", "generated", "")
    store.save_batch(run, number, said["batch"][:2], said["records"][:1], said["counts"])
    store.save_batch(run, number, said["batch"][2:], said["records"][1:], ())
    store.finish_list(run, number, f"sha {edition}", f"inputs {edition}")
    store.finish_run(run, "ok", {})


KILLED = """
import os, signal, sys
from itertools import count
from pathlib import Path
from tests.small_database import open_store
from tests.test_store_resume import read_in_parts

path, beginning, times = sys.argv[1:]
met = count(1)
with open_store(Path(path)) as store:
    def kill_at(statement: str) -> None:
        if statement.startswith(beginning) and next(met) == int(times):
            os.kill(os.getpid(), signal.SIGKILL)
    store.db.conn.set_trace_callback(kill_at)
    read_in_parts(store, 2)
"""


@pytest.mark.parametrize(
    ("statement", "times"),
    [
        pytest.param("INSERT INTO lists", 1, id="at-the-begin"),
        pytest.param("COMMIT", 3, id="before-the-first-batch-is-committed"),
        pytest.param("INSERT INTO main.entries", 1, id="in-the-second-batch"),
        pytest.param("UPDATE entries SET removed_at", 1, id="after-the-batches"),
        pytest.param("UPDATE lists SET sha256", 1, id="after-the-entries-are-settled"),
        pytest.param("UPDATE runs SET finished_at", 1, id="before-the-heartbeat"),
    ],
)
def test_a_run_that_was_killed_anywhere_is_made_good_by_the_next(statement: str, times: int, tmp_path: Path) -> None:
    killed, whole = tmp_path / "killed.db", tmp_path / "whole.db"
    for path in (killed, whole):
        with open_store(path) as store:
            read_in_parts(store, 1)
    command = [sys.executable, "-c", KILLED, str(killed), statement, str(times)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    for path in (killed, whole):
        with open_store(path) as store:
            read_in_parts(store, 2)
    assert stable(killed) == stable(whole)
    with closing(open_store(killed)) as store:
        assert rows(store, "SELECT status FROM runs") == ["ok", "interrupted", "ok"]
        assert rows(store, "PRAGMA integrity_check") == ["ok"]
        assert rows(store, "PRAGMA foreign_key_check") == []
