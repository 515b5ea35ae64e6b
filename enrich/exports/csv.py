"""CSV (RFC 4180, UTF-8 without a mark): one row for each paper, its columns and the names of its authors.

A cell of several values has ``; `` between them; a semicolon inside a value is doubled. A text that a spreadsheet would
take for a formula has an apostrophe before it, and so has a text that looks as if it had one already: to get the text
back, take one apostrophe off whatever `is_formula` finds behind it. Numbers stay numbers, unknown is an empty cell.
"""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from enrich.exports.base import COLUMNS, Paper

_HEADER = [*COLUMNS, "authors"]
_INVISIBLE = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # marks that turn the direction of writing
# The full-width signs begin a formula where the keyboard is Japanese or Chinese.
is_formula = re.compile(r"['\s\x00-\x20]*[=+\-@＝＋－＠]|'*[\t\r\n]").match


def write(papers: Iterable[Paper], file: BinaryIO) -> None:
    """Write the names of the columns, then a row for each paper."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    try:
        table = csv.writer(text)
        table.writerow(_HEADER)
        for paper in papers:
            names = [author["name"] for author in paper["authors"]] or None
            table.writerow([_cell(paper[name]) for name in COLUMNS] + [_cell(names)])
    finally:
        text.detach()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = "; ".join(str(part).replace(";", ";;") for part in value)
    if not isinstance(value, str):
        return value
    value = _INVISIBLE.sub("", value.replace("\0", ""))
    return f"'{value}" if is_formula(value) else value
