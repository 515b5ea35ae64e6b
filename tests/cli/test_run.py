"""``enrich run``: two real lists become a database, and running it again, or killing it, does no harm."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.cli.conftest import TOOL, Tool

# What may differ between two runs that did the same work (DESIGN §11).
_MAY_DIFFER = frozenset({"seen_in_run", "first_seen_in_run", "parsed_in_run", "parsed_at", "decided_at", "fetched_at"})
_TIMES = frozenset({"first_seen_at", "last_seen_at", "removed_at"})
_TABLES = [
    "lists",
    "entries",
    "entry_links",
    "matches",
    "papers",
    "authors",
    "authorships",
    "paper_ids",
    "citation_counts",
    "field_sources",
    "repositories",
]


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as db:
        rows = db.execute(sql).fetchall()
    db.close()
    return rows


def content(path: Path) -> dict[str, Counter[str]]:
    """Every row of every table, without row numbers' meaning: times and numbers of runs left out."""
    with sqlite3.connect(path) as db:
        db.row_factory = sqlite3.Row
        found = {
            table: Counter(
                json.dumps({key: row[key] for key in row.keys() if key not in _MAY_DIFFER | _TIMES})  # noqa: SIM118
                for row in db.execute(f"SELECT * FROM {table}")
            )
            for table in _TABLES
        }
    db.close()
    return found


@pytest.fixture
def database(tool: Tool, place: Path) -> Path:
    """The database of both example lists."""
    assert tool("run", "--offline").code == 0
    return place / "db" / "papers.db"


def test_both_lists_become_seventy_four_entries(database: Path) -> None:
    assert query(
        database, "SELECT path, lists.title, count(*) FROM lists JOIN entries ON list_id = lists.id GROUP BY 1"
    ) == [
        ("lists/efficient-llm.md", "Efficient LLM", 27),
        ("lists/llm-internals.md", "LLM Internals", 47),
    ]


def test_verdicts_of_the_examples(database: Path) -> None:
    assert dict(query(database, "SELECT verdict, count(*) FROM matches GROUP BY 1")) == {
        "linked": 15,
        "title_exact": 43,
        "related": 2,
        "not_paper": 11,
        "not_asked": 3,
    }


def test_every_paper_has_authors_and_a_date(database: Path) -> None:
    assert query(database, "SELECT count(*) FROM papers") == [(60,)]
    missing = """SELECT id FROM papers WHERE title IS NULL OR published_on IS NULL OR year IS NULL
                 OR NOT EXISTS (SELECT 1 FROM authorships WHERE paper_id = papers.id)"""
    assert query(database, missing) == []


def test_elided_authors_are_completed_and_the_stated_ones_kept(database: Path) -> None:
    [(stated, complete, authors, number)] = query(
        database,
        """SELECT e.stated_authors, e.stated_authors_complete, r.authors, r.author_count FROM entries e
           JOIN entries_resolved r ON r.entry_id = e.id WHERE e.stated_arxiv_id = '2410.20011'""",
    )
    assert json.loads(stated) == ["Chien Van Nguyen", "Xuan Shen", "Ryan Aponte", "Ryan A. Rossi", "Thien Huu Nguyen"]
    assert complete == 0
    assert number > len(json.loads(stated))
    assert authors.startswith("Chien Van Nguyen, Xuan Shen, Ryan Aponte, ")


def test_count_is_known_with_source_and_date_or_not_at_all(database: Path) -> None:
    known = query(
        database, "SELECT citation_count, citation_source, citation_observed_at FROM papers WHERE citation_count >= 0"
    )
    assert len(known) == 19
    assert all(source and day.startswith("20") for _, source, day in known)
    assert query(database, "SELECT count(*) FROM papers WHERE citation_count < 0") == [(0,)]
    assert query(database, "SELECT count(*) FROM entries WHERE stated_citations < 0") == [(0,)]


def test_summary_is_a_table_and_says_what_was_not_asked(tool: Tool) -> None:
    answer = tool("run")
    assert answer.code == 3  # nobody could be asked, and that was not wanted
    assert [line.split() for line in answer.out.splitlines() if line.startswith("Entries")] == [["Entries", "74"]]
    assert "citation counts of 41 papers" in answer.out
    assert "titles of 3 entries that the catalogue does not know" in answer.out
    assert answer.err == ""


