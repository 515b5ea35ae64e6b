"""JSON lines: one object for each paper, with all its columns, authors, other ids and newest counts."""

import json
from collections.abc import Iterable
from typing import BinaryIO

from enrich.escape import inert_json
from enrich.exports.base import COLUMNS, LISTS, Paper

_TRUTHS = [name for name, kind in COLUMNS.items() if kind == "truth"]


def write(papers: Iterable[Paper], file: BinaryIO) -> None:
    """Write a line for each paper."""
    for paper in papers:
        found = {name: paper[name] for name in (*COLUMNS, *LISTS)}
        found |= {name: bool(found[name]) for name in _TRUTHS if found[name] is not None}
        file.write(inert_json(json.dumps(found, ensure_ascii=False) + "\n").encode())
