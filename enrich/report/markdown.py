"""A report as Markdown, short enough for the text of a pull request; parts with nothing in them are left out.

Nothing that a title holds is markup here: no link, no image, no HTML, no mention of a person, no formula.
"""

from collections.abc import Iterator

from enrich.escape import inert_markdown
from enrich.report.document import Report
from enrich.report.parts import Cell, Table, coverage, known, period_line, summary, tables


def to_markdown(report: Report) -> str:
    """The report as one Markdown document."""
    return "\n".join(_lines(report)).rstrip("\n") + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# What changed in {inert_markdown(report.title)}"
    yield ""
    yield f"{period_line(report.period)} {summary(report)}"
    yield ""
    changed = [table for table in tables(report) if table.total]
    for table in changed:
        yield f"## {table.heading} ({table.total:,})"
        yield ""
        yield table.note
        yield ""
        yield from _rows(table)
    if not changed:
        yield "Nothing changed."
        yield ""
    if report.totals.papers:
        yield "## How the list stands" if report.totals.lists == 1 else "## How the lists stand"
        yield ""
        yield from _rows(known(report))
        if report.coverage:
            yield from _rows(coverage(report))


def _rows(table: Table) -> Iterator[str]:
    yield "| " + " | ".join(table.columns) + " |"
    yield "| " + " | ".join("---:" if name in table.right else "---" for name in table.columns) + " |"
    for row in table.rows:
        yield "| " + " | ".join(map(_cell, row)) + " |"
    yield ""
    if table.more:
        yield f"… and {table.more:,} more"
        yield ""


def _cell(cell: Cell) -> str:
    text = inert_markdown(cell.text)
    return f"[{text}]({cell.url})" if cell.url and text else text
