"""The recorded answers of the services, and what was asked for.

A folder has the answers of one source, with ``cases.json``: what each case is about, the keys or titles that were asked
for, status and body of the answer. The answers are recordings of the years 2024 to 2026, cut down to the fields that
we ask for; those of DataCite and the holes in GitHub's are written by hand after the documentation, nobody has
published a recording. Counts, ids and titles are as the services gave them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from enrich.sources.base import Response

HERE = Path(__file__).parent
NOW = "2026-11-01T06:00:00Z"


class Case(NamedTuple):
    """One answer of one source, and what was asked for: ``keys``, or titles when ``is_search``."""

    source: str
    about: str
    keys: list[str]
    is_search: bool
    response: Response


def answer(source: str, name: str | None, status: int = 200, url: str = "") -> Response:
    """A recorded answer as the client hands it on."""
    content = (HERE / source / name).read_bytes() if name else b""
    return Response(status, {}, content, url)


def cases() -> Iterator[Case]:
    """All cases of all sources."""
    for path in sorted(HERE.glob("*/cases.json")):
        for case in json.loads(path.read_text("utf-8")):
            response = answer(path.parent.name, case["body"], case["status"], case.get("url", ""))
            yield Case(path.parent.name, case["about"], case.get("keys") or case["titles"], "titles" in case, response)
