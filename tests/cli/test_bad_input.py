"""Bad input gets one clear line and exit code 1 or 2, and nothing is lost."""

import resource
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import TOOL, Answer, Tool

GOOD = "# List\n\n- **Attention Is All You Need**, `arXiv, 1706.03762`, [arxiv](http://arxiv.org/abs/1706.03762)\n"


def one_line(answer: Answer, code: int, *words: str) -> None:
    assert answer.code == code, answer
    [line] = answer.err.strip().splitlines()
    assert line.startswith("enrich: ")
    assert [word for word in words if word not in line] == [], line
    assert "Traceback" not in answer.err + answer.out


UNREADABLE: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "missing file": (lambda path: None, ("bad.md", "does not exist")),
    "directory": (Path.mkdir, ("bad.md", "directory")),
    "binary": (lambda path: path.write_bytes(b"- title\n\x00\x01\x02"), ("bad.md", "not text")),
    "UTF-16": (lambda path: path.write_bytes(GOOD.encode("utf-16")), ("bad.md", "UTF-16")),
    "not UTF-8": (lambda path: path.write_bytes(b"- a\n- caf\xe9\n"), ("bad.md:2:", "UTF-8")),
    "line of 10 MB": (lambda path: path.write_bytes(b"- ok\n- " + b"x" * 10_000_000), ("bad.md:2:", "line")),
}


@pytest.mark.parametrize(("make", "words"), UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("command", ["run", "parse"])
def test_unreadable_list(
    tool: Tool, place: Path, command: str, make: Callable[[Path], object], words: tuple[str, ...]
) -> None:
    make(place / "bad.md")
    one_line(tool(command, "bad.md"), 2, *words)
    assert not (place / "db").exists()


def test_other_lists_go_on_beside_an_unreadable_one(tool: Tool, place: Path) -> None:
    (place / "lists" / "bad.md").write_bytes(GOOD.encode("utf-16"))
    answer = tool("run", "--quiet")
    one_line(answer, 2, "bad.md", "UTF-16")
    with sqlite3.connect(place / "db" / "papers.db") as db:
        assert db.execute("SELECT count(*) FROM entries").fetchone() == (74,)
    db.close()


def test_list_that_became_unreadable_keeps_its_entries(tool: Tool, place: Path) -> None:
    tool("run", "--quiet")
    (place / "lists" / "llm-internals.md").write_bytes(b"\x00" * 100)
    one_line(tool("run", "--quiet"), 2, "llm-internals.md")
    with sqlite3.connect(place / "db" / "papers.db") as db:
        assert db.execute("SELECT count(*) FROM entries WHERE removed_at IS NULL").fetchone() == (74,)
    db.close()


def test_no_list_at_all(tool: Tool, place: Path) -> None:
    for path in (place / "lists").iterdir():
        path.unlink()
    one_line(tool("run"), 2, "lists/*.md")


def test_corrupt_database_is_left_as_it_is(tool: Tool, place: Path) -> None:
    file = place / "papers.db"
    file.write_bytes(b"this is no database, but it is somebody's file" * 100)
    before = file.read_bytes()
    for command in (["run"], ["search", "attention"], ["review"], ["show", "1706.03762"]):
        one_line(tool(*command, "--db", str(file)), 1, "papers.db")
        assert file.read_bytes() == before


def test_database_of_another_program_is_left_as_it_is(tool: Tool, place: Path) -> None:
    file = place / "other.db"
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")
    db.close()
    before = file.read_bytes()
    one_line(tool("run", "--db", str(file)), 1, "other.db")
    assert file.read_bytes() == before


def test_database_of_a_future_release_is_left_as_it_is(tool: Tool, place: Path) -> None:
    tool("run", "--quiet")
    file = place / "db" / "papers.db"
    with sqlite3.connect(file) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('enrich', '0999_future', '2030')"
        )
    db.close()
    before = file.read_bytes()
    one_line(tool("run"), 1, "papers.db", "newer", "0999_future")
    assert file.read_bytes() == before


def test_database_that_is_missing_is_told_how_to_be_made(tool: Tool) -> None:
    for command in (["search", "attention"], ["review"], ["show", "1706.03762"]):
        one_line(tool(*command), 2, "enrich run")


def test_full_disk_loses_nothing(tool: Tool, place: Path) -> None:
    """A limit on the size of files stands for the full disk; SQLite meets both as a write that fails."""
    tool("run", "--quiet", "lists/efficient-llm.md")
    file = place / "db" / "papers.db"
    limit = file.stat().st_size + 4096

    def limited() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    large = (place / "lists" / "llm-internals.md").read_bytes() * 5
    (place / "large.md").write_bytes(large)
    ended = subprocess.run([*TOOL, "run", "large.md"], capture_output=True, check=False, preexec_fn=limited)
    one_line(Answer(ended.returncode, ended.stdout.decode(), ended.stderr.decode()), 1, "papers.db")
    with sqlite3.connect(file) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM entries").fetchone() == (27,)
    db.close()
    assert tool("run", "--quiet", "large.md").code == 3


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["frobnicate"], "frobnicate"),
        (["run", "--frobnicate"], "--frobnicate"),
        (["resolve"], "--file"),
        (["resolve", "--file", "missing.txt"], "missing.txt"),
        (["review", "--accept", "12", "nonsense"], "nonsense"),
        (["review", "--accept", "twelve", "1706.03762"], "twelve"),
    ],
)
def test_bad_usage(tool: Tool, arguments: list[str], word: str) -> None:
    answer = tool(*arguments)
    assert answer.code == 2
    assert word in answer.err
    assert "Traceback" not in answer.err


def test_broken_settings_and_overrides_name_their_file(tool: Tool, place: Path) -> None:
    (place / "lists" / "overrides.toml").write_text("[[entry", "utf-8")
    answer = tool("run", "--quiet")
    assert answer.code == 2
    assert all("overrides.toml" in line for line in answer.err.strip().splitlines())
    (place / "enrich.toml").write_text("x = 1", "utf-8")
    one_line(tool("run"), 2, "enrich.toml", "'x'")
