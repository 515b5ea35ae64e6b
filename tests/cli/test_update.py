"""``enrich update``: fresh values into the lists, and not another byte."""

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Tool

PAGE = "https://www.semanticscholar.org/paper/1"
TITLE = "InfiniGen: Efficient Generative Inference of Large Language Models with Dynamic KV Cache Management"
_AUTHORSHIP = "INSERT INTO authorships (paper_id, position, author_id) "
BRACKETS, GENERATED = Path("lists/llm-internals.md"), Path("lists/efficient-llm.md")


def change(sql: str, *values: Any) -> int:
    """Change rows of the database."""
    with closing(sqlite3.connect("db/papers.db")) as db, db:
        return db.execute(sql, values).rowcount


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of the database."""
    with closing(sqlite3.connect("db/papers.db")) as db:
        return db.execute(sql, values).fetchall()


def forget_everything() -> None:
    """Leave the database with nothing that a list could be told."""
    change("UPDATE papers SET citation_count = NULL, citation_source = NULL, citation_observed_at = NULL, venue = NULL")
    change("DELETE FROM citation_counts")
    change("DELETE FROM authorships")


def learn(title: str, count: int) -> None:
    """Let a count of the paper of an entry become known."""
    [(paper,)] = ask("SELECT paper_id FROM entries_resolved WHERE title LIKE ?", title)
    moment = "2035-01-01T00:00:00Z"
    change("INSERT INTO citation_counts VALUES (?, 'semanticscholar', ?, ?, 'ok', ?)", paper, moment, count, PAGE)
    change(
        "UPDATE papers SET citation_count = ?, citation_source = 'semanticscholar', citation_observed_at = ?"
        " WHERE id = ?",
        *(count, moment, paper),
    )


@pytest.fixture
def read(tool: Tool) -> Tool:
    """The command, in a folder whose lists were read and whose database knows nothing to tell them."""
    assert tool("run", "--offline", "--quiet").code == 0
    forget_everything()
    return tool


def test_nothing_known_changes_no_byte(read: Tool) -> None:
    before = {path: path.read_bytes() for path in (BRACKETS, GENERATED)}
    found = read("update", "--write")
    assert (found.code, found.out, found.err) == (0, "", "everything is fresh\n")
    assert {path: path.read_bytes() for path in before} == before
    assert read("update", "--check").code == 0


def test_count_is_written_where_the_list_has_one(read: Tool) -> None:
    before = BRACKETS.read_text("utf-8")
    assert "[C60 2024 USENIX] InfiniGen" in before
    learn("InfiniGen%", 321)
    diff = read("update")
    assert "-1. [C60 2024 USENIX] InfiniGen" in diff.out
    assert "+1. [C321 2024 USENIX] InfiniGen" in diff.out
    assert BRACKETS.read_text("utf-8") == before, "a diff writes nothing"
    assert read("update", "--check").code == 1
    assert read("update", "--write").code == 0
    assert BRACKETS.read_text("utf-8") == before.replace("[C60 2024 USENIX] InfiniGen", "[C321 2024 USENIX] InfiniGen")
    assert read("update", "--check").code == 0
    again = read("update", "--write")
    assert (again.code, again.err) == (0, "everything is fresh\n")
    assert ask("SELECT stated_citations FROM entries WHERE title LIKE 'InfiniGen%' AND removed_at IS NULL") == [(321,)]


def test_generated_count_gets_its_target_and_authors_are_completed(read: Tool) -> None:
    title = "A Survey of Small Language Models"
    learn(title, 55)
    [(paper,)] = ask("SELECT paper_id FROM entries_resolved WHERE title = ?", title)
    names = ["Chien Van Nguyen", "Xuan Shen", "Ryan Aponte", "Yu Xia", "Ryan A. Rossi", "Thien Huu Nguyen"]
    for place, name in enumerate(names, 1):
        change("INSERT OR IGNORE INTO authors (name) VALUES (?)", name)
        change(_AUTHORSHIP + "SELECT ?, ?, id FROM authors WHERE name = ?", paper, place, name)
    before = GENERATED.read_text("utf-8")
    assert read("update", "--write").code == 0
    block = before[before.index(f"**{title}**") :].partition("\n- ")[0]
    fresh = block.replace("[**-1**](None)", f"[**55**]({PAGE})")
    fresh = fresh.replace("Ryan Aponte, ..., Ryan A. Rossi", "Ryan Aponte, Yu Xia, Ryan A. Rossi")
    assert GENERATED.read_text("utf-8") == before.replace(block, fresh)


def test_a_count_in_doubt_is_never_written(read: Tool) -> None:
    learn("InfiniGen%", 321)
    [(paper,)] = ask("SELECT paper_id FROM entries_resolved WHERE title LIKE 'InfiniGen%'")
    change("INSERT INTO citation_counts VALUES (?, 'openalex', '2035-02-01', 2, 'quarantined', NULL)", paper)
    assert "C2 " not in read("update").out


def test_a_count_that_ships_with_the_catalogue_is_not_written(read: Tool) -> None:
    learn("InfiniGen%", 321)
    change("UPDATE papers SET citation_source = 'Google Scholar of some list'")
    assert read("update", "--check").code == 0


def test_wrong_and_unsure_papers_change_nothing(read: Tool) -> None:
    learn("InfiniGen%", 321)
    for verdict in ("mismatch", "related"):
        change("UPDATE matches SET verdict = ? WHERE paper_id IS NOT NULL", verdict)
        assert read("update", "--check").code == 0, verdict


def test_settings_keep_the_history_quiet(read: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    learn("InfiniGen%", 62)  # three in a hundred more
    monkeypatch.setenv("ENRICH_UPDATE_LEAST_CHANGE", "5")
    assert read("update", "--check").code == 0
    monkeypatch.setenv("ENRICH_UPDATE_LEAST_CHANGE", "3")
    assert read("update", "--write").code == 0
    learn("LayerKV%", 44)
    monkeypatch.setenv("ENRICH_UPDATE_EVERY", "7d")
    assert read("update", "--check").code == 0
    change("UPDATE lists SET updated_at = '2020-01-01T00:00:00Z'")
    assert read("update", "--check").code == 1
    monkeypatch.setenv("ENRICH_UPDATE_FIELDS", '["authors"]')
    assert read("update", "--check").code == 0


def test_a_list_that_changed_since_it_was_read_is_refused(read: Tool) -> None:
    learn("InfiniGen%", 321)
    BRACKETS.write_text(BRACKETS.read_text("utf-8") + "\n1. [C1] Another Paper\n", "utf-8")
    before = BRACKETS.read_bytes()
    found = read("update", "--write")
    assert found.code == 2
    assert found.err == f"enrich: {BRACKETS}: changed since it was read; read it again first: enrich run {BRACKETS}\n"
    assert BRACKETS.read_bytes() == before


def test_a_list_that_was_never_read_is_told(read: Tool) -> None:
    Path("lists/new.md").write_text("- [A](https://arxiv.org/abs/1706.03762)\n", "utf-8")
    found = read("update", "lists/new.md")
    assert (found.code, "enrich run lists/new.md" in found.err) == (2, True)


def test_mode_line_ends_and_mark_of_the_file_stay(tool: Tool) -> None:
    text = f"\ufeff# L\r\n\r\n1. [C60 2024] {TITLE}\r\n\r\nend"
    BRACKETS.write_bytes(text.encode())
    GENERATED.unlink()
    BRACKETS.chmod(0o640)
    tool("run", "--offline", "--quiet")
    forget_everything()
    learn("InfiniGen%", 321)
    assert tool("update", "--write").code == 0
    assert BRACKETS.read_bytes() == text.replace("C60", "C321").encode()
    assert BRACKETS.stat().st_mode & 0o777 == 0o640
    assert list(Path("lists").iterdir()) == [BRACKETS], "no debris"


def test_a_link_to_a_list_stays_a_link(read: Tool) -> None:
    real = Path("real.md")
    BRACKETS.rename(real)
    BRACKETS.symlink_to(Path("..") / real)
    learn("InfiniGen%", 321)
    assert read("update", "--write").code == 0
    assert BRACKETS.is_symlink()
    assert "[C321 2024 USENIX]" in real.read_text("utf-8")


def test_ids_are_added_only_when_asked_for(read: Tool) -> None:
    before = BRACKETS.read_text("utf-8")
    assert read("update", "--check").code == 0
    numbers = ask("SELECT id, title FROM entries WHERE removed_at IS NULL ORDER BY id")
    assert read("update", "--write", "--add-ids").code == 0
    after = BRACKETS.read_text("utf-8")
    changed = [pair for pair in zip(before.split("\n"), after.split("\n"), strict=True) if pair[0] != pair[1]]
    assert len(changed) > 30
    for old, new in changed:
        assert new.startswith(old.rstrip() + " [[arXiv](https://arxiv.org/abs/")
    assert ask("SELECT id, title FROM entries WHERE removed_at IS NULL ORDER BY id") == numbers
    assert read("update", "--add-ids", "--check").code == 0


def test_diff_can_be_applied_by_git(read: Tool) -> None:
    learn("InfiniGen%", 321)
    diff = read("update", "--diff").out
    subprocess.run(["git", "apply", "-"], input=diff.encode(), check=True, env={**os.environ, "GIT_DIR": "none"})
    assert "[C321 2024 USENIX]" in BRACKETS.read_text("utf-8")


def test_json_lists_every_edit(read: Tool) -> None:
    learn("InfiniGen%", 321)
    [found] = [row for row in json.loads(read("update", "--json").out) if row["list"] == str(BRACKETS)]
    [edit] = found["edits"]
    assert (edit["field"], edit["old"], edit["new"]) == ("citations", "60", "321")


@pytest.mark.parametrize(
    "name",
    ["Ada, <script>alert(1)</script>", "[x](javascript:alert(1))", "*Ada*", "a | b", "Ada\nBob", "`rm -rf`"],
)
def test_hostile_names_are_not_written(read: Tool, name: str) -> None:
    change("INSERT INTO authors (name) VALUES (?)", name)
    change(_AUTHORSHIP + "SELECT id, 1, (SELECT max(id) FROM authors) FROM papers")
    assert read("update", "--check").code == 0
