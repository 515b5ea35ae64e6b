"""Entries of a long list that are brought up to date a second, and the memory that this takes."""

import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from bench.figure import Figure, run_tool

_ENTRIES = 20_000
_MOMENT = "2035-01-01T00:00:00Z"
_FACTS = """
UPDATE matches SET method = 'stated_id' WHERE paper_id IS NOT NULL;
INSERT INTO citation_counts SELECT id, 'semanticscholar', '{0}', 500, 'ok', NULL FROM papers;
UPDATE papers SET citation_source = 'semanticscholar', citation_observed_at = '{0}', citation_count = 500;
"""


def _list() -> str:
    """A list of many papers, each with a count that is out of date."""
    rows = (
        f"{n + 1}. [C{n % 100} 2024] [Letters of the Alphabet, Volume {n}]"
        f"(https://arxiv.org/abs/{2001 + n // 9000}.{n % 9000:05})\n"
        for n in range(_ENTRIES)
    )
    return f"# Letters\n\n{''.join(rows)}"


def measure() -> list[Figure]:
    """Show every count of a list anew."""
    with tempfile.TemporaryDirectory() as folder:
        path, db = Path(folder, "list.md"), Path(folder, "papers.db")
        path.write_text(_list(), "utf-8")
        run_tool("run", str(path), "--db", str(db), "--offline", "--quiet")
        with closing(sqlite3.connect(db)) as rows:
            rows.executescript(_FACTS.format(_MOMENT))
        every = run_tool("update", str(path), "--db", str(db))
    return [
        Figure("update of a list, every entry changed", f"{_ENTRIES / every.cpu:,.0f} entries/s", ""),
        Figure("  peak memory", f"{every.megabytes:,.0f} MB", f"for {_ENTRIES:,} entries"),
    ]


if __name__ == "__main__":
    print(json.dumps(measure()))