def test_json_is_one_document(tool: Tool) -> None:
    document = json.loads(tool("run", "--offline", "--json").out)
    assert document["status"] == "ok"
    assert document["summary"]["entries"] == 74
    assert [row["verdict"] for row in document["review"]] == ["not_asked"] * 3


def test_quiet_says_nothing(tool: Tool) -> None:
    assert tool("run", "--quiet", "--offline") == (0, "", "")


def test_second_run_changes_nothing_but_the_heartbeat(tool: Tool, database: Path) -> None:
    before = query(database, "SELECT * FROM matches"), query(database, "SELECT * FROM papers"), content(database)
    answer = tool("run", "--offline")
    assert "unchanged" in answer.out
    assert (
        query(database, "SELECT * FROM matches"),
        query(database, "SELECT * FROM papers"),
        content(database),
    ) == before
    assert query(database, "SELECT status FROM runs") == [("ok",), ("ok",)]


def test_entry_stays_the_same_when_its_line_moves_and_its_count_is_edited(
    tool: Tool, place: Path, database: Path
) -> None:
    path = place / "lists" / "llm-internals.md"
    [(number, seen)] = query(database, "SELECT id, first_seen_at FROM entries WHERE title LIKE 'SnapKV%'")
    text = (
        path.read_text("utf-8")
        .replace("1. [C60 2024] SnapKV", "1. [C99 2024] SnapKV")
        .replace("Too many", "\n\nToo many")
    )
    path.write_text(text, "utf-8")
    assert tool("run", "--offline").code == 0
    rows = query(
        database, "SELECT id, first_seen_at, line_start, stated_citations FROM entries WHERE title LIKE 'SnapKV%'"
    )
    assert rows == [(number, seen, 61, 99)]
    assert query(database, "SELECT count(*) FROM entries WHERE removed_at IS NOT NULL") == [(0,)]


def test_entry_that_left_the_list_is_kept_as_removed(tool: Tool, place: Path, database: Path) -> None:
    path = place / "lists" / "llm-internals.md"
    kept = [line for line in path.read_text("utf-8").splitlines(keepends=True) if "SnapKV" not in line]
    path.write_text("".join(kept), "utf-8")
    assert tool("run", "--offline").code == 0
    assert query(database, "SELECT title FROM entries WHERE removed_at IS NOT NULL") == [
        ("SnapKV: LLM Knows What You Are Looking for before Generation",)
    ]
    assert query(database, "SELECT count(*) FROM entries_resolved") == [(73,)]


def test_list_given_by_name_and_the_rest_left_alone(tool: Tool, place: Path) -> None:
    assert tool("run", "lists/efficient-llm.md", "--offline", "--db", "other.db").code == 0
    assert query(place / "other.db", "SELECT count(*) FROM entries") == [(27,)]
    assert not (place / "db").exists()


def test_pipeline_without_arguments_is_run(process: Tool, place: Path) -> None:
    answer = process()
    assert answer.code == 3
    assert query(place / "db" / "papers.db", "SELECT count(*) FROM entries") == [(74,)]


def test_killed_run_is_finished_by_the_next_one(tool: Tool, database: Path, place: Path) -> None:
    """SIGKILL at random moments; what the next run leaves is what an undisturbed run leaves."""
    expected = content(database)
    chance = random.Random(7)
    for _ in range(6):
        shutil.rmtree(place / "db")
        child = subprocess.Popen([*TOOL, "run", "--quiet"], stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.25, 0.75))
        child.kill()
        child.wait()
        assert tool("run", "--offline", "--quiet").code == 0
        assert content(database) == expected
        assert query(database, "PRAGMA integrity_check") == [("ok",)]
        assert query(database, "SELECT count(*) FROM runs WHERE status IS NULL") == [(0,)]


