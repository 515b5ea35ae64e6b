"""Two small lists, a catalogue that knows half of them, and the nights on which they are run.

``known.md`` was enriched on an earlier night, so there is something good to lose; ``new.md`` comes on the night of the
fault, so there is something to be missed: an id that the catalogue lacks, four titles of which each is known to one
service only, and one that nobody knows.
"""

import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from enrich.catalogue import read_bundled
from enrich.catalogue.build import build
from enrich.runner import Outcome, run_lists
from enrich.settings import Settings
from enrich.text import fold_title
from tests.services import Services, World
from tests.services.papers import Paper, number

NIGHT_BEFORE = datetime(2026, 10, 1, 2, tzinfo=UTC)
NIGHT = NIGHT_BEFORE + timedelta(days=8)  # everything is due again
NIGHT_AFTER = NIGHT + timedelta(hours=25)  # the longest cool-down is over, and nothing that was unknown is due
WEEK_AFTER = NIGHT + timedelta(days=8)  # what was unknown is due again
UNKNOWN_TITLE = "A Paper That Nobody Ever Wrote About Reliable Gardening"
REPOSITORIES = ("octo/alpha", "octo/delta", "octo/old")
TIMEOUT = 1.0  # seconds for an answer
_NEIGHBOURS, _PUBLISHED = 40, 80  # other papers in the catalogue
_PLAIN = re.compile(r"[A-Za-z :-]{40,90}")


class Lists(NamedTuple):
    """The papers of the lists, by what they are there for."""

    linked: Paper  # id, DOI, two records at OpenAlex; in the catalogue
    unchecked: Paper  # id and DOI; not in the catalogue
    titled: Paper  # title; in the catalogue
    coded: Paper  # id, with repositories
    new: Paper  # id and DOI; not in the catalogue, comes late
    only: dict[str, Paper]  # title; known to this service and to no other that looks for titles

    @property
    def known(self) -> tuple[Paper, ...]:
        """Those of the night before."""
        return self.linked, self.unchecked, self.titled, self.coded

    @property
    def all(self) -> tuple[Paper, ...]:
        """Every paper."""
        return *self.known, self.new, *self.only.values()


class Ended(NamedTuple):
    """How one run ended, and how long it took (seconds)."""

    outcome: Outcome
    seconds: float

    def code(self, command: str) -> int:
        """The exit code of ``run`` or ``refresh``."""
        if command == "refresh" and self.outcome.nothing_came:
            return 4
        return 3 if self.outcome.status == "degraded" else 0


