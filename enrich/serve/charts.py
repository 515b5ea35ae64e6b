"""Charts as inline SVG: no script, colours and sizes from the style sheet, words for those who do not see them.

Numbers are drawn in the user units of the SVG, which the page scales to its width.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from enrich.ticks import day_ticks, value_ticks

_WIDTH, _HEIGHT = 680, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 20, 14, 40
_STYLES = 4  # that the style sheet knows
_POINTS_MOST = 40  # of a series whose points are drawn one by one; of a longer one only the last


class Point(NamedTuple):
    """One observation; ``held`` marks one that is not believed: it is drawn apart and bends no line."""

    day: date
    value: int
    held: bool = False


class Series(NamedTuple):
    """What one source observed, the oldest first."""

    name: str
    points: Sequence[Point]


class _Scale(NamedTuple):
    """Maps a value to a place; values beyond the ends stay at the edge."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return round(self.start + (self.end - self.start) * min(1, max(0, share)), 1)


def line_chart(series: Sequence[Series], title: str) -> str:
    """Every series as a line over time, with a legend; empty when there is no observation at all."""
    days = [point.day for one in series for point in one.points]
    if not days:
        return ""
    trusted = [point.value for one in series for point in one.points if not point.held]
    ticks = value_ticks(min(trusted or [0]), max(trusted or [1]))
    x = _Scale(min(days).toordinal(), max(days).toordinal(), _LEFT + 8, _WIDTH - _RIGHT - 8)
    y = _Scale(ticks[0], ticks[-1], _HEIGHT - _BOTTOM, _TOP)
    parts = [
        *(_row(y.at(value), f"{value:,}") for value in ticks),
        *(_column(x.at(day.toordinal()), label) for day, label in day_ticks(min(days), max(days))),
        *("".join(_drawn(number, one, x, y)) for number, one in enumerate(series)),
    ]
    words = f"{title}: " + "; ".join(_told(one) for one in series if one.points)
    return (
        f'<figure class="chart"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(words)}">'
        f"{''.join(parts)}</svg>{_legend(series)}</figure>"
    )


def bar_chart(bars: Sequence[tuple[str, int]], title: str) -> str:
    """A bar for each (label, value), side by side; labels that would not fit are left out."""
    if not bars:
        return ""
    ticks = value_ticks(0, max(value for _, value in bars))
    y = _Scale(0, ticks[-1], _HEIGHT - _BOTTOM, _TOP)
    step = (_WIDTH - _LEFT - _RIGHT) / len(bars)
    every = max(1, -(-56 // int(step or 1)))  # units that the label of a year needs
    parts = [_row(y.at(value), f"{value:,}") for value in ticks]
    for number, (label, value) in enumerate(bars):
        left, top = round(_LEFT + step * (number + 0.12), 1), y.at(value)
        size = f'width="{round(step * 0.76, 1)}" height="{round(_HEIGHT - _BOTTOM - top, 1)}"'
        said = f"<title>{escape(label)}: {value:,}</title>"
        parts.append(f'<rect class="bar" x="{left}" y="{top}" {size}>{said}</rect>')
        if (len(bars) - 1 - number) % every == 0:
            parts.append(_column(round(left + step * 0.38, 1), label))
    words = f"{title}: " + ", ".join(f"{label} {value:,}" for label, value in bars)
    return (
        f'<figure class="chart"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(words)}">'
        f"{''.join(parts)}</svg></figure>"
    )


def sparkline(points: Sequence[Point], title: str) -> str:
    """A line the size of a word; empty with fewer than two observations."""
    trusted = [point for point in points if not point.held]
    if len(trusted) < 2:
        return ""
    values = [point.value for point in trusted]
    x = _Scale(trusted[0].day.toordinal(), trusted[-1].day.toordinal(), 2, 98)
    y = _Scale(min(values), max(values), 22, 3)
    line = " ".join(f"{x.at(point.day.toordinal())},{y.at(point.value)}" for point in trusted)
    return (
        f'<svg class="spark" viewBox="0 0 100 25" role="img" aria-label="{escape(title)}">'
        f'<polyline points="{line}"/></svg>'
    )


def _row(y: float, label: str) -> str:
    line = f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
    return f'{line}<text x="{_LEFT - 8}" y="{y}" dy="0.35em" text-anchor="end">{label}</text>'


def _column(x: float, label: str) -> str:
    return f'<text x="{x}" y="{_HEIGHT - _BOTTOM}" dy="1.6em" text-anchor="middle">{escape(label)}</text>'


def _drawn(number: int, series: Series, x: _Scale, y: _Scale) -> Iterator[str]:
    """The line of one series, its points, and crosses for what was held back."""
    style = number % _STYLES
    trusted = [point for point in series.points if not point.held]
    if len(trusted) > 1:
        line = " ".join(f"{x.at(point.day.toordinal())},{y.at(point.value)}" for point in trusted)
        yield f'<polyline class="line series-{style}" points="{line}"/>'
    many = len(trusted) > _POINTS_MOST
    for point in (*filter(_is_held, series.points), *trusted[-1:]) if many else series.points:
        left, top = x.at(point.day.toordinal()), y.at(point.value)
        said = f"<title>{escape(series.name)}, {point.day}: {point.value:,}{', held back' * point.held}</title>"
        if point.held:
            cross = f"M{left - 5} {top - 5}l10 10m0 -10l-10 10"
            yield f'<path class="held" d="{cross}">{said}</path>'
        else:
            yield f'<circle class="point series-{style}" cx="{left}" cy="{top}" r="3.5">{said}</circle>'


def _is_held(point: Point) -> bool:
    return point.held


def _legend(series: Sequence[Series]) -> str:
    keys = [
        _key(f'<line class="line series-{number % _STYLES}" x1="1" x2="27" y1="5" y2="5"/>', one.name)
        for number, one in enumerate(series)
        if one.points
    ]
    if any(point.held for one in series for point in one.points):
        cross = (
            '<svg class="key" viewBox="0 0 28 10" aria-hidden="true"><path class="held" d="M10 1l8 8m0 -8l-8 8"/></svg>'
        )
        keys.append(f"<li>{cross}held back, not believed</li>")
    return f'<figcaption><ul class="legend">{"".join(keys)}</ul></figcaption>'


def _key(sign: str, name: str) -> str:
    return f'<li><svg class="key" viewBox="0 0 28 10" aria-hidden="true">{sign}</svg>{escape(name)}</li>'


def _told(series: Series) -> str:
    """A series in words."""
    trusted = [point for point in series.points if not point.held]
    if not trusted:
        return f"{series.name} only observations that were held back"
    first, last = trusted[0], trusted[-1]
    if len(trusted) == 1:
        return f"{series.name} {first.value:,} on {first.day}"
    return f"{series.name} from {first.value:,} on {first.day} to {last.value:,} on {last.day}"
