"""A report said in tables, once for every output: headings, columns, and cells with their links.

Text of strangers is on one line here, without control characters and marks that turn the direction; what else it needs
to be inert is the business of the output.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from enrich.escape import one_line
from enrich.identifiers import ArxivId
from enrich.report.document import Doubt, Growth, Learnt, NewPaper, Part, Period, Place, Report
from enrich.wording import VERDICTS, day, number, plural, share

_PAGES = {
    "doi": "https://doi.org/",
    "s2": "https://www.semanticscholar.org/paper/",
    "openalex": "https://openalex.org/",
}


class Cell(NamedTuple):
    """One cell: clean text, and the address that it links to."""

    text: str
    url: str | None = None


class Table(NamedTuple):
    """One part of a report: ``name`` is its anchor, ``right`` are its columns of numbers, ``total`` counts all rows."""

    name: str
    heading: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    right: frozenset[str] = frozenset()

    @property
    def more(self) -> int:
        """How many rows are left out."""
        return self.total - len(self.rows)


def paper_url(paper_id: str | None) -> str | None:
    """The page of a paper at the service that its id is from; None for an id of another form."""
    scheme, _, value = (paper_id or "").partition(":")
    if scheme == "arxiv":
        arxiv_id = ArxivId.find(value)
        return arxiv_id.abs_url if arxiv_id else None
    return _PAGES[scheme] + quote(value, safe="/") if scheme in _PAGES and value else None


def paper_cell(paper_id: str, title: str | None) -> Cell:
    """The title of a paper, linked to its page."""
    return Cell(one_line(title) or f"{one_line(paper_id)} (title not known yet)", paper_url(paper_id))


def period_line(period: Period) -> str:
    """What time a report is about, in words."""
    if period.until is None:
        return "No run was completed yet."
    runs = sum(period.runs.values())
    gaps = f", {runs - period.runs.get('ok', 0):,} with gaps" if runs > period.runs.get("ok", 0) else ""
    if period.by_last_run and runs > 1:
        return f"By the last {runs:,} runs, until {day(period.until)}{gaps}."
    if period.by_last_run:
        which = "last" if period.since else "first"
        return f"By the {which} run, on {day(period.until)}{', which could not ask everybody' if gaps else ''}."
    return f"From {day(period.since)} to {day(period.until)}: {plural(runs, 'run')}{gaps}."


def tables(report: Report) -> list[Table]:
    """Everything that changed or wants attention, in the order of the report; parts with nothing in them, too."""
    return [
        _new_papers("new", "New papers", "The most cited first.", report.new_papers),
        _new_papers("identified", "Identified", "Entries of before whose paper is known now.", report.identified),
        _growth("fastest", "Fastest growing", "Most citations gained, by one source.", report.fastest),
        _growth(
            "relative",
            "Fastest growing for their size",
            "Papers that had at least ten citations.",
            report.fastest_relative,
        ),
        _published(report.published),
        _stars(report),
        _removed(report),
        _withdrawn(report.withdrawn),
        _doubts(report.doubts),
        _failures(report),
        _resting(report),
        _review(report),
    ]


def _table(
    name: str,
    heading: str,
    note: str,
    columns: Sequence[str],
    rows: Iterator[tuple[Cell, ...]],
    total: int,
) -> Table:
    """A table; a column whose name ends with ``#`` holds numbers, and one with nothing in it is left out."""
    found = list(rows)
    filled = [place for place in range(len(columns)) if any(row[place].text for row in found)]
    right = frozenset(columns[place].removesuffix("#") for place in filled if columns[place].endswith("#"))
    return Table(
        name,
        heading,
        note,
        columns=tuple(columns[place].removesuffix("#") for place in filled),
        rows=tuple(tuple(row[place] for place in filled) for row in found),
        total=total,
        right=right,
    )


def _place(place: Place) -> Cell:
    section = f" ({one_line(place.section)})" if place.section else ""
    return Cell(f"{one_line(place.list)}:{place.line}{section}")


def _new_papers(name: str, heading: str, note: str, part: Part[NewPaper]) -> Table:
    rows = (
        (
            paper_cell(row.paper_id, row.title),
            Cell("" if row.year is None else str(row.year)),
            Cell(one_line(row.venue)),
            Cell(number(row.citation_count)),
            _place(row.place),
        )
        for row in part.rows
    )
    return _table(name, heading, note, ("Paper", "Year#", "Venue", "Citations#", "Place"), rows, part.total)


def _growth(name: str, heading: str, note: str, part: Part[Growth]) -> Table:
    rows = (
        (
            paper_cell(row.paper_id, row.title),
            Cell(f"+{row.after - row.before:,}"),
            Cell(f"+{100 * (row.after - row.before) / row.before:.1f} %" if row.before else ""),
            Cell(f"{row.before:,} → {row.after:,}"),
            Cell(day(row.before_at)),
            Cell(one_line(row.source)),
        )
        for row in part.rows
    )
    columns = ("Paper", "Gained#", "Growth#", "Citations#", "Since", "Source")
    return _table(name, heading, note, columns, rows, part.total)


