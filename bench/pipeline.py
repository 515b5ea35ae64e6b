"""Entries enriched a second, end to end and offline, memory, and whether twice the list takes twice the time."""

import json
import tempfile
from pathlib import Path

from bench.figure import Figure, Finished, list_files, repeated, run_tool
from enrich.catalogue import build_bundled
from enrich.models import Entry
from enrich.parse import read_entries, scan

_ENTRIES = 100_000


def measure() -> list[Figure]:
    """Enrich a fifth of the entries and all of them, each in a fresh database, then the same list once more."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        build_bundled(place / "catalogue.db")
        texts = [text if text.endswith(b"\n") else text + b"\n" for text in map(Path.read_bytes, list_files())]
        size = sum(map(len, texts))
        entries = _write(place / "once.md", texts, size)
        small = _write(place / "small.md", texts, size * _ENTRIES // 5 // entries)
        large = _write(place / "large.md", texts, size * _ENTRIES // entries)
        first = _run(place, "small.md", "small.db")
        second = _run(place, "large.md", "large.db")
        again = _run(place, "large.md", "large.db")
    growth = (second.cpu / large) / (first.cpu / small)
    return [
        Figure(f"{large:,} entries enriched offline", f"{large / second.cpu:,.0f}/s", "≥ 3,000/s"),
        Figure("  peak memory", f"{second.megabytes:,.0f} MB", "< 500 MB"),
        Figure(f"  time per entry against {small:,} entries", f"{growth:.2f} ×", "about 1 ×"),
        Figure("  the same list again", f"{again.cpu:.2f} s CPU", "< 1 s for 10,000 entries"),
    ]


def _write(path: Path, texts: list[bytes], size: int) -> int:
    """Write a list of about that size and count its entries."""
    with path.open("wb") as file:
        file.writelines(repeated(texts, size))
    return sum(isinstance(item, Entry) for item in read_entries(scan(path)))


def _run(place: Path, name: str, database: str) -> Finished:
    options = ("--db", str(place / database), "--catalogue", str(place / "catalogue.db"), "--offline", "--quiet")
    return run_tool("run", str(place / name), *options)


if __name__ == "__main__":
    print(json.dumps(measure()))
