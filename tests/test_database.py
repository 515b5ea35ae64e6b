"""The database file: made, upgraded from every older schema, and its faults told in one line."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlite_utils import Database

from enrich.errors import StopRun
from enrich.store.database import migration_scripts, migrations, open_database, sql_folder, view_statements
from tests.small_database import COMPRESSION, build, entry, linked, open_store, read_list, record

RELEASED = sorted((Path(__file__).parent / "migrations").glob("*.sql"))
STEPS = list(migration_scripts(sql_folder()))


def schema_of(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A new database."""
    path = tmp_path / "fresh.db"
    open_store(path).close()
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small database of real papers."""
    return build(tmp_path / "small.db")


def test_opening_makes_folder_and_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "papers.db"
    open_store(path).close()
    assert path.is_file()


def test_opening_again_writes_nothing(fresh: Path) -> None:
    before = fresh.read_bytes()
    open_store(fresh).close()
    assert fresh.read_bytes() == before


def test_a_new_file_keeps_the_journal_that_may_be_copied_about(fresh: Path) -> None:
    with closing(sqlite3.connect(fresh)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)


@pytest.mark.parametrize("dump", RELEASED, ids=lambda dump: f"from-{dump.stem}")
def test_every_released_database_is_brought_to_the_newest_schema(dump: Path, tmp_path: Path, fresh: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump.read_text("utf-8"))
    with open_store(path) as store:
        read_list(store, [(entry("Model Compression and Efficient Inference"), linked(COMPRESSION))], "lists/new.md")
        found = store.db.execute("SELECT rowid FROM papers_fts WHERE papers_fts MATCH 'pruned'").fetchall()
        shown = store.db.execute("SELECT title, citation_count FROM papers WHERE id = ?", [COMPRESSION]).fetchone()
    assert schema_of(path) == schema_of(fresh)
    assert len(found) == 1
    assert shown == (record(COMPRESSION).title, 60)


@pytest.mark.parametrize("name", STEPS)
def test_an_upgrade_goes_on_from_every_step(name: str, tmp_path: Path, fresh: Path) -> None:
    path = tmp_path / "step.db"
    db = Database(path)
    migrations(migration_scripts(sql_folder())).apply(db, stop_before=name)
    db.close()
    open_store(path).close()
    assert schema_of(path) == schema_of(fresh)


def test_an_upgrade_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = migration_scripts(sql_folder()) | {"0099_broken": "CREATE TABLE half (id); CREATE TABLE papers (id);"}
    monkeypatch.setattr("enrich.store.database.migration_scripts", lambda folder: scripts)
    path = tmp_path / "papers.db"
    with pytest.raises(StopRun, match="table papers already exists"):
        open_store(path)
    assert schema_of(path) == set()


def test_a_view_that_differs_is_made_again_and_a_view_of_the_user_stays(fresh: Path) -> None:
    wanted = view_statements(sql_folder())
    with closing(sqlite3.connect(fresh)) as connection:
        connection.executescript(
            "DROP VIEW stale; DROP VIEW needs_review;"
            "CREATE VIEW stale AS SELECT 1 AS one; CREATE VIEW mine AS SELECT 2;"
        )
    open_store(fresh).close()
    with closing(sqlite3.connect(fresh)) as connection:
        views = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'"))
    assert views == wanted | {"mine": "CREATE VIEW mine AS SELECT 2"}


def test_each_view_stands_in_the_file_of_its_name() -> None:
    for name, statement in view_statements(sql_folder()).items():
        assert statement.startswith(f"CREATE VIEW {name} AS\n")


@contextmanager
def an_ordinary_user() -> Iterator[None]:
    """Permissions bind nobody who is root, so a test that runs as root steps down meanwhile."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter and write to, below folders that every user may enter."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder
        folder.chmod(0o777)


