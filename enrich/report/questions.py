"""Reads a report out of the database.

The entries and papers of the lists are put into temporary tables first, so that each question is about them alone and
finds its rows by index; what is looked up grows with the number of papers, never with the length of their histories.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from enrich.query import Reader
from enrich.query import Row as Columns
from enrich.report.document import (
    Coverage,
    Curve,
    Doubt,
    Failure,
    Growth,
    Learnt,
    NewPaper,
    Open,
    Part,
    Period,
    Place,
    Removed,
    Report,
    Rest,
    Section,
    Stars,
    Totals,
    Year,
)
from enrich.report.sql import (
    CITATIONS_GAINED,
    COVERAGE,
    CURVE,
    DOUBTS,
    FAILURES,
    FASTEST,
    FASTEST_IN_A_YEAR,
    FASTEST_RELATIVE,
    FIRST_RUN_AFTER,
    GROWTH,
    IDENTIFIED,
    LISTED,
    NEW_PAPERS,
    NEWEST,
    PUBLISHED,
    REMOVED,
    RESTING,
    REVIEW,
    RUNS,
    SECTIONS,
    STARS,
    TOTALS,
    WHOLE_RUNS,
    WITHDRAWN,
    YEARS,
)

MOST_ROWS = 20
MOST_CURVES = 6
MOST_SECTIONS = 15
_CURVES_SPAN = timedelta(days=365)

Kind = TypeVar("Kind")


def read_report(reader: Reader, *, lists: Sequence[str] = (), since: str | None = None, now: str) -> Report:
    """Read what changed in these lists (by path; none means all) since a time, or by the last whole run.

    ``since`` and ``now`` are ISO 8601 UTC text. Raises ConfigError for a list that is not in the database.
    """
    return _Questions(reader, lists, since, now).report()


class _Questions:
    """The questions of one report, about the same lists and the same time."""

    def __init__(self, reader: Reader, lists: Sequence[str], since: str | None, now: str) -> None:
        reader.check_lists(lists)
        self._reader = reader
        self._now = now
        self._lists = json.dumps(list(lists)) if lists else None
        for statement in LISTED:
            reader.rows(statement, [self._lists] if "?" in statement else [])
        self._period = self._read_period(since)
        self._since = self._period.since or ""
        until = datetime.fromisoformat(self._period.until or now)
        reader.rows(NEWEST)
        self._grow("grown", self._since)
        self._grow("grown_in_a_year", (until - _CURVES_SPAN).strftime("%Y-%m-%dT%H:%M:%SZ"))

    def report(self) -> Report:
        """All answers."""
        since = self._since
        resting = (Rest.model_validate(row) for row in self._reader.rows(RESTING, [self._now]))
        return Report(
            title=self._title(),
            made_at=self._now,
            period=self._period,
            totals=Totals.model_validate(self._reader.row(TOTALS)),
            gained=self._reader.rows(CITATIONS_GAINED)[0]["gained"],
            new_papers=self._part(NEW_PAPERS, [since], _new_paper),
            identified=self._part(IDENTIFIED, [since], _new_paper),
            removed=self._part(REMOVED, [since], Removed.model_validate),
            fastest=self._part(FASTEST, [], Growth.model_validate),
            fastest_relative=self._part(FASTEST_RELATIVE, [], Growth.model_validate),
            published=self._part(PUBLISHED, [since], Learnt.model_validate),
            withdrawn=self._part(WITHDRAWN, [since], Learnt.model_validate),
            doubts=self._part(DOUBTS, [], Doubt.model_validate),
            failures=self._part(FAILURES, [self._lists], Failure.model_validate),
            resting=tuple(resting),
            review=self._part(REVIEW, [], _open),
            review_verdicts=self._verdicts(),
            stars=self._part(STARS, [since], Stars.model_validate),
            curves=tuple(self._curves()),
            years=tuple(Year.model_validate(row) for row in self._reader.rows(YEARS)),
            sections=self._part(SECTIONS, [], Section.model_validate, MOST_SECTIONS),
            coverage=tuple(Coverage.model_validate(row) for row in self._reader.rows(COVERAGE, [self._now])),
        )

    def _read_period(self, since: str | None) -> Period:
        """From ``since``, or from the first run that began after the last whole run but one."""
        whole = self._reader.rows(WHOLE_RUNS)
        by_last_run = since is None
        if by_last_run and len(whole) > 1:
            since = self._reader.rows(FIRST_RUN_AFTER, [whole[1]["id"]])[0]["started_at"]
        runs = {row["status"]: row["runs"] for row in self._reader.rows(RUNS, [since or ""])}
        until = whole[0]["finished_at"] if whole else None
        return Period(since=since, until=until, by_last_run=by_last_run, runs=runs)

    def _title(self) -> str:
        titles = self._reader.rows("SELECT path, title FROM listed_lists")
        return titles[0]["title"] or titles[0]["path"] if len(titles) == 1 else f"{len(titles):,} lists"

    def _grow(self, table: str, since: str) -> None:
        self._reader.rows(GROWTH.format(table=table), [since])

    def _part(
        self, sql: str, values: Sequence[Any], read: Callable[[Columns], Kind], most: int = MOST_ROWS
    ) -> Part[Kind]:
        total = self._reader.rows(f"SELECT count(*) AS total FROM ({sql})", values)[0]["total"]
        rows = self._reader.rows(f"{sql} LIMIT {most}", values) if total else []
        return Part(total=total, rows=tuple(map(read, rows)))

    def _verdicts(self) -> dict[str, int]:
        sql = f"SELECT verdict, count(*) AS entries FROM ({REVIEW}) GROUP BY verdict ORDER BY entries DESC, verdict"
        return {row["verdict"]: row["entries"] for row in self._reader.rows(sql)}

    def _curves(self) -> Iterator[Curve]:
        """Histories of the papers that gained most in the last year."""
        for row in self._reader.rows(f"{FASTEST_IN_A_YEAR} LIMIT {MOST_CURVES}"):
            points = self._reader.rows(CURVE, [row["paper_id"], row["source"], row["before_at"]])
            yield Curve(
                paper_id=row["paper_id"],
                title=row["title"],
                source=row["source"],
                points=tuple((point["observed_at"], point["count"]) for point in points),
            )


def _place(row: Columns) -> Place:
    return Place(list=row.pop("list"), line=row.pop("line"), section=row.pop("section"))


def _new_paper(row: Columns) -> NewPaper:
    return NewPaper(place=_place(row), **row)


def _open(row: Columns) -> Open:
    return Open(place=_place(row), **row)
