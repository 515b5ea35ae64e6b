"""``enrich run``: the whole pipeline on lists, and a summary that a person reads with pleasure."""

from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click

from enrich.cli import EXIT_DEGRADED, EXIT_USAGE
from enrich.cli.output import Output, with_settings
from enrich.models import SourceReport
from enrich.query import Reader, Row
from enrich.runner import ListOutcome, Outcome, find_lists, run_lists
from enrich.settings import Settings
from enrich.wording import VERDICTS, plural

_MOST_REVIEWED = 10


@click.command("run")
@click.argument("lists", nargs=-1, type=click.Path(path_type=Path))
@click.option("--plan", is_flag=True, help="Say what asking the services would take, and stop before that.")
@with_settings
def command(lists: tuple[Path, ...], plan: bool, settings: Settings, out: Output) -> int:
    """Run the whole pipeline on LISTS (default: lists/*.md): parse, resolve, fetch, store, and print a summary.

    Running it again is harmless: a list that did not change is not read twice, nobody is asked again for what is
    fresh, and what was known stays.
    """
    outcome = run_and_show("run", lists, settings, out, only_plan=plan)
    if any(found.error for found in outcome.lists):
        return EXIT_USAGE
    return EXIT_DEGRADED if outcome.status == "degraded" else 0


def run_and_show(
    name: str, lists: tuple[Path, ...], settings: Settings, out: Output, *, only_plan: bool = False
) -> Outcome:
    """Run the pipeline, show what came of it, and tell every list that could not be read."""
    paths = list(lists) or find_lists(settings.lists)
    patterns = () if lists else settings.lists

    def gone(list_path: str) -> bool:
        return any(fnmatch(list_path, pattern) for pattern in patterns) and not Path(list_path).exists()

    with out.progress() as progress:
        outcome = run_lists(settings, paths, command=name, gone=gone, only_plan=only_plan, progress=progress)
    for failed in outcome.lists:
        if failed.error:
            click.echo(f"enrich: {failed.error}", err=True)
    if only_plan:
        _show_plan(outcome, out)
    elif outcome.status != "failed" and (out.as_json or not out.quiet):
        _show(outcome, settings, out)
    return outcome


def _show_plan(outcome: Outcome, out: Output) -> None:
    if out.as_json:
        out.json([plan._asdict() for plan in outcome.plans])
        return
    numbers = ("Asked for", "Requests", "At least", "Credits")
    rows = [(p.source, p.subjects, p.requests, f"{p.seconds:,.0f} s", p.credits or "") for p in outcome.plans]
    if rows:
        out.table(("Service", *numbers), rows, right=numbers)
    else:
        out.message("nothing is due")


def _show(outcome: Outcome, settings: Settings, out: Output) -> None:
    paths = [found.path for found in outcome.lists if not found.error]
    with Reader(settings.db) as reader:
        summary = reader.summary(paths)
        review = reader.needs_review(paths)
    missing = _missing(summary)
    if out.as_json:
        lists = [found._asdict() for found in outcome.lists]
        services = [report._asdict() for report in outcome.sources]
        document = {"status": outcome.status, "lists": lists, "sources": services, "summary": summary}
        out.json(document | {"review": review, "missing": missing})
        return
    _show_lists(outcome.lists, out)
    _show_summary(summary, out)
    _show_review(review, out)
    _show_sources(outcome.sources, out)
    if missing:
        out.text("Not asked (offline)" if settings.offline else "Still unknown")
        for line in missing:
            out.text(f"  {line}")
        out.text()
    out.text(f"{settings.db}: look inside with enrich search WORDS, or enrich show ID")


def _show_lists(lists: tuple[ListOutcome, ...], out: Output) -> None:
    rows = [
        (
            found.path,
            found.entries,
            found.state,
            _changes(found),
            f"{plural(found.unread, 'line')} not understood" if found.unread else "",
        )
        for found in lists
        if not found.error
    ]
    out.table(("List", "Entries", "", "", ""), rows, right=("Entries",))
    out.text()


def _changes(found: ListOutcome) -> str:
    if found.state != "changed":
        return ""
    return f"+{found.added} −{found.removed}"


def _show_summary(summary: Row, out: Output) -> None:
    verdicts = summary["verdicts"]
    rows: list[tuple[Any, ...]] = [("Entries", summary["entries"], "")]
    rows += [(f"  {name}", verdicts[name], meaning) for name, meaning in VERDICTS.items() if name in verdicts]
    papers = summary["papers"]
    dates = f"observed {summary['oldest_count']} to {summary['newest_count']}" if summary["oldest_count"] else ""
    rows += [
        ("Papers", papers, ""),
        ("  with all authors", summary["papers_with_authors"], _share(summary["papers_with_authors"], papers)),
        ("  with a date", summary["papers_with_date"], _share(summary["papers_with_date"], papers)),
        ("  with a citation count", summary["papers_with_count"], dates),
        ("Author lists completed", summary["entries_authors_completed"], "entries whose list elides or omits authors"),
        ("Repositories", summary["repositories"], ""),
    ]
    out.table(("Summary", "", " "), rows, right=("",))
    out.text()


def _share(part: int, whole: int) -> str:
    if part == whole:
        return "complete" if whole else ""
    return f"{whole - part} missing"


def _show_review(review: list[Row], out: Output) -> None:
    if not review:
        return
    out.text(f"Needs review: {len(review)} (enrich review)")
    rows = [
        (f"  {row['entry_id']}", row["verdict"], row["title"], f"{row['list']}:{row['line_start']}")
        for row in review[:_MOST_REVIEWED]
    ]
    if len(review) > _MOST_REVIEWED:
        rows.append(("", "", f"… and {len(review) - _MOST_REVIEWED} more", ""))
    out.table(("  Entry", "Verdict", "Title", "Place"), rows)
    out.text()


def _show_sources(reports: tuple[SourceReport, ...], out: Output) -> None:
    if not reports:
        return
    rows = [(r.source, r.requests, r.found, r.absent, r.failed, r.not_asked, _why_down(r)) for r in reports]
    numbers = ("Requests", "Found", "Unknown", "Failed", "Not asked")
    out.table(("Service", *numbers, ""), rows, right=numbers)
    out.text()


def _why_down(report: SourceReport) -> str:
    if report.down is None:
        return ""
    return f"gave up: {report.down}" + (f" (rests until {report.until})" if report.until else "")


def _missing(summary: Row) -> list[str]:
    """What nobody could be asked for, one phrase each."""
    amounts = {
        "citation counts of {} papers": summary["papers"] - summary["papers_with_count"],
        "authors of {} papers": summary["papers"] - summary["papers_with_authors"],
        "titles of {} entries that the catalogue does not know": summary["titles_not_asked"],
        "stars of {} repositories": summary["repositories_without_stars"],
    }
    return [phrase.format(amount) for phrase, amount in amounts.items() if amount]
