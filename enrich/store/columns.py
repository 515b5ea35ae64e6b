"""Values as SQLite stores them, and rows as it takes them fastest."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

_LARGEST = 2**63 - 1

_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


def text(value: str) -> str:
    """Text without lone surrogates: JSON of a service may hold some, SQLite stores none."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def to_json(value: Any) -> str:
    """JSON text for a JSON column."""
    return text(_encode(value))


def column(value: Any) -> str | int | float | None:
    """A field of a model as its column holds it; a number that no column can hold is not known (None)."""
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, int):
        return int(value) if -_LARGEST <= value <= _LARGEST else None
    if isinstance(value, tuple):
        return to_json(value) if value else "[]"
    raise TypeError(f"no column holds {type(value).__name__}")


def keys(values: Iterable[str | int]) -> str:
    """The one parameter of ``IN (SELECT value FROM json_each(?))``: any number of keys in one statement."""
    return json.dumps(list(values))


def insert(db: Database, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows that are not there yet."""
    places = ", ".join("?" * len(columns))
    db.conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)


def insert_indexed(db: Database, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows that are not there yet into a table with a full-text index, in one statement.

    FTS5 writes the words it holds to the file before each statement; row by row that takes three times as long.
    """
    if not rows:
        return
    names = ", ".join(columns)
    db.execute(f"CREATE TEMP TABLE IF NOT EXISTS new_{table} AS SELECT {names} FROM main.{table} WHERE 0")
    insert(db, f"temp.new_{table}", columns, rows)
    db.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM temp.new_{table}")
    db.execute(f"DELETE FROM temp.new_{table}")
