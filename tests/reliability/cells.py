"""Every fault at every source: one night with the fault, the checks, and a night without it.

A cell is one kind of fault at one source, either ``once`` (it strikes the first request only, and there is time to
try again) or ``all night`` (it strikes every request). What must hold in every cell is in `Cell.problems`.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from enrich.models import SourceReport
from tests.reliability.place import NIGHT, NIGHT_AFTER, TIMEOUT, WEEK_AFTER, Ended, Place
from tests.reliability.truth import facts, lacking, lost_values, wrong_values
from tests.services import Services
from tests.services.faults import KINDS

COLUMNS = ("arxiv", "semanticscholar", "openalex", "crossref", "datacite", "github", "github+token", "scholar", "all")
"""Sources; GitHub is asked in two ways, and in the last column the fault is everywhere. OAI-PMH is no part of a run."""

SOURCES = ("arxiv", "semanticscholar", "openalex", "crossref", "datacite", "github", "scholar")
# In these cases the service says in its own words that it knows nothing, as it does of things that it really does not
# know. It is believed for a week; what it gave before stays.
_BELIEVED = {"empty_total": frozenset({"arxiv"})} | dict.fromkeys(("empty_feed", "partial"), frozenset({"scholar"}))
_NO_PATIENCE, _PATIENCE = 0.5, 8.0  # seconds for waiting in a run; the longest first pause is five
_OVERHEAD = 6.0  # seconds for the work itself on a busy machine
_MOST_ANSWERS = 12  # that one source may keep us waiting for, one after the other
# Counts belong to the day on which they were asked.
_OF_THE_DAY = ("counts", "shown", "stars", "repositories", "fetches")


class Fault(NamedTuple):
    """One cell of the table before anybody looked."""

    kind: str
    column: str
    once: bool

    @property
    def services(self) -> tuple[str, ...]:
        """The services that it hits."""
        if self.column == "all":
            return tuple(service for service in SOURCES if service in KINDS[self.kind])
        return (self.column.partition("+")[0],)

    @property
    def believed(self) -> frozenset[str]:
        """The services whose answer nobody can tell from a true one."""
        return _BELIEVED.get(self.kind, frozenset()) & set(self.services)

    @property
    def name(self) -> str:
        """For a person."""
        return f"{self.kind} at {self.column}, {'once' if self.once else 'all night'}"


class Cell(NamedTuple):
    """What became of a fault: a short word, and everything that should not be."""

    fault: Fault
    word: str
    seconds: float
    problems: list[str]


def all_faults(times: Sequence[bool] = (True, False)) -> Iterator[Fault]:
    """Every fault that a run can meet."""
    for kind, services in KINDS.items():
        for column in COLUMNS:
            possible = (
                all(name in services for name in SOURCES[:4]) if column == "all" else column.split("+")[0] in services
            )
            if possible and not (kind == "resource_limits" and column == "github"):
                yield from (Fault(kind, column, once) for once in times)


class Nights:
    """Runs cells in one place; the night without a fault is what all others are held against."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder)
        self._expected = {token: self._expect(token) for token in (False, True)}

    def _expect(self, token: bool) -> tuple[dict[str, int], dict[str, list[tuple[object, ...]]]]:
        """Requests to each source of a night without a fault, and what is in the database after the next."""
        db = self.place.begin("expected")
        with self.place.services() as services:
            ended = self.place.run(db, services, NIGHT, token=token)
            assert ended.outcome.status == "ok", ended.outcome.sources
            self.place.run(db, services, NIGHT_AFTER, token=token)
        assert wrong_values(self.place, db) == []
        return {report.source: report.requests for report in ended.outcome.sources}, facts(db)

    def try_out(self, fault: Fault) -> Cell:
        """One night with a fault, one without, and what is wrong after them."""
        token = fault.column == "github+token"
        usual, expected = self._expected[token]
        db = self.place.begin("cell")
        max_wait = _PATIENCE if fault.once else _NO_PATIENCE
        try:
            with self.place.services() as services:
                _strike(services, fault)
                ended = self.place.run(db, services, NIGHT, token=token, max_wait=max_wait)
                problems = [*self._flaws_of_night(fault, db, ended, max_wait)]
                word = _word(fault, ended, usual)
                word = "believed" if fault.believed and fault.column != "all" else word
                services.clear_faults()
                later = WEEK_AFTER if fault.believed else NIGHT_AFTER
                after = self.place.run(db, services, later, token=token)
        except Exception as error:  # a run must never end like this
            return Cell(fault, "broke", 0.0, [f"{type(error).__name__}: {error}"])
        problems += self._flaws_of_night_after(db, after, expected)
        return Cell(fault, "WRONG" if problems else word, ended.seconds, problems)

    def _flaws_of_night(self, fault: Fault, db: Path, ended: Ended, max_wait: float) -> Iterator[str]:
        bound = max_wait + _MOST_ANSWERS * TIMEOUT + _OVERHEAD
        if ended.seconds > bound:
            yield f"took {ended.seconds:.1f} s, more than {bound:.0f} s"
        yield from wrong_values(self.place, db, fault.believed)
        yield from lost_values(self.place.good, db)
        yield from _wrong_codes(db, ended)

    def _flaws_of_night_after(
        self, db: Path, ended: Ended, expected: dict[str, list[tuple[object, ...]]]
    ) -> Iterator[str]:
        if ended.code("run") or ended.code("refresh"):
            yield f"the next run ends with {ended.code('run')}: {_gaps(ended)}"
        yield from (f"after the next run: {line}" for line in wrong_values(self.place, db))
        # Whatever is there beyond that was held against the world above.
        yield from (f"after the next run: {line}" for line in lacking(facts(db), expected, _OF_THE_DAY))
        yield from _still_missing(db, expected)


