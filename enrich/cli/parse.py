"""``enrich parse``: stage 1 alone, what the lists say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from enrich.cli.output import Output, with_settings
from enrich.models import Entry, Unread
from enrich.parse import ListInfo, read_entries, scan


@click.command("parse")
@click.argument("lists", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "style", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
@with_settings
def command(lists: tuple[Path, ...], style: str, settings: Any, out: Output) -> None:
    """Print what LISTS say: one entry a row, without asking or storing anything.

    With jsonl each line is one entry with the columns of the table `entries`, and its links. Lines that were not
    understood are told on stderr, with their number at the end.
    """
    infos = [scan(path) for path in lists]
    unread: list[tuple[Path, Unread]] = []
    entries = ((info, item) for info in infos for item in _entries(info, unread))
    if out.as_json:
        out.json([_columns(info, entry) for info, entry in entries])
    elif style == "jsonl":
        out.lines(_columns(info, entry) for info, entry in entries)
    else:
        _show(entries, out)
    for path, line in unread:
        out.message(f"{path}:{line.line}: {line.reason}: {line.text.strip()[:100]}")
    for info in infos:
        out.message(f"{info.path}: dialect {info.dialect} ({info.reason})")
    out.message(f"{len(unread)} line{'' if len(unread) == 1 else 's'} not understood")


def _entries(info: ListInfo, unread: list[tuple[Path, Unread]]) -> Iterator[Entry]:
    for item in read_entries(info):
        if isinstance(item, Entry):
            yield item
        else:
            unread.append((info.path, item))


def _columns(info: ListInfo, entry: Entry) -> dict[str, Any]:
    return {"list": info.path.as_posix(), **entry.model_dump(mode="json")}


def _show(entries: Iterator[tuple[ListInfo, Entry]], out: Output) -> None:
    rows = (
        (
            f"{info.path}:{entry.line_start}",
            entry.kind,
            entry.stated_arxiv_id or entry.stated_doi,
            entry.stated_year,
            entry.stated_venue,
            entry.stated_citations,
            entry.title,
            " ".join(entry.marks),
        )
        for info, entry in entries
    )
    out.table(("Place", "Kind", "Id", "Year", "Venue", "Cited", "Title", "Marks"), rows, right=("Year", "Cited"))
