"""The documents of the database: generated parts are current, every column is explained, every query runs."""

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from enrich.store import Store
from tests.small_database import build, open_store

ROOT = Path(__file__).parent.parent
README = (ROOT / "db" / "README.md").read_text("utf-8")
QUERIES = re.findall(r"^([^\n]+)\n\n```sql\n(.*?)```", README, re.MULTILINE | re.DOTALL)
METADATA = (ROOT / "db" / "metadata.yaml").read_text("utf-8")
# A block of YAML text: everything below `sql: |-` that is indented further.
CANNED = re.findall(
    r"^      (\w+):\n(?:        (?!sql).*\n)*        sql: \|-\n((?:          .*\n)+)", METADATA, re.MULTILINE
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The small database of real papers."""
    path = build(tmp_path_factory.mktemp("documents") / "papers.db")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new database."""
    with open_store(tmp_path / "papers.db") as opened:
        yield opened


def run_tool(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.schema", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_generated_documents_are_current() -> None:
    done = run_tool("--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_changed_migration_makes_the_documents_stale_until_they_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "db"
    shutil.copytree(ROOT / "db", folder, ignore=shutil.ignore_patterns("*.db*"))
    sql = "ALTER TABLE lists ADD COLUMN owner TEXT /* who keeps the list */;\n"
    (folder / "migrations" / "0042_owner.sql").write_text(sql, encoding="utf-8")
    stale = run_tool("--check", "--folder", str(folder))
    assert stale.returncode == 1
    assert re.findall(r"(\w+\.\w+): not current", stale.stderr) == ["schema.sql", "README.md"]
    assert run_tool("--folder", str(folder)).returncode == 0
    assert run_tool("--check", "--folder", str(folder)).returncode == 0
    assert "| `owner` | TEXT | who keeps the list |" in (folder / "README.md").read_text("utf-8")


def test_the_schema_file_makes_the_same_database(store: Store) -> None:
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%sqlite_migrations%'"
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript((ROOT / "db" / "schema.sql").read_text("utf-8"))
        made = dict(db.execute(query))
    assert made == dict(store.db.execute(query).fetchall())


def test_every_column_of_every_table_is_explained(store: Store) -> None:
    for table in store.db.table_names():
        if table.startswith(("_sqlite", "papers_fts", "entries_fts")):
            continue
        section = README.partition(f"### `{table}`\n")[2].partition("\n### ")[0]
        explained = re.findall(r"^\| `(\w+)` \| \w+ \| (\S.*) \|$", section, re.MULTILINE)
        assert [name for name, _ in explained] == list(store.db[table].columns_dict), table


def test_every_view_is_explained(store: Store) -> None:
    section = README.partition("### Views\n")[2].partition("<!--")[0]
    assert re.findall(r"^\| `(\w+)` \| \S", section, re.MULTILINE) == sorted(store.db.view_names())


def test_there_are_a_dozen_queries_to_copy() -> None:
    assert len(QUERIES) >= 12


@pytest.mark.parametrize("query", [pytest.param(sql, id=title[:60]) for title, sql in QUERIES])
def test_each_query_to_copy_finds_something(query: str, small: sqlite3.Connection) -> None:
    assert small.execute(query).fetchall()


def test_there_are_canned_queries_and_all_of_them_were_read() -> None:
    assert len(CANNED) == METADATA.count("sql:") >= 5


@pytest.mark.parametrize(("name", "sql"), CANNED, ids=[name for name, _ in CANNED])
def test_each_canned_query_finds_something(name: str, sql: str, small: sqlite3.Connection) -> None:
    values = {"words": "quantization", "paper_id": "arxiv:2402.09748", "author": "Wei Chen", "section": "Survey"}
    assert small.execute(sql, values).fetchall()


def test_the_metadata_names_tables_and_columns_that_exist(store: Store) -> None:
    tables = re.findall(r"^      (\w+):\n((?:        .*\n?)+)", METADATA.partition("\n    tables:\n")[2], re.MULTILINE)
    assert tables
    for name, settings in tables:
        columns = set(store.db[name].columns_dict)
        facets = re.findall(r"facets: \[(.*)\]", settings)
        named = re.findall(r"(?:sort|sort_desc|label_column): (\w+)", settings)
        assert {*named, *(facets[0].split(", ") if facets else [])} <= columns, name


def test_the_metadata_is_yaml() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    papers = yaml.safe_load(METADATA)["databases"]["papers"]
    assert set(papers["queries"]) == {name for name, _ in CANNED}
