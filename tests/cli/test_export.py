"""``enrich export`` and ``enrich render`` as a user meets them."""

import csv
import json
import os
import shutil
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest

from enrich.exports import formats
from tests.cli.conftest import ROOT, TOOL, Answer, Tool

READ = ("export", "--format")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, catalogue_file: Path) -> Path:
    """A database of the two example lists, made once."""
    folder = tmp_path_factory.mktemp("enriched")
    shutil.copytree(ROOT / "lists", folder / "lists")
    run = [*TOOL, "run", "--offline", "--quiet", "--catalogue", str(catalogue_file)]
    subprocess.run(run, cwd=folder, check=True, timeout=60)
    return folder / "db" / "papers.db"


@pytest.fixture
def stored(tool: Tool, place: Path, database: Path) -> Tool:
    """The tool, in a place where the lists were enriched already."""
    (place / "db").mkdir()
    shutil.copy(database, place / "db" / "papers.db")
    return tool


def refused(answer: Answer, *words: str) -> None:
    assert answer.code == 2, answer
    assert answer.out == ""
    [line] = answer.err.strip().splitlines()
    assert [word for word in words if word not in line] == [], line


@pytest.mark.parametrize("name", formats())
def test_export_to_a_file(stored: Tool, place: Path, name: str) -> None:
    answer = stored("export", "--format", name, "--output", "papers.out")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.strip().endswith("papers.out: 60 papers")
    assert (place / "papers.out").stat().st_size > 10_000
    assert [path.name for path in place.iterdir() if path.name.endswith(".part")] == []


def test_export_of_one_list_and_one_section(stored: Tool) -> None:
    keys = [json.loads(line)["key"] for line in stored("export", "--format", "jsonl").out.splitlines()]
    one = stored("export", "lists/efficient-llm.md", "--format", "jsonl", "--section", "Quantization").out.splitlines()
    assert len(keys) == len(set(keys)) == 60
    assert [json.loads(line)["key"] for line in one] == ["tseng2024qtip", "kurtic2024give", "wang2024bitnet"]
    assert {json.loads(line)["key"] for line in one} < set(keys)


def test_a_wrong_id_makes_no_paper_of_the_list(stored: Tool, place: Path) -> None:
    (place / "wrong.md").write_text("- **A Wholly Other Work**, `arXiv, 1904.10509`\n", "utf-8")
    stored("run", "wrong.md", "--offline", "--quiet")
    with sqlite3.connect("db/papers.db") as db:
        assert db.execute("SELECT verdict FROM matches ORDER BY entry_id DESC LIMIT 1").fetchone() == ("mismatch",)
    db.close()
    assert stored("export", "wrong.md", "--format", "jsonl").out == ""


def test_a_file_is_replaced_whole_or_not_at_all(stored: Tool, place: Path) -> None:
    file = place / "papers.csv"
    file.write_text("old", "utf-8")
    file.chmod(0o640)
    (place / "link.csv").symlink_to(file)
    template = place / "bad.j2"
    template.write_text("new {{ nothing }}", "utf-8")
    assert stored("render", "--template", "bad.j2", "--output", "papers.csv").code == 2
    assert file.read_text("utf-8") == "old"
    assert stored("export", "--format", "csv", "--output", "link.csv").code == 0
    with file.open(encoding="utf-8", newline="") as opened:
        assert len(list(csv.DictReader(opened))) == 60
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert (place / "link.csv").is_symlink()


def test_json_tells_what_was_written(stored: Tool) -> None:
    answer = stored("export", "--format", "csv", "--output", "x.csv", "--json")
    assert json.loads(answer.out) == {"output": "x.csv", "papers": 60}


def test_bad_usage_is_told(stored: Tool, place: Path) -> None:
    refused(stored("export", "nowhere.md", "--format", "csv"), "nowhere.md", "enrich run nowhere.md")
    refused(stored("export", "--format", "csv", "--section", "Nowhere"), "Nowhere", "KV Cache")
    refused(stored("export", "--format", "csv", "--output", "lists"), "no file")
    refused(stored("export", "--format", "csv", "--output", "nowhere/x.csv"), "nowhere/x.csv", "--output")
    refused(stored("export", "--format", "csv", "--json"), "--output")
    refused(stored("export", "--format", "csv", "--db", "other.db"), "enrich run")
    refused(stored("render"), "--style", "--template")
    refused(stored("render", "--style", "table", "--template", "x"), "either")
    refused(stored("render", "--style", "table", "--json"), "jsonl")


def test_parquet_is_not_shown_on_a_terminal(stored: Tool) -> None:
    leader, follower = os.openpty()
    command = [*TOOL, "export", "--format", "parquet"]
    ended = subprocess.run(command, stdout=follower, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(follower)
    os.close(leader)
    assert ended.returncode == 2
    assert b"--output" in ended.stderr


def test_a_reader_that_has_seen_enough(stored: Tool) -> None:
    with subprocess.Popen([*TOOL, *READ, "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stderr
        child.stdout.read(10)
        child.stdout.close()
        assert b"Traceback" not in child.stderr.read()


def test_a_run_goes_on_while_somebody_reads_slowly(stored: Tool) -> None:
    """No lock is held between batches: a pager that shows an export must not stop the nightly job."""
    with subprocess.Popen([*TOOL, *READ, "jsonl"], stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.read(10)  # it now waits for us, its pipe is full
        with sqlite3.connect("db/papers.db", timeout=0.1) as db:
            db.execute("UPDATE papers SET comment = 'x'")
        db.close()
        child.stdout.close()


def test_render_to_stdout_is_a_list_again(stored: Tool, place: Path) -> None:
    answer = stored("render", "lists/llm-internals.md", "--style", "bracket-tags", "--section", "KV Cache")
    assert answer.err == ""
    assert answer.out.splitlines()[:3] == ["# LLM Internals", "", "## KV Cache"]
    (place / "again.md").write_text(answer.out, "utf-8")
    rows = [json.loads(line) for line in stored("parse", "again.md", "--format", "jsonl").out.splitlines()]
    assert [(row["stated_citations"], row["stated_arxiv_id"]) for row in rows] == [
        (60, "2406.19707"),
        (1, "2410.00428"),
    ]


def test_render_sorts_and_groups(stored: Tool) -> None:
    out = stored("render", "--style", "table", "--group-by", "year", "--sort", "citations").out
    years = [line[3:] for line in out.splitlines() if line.startswith("## ")]
    assert years == sorted(years, reverse=True)
    first = out.split("\n## ")[-1].splitlines()
    assert "Efficient Attention" in first[4]
