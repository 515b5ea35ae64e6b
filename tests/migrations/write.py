"""Keep the database of a release as SQL: ``python -m tests.migrations.write 0.1.0``, once, when that release is made.

What was written is never written again: `tests/test_database.py` brings each of these to the newest schema.
"""

import re
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.small_database import build

_SHADOW = re.compile(r"_fts_(data|idx|content|docsize|config)$")  # tables that belong to an index
FOLDER = Path(__file__).parent


def dump(path: Path) -> Iterator[str]:
    """Statements that make the database again: tables, rows, then what depends on them; views are made at opening."""
    connection = sqlite3.connect(path)
    schema = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'view' ORDER BY rowid"
    ).fetchall()
    own = {name: sql for name, sql in schema if not _SHADOW.search(name)}
    tables = [name for name, sql in own.items() if sql.startswith("CREATE TABLE")]
    yield from (f"{own[name]};" for name in tables)
    for name in tables:
        for row in connection.execute(f'SELECT * FROM "{name}"'):
            values = [connection.execute("SELECT quote(?)", [value]).fetchone()[0] for value in row]
            yield f'INSERT INTO "{name}" VALUES ({", ".join(values)});'
    for name, sql in own.items():
        if name not in tables:
            yield f"{sql};"
        if sql.startswith("CREATE VIRTUAL TABLE"):
            yield f"INSERT INTO {name} ({name}) VALUES ('rebuild');"
    connection.close()


if __name__ == "__main__":
    target = FOLDER / f"{sys.argv[1]}.sql"
    if target.exists():
        sys.exit(f"{target}: is there already; a released database never changes")
    with TemporaryDirectory() as folder:
        target.write_text("\n".join(dump(build(Path(folder) / "papers.db"))) + "\n", encoding="utf-8")
