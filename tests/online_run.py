"""A run against the services on loopback, in this process: a small catalogue, lists of the world's papers, a clock."""

import json
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from enrich.catalogue.build import build
from enrich.runner import Outcome, find_lists, run_lists
from enrich.settings import load_settings
from enrich.store import Store
from tests.services import Services
from tests.services.papers import Paper, bundled_papers
from tests.services.server import Logged

DAY = date(2035, 1, 1)
"""The first day of simulated time: far in the future, so that what is fresh then is fresh for the views, too."""


def small_catalogue(path: Path, arxiv_ids: Iterable[str] = ()) -> Path:
    """A catalogue of these papers of the world only; the same ids give the same stamp."""
    known = bundled_papers()
    rows = [
        {
            "arxiv_id": paper.arxiv_id,
            "title": paper.title,
            "authors": list(paper.authors),
            "published": str(paper.published),
            "doi": paper.doi,
        }
        for paper in (known[arxiv_id] for arxiv_id in arxiv_ids)
    ]
    build(path, rows, [], {"origin": "test", "stamp": json.dumps(rows), "as_of": "2026-01-01"})
    return path


def item(paper: Paper, *, title: str | None = None, link: bool = True, more: str = "") -> str:
    """One entry of a list about a paper, with a link to arXiv or without."""
    name = title or paper.title
    return f"- [{name}](https://arxiv.org/abs/{paper.arxiv_id}){more}\n" if link else f"- {name}{more}\n"


@cache
def empty_database() -> bytes:
    """A database in which nothing is stored: making one takes longer than many a test."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "papers.db"
        Store.open(path, now=str).close()
        return path.read_bytes()


class Place:
    """A folder with lists, a catalogue of the papers ``known``, and a database, and the services to ask."""

    def __init__(self, folder: Path, services: Services, patch: pytest.MonkeyPatch, known: Iterable[str] = ()) -> None:
        self.folder = folder
        self.services = services
        self.moment = datetime.combine(DAY, time(3), UTC)
        self._seen = len(services.log)
        self.catalogue = small_catalogue(folder / "catalogue.db", known)
        (folder / "lists").mkdir()
        self.db.parent.mkdir()
        self.db.write_bytes(empty_database())
        patch.chdir(folder)
        for name, value in {**services.environment(), "ENRICH_MAX_WAIT": "0"}.items():  # no test waits
            patch.setenv(name, value)
        services.world.travel_to(self.moment)

    @property
    def db(self) -> Path:
        """The database."""
        return self.folder / "db" / "papers.db"

    def write(self, name: str, *items: str) -> Path:
        """Write a list."""
        path = self.folder / "lists" / name
        path.write_text("# A list\n\n" + "".join(items), "utf-8")
        return path

    def travel(self, **span: float) -> None:
        """Let time pass, here and in the world."""
        self.moment += timedelta(**span)
        self.services.world.travel_to(self.moment)

    def now(self) -> str:
        """The time as the database writes it."""
        return f"{self.moment:%Y-%m-%dT%H:%M:%SZ}"

    def run(self, command: str = "refresh", **options: Any) -> Outcome:
        """Run the pipeline on all lists; what was asked before is forgotten."""
        self._seen = len(self.services.log)
        settings = load_settings({"catalogue": self.catalogue, **options})
        return run_lists(settings, find_lists(settings.lists), command=command, now=self.now)

    def asked(self, service: str | None = None) -> list[Logged]:
        """What the services, or one of them, were asked since the last run began."""
        return [logged for logged in self.services.log[self._seen :] if service in (None, logged.service)]

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the database."""
        with closing(sqlite3.connect(self.db)) as db:
            return db.execute(sql, values).fetchall()

    def matches(self, list_name: str | None = None) -> dict[str, tuple[Any, ...]]:
        """Verdict, method and paper of each entry that stands in a list, by its title."""
        sql = "SELECT title, verdict, method, paper_id FROM entries_resolved WHERE ifnull(?, list) = list"
        return {row[0]: row[1:] for row in self.rows(sql, list_name and f"lists/{list_name}")}


def names_in(logged: Logged) -> list[str]:
    """The ids, DOIs or titles that a request asks about."""
    if logged.method == "POST":
        return [str(name) for name in json.loads(logged.body).get("ids", [])]
    address = urlsplit(logged.path)
    params = parse_qs(address.query)
    if "id_list" in params:
        return params["id_list"][0].split(",")
    filters = params.get("filter", [""])[0]
    if filters.startswith("doi:"):
        return re.split(r"[|,]", filters.replace("doi:", ""))
    return params.get("query.bibliographic") or params.get("query") or params.get("search_query") or [address.path]