def _strike(services: Services, fault: Fault) -> None:
    for service in fault.services:
        services.fault(service, fault.kind, times=1 if fault.once else None)
    if fault.column == "datacite":  # it is asked only about what arXiv could not tell
        services.fault("arxiv", "500")


def _wrong_codes(db: Path, ended: Ended) -> Iterator[str]:
    """The exit codes must say what the database says: 0 when all was answered, 3 when not, 4 when nothing came."""
    with closing(sqlite3.connect(db)) as rows:
        gaps = rows.execute("SELECT count(*) FROM fetches WHERE status IN ('failed', 'not_asked')").fetchone()[0]
        heartbeat = rows.execute("SELECT status FROM runs ORDER BY id DESC").fetchone()[0]
    came = any(report.found or report.absent for report in ended.outcome.sources)
    if ended.code("run") != (3 if gaps else 0) or heartbeat != ("degraded" if gaps else "ok"):
        yield f"run ends with {ended.code('run')} ({heartbeat}) and {gaps} gaps"
    if ended.code("refresh") != (4 if not came else 3 if gaps else 0):
        yield f"refresh ends with {ended.code('refresh')}"


def _gaps(ended: Ended) -> str:
    return ", ".join(
        f"{report.source} {report.down or report.failed}"
        for report in ended.outcome.sources
        if report.down or report.failed or report.not_asked
    )


def _still_missing(db: Path, expected: dict[str, list[tuple[object, ...]]]) -> Iterator[str]:
    """Papers and repositories about which a source has not answered, and counts that are not there at all.

    A title that another service has found is nobody's business any more, nor is DataCite when arXiv answers again.
    """
    found = facts(db)
    answered = {row[:2] for row in found["fetches"] if row[2] in ("ok", "not_found")}
    for source, subject, status, error in found["fetches"]:
        is_settled = subject.startswith("title:") or (source == "datacite" and ("arxiv", subject) in answered)
        if (source, subject) not in answered and not is_settled:
            yield f"after the next run: {source} about {subject}: {status} ({error})"
    for table, width in (("counts", 2), ("stars", 1), ("repositories", 1)):
        for row in {row[:width] for row in expected[table]} - {row[:width] for row in found[table]}:
            yield f"after the next run: {table} lack {row}"


def _word(fault: Fault, ended: Ended, usual: dict[str, int]) -> str:
    """What the services did that were hit, in one or two words; the worst of them when there are several."""
    reports = [report for report in ended.outcome.sources if report.source in fault.services]
    words = [_word_of(report, usual.get(report.source, 1)) for report in reports]
    order = ("rests", "gave up", "kept old", "kept part", "retried", "no harm")
    return min(words, key=order.index, default="not asked")


def _word_of(report: SourceReport, usual: int) -> str:
    if report.down:
        return "rests" if report.until else "gave up"
    if report.failed or report.not_asked:
        return "kept part" if report.found else "kept old"
    return "retried" if report.requests > usual else "no harm"
