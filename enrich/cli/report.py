"""``enrich report``: what changed, for a pull request, a mail or a browser."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.markdown import Markdown

from enrich.cli._file import data_file
from enrich.cli.output import Output, with_settings
from enrich.errors import ConfigError
from enrich.query import Reader
from enrich.report import Report, read_report
from enrich.runner import list_name, utc_now
from enrich.settings import Settings

_SPAN = re.compile(r"(\d{1,5}) ?([dw])", re.ASCII)
_DAYS = {"d": 1, "w": 7}
_SUFFIXES = {".html": "html", ".htm": "html"}


@click.command("report")
@click.argument("lists", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--since", metavar="DATE", help="From a day (2026-11-01) or so long ago (7d, 4w) on.  [default: the last run]"
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["markdown", "html"]),
    help="What is written.  [default: html into a file *.html, else markdown]",
)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write a file, not to stdout.")
@with_settings
def command(
    lists: tuple[Path, ...],
    since: str | None,
    style: str | None,
    output: Path | None,
    settings: Settings,
    out: Output,
) -> None:
    """Tell what changed in LISTS (default: all in the database): new papers, growth, publications, doubts, failures.

    Markdown is for the text of a pull request. The HTML page has charts, and needs nothing but a browser:

        enrich report --since 7d --output report.html
    """
    if out.as_json and style:
        raise click.UsageError("--json or --format, not both")
    now = utc_now()
    start = _read_since(since, now) if since is not None else None
    with Reader(settings.db) as reader:
        report = read_report(reader, lists=list(dict.fromkeys(map(list_name, lists))), since=start, now=now)
    style = "json" if out.as_json else style or _SUFFIXES.get(output.suffix.lower() if output else "", "markdown")
    text = _written(report, style)
    if output:
        with data_file(output) as file:
            file.write(text.encode())
        out.message(f"{output}: written")
    elif style == "markdown" and out.console.is_terminal:
        out.console.print(Markdown(text))
    else:
        click.echo(text, nl=False)


def _read_since(text: str, now: str) -> str:
    """A day, a moment, or a span before now, as the database writes times."""
    present = datetime.fromisoformat(now)
    span = _SPAN.fullmatch(text.strip().lower())
    try:
        if span:
            found = present - timedelta(days=int(span[1]) * _DAYS[span[2]])
        else:
            found = datetime.fromisoformat(text.strip())
            found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ConfigError(f"--since {text!r}: give a day such as 2026-11-01, or a span such as 7d or 4w") from None
    if found > present:
        raise ConfigError(f"--since {text!r}: is in the future")
    return found.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _written(report: Report, style: str) -> str:
    if style == "json":
        return report.model_dump_json(indent=2) + "\n"
    if style == "html":
        from enrich.report.html import to_html  # the template engine takes longer to load than Markdown to write

        return to_html(report)
    from enrich.report.markdown import to_markdown

    return to_markdown(report)
