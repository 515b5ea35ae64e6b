"""Geometry of the charts: numbers in, places in percent of the drawing out (0, 0 is above and left).

A drawing is stretched to the width that the screen has, and words stand beside it as text of the page: so both are
sharp on every screen, and no word is ever squeezed.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from enrich.escape import one_line
from enrich.report.document import Coverage, Curve, Section, Totals, Year
from enrich.report.parts import Cell, paper_cell
from enrich.ticks import day_ticks, value_ticks
from enrich.wording import day, number, plural, share

_MOST_POINTS = 120  # of one curve; more than that no screen shows
_LABEL_HEIGHT = 13.0  # percent of the height of the drawing
_MOST_YEARS = 25  # every second label, and every fourth on a phone, then begins with the first
_VISIBLE = 0.02  # of the height


class Mark(NamedTuple):
    """A mark at an axis: where, and what it says."""

    at: float
    label: str


class Point(NamedTuple):
    """A dot, with what is told about it."""

    x: float
    y: float
    label: str


class Line(NamedTuple):
    """One curve: its points as SVG wants them, its dots, its end, and where its label has room."""

    paper: Cell
    gained: int
    path: str
    points: tuple[Point, ...]
    end: float
    label_at: float


class Lines(NamedTuple):
    """A chart of curves over time."""

    lines: tuple[Line, ...]
    x_marks: tuple[Mark, ...]
    y_marks: tuple[Mark, ...]
    since: str


class Bar(NamedTuple):
    """A bar of so many percent of the longest; ``detail`` tells what it stands for."""

    label: str
    size: float
    detail: str
    papers: int
    citations: int | None


class Bars(NamedTuple):
    """A chart of bars over one axis."""

    bars: tuple[Bar, ...]
    y_marks: tuple[Mark, ...]


class Meter(NamedTuple):
    """One bar on the way to 100 percent, and the same in words."""

    label: str
    size: float
    share: str


class Shares(NamedTuple):
    """One bar in three parts that are 100 percent together."""

    label: str
    fresh: float
    old: float
    none: float
    coverage: Coverage


def curves_chart(curves: Sequence[Curve]) -> Lines | None:
    """Citations gained since the first point of each curve; None when there is nothing to draw."""
    drawn = [(curve, _thinned(curve.points)) for curve in curves if len(curve.points) > 1]
    if not drawn:
        return None
    times = [_time(moment) for _, points in drawn for moment, _ in points]
    gains = [count - points[0][1] for _, points in drawn for _, count in points]
    start, end = min(times), max(times)
    marks = _scale(min(gains), max(gains))
    low, high = marks[0], marks[-1]
    span = (end - start) / timedelta(1) or 1.0

    def place(moment: datetime, gain: int) -> tuple[float, float]:
        return _round(100 * ((moment - start) / timedelta(1)) / span), _height(gain, low, high)

    lines = []
    for curve, points in drawn:
        places = [place(_time(moment), count - points[0][1]) for moment, count in points]
        dots = (
            Point(x, y, f"{day(moment)}: {number(count)} citations")
            for (x, y), (moment, count) in zip(places, points, strict=True)
        )
        path = "M" + " L".join(f"{x:g} {y:g}" for x, y in places)
        gained = points[-1][1] - points[0][1]
        paper = paper_cell(curve.paper_id, curve.title)
        lines.append(Line(paper, gained, path, tuple(dots), places[-1][1], places[-1][1]))
    return Lines(
        lines=_with_room(lines),
        x_marks=_time_marks(start.date(), end.date()),
        y_marks=tuple(Mark(_height(mark, low, high), f"{mark:+,}" if mark else "0") for mark in marks),
        since=day(start.isoformat()),
    )


def years_chart(years: Sequence[Year], newest: int) -> Bars | None:
    """Citations of the papers of each year up to ``newest``; the oldest share one bar, those of no year have none."""
    known = {row.year: row for row in years if row.year is not None and row.year <= newest}
    if not any(row.citations for row in known.values()):
        return None
    first, last = min(known), max(known)
    start = max(first, last - _MOST_YEARS + 1)
    rows = [known.get(year, Year(year=year, papers=0, citations=None)) for year in range(start, last + 1)]
    if first < start:
        older = [row for year, row in known.items() if year <= start]
        rows[0] = Year(year=start, papers=sum(r.papers for r in older), citations=_sum(r.citations for r in older))
    labels = [f"≤ {row.year}" if row.year == start and first < start else str(row.year) for row in rows]
    marks = _scale(0, max(row.citations or 0 for row in rows))
    bars = (_bar(label, row, marks[-1]) for label, row in zip(labels, rows, strict=True))
    return Bars(tuple(bars), tuple(Mark(_height(mark, 0, marks[-1]), number(mark)) for mark in marks))


def sections_chart(sections: Sequence[Section], *, several_lists: bool) -> Bars | None:
    """Citations of the papers of each section."""
    if not sections:
        return None
    longest = max(row.citations or 0 for row in sections) or 1
    return Bars(tuple(_bar(_section_name(row, several_lists), row, longest) for row in sections), ())


def known_chart(totals: Totals) -> tuple[Meter, ...]:
    """Of what share of the papers each thing is known."""
    papers = totals.papers
    return tuple(
        Meter(name, _round(100 * count / (papers or 1)), share(count, papers)) for name, count in totals.known.items()
    )


def coverage_chart(coverage: Sequence[Coverage]) -> tuple[Shares, ...]:
    """What share of the papers has a fresh count by each source, an older one, or none."""
    found = []
    for row in coverage:
        papers = row.fresh + row.old + row.none or 1
        fresh, old = _round(100 * row.fresh / papers), _round(100 * row.old / papers)
        found.append(Shares(one_line(row.source), fresh, old, _round(100 - fresh - old), row))
    return tuple(found)


def _section_name(row: Section, several_lists: bool) -> str:
    name = one_line(row.section) or "above the first heading"
    return f"{one_line(row.list)}: {name}" if several_lists else name


def _bar(label: str, row: Year | Section, longest: float) -> Bar:
    cited = "no count known" if row.citations is None else plural(row.citations, "citation")
    detail = f"{label}: {plural(row.papers, 'paper')}, {cited}"
    return Bar(label, _round(100 * (row.citations or 0) / longest), detail, row.papers, row.citations)


def _sum(counts: Iterable[int | None]) -> int | None:
    """The sum of the counts that are known."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _thinned(points: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """So many points at most, the first and the last among them."""
    step = -(-len(points) // _MOST_POINTS)
    return [*points[:-1:step], points[-1]]


def _time(moment: str) -> datetime:
    found = datetime.fromisoformat(moment)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _round(value: float) -> float:
    return round(value, 2)


def _height(value: float, low: float, high: float) -> float:
    return _round(100 * (high - value) / (high - low))


def _scale(low: int, high: int) -> list[int]:
    """Round numbers from below ``low`` (or 0) to above ``high``; a dip too small to see is none."""
    return value_ticks(low if -low > (high - low) * _VISIBLE else 0, high, most=6)


def _time_marks(start: date, end: date) -> tuple[Mark, ...]:
    days = max((end - start).days, 1)
    return tuple(Mark(_round(100 * (moment - start).days / days), label) for moment, label in day_ticks(start, end))


def _with_room(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with labels moved so that none covers another, each as near to its end as can be."""
    ordered = sorted(lines, key=lambda line: line.end)
    places: list[float] = []
    free = _LABEL_HEIGHT / 2
    for line in ordered:
        places.append(max(line.end, free))
        free = places[-1] + _LABEL_HEIGHT
    free = 100 - _LABEL_HEIGHT / 2
    for rank in reversed(range(len(places))):
        places[rank] = min(places[rank], free)
        free = places[rank] - _LABEL_HEIGHT
    return tuple(line._replace(label_at=_round(place)) for line, place in zip(ordered, places, strict=True))
