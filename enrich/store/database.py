"""The database file: opened, brought to the current schema, and its errors said in one clear line."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlite_utils import Database, Migrations

from enrich.errors import StopRun

_MIGRATION_SET = "enrich"
_CACHE_KIB = 64 * 1024  # SQLite's own 2 MiB make it read pages of a large database again and again

_NOT_WRITABLE = "cannot be written to; change the permissions of file and folder, or name another file with --db"
_LOCKED = "is locked by another program; wait until that has finished, and start again"
_REASONS = {
    sqlite3.SQLITE_NOTADB: "is not a database; name another file with --db",
    sqlite3.SQLITE_CORRUPT: "is corrupt; restore a copy, or move it away and start again",
    sqlite3.SQLITE_READONLY: _NOT_WRITABLE,
    sqlite3.SQLITE_PERM: _NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: "cannot be opened or created; change the permissions of file and folder, or name another",
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: "could not grow, the disk is full; free some space, and start again",
    sqlite3.SQLITE_IOERR: "could not be read or written ({error}); check the disk and its free space",
}


def sql_folder() -> Path:
    """Folder with ``migrations`` and ``views``: inside the installed package, else ``db`` of the checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_db"
    return installed if installed.is_dir() else package.parent / "db"


@cache
def migration_scripts(folder: Path) -> dict[str, str]:
    """SQL of every migration by its name (that of its file), in the order of their numbers."""
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted((folder / "migrations").glob("*.sql"))}


def migrations(scripts: Mapping[str, str]) -> Migrations:
    """These scripts, as the migrations of our set."""
    found = Migrations(_MIGRATION_SET)
    for name, sql in scripts.items():
        found(name=name)(_script(sql))
    return found


def _script(sql: str) -> Callable[[Database], None]:
    def apply(db: Database) -> None:
        db.executescript(sql)

    return apply


@cache
def view_statements(folder: Path) -> dict[str, str]:
    """The ``CREATE VIEW`` statement of every view, by its name, as SQLite keeps it."""
    found = {}
    for file in sorted((folder / "views").glob("*.sql")):
        _, create, rest = file.read_text(encoding="utf-8").partition("CREATE VIEW ")
        found[file.stem] = (create + rest).strip().removesuffix(";")
    return found


@contextmanager
def stop_on_errors(path: Path) -> Iterator[None]:
    """Turn every error of SQLite into a `StopRun` that names the file, the reason and what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # The low byte is the reason, the rest are its details: https://www.sqlite.org/rescode.html
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        reason = _REASONS.get(code, "gave an error ({error}); please report it")
        raise StopRun(f"{path}: the database {reason.format(error=error)}") from error


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """One transaction that holds the lock for writing from its start, and is rolled back whole when anything fails."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


def open_database(path: Path, *, busy_timeout: float = 5.0) -> Database:
    """Open the database for writing, made and brought to the current schema where necessary.

    ``busy_timeout`` is in seconds. Raises `StopRun` when the file cannot be used; it is then left as it was.
    """
    _check_place(path)
    with stop_on_errors(path):
        # isolation_level=None: no transaction begins but those that we begin.
        db = Database(sqlite3.connect(path, timeout=busy_timeout, isolation_level=None))
        try:
            db.execute("PRAGMA foreign_keys = ON")
            db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            db.execute("PRAGMA temp_store = MEMORY")
            _prove_writable(db)
            with transaction(db):
                _upgrade(db, path)
        except BaseException:
            db.close()
            raise
    return db


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise StopRun(f"{path}: is a folder, not a database; name a file with --db")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StopRun(f"{path}: its folder cannot be made ({error.strerror}); name another file with --db") from error


def _prove_writable(db: Database) -> None:
    """Begin a change and take it back: SQLite looks at permissions no earlier than that."""
    db.execute("BEGIN IMMEDIATE")
    db.execute("PRAGMA user_version = 0")
    db.rollback()


def _upgrade(db: Database, path: Path) -> None:
    scripts = migration_scripts(sql_folder())
    ours = migrations(scripts)
    applied = {migration.name for migration in ours.applied(db)}
    if unknown := sorted(applied - scripts.keys()):
        raise StopRun(f"{path}: was written by a newer version of this program ({unknown[-1]}); upgrade the program")
    if not applied and set(db.table_names()) - {ours.migrations_table}:
        raise StopRun(f"{path}: holds the tables of another program; name another file with --db")
    if scripts.keys() - applied:
        ours.apply(db)
    renew_views(db)


def renew_views(db: Database) -> None:
    """Drop and create every view that differs from its file; views that users added stay."""
    wanted = view_statements(sql_folder())
    stored = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'").fetchall())
    for name, statement in wanted.items():
        if stored.get(name) != statement:
            db.execute(f'DROP VIEW IF EXISTS "{name}"')
            db.execute(statement)