def has_entries(path: Path) -> bool:
    """Whether a run that is at work has stored a batch."""
    try:
        return query(path, "SELECT count(*) FROM entries") > [(0,)]
    except sqlite3.OperationalError:  # not made yet, or locked for a moment
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "stopped by a scheduler"])
def test_interrupted_run_says_so_and_exits_with_130(place: Path, number: int) -> None:
    large = (place / "lists" / "llm-internals.md").read_bytes() * 400
    (place / "large.md").write_bytes(large)
    child = subprocess.Popen([*TOOL, "run", "large.md"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not has_entries(place / "db" / "papers.db"):
        time.sleep(0.02)
    os.kill(child.pid, number)
    _, message = child.communicate(timeout=30)
    assert child.returncode == 130
    assert message.strip().splitlines() == [
        "enrich: interrupted; everything stored so far is consistent, run it again to go on"
    ]
    assert query(place / "db" / "papers.db", "SELECT status FROM runs") == [("interrupted",)]


TWINS = "# Twins\n\n- [Deep Learning](https://arxiv.org/abs/{0})\n- [Deep Learning](https://arxiv.org/abs/{1})\n"


def ids_of(path: Path) -> list[tuple[Any, ...]]:
    return query(path, "SELECT id, stated_arxiv_id, removed_at IS NOT NULL FROM entries ORDER BY id")


def test_entries_of_one_title_are_told_apart_by_their_ids(tool: Tool, place: Path) -> None:
    (place / "twins.md").write_text(TWINS.format("1605.08535", "1706.00384"), "utf-8")
    tool("run", "twins.md", "--offline")
    (place / "twins.md").write_text("# Twins\n\n- [Deep Learning](https://arxiv.org/abs/1706.00384)\n", "utf-8")
    tool("run", "twins.md", "--offline")
    assert ids_of(place / "db" / "papers.db") == [(1, "1605.08535", 1), (2, "1706.00384", 0)]


def test_entry_whose_id_is_mended_stays_the_same(tool: Tool, place: Path) -> None:
    (place / "twins.md").write_text(TWINS.format("1605.08535", "1706.00384"), "utf-8")
    tool("run", "twins.md", "--offline")
    (place / "twins.md").write_text(TWINS.format("1512.03385", "1706.00384"), "utf-8")
    tool("run", "twins.md", "--offline")
    assert ids_of(place / "db" / "papers.db") == [(1, "1512.03385", 0), (2, "1706.00384", 0)]


def test_renamed_list_keeps_its_entries(tool: Tool, place: Path, database: Path) -> None:
    (place / "lists" / "llm-internals.md").rename(place / "lists" / "internals.md")
    assert tool("run", "--offline").code == 0
    paths = query(database, "SELECT path FROM lists ORDER BY 1")
    assert paths == [("lists/efficient-llm.md",), ("lists/internals.md",)]
    assert query(database, "SELECT count(*), count(removed_at) FROM entries") == [(74, 0)]


def test_entries_of_a_list_that_is_gone_come_back_with_it(tool: Tool, place: Path, database: Path) -> None:
    path = place / "lists" / "llm-internals.md"
    text = path.read_bytes()
    path.unlink()
    assert tool("run", "--offline").code == 0
    assert query(database, "SELECT count(*), count(removed_at) FROM entries") == [(74, 47)]
    path.write_bytes(text)
    assert tool("run", "--offline").code == 0
    assert query(database, "SELECT count(*), count(removed_at) FROM entries") == [(74, 0)]


def test_list_that_was_not_asked_for_is_not_gone(tool: Tool, place: Path, database: Path) -> None:
    (place / "lists" / "llm-internals.md").unlink()
    assert tool("run", "lists/efficient-llm.md", "--offline").code == 0
    assert query(database, "SELECT count(removed_at) FROM entries") == [(0,)]


def test_one_list_by_two_names_is_one_list(tool: Tool, place: Path, database: Path) -> None:
    whole = str(place / "lists" / "efficient-llm.md")
    assert tool("run", whole, "lists/../lists/efficient-llm.md", "--offline").code == 0
    assert query(database, "SELECT count(*) FROM lists") == [(2,)]


def test_doi_that_nobody_knows_does_not_hide_the_paper_of_that_title(tool: Tool, place: Path) -> None:
    text = "# L\n\n- [Attention Is All You Need](https://doi.org/10.1145/3404835.3462825)\n"
    (place / "doi.md").write_text(text, "utf-8")
    tool("run", "doi.md", "--offline")
    assert query(place / "db" / "papers.db", "SELECT verdict, method, paper_id FROM matches") == [
        ("linked", "stated_doi_title", "arxiv:1706.03762")
    ]


def test_quiet_json_is_still_a_document(tool: Tool) -> None:
    assert json.loads(tool("run", "--offline", "--quiet", "--json").out)["status"] == "ok"


def test_second_run_at_the_same_time_is_refused(tool: Tool, place: Path, database: Path) -> None:
    with FileLock(f"{database}.lock"):
        answer = tool("run", "--offline")
    assert answer.code == 1
    assert answer.err.startswith("enrich: db/papers.db: another run is at work")
    assert query(database, "SELECT count(*) FROM runs") == [(1,)]
