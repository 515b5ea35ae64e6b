"""CSV, JSON lines and Parquet load in real readers, and every field comes back with its type."""

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas
import pyarrow.parquet
import pytest

from enrich.errors import ConfigError
from enrich.exports import formats, load
from enrich.exports.base import COLUMNS, LISTS
from enrich.exports.csv import is_formula
from enrich.query import Row
from tests.exports.papers import HOSTILE, record, write_database

TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
TRUTHS = [name for name, kind in COLUMNS.items() if kind == "truth"]


@pytest.fixture(scope="module")
def files(hostile: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the hostile papers in every format, each in the file of its name."""
    folder = tmp_path_factory.mktemp("exports")
    for name in formats():
        with (folder / name).open("wb") as file:
            load(name).write(hostile, file)
    return folder


def typed(paper: Row) -> Row:
    return paper | {name: None if paper[name] is None else bool(paper[name]) for name in TRUTHS}


def from_cell(cell: str) -> str:
    """What the page of the format says: take an apostrophe off what is a formula without it."""
    return cell[1:] if cell.startswith("'") and is_formula(cell[1:]) else cell


def from_list(cell: str) -> list[str]:
    parts, start = [""], 0
    for found in re.finditer(";;|; ", cell):
        parts[-1] += cell[start : found.start()]
        if found[0] == ";;":
            parts[-1] += ";"
        else:
            parts.append("")
        start = found.end()
    parts[-1] += cell[start:]
    return parts


def test_there_is_every_column_of_the_database(tmp_path: Path) -> None:
    write_database(tmp_path / "papers.db", [record(1, "A Title")])
    with sqlite3.connect(tmp_path / "papers.db") as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(papers)")]
    db.close()
    assert ["key", *columns] == list(COLUMNS)


def test_every_field_comes_back_from_csv(files: Path, hostile: list[Row]) -> None:
    with (files / "csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(hostile)
    for paper, row in zip(hostile, rows, strict=True):
        for name, kind in COLUMNS.items():
            cell, value = row[name], paper[name]
            if value is None:
                assert cell == ""
            elif kind == "texts":
                assert from_list(from_cell(cell)) == value
            elif kind == "text":
                assert from_cell(cell) == TURNING.sub("", value)
            else:
                assert int(cell) == value
        assert from_list(from_cell(row["authors"])) == [author["name"] for author in paper["authors"]]


def test_no_cell_of_csv_is_a_formula(files: Path) -> None:
    with (files / "csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))] == []
    assert "'=cmd|'/c calc'!A0" in cells
    assert "''=1+1 is Not 2" in cells
    assert TURNING.search("".join(cells)) is None


def test_csv_follows_its_standard(files: Path, hostile: list[Row]) -> None:
    text = (files / "csv").read_bytes()
    assert text.startswith(b"key,id,")
    assert text.endswith(b"\r\n")
    assert text.count(b"\r\n") == len(hostile) + 1


def test_pandas_reads_csv_with_numbers_as_numbers(files: Path, hostile: list[Row]) -> None:
    frame = pandas.read_csv(files / "csv", dtype={"arxiv_id": str})
    assert list(frame["key"]) == [paper["key"] for paper in hostile]
    assert list(frame["pages"]) == [paper["pages"] for paper in hostile]
    assert list(frame["arxiv_id"]) == [paper["arxiv_id"] for paper in hostile]


def test_every_field_comes_back_from_json_lines(files: Path, hostile: list[Row]) -> None:
    lines = (files / "jsonl").read_text("utf-8").split("\n")
    assert [json.loads(line) for line in lines[:-1]] == [typed(paper) for paper in hostile]
    assert lines[-1] == ""


@pytest.mark.parametrize("name", ["jsonl", "csl-json"])
def test_json_shows_nothing_turned_and_ends_no_script(files: Path, name: str) -> None:
    text = (files / name).read_text("utf-8")
    assert TURNING.search(text) is None
    assert "<" not in text


def test_every_field_comes_back_from_parquet(files: Path, hostile: list[Row]) -> None:
    table = pyarrow.parquet.read_table(files / "parquet")
    assert table.column_names == [*COLUMNS, *LISTS]
    assert table.to_pylist() == [typed(paper) for paper in hostile]


def test_parquet_has_types(files: Path) -> None:
    schema = pyarrow.parquet.read_schema(files / "parquet")
    assert {name: str(schema.field(name).type) for name in ("title", "year", "is_retracted", "categories")} == {
        "title": "string",
        "year": "int64",
        "is_retracted": "bool",
        "categories": "list<element: string>",
    }


def test_pandas_reads_parquet(files: Path, hostile: list[Row]) -> None:
    frame = pandas.read_parquet(files / "parquet")
    assert list(frame["title"]) == [paper["title"] for paper in hostile]


@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet"])
def test_duckdb_reads_every_title(files: Path, hostile: list[Row], name: str) -> None:
    read = {"csv": "read_csv(?, all_varchar = true)", "jsonl": "read_json(?)", "parquet": "read_parquet(?)"}[name]
    # In a process of its own: when it ends, its bindings complain of leaks of theirs.
    asked = f"""
import duckdb, json
rows = duckdb.execute("SELECT title FROM {read} ORDER BY id", [{str(files / name)!r}]).fetchall()
print(json.dumps([row[0] for row in rows]))
"""
    titles = json.loads(subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True).stdout)
    assert [from_cell(title) if name == "csv" else title for title in titles] == [
        TURNING.sub("", paper["title"]) if name == "csv" else paper["title"] for paper in hostile
    ]


def test_the_newest_count_of_every_source_is_there(hostile: list[Row]) -> None:
    assert hostile[0]["counts"] == [
        {"source": "crossref", "observed_at": "2025-01-01", "count": 9, "url": "https://x.org"},
        {"source": "openalex", "observed_at": "2025-02-01", "count": 15, "url": None},
    ]
    assert hostile[0]["citation_count"] == 15


@pytest.mark.parametrize("name", formats())
def test_no_paper_at_all(name: str) -> None:
    file = io.BytesIO()
    load(name).write([], file)
    assert {"csv": file.getvalue().count(b"\n") == 1, "parquet": file.getvalue()[:4] == b"PAR1"}.get(name, True)


def test_without_pyarrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "enrich.exports.parquet", raising=False)
    with pytest.raises(ConfigError, match=r"paper-list-enrich\[parquet\]"):
        load("parquet")


FORMULAS: dict[str, Any] = {
    "=1": True,
    "+1": True,
    "-1": True,
    "@A": True,
    "\tx": True,
    "\rx": True,
    "＝1": True,
    "'=1": True,
    "' =1": True,
    "A = 1": False,
    "'tis": False,
    "": False,
}


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_takes_for_a_formula(text: str) -> None:
    assert bool(is_formula(text)) is FORMULAS[text]


def test_hostile_titles_are_different_papers(hostile: list[Row]) -> None:
    assert len({paper["key"] for paper in hostile}) == len(hostile) > len(HOSTILE)