def _published(part: Part[Learnt]) -> Table:
    rows = (
        (
            paper_cell(row.paper_id, row.title),
            Cell(one_line(row.where)),
            Cell(one_line(row.doi), paper_url(f"doi:{row.doi}") if row.doi else None),
            Cell(one_line(row.source)),
        )
        for row in part.rows
    )
    note = "Papers of before whose venue or DOI became known, or was corrected."
    return _table("published", "Newly published", note, ("Paper", "Venue", "DOI", "Source"), rows, part.total)


def _withdrawn(part: Part[Learnt]) -> Table:
    rows = (
        (paper_cell(row.paper_id, row.title), Cell(row.what), Cell(one_line(row.source)), Cell(day(row.at)))
        for row in part.rows
    )
    note = "Think about whether they should stay in the list."
    return _table("withdrawn", "Withdrawn or retracted", note, ("Paper", "What", "Source", "Since"), rows, part.total)


def _removed(report: Report) -> Table:
    rows = (
        (Cell(one_line(row.title), paper_url(row.paper_id)), Cell(one_line(row.list))) for row in report.removed.rows
    )
    note = "Entries that were taken out of their list."
    return _table("removed", "Removed", note, ("Entry", "List"), rows, report.removed.total)


def _stars(report: Report) -> Table:
    rows = (
        (
            Cell(one_line(row.repository_id), f"https://github.com/{quote(row.repository_id, safe='/')}"),
            Cell(f"+{row.after - row.before:,}"),
            Cell(f"{row.before:,} → {row.after:,}"),
        )
        for row in report.stars.rows
    )
    note = "Repositories that gained most."
    return _table("stars", "Stars", note, ("Repository", "Gained#", "Stars#"), rows, report.stars.total)


def _doubts(part: Part[Doubt]) -> Table:
    def state(row: Doubt) -> str:
        return "held back, not shown" if row.held_back else "believed"

    rows = (
        (
            paper_cell(row.paper_id, row.title),
            Cell(number(row.before)),
            Cell(number(row.after)),
            Cell(day(row.after_at)),
            Cell(one_line(row.source)),
            Cell(state(row)),
        )
        for row in part.rows
    )
    note = "Counts that fell or jumped more than is plausible. What is held back is asked again until it is confirmed."
    columns = ("Paper", "Last believed#", "Reported#", "Seen", "Source", "State")
    return _table("suspicious", "Suspicious counts", note, columns, rows, part.total)


def _failures(report: Report) -> Table:
    rows = (
        (
            Cell(one_line(row.source)),
            Cell("gave no usable answer" if row.status == "failed" else "not asked"),
            Cell(number(row.subjects)),
            Cell(one_line(row.reason)),
            Cell(one_line(row.example)),
        )
        for row in report.failures.rows
    )
    note = "What was known stays; the next run asks again."
    columns = ("Source", "What", "Subjects#", "Reason", "Such as")
    return _table("failures", "Failures", note, columns, rows, report.failures.total)


def _resting(report: Report) -> Table:
    def until(moment: str) -> str:
        return f"{day(moment)}, {moment[11:16]} UTC" if len(moment) > 15 else day(moment)

    rows = ((Cell(one_line(row.source)), Cell(until(row.until))) for row in report.resting)
    note = "Sources that asked to be left alone."
    return _table("resting", "Resting", note, ("Source", "Until"), rows, len(report.resting))


def _review(report: Report) -> Table:
    rows = (
        (
            Cell(str(row.entry_id)),
            Cell(one_line(row.title)),
            Cell(VERDICTS[row.verdict]),
            Cell(one_line(row.paper_title or row.paper_id), paper_url(row.paper_id)),
            _place(row.place),
        )
        for row in report.review.rows
    )
    note = "Decide with: enrich review --accept ENTRY ID, or --reject ENTRY."
    columns = ("Entry#", "Title", "Why", "Now", "Place")
    return _table("review", "Needs review", note, columns, rows, report.review.total)


def known(report: Report) -> Table:
    """Of how many papers each thing is known."""
    totals = report.totals
    found = totals.known
    rows = ((Cell(name), Cell(number(count)), Cell(share(count, totals.papers))) for name, count in found.items())
    return _table("known", "What is known", "", ("Of papers", "Known#", "Share#"), rows, len(found))


def coverage(report: Report) -> Table:
    """Of how many papers each source gave a count."""
    rows = (
        (Cell(one_line(row.source)), *(Cell(number(count)) for count in (row.fresh, row.old, row.none)))
        for row in report.coverage
    )
    note = "Papers with a count by each source: fresh, due to be asked again, or none."
    columns = ("Source", "Fresh#", "Older#", "None#")
    return _table("coverage", "Coverage by source", note, columns, rows, len(report.coverage))


def summary(report: Report) -> str:
    """How much there is, in a sentence."""
    totals = report.totals
    gained = f", {report.gained:,} of them gained" if report.gained else ""
    lists = f" of {plural(totals.lists, 'list')}" if totals.lists != 1 else ""
    entries = plural(totals.entries, "entry", "entries")
    cited = "no citation count is known" if totals.citations is None else f"{totals.citations:,} citations{gained}"
    return f"{plural(totals.papers, 'paper')} in {entries}{lists}; {cited}."
