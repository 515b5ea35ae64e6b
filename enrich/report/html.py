"""A report as one HTML page: no script, nothing loaded from elsewhere, light and dark.

Every text is escaped by the template engine, and the page's own policy forbids scripts, frames and requests.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from enrich.escape import one_line
from enrich.report.charts import coverage_chart, curves_chart, known_chart, sections_chart, years_chart
from enrich.report.document import Report
from enrich.report.parts import period_line, tables
from enrich.wording import day, number, plural, share

_TEMPLATES = Path(__file__).parent / "templates"
_ROWS_AT_ONCE = 6  # of a table; the others are folded away


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(clean=one_line, day=day, number=number, plural=plural)
    return environment.get_template("report.html")


def to_html(report: Report) -> str:
    """The report as one HTML document."""
    totals = report.totals
    return _template().render(
        report=report,
        period=period_line(report.period),
        tables=tables(report),
        at_once=_ROWS_AT_ONCE,
        known=known_chart(totals),
        count_share=share(totals.with_count, totals.papers),
        curves=curves_chart(report.curves),
        years=years_chart(report.years, newest=int(report.made_at[:4]) + 1),
        sections=sections_chart(report.sections.rows, several_lists=totals.lists > 1),
        coverage=coverage_chart(report.coverage),
    )