class Place:
    """A folder in which lists are enriched, and the world that is asked about them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world = World()
        self.world.rename("octo/old", "octo/renamed")
        self.lists = _choose(self.world)
        self.catalogue = folder / "catalogue.db"
        self._write_lists()
        self._build_catalogue()
        self.good = folder / "good.db"
        with self.services() as services:
            self.run(self.good, services, NIGHT_BEFORE, ["known.md"])

    def services(self) -> Services:
        """The services, unused: budgets, logs and faults are those of a new day."""
        return Services(self.world, time_scale=1e-6, tolerance=60)

    def begin(self, name: str) -> Path:
        """A database with the good values of the night before."""
        return Path(shutil.copyfile(self.good, self.folder / f"{name}.db"))

    def run(
        self,
        db: Path,
        services: Services,
        moment: datetime,
        names: Sequence[str] = ("known.md", "new.md"),
        *,
        token: bool = False,
        max_wait: float = 0.5,
    ) -> Ended:
        """Run lists on a night, with every service switched on; ``max_wait`` is in seconds."""
        self.world.travel_to(moment)
        asked = services.environment(keys=token)
        values: dict[str, Any] = {name.removeprefix("ENRICH_").lower(): value for name, value in asked.items()}
        values |= {"db": db, "catalogue": self.catalogue, "scholar_enabled": True}
        settings = Settings(**values, timeout=TIMEOUT, max_wait=max_wait)
        started = time.monotonic()
        outcome = run_lists(
            settings, [self.folder / name for name in names], now=lambda: f"{self.world.now():%Y-%m-%dT%H:%M:%SZ}"
        )
        return Ended(outcome, time.monotonic() - started)

    @property
    def published(self) -> list[Paper]:
        """Papers with a DOI that no list names; the catalogue knows them."""
        named = {paper.arxiv_id for paper in self.lists.all}
        return [paper for paper in self.world.with_doi if paper.arxiv_id not in named][:_PUBLISHED]

    def _write_lists(self) -> None:
        lists = self.lists
        code = " ".join(f"[code](https://github.com/{name})" for name in (REPOSITORIES[0], REPOSITORIES[2]))
        known = [linked(lists.linked), linked(lists.unchecked), titled(lists.titled), linked(lists.coded, code)]
        new = [linked(lists.new, f"[code](https://github.com/{REPOSITORIES[1]})")]
        new += [titled(paper) for paper in lists.only.values()] + [f"1. [2024] {UNKNOWN_TITLE}"]
        for name, items in (("known", known), ("new", new)):
            text = f"# The {name} ones\n\n" + "\n".join(items) + "\n"
            (self.folder / f"{name}.md").write_text(text, "utf-8")

    def _build_catalogue(self) -> None:
        missing = {paper.arxiv_id for paper in (self.lists.unchecked, self.lists.new, *self.lists.only.values())}
        wanted = {paper.arxiv_id for paper in self.lists.all} - missing
        rows = (row for row in read_bundled("papers.jsonl.gz") if row["arxiv_id"] not in missing)
        wanted |= {paper.arxiv_id for paper in self.published}
        kept = (row for at, row in enumerate(rows) if row["arxiv_id"] in wanted or at < _NEIGHBOURS)
        build(self.catalogue, kept, (), {"origin": "a test", "stamp": "1", "as_of": "2026-01-01"})


def titled(paper: Paper) -> str:
    """An entry that names its paper by title and year."""
    return f"1. [{paper.published.year}] {paper.title}"


def linked(paper: Paper, more: str = "") -> str:
    """An entry that links its paper at arXiv, and ``more``."""
    return f"{titled(paper)} [paper](https://arxiv.org/abs/{paper.arxiv_id}) {more}".rstrip()


def _choose(world: World) -> Lists:
    """Papers with plain, unique titles that every service knows; some are then hidden from some services."""
    named = Counter(fold_title(paper.title) for paper in world.papers.values())
    plain = [
        paper for paper in world.papers.values() if named[fold_title(paper.title)] == 1 and _is_plain(world, paper)
    ]
    published = iter([paper for paper in plain if paper.doi])
    preprints = iter([paper for paper in plain if not paper.doi])
    lists = Lists(
        linked=next(paper for paper in published if 0 < number("openalex records", paper.arxiv_id) % 20 < 10),
        unchecked=next(published),
        titled=next(preprints),
        coded=next(preprints),
        new=next(published),
        only={
            "arxiv": next(preprints),
            "semanticscholar": next(preprints),
            "crossref": next(published),
            "openalex": next(preprints),
        },
    )
    for service, paper in lists.only.items():
        for other in lists.only.keys() - {service}:
            world.hide(other, paper.arxiv_id)
    return lists


def _is_plain(world: World, paper: Paper) -> bool:
    """Nothing about the paper is odd, and its counts are large enough to be told apart."""
    return (
        _PLAIN.fullmatch(paper.title) is not None
        and "." in paper.arxiv_id
        and 2 <= len(paper.authors) <= 6
        and all(name.isascii() for name in paper.authors)
        and all(world.knows(service, paper) for service in ("semanticscholar", "openalex"))
        and min(world.count(service, paper.arxiv_id) for service in ("crossref", "openalex")) > 100
    )


def papers_of(lists: Lists) -> Iterator[tuple[str, Paper]]:
    """Every paper by the id that it must have in the database: what only Crossref knows is known by its DOI there."""
    for paper in lists.all:
        is_published_only = paper is lists.only["crossref"]
        yield (f"doi:{(paper.doi or '').lower()}" if is_published_only else f"arxiv:{paper.arxiv_id}"), paper
