"""``enrich parse``: stage 1 alone, what the lists say."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from enrich.cli.output import Output, clean, with_settings
from enrich.models import Entry, Unread
from enrich.parse import ListInfo, read_entries, scan
from enrich.wording import plural

_COLUMNS = ("Place", "Kind", "Id", "Year", "Venue", "Cited", "Title", "Marks")


@click.command("parse")
@click.argument("lists", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "style", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
@with_settings
def command(lists: tuple[Path, ...], style: str, settings: Any, out: Output) -> None:
    """Print what LISTS say: one entry a row, without asking or storing anything.

    Into a pipe or a file the table goes as it is read, its columns parted by tabs. With jsonl each line is one entry
    with the columns of the table `entries`, and its links. Lines that were not understood are told on stderr, with
    their number at the end.
    """
    infos = [scan(path) for path in lists]
    reading = _Reading(infos, out)
    if out.as_json:
        out.json([_columns(info, entry) for info, entry in reading])
    elif style == "jsonl":
        out.lines(_columns(info, entry) for info, entry in reading)
    elif out.console.is_terminal:
        out.table(_COLUMNS, (_cells(info, entry) for info, entry in reading), right=("Year", "Cited"))
    else:
        _write_rows(_cells(info, entry) for info, entry in reading)
    for info in infos:
        out.message(f"{info.path}: dialect {info.dialect} ({info.reason})")
    out.message(f"{plural(reading.unread, 'line')} not understood")


class _Reading:
    """The entries of lists as they come; what is not understood is told at once, and counted in ``unread``."""

    def __init__(self, infos: Iterable[ListInfo], out: Output) -> None:
        self._infos = infos
        self._out = out
        self.unread = 0

    def __iter__(self) -> Iterator[tuple[ListInfo, Entry]]:
        for info in self._infos:
            for item in read_entries(info):
                if isinstance(item, Entry):
                    yield info, item
                else:
                    self._tell(info, item)

    def _tell(self, info: ListInfo, line: Unread) -> None:
        self.unread += 1
        self._out.message(f"{info.path}:{line.line}: {line.reason}: {line.text.strip()[:100]}")


def _columns(info: ListInfo, entry: Entry) -> dict[str, Any]:
    return {"list": info.path.as_posix(), **entry.model_dump(mode="json")}


def _cells(info: ListInfo, entry: Entry) -> tuple[Any, ...]:
    return (
        f"{info.path}:{entry.line_start}",
        entry.kind,
        entry.stated_id,
        entry.stated_year,
        entry.stated_venue,
        entry.stated_citations,
        entry.title,
        " ".join(entry.marks),
    )


def _write_rows(rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows as they come: no column waits for the widest cell of a list that may be long."""
    write = sys.stdout.write
    write("\t".join(_COLUMNS) + "\n")
    for row in rows:
        write("\t".join("" if cell is None else clean(str(cell).replace("\n", " ")) for cell in row) + "\n")
