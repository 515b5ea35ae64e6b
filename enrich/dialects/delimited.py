"""Tables in CSV, TSV and their like: one record a row, its columns named by a header, or told apart by what they hold.

A record may go on over several lines inside of quotes. A quote that is never closed costs its own line only.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from enrich.dialects._columns import Columns
from enrich.dialects._items import Heading
from enrich.dialects._records import has_role, is_known, read_record, section_of
from enrich.dialects.base import Piece, Record
from enrich.models import Unread

NAME = "delimited"

_SUFFIXES = {".csv", ".tsv", ".tab", ".psv"}
_BARE_SUFFIXES = {"", ".txt"}
_DELIMITERS = ",\t;|"
_MAX_RECORD = 128 * 1024  # characters; no more fits into one cell of the csv module
_MOST_LINES = 100  # of one record
_SAMPLE = 50  # rows that say what a column holds when its name does not
_MOST_COLUMNS = 500
_SHOWN = 200  # characters of a row that an Unread repeats
_SEPARATOR = re.compile(r"sep=(.)\s*\Z")  # a first line that Excel understands


class _Row(NamedTuple):
    """The lines of one record."""

    line: int
    raw: str

    def record(self, names: Sequence[str], cells: Sequence[str]) -> Record | None:
        """The entry that the row is."""
        fields = read_record(list(zip(names, cells, strict=False)), is_sure=True)
        return Record(self.line, self.line + self.raw.count("\n"), self.raw, fields) if fields else None

    def unread(self, reason: str) -> Unread:
        """The row as one that was not understood."""
        return Unread(line=self.line, text=self.raw.partition("\n")[0][:_SHOWN], reason=reason)


# --- Lines become rows -----------------------------------------------------------------------------------------------


class _Quoting:
    """Where quotes open and close, for one delimiter; every pattern is linear in its line."""

    def __init__(self, delimiter: str) -> None:
        mark, inside = re.escape(delimiter), r"(?:[^\"]|\"\")*+"
        cell = rf"(?:\ *+\"{inside}\"[^{mark}\"\r\n]*+|(?!\ *+\")[^{mark}\r\n]*+)"
        cells = rf"(?:{cell}{mark})*+"
        self.opens = re.compile(rf"{cells}\ *+\"{inside}\Z").match
        self.goes_on = re.compile(rf"{inside}(?:\"\ *+{mark}{cells}\ *+\"{inside})?+\Z").match
        self.closes = re.compile(rf"{inside}\"\ *+(?:{mark}{cells}{cell})?+\s*+\Z").match


def _gather(line: str, following: Callable[[], str], quoting: _Quoting) -> tuple[list[str], bool]:
    """The lines of the record that begins with a line, and whether its quotes are sound."""
    record, size = [line], len(line)
    if '"' not in line or not quoting.opens(line):
        return record, True
    while len(record) < _MOST_LINES and size < _MAX_RECORD and (line := following()):
        record.append(line)
        size += len(line)
        if quoting.closes(line):
            return record, True
        if not quoting.goes_on(line):
            break
    return record, False


def _rows(lines: Iterator[str], delimiter: str, number: int) -> Iterator[_Row | Unread]:
    """Yield the records, counting lines from ``number``; of one that is not sound the first line is given up."""
    quoting = _Quoting(delimiter)
    again: list[str] = []  # lines to look at once more, the next one last

    def following() -> str:
        return again.pop() if again else next(lines, "")

    while line := following():
        record, is_sound = _gather(line, following, quoting)
        if not is_sound:
            again += reversed(record[1:])
            del record[1:]
        row = _Row(number, _bare("".join(record)))
        yield row if is_sound else row.unread("a quote opens here and is not closed where a cell ends")
        number += len(record)


def _bare(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")


def _cells(raw: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([raw], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        cells = raw.split(delimiter)
    return [cell.strip() for cell in cells[:_MOST_COLUMNS]]


# --- Rows become records ---------------------------------------------------------------------------------------------


def _delimiter_of(lines: Sequence[str]) -> str:
    """What parts the cells: where the first line names columns, what parts them; else what stands in most lines."""

    def score(delimiter: str) -> tuple[int, int, int]:
        names = _cells(_bare(lines[0]), delimiter)
        return sum(map(is_known, names)), sum(delimiter in line for line in lines), len(names)

    return max(_DELIMITERS, key=score)


def claims(path: Path, head: str) -> str | None:
    """By its suffix; or because its first line names columns."""
    suffix = path.suffix.lower()
    if suffix in _SUFFIXES:
        return f"its name ends in {suffix}"
    lines = head.split("\n")[:20]
    names = _cells(_bare(lines[0]), _delimiter_of(lines)) if suffix in _BARE_SUFFIXES else []
    if len(names) < 2 or sum(map(is_known, names)) < 2 or not any(has_role(name, "title") for name in names):
        return None
    return f"its first line names columns: {', '.join(names)[:_SHOWN]}"


def cut(lines: Iterator[str]) -> Iterator[Piece]:
    """Yield the entry of each row, below the section that the row names."""
    skipped, first = _until_first_row(lines)
    marked = _SEPARATOR.match(first[0]) if first else None
    first += islice(lines, _SAMPLE)
    delimiter = marked[1] if marked else _delimiter_of(first) if first else ","
    rows = _rows(chain(first[bool(marked) :], lines), delimiter, skipped + bool(marked) + 1)
    sample = list(islice(rows, _SAMPLE))
    table = Columns([cells for row in sample if isinstance(row, _Row) and any(cells := _cells(row.raw, delimiter))])
    yield from _read(chain(sample, rows), table, delimiter)


def _until_first_row(lines: Iterator[str]) -> tuple[int, list[str]]:
    """How many blank lines and remarks come first, and the line behind them."""
    for number, line in enumerate(lines):
        if line.strip() and not (line.startswith("#") and not any(mark in line for mark in _DELIMITERS)):
            return number, [line]
    return 0, []


def _read(rows: Iterator[_Row | Unread], table: Columns, delimiter: str) -> Iterator[Piece]:
    section = None
    is_told = table.has_title or table.has_id
    for row in rows:
        if isinstance(row, Unread):
            yield row
            continue
        cells = _cells(row.raw, delimiter)
        if not any(cells) or cells == table.header:
            continue
        cells = table.fit(cells, row.raw)
        record = row.record(table.names, cells)
        named = section_of(list(zip(table.names, cells, strict=False)))
        if record is None:
            if not is_told:
                names = ", ".join(filter(None, table.first))[:_SHOWN]
                yield row.unread(f"no column holds titles; name the one that does `title` (columns: {names})")
                return
            yield row.unread("row without a title")
            continue
        if named != section:
            section = named
            yield Heading(row.line, 2, named or "")
        yield record
