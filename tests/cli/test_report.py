"""``enrich report`` as a user meets it: where it writes, in which form, and since when."""

import json
import os
import pty
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests import report_database
from tests.cli.conftest import TOOL, Tool


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of two runs, built once."""
    return report_database.build(tmp_path_factory.mktemp("report") / "papers.db")


@pytest.fixture
def stored(place: Path, tool: Tool, built: Path) -> Tool:
    """The tool, in a place with a database of two runs."""
    (place / "db").mkdir()
    shutil.copyfile(built, place / "db" / "papers.db")
    return tool


def test_markdown_goes_to_stdout_and_nothing_else(stored: Tool) -> None:
    answer = stored("report")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("# What changed in A list\n\nBy the last run, on 9 Mar 2026, which could not ask ")
    assert "\n## New papers (1)\n" in answer.out
    assert answer.out.endswith(" |\n")


def test_first_run_of_real_lists_is_told_whole(tool: Tool) -> None:
    assert tool("run", "--offline", "--quiet").code == 0
    out = tool("report").out
    assert "# What changed in 2 lists\n\nBy the first run, on " in out
    assert "\n## New papers (60)\n" in out
    assert "\n… and 40 more\n" in out
    assert "## Fastest growing" not in out


def test_json_is_the_document_behind_it(stored: Tool) -> None:
    document = json.loads(stored("report", "--json", "--since", "2026-03-01").out)
    assert document["period"]["since"] == "2026-03-01T00:00:00Z"
    assert document["new_papers"]["total"] == len(report_database.HOSTILE) + 5
    assert {"paper_id", "before", "after"} <= document["fastest"]["rows"][0].keys()


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        (("--output", "r.html"), "<!doctype html>"),
        (("--output", "r.HTM"), "<!doctype html>"),
        (("--output", "r.md"), "# What"),
        (("--output", "r"), "# What"),
        (("--output", "r.txt", "--format", "html"), "<!doctype html>"),
        (("--output", "r.html", "--format", "markdown"), "# What"),
        (("--output", "r.json", "--json"), "{"),
    ],
    ids=["html", "upper-case", "markdown", "no-suffix", "format-wins-for-html", "format-wins-for-markdown", "json"],
)
def test_form_is_that_of_the_file_unless_it_is_named(
    stored: Tool, place: Path, arguments: tuple[str, ...], start: str
) -> None:
    answer = stored("report", *arguments)
    written = place / arguments[1]
    assert (answer.code, answer.out, answer.err) == (0, "", f"{arguments[1]}: written\n")
    assert written.read_text("utf-8").startswith(start)
    assert list(place.glob("*.part")) == []


def test_html_goes_to_stdout_when_it_is_asked_for(stored: Tool) -> None:
    assert stored("report", "--format", "html").out.startswith("<!doctype html>")


def test_written_files_may_be_read_by_others(stored: Tool, place: Path) -> None:
    stored("report", "--output", "r.html")
    assert (place / "r.html").stat().st_mode & stat.S_IRGRP


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--since", "soon"), "--since 'soon': give a day such as 2026-11-01, or a span such as 7d or 4w"),
        (("--since", ""), "--since '': give a day such as 2026-11-01, or a span such as 7d or 4w"),
        (("--since", "99999999d"), "--since '99999999d': give a day such as 2026-11-01, or a span such as 7d or 4w"),
        (("--since", "2999-01-01"), "--since '2999-01-01': is in the future"),
        (("--output", "nowhere/r.md"), "nowhere/r.md: cannot be written (No such file or directory); name another"),
        (("missing.md",), "missing.md: is not in the database; read it with: enrich run missing.md"),
    ],
    ids=["no-date", "empty", "endless", "future", "no-folder", "unknown-list"],
)
def test_bad_input_is_one_line_that_says_what_to_do(stored: Tool, arguments: tuple[str, ...], message: str) -> None:
    answer = stored("report", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"enrich: {message}")
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("since", ["9999d", "500w", "2020-01-01", "2020-01-01T00:00:00+02:00", " 900 D "])
def test_since_is_a_day_a_moment_or_a_span(stored: Tool, since: str) -> None:
    assert json.loads(stored("report", "--json", "--since", since).out)["new_papers"]["total"] > 5


def test_json_and_format_exclude_each_other(stored: Tool) -> None:
    answer = stored("report", "--json", "--format", "html")
    assert answer.code == 2
    assert "--json or --format, not both" in answer.err


def test_without_a_database_it_says_how_to_make_one(tool: Tool) -> None:
    answer = tool("report")
    assert (answer.code, answer.out) == (2, "")
    assert "make it with: enrich run" in answer.err


def test_a_report_never_writes_to_the_database(stored: Tool, place: Path) -> None:
    before = (place / "db" / "papers.db").read_bytes()
    stored("report", "--output", "r.html")
    assert (place / "db" / "papers.db").read_bytes() == before


def test_on_a_terminal_it_is_drawn_and_hostile_titles_do_not_steer(stored: Tool) -> None:
    ours, theirs = pty.openpty()
    given = {**os.environ, "TERM": "xterm", "COLUMNS": "160"}
    with subprocess.Popen([*TOOL, "report", "--since", "2026-01-01"], stdout=theirs, env=given) as child:
        os.close(theirs)
        drawn = b""
        while piece := _read(ours):
            drawn += piece
        assert child.wait(timeout=60) == 0
    os.close(ours)
    text = drawn.decode()
    assert "| --- |" not in text
    assert "DROP TABLE papers" in text
    assert "\x1b[31mred" not in text
    assert "\u202e" not in text


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # how Linux says that the other side is gone
        return b""
