"""Runs that are killed at random moments while they ask, and finished by the next run.

The program runs as a process of its own against the services and gets a SIGKILL; what the next run leaves behind is
held against an uninterrupted one. Only row numbers, times and numbers of tries may differ (DESIGN §11).
"""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tests.reliability.place import Place, linked, titled
from tests.reliability.truth import facts, lacking
from tests.services import Services

ROOT = Path(__file__).parent.parent.parent
TOOL = [sys.executable, str(ROOT / "pipeline.py")]
TIME_SCALE = 0.02  # of the published intervals: a run is long enough to be hit, and short enough to be repeated
_LONGEST = 60.0  # seconds; nothing here takes so long
_POLL = 0.002  # seconds


class Killed(NamedTuple):
    """One run that was killed: how long after its first request, what was stored then, and what is wrong now."""

    seconds: float
    answers: int
    problems: list[str]


class Killing:
    """A long list with everything to ask for, the uninterrupted run, and runs that are not."""

    def __init__(self, folder: Path, papers: int) -> None:
        self.place = Place(folder)
        self.place.world.travel_to(datetime.now(UTC))  # counts stand still, whatever the hour
        self._write_list(papers)
        self.whole = folder / "whole.db"
        with self._services() as services:
            assert self._start(services, self.whole).wait(_LONGEST) == 0
            self.seconds = time.monotonic() - services.log[0].at
        self.facts = facts(self.whole)

    def _services(self) -> Services:
        return Services(self.place.world, time_scale=TIME_SCALE, tolerance=60)

    def _write_list(self, papers: int) -> None:
        """Ids with and without a DOI, some that arXiv does not know (so DataCite is asked), repositories, titles.

        The DOIs are in the catalogue: what OpenAlex is asked by else depends on whether arXiv told a DOI before.
        """
        world = self.place.world
        chosen = [*self.place.published[: papers // 4], *world.without_doi[: papers - papers // 4]]
        for paper in chosen[::7]:
            world.hide("arxiv", paper.arxiv_id)
        lines = [
            linked(paper, f"[code](https://github.com/owner{at}/project)" if at % 5 == 0 else "")
            for at, paper in enumerate(chosen)
        ]
        lines += [titled(paper) for paper in self.place.lists.only.values()]
        (self.place.folder / "long.md").write_text("# A long one\n\n" + "\n".join(lines) + "\n", "utf-8")

    def _start(self, services: Services, db: Path) -> "subprocess.Popen[bytes]":
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ENRICH_")}
        own = {"ENRICH_DB": str(db), "ENRICH_CATALOGUE": str(self.place.catalogue)}
        return subprocess.Popen(
            [*TOOL, "run", "--quiet", "long.md"],
            cwd=self.place.folder,
            env=inherited | services.environment() | own,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill_once(self, chance: random.Random) -> Killed:
        """Kill a run at a random moment after its first request, and finish it; one that ended before is done again."""
        db = self.place.folder / "killed.db"
        while True:
            for path in self.place.folder.glob("killed.db*"):
                path.unlink()
            after = chance.uniform(0, self.seconds)
            if self._run_and_kill(db, after):
                break
        answers = _stored_answers(db)
        problems = _unsound(db)
        with self._services() as services:
            code = self._start(services, db).wait(_LONGEST)
        if code != 0:
            problems.append(f"the next run ends with {code}")
        problems += _unsound(db)
        found = facts(db)
        problems += lacking(found, self.facts)
        problems += [f"too much: {line}" for line in lacking(self.facts, found)]
        return Killed(after, answers, problems)

    def _run_and_kill(self, db: Path, after: float) -> bool:
        """Whether the run was still at work when it was killed."""
        with self._services() as services:
            process = self._start(services, db)
            deadline = time.monotonic() + _LONGEST
            while not services.log and process.poll() is None and time.monotonic() < deadline:
                time.sleep(_POLL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(after)
            process.kill()
            return process.wait(_LONGEST) == -signal.SIGKILL


def _stored_answers(db: Path) -> int:
    with closing(sqlite3.connect(db)) as rows:
        return int(rows.execute("SELECT count(*) FROM fetches").fetchone()[0])


def _unsound(db: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as rows:
        said = [row[0] for row in rows.execute("PRAGMA integrity_check")]
        return [line for line in said if line != "ok"] + [str(row) for row in rows.execute("PRAGMA foreign_key_check")]