def fails(path: Path, message: str) -> None:
    with pytest.raises(StopRun, match=message) as error:
        open_store(path, busy_timeout=0.05)
    said = str(error.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Notes\n" * 1000)
    fails(path, "is not a database; name another file")
    assert path.read_text() == "# Notes\n" * 1000


def test_the_tables_of_another_program_are_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "browser.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()
    fails(path, "tables of another program")
    assert path.read_bytes() == before


def test_a_database_of_a_newer_program_is_refused_and_left_alone(fresh: Path) -> None:
    with closing(sqlite3.connect(fresh)) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('enrich', '0042_later', '2030')"
        )
        connection.commit()
    before = fresh.read_bytes()
    fails(fresh, r"newer version of this program \(0042_later\); upgrade")
    assert fresh.read_bytes() == before


def test_a_folder_is_refused(tmp_path: Path) -> None:
    fails(tmp_path, "is a folder, not a database")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    fails(tmp_path / "file" / "papers.db", "folder cannot be made")


def test_a_locked_database_is_told(fresh: Path) -> None:
    with closing(sqlite3.connect(fresh)) as other:
        other.execute("BEGIN EXCLUSIVE")
        fails(fresh, "locked by another program")


def test_a_read_only_file_is_told(open_folder: Path) -> None:
    path = build(open_folder / "papers.db")
    path.chmod(0o444)
    before = path.read_bytes()
    with an_ordinary_user():
        fails(path, "cannot be written to; change the permissions")
    assert path.read_bytes() == before


@pytest.mark.parametrize("exists", [True, False], ids=["with-a-database", "without-a-database"])
def test_a_folder_that_is_not_writable_is_told(exists: bool, open_folder: Path) -> None:
    path = open_folder / "papers.db"
    if exists:
        build(path).chmod(0o666)
    open_folder.chmod(0o555)
    with an_ordinary_user():
        fails(path, "change the permissions of file and folder")


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_database_that_was_cut_off_is_told(kept: float, small: Path) -> None:
    whole = small.read_bytes()
    small.write_bytes(whole[: int(len(whole) * kept)])
    cut = small.read_bytes()
    fails(small, "is corrupt; restore a copy")
    assert small.read_bytes() == cut


def test_a_page_that_was_overwritten_is_told_when_it_is_met(small: Path) -> None:
    content = bytearray(small.read_bytes())
    with open_store(small) as store:
        page = store.db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entries'").fetchone()[0]
        size = store.db.execute("PRAGMA page_size").fetchone()[0]
    content[(page - 1) * size : page * size] = b"\xff" * size
    small.write_bytes(content)
    with open_store(small) as store, pytest.raises(StopRun, match="is corrupt; restore a copy"):
        read_list(store, [(entry("Attention Is All You Need"), linked("arxiv:1706.03762"))])


def test_a_full_disk_is_told_and_loses_nothing(small: Path) -> None:
    many = [(entry(f"Paper number {number}", number, raw="x" * 2000), linked(COMPRESSION)) for number in range(1, 200)]
    with open_store(small) as store:
        before = list(store.db.conn.iterdump())
        pages = store.db.execute("PRAGMA page_count").fetchone()[0]
        store.db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StopRun, match="the disk is full; free some space"):
            store.save_batch(1, store.begin_list("lists/a.md", None, "generated", ""), many, [], [])
        store.db.execute("PRAGMA max_page_count = 1000000")
        without_list = re.compile(r'^INSERT INTO "lists"')  # begin_list was a transaction of its own
        after = list(store.db.conn.iterdump())
        assert [line for line in after if not without_list.match(line)] == [
            line for line in before if not without_list.match(line)
        ]
        assert read_list(store, many).added == 199


def test_foreign_keys_are_enforced(fresh: Path) -> None:
    with open_store(fresh) as store, pytest.raises(sqlite3.IntegrityError):
        store.db.execute("INSERT INTO matches VALUES (1, NULL, 'not_found', 'x', NULL, '{}', '[]', '2025')")


def test_rows_of_an_index_stay_right_when_the_file_is_vacuumed(small: Path) -> None:
    with closing(open_database(small)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("DELETE FROM papers WHERE rowid = 1")
        db.execute("VACUUM")
        wanted = {row[0] for row in db.execute("SELECT rowid FROM papers WHERE title LIKE '%attention%'")}
        found = {row[0] for row in db.execute("SELECT rowid FROM papers_fts WHERE papers_fts MATCH 'attention'")}
    assert found == wanted != set()
