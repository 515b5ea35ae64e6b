"""The catalogue that ships with the program: some 20,000 real papers, built into a file on first use."""

import gzip
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

from enrich.catalogue.read import Catalogue
from enrich.catalogue.records import row, titles_of
from enrich.catalogue.tables import FORMAT, SCHEMA, store_counts, store_rows
from enrich.errors import ConfigError
from enrich.text import text_key

ORIGIN = "bundled"
Progress = Callable[[int, int], None]


def open_catalogue(path: Path, progress: Progress | None = None) -> Catalogue:
    """The catalogue at this path; the one that ships with the program is built there when there is none yet."""
    if path.exists():
        catalogue = Catalogue(path)
        if catalogue.origin != ORIGIN and catalogue.format != FORMAT:
            catalogue.close()
            raise ConfigError(
                f"{path}: this catalogue has format {catalogue.format!r}, not {FORMAT!r}; import it again"
            )
        if catalogue.origin != ORIGIN or catalogue.stamp == bundled_stamp():
            return catalogue
        catalogue.close()
    build_bundled(path, progress)
    return Catalogue(path)


def _bundled(name: str) -> Any:
    return files("enrich") / "data" / name


def _manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(_bundled("manifest.json").read_text("utf-8"))
    return loaded


def bundled_stamp() -> str:
    """Stamp of the catalogue that ships with this version of the program."""
    return f"{FORMAT}:{text_key(json.dumps(_manifest(), sort_keys=True)):x}"


def read_bundled(name: str) -> Iterator[dict[str, Any]]:
    """The shipped records, one at a time: ``papers.jsonl.gz`` or ``counts.jsonl.gz``."""
    with _bundled(name).open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def build_bundled(path: Path, progress: Progress | None = None) -> None:
    """Build the shipped catalogue into a file."""
    from enrich.catalogue.build import build  # loads numpy, which takes a while; it is done once

    manifest = _manifest()
    meta = {"origin": ORIGIN, "stamp": bundled_stamp(), "as_of": manifest["as_of"]}
    papers = _with_progress(read_bundled("papers.jsonl.gz"), manifest["papers"], progress)
    build(path, papers, read_bundled("counts.jsonl.gz"), meta)


def write_shipped(path: Path) -> None:
    """Write the shipped papers and counts into a file, without all that they are found by."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {SCHEMA}")
        records = enumerate(read_bundled("papers.jsonl.gz"), start=1)
        store_rows(db, (row(number, record, titles_of(record)) for number, record in records))
        store_counts(db, read_bundled("counts.jsonl.gz"))


def _with_progress(rows: Iterable[dict[str, Any]], total: int, progress: Progress | None) -> Iterator[dict[str, Any]]:
    for done, record in enumerate(rows, start=1):
        yield record
        if progress and (done % 500 == 0 or done == total):
            progress(done, total)
