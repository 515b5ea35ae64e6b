"""``enrich run``: the whole pipeline on lists, and a summary that a person reads with pleasure."""

from pathlib import Path
from typing import Any

import click

from enrich.cli import EXIT_DEGRADED, EXIT_USAGE
from enrich.cli.output import Output, with_settings
from enrich.query import Reader, Row
from enrich.runner import ListOutcome, Outcome, find_lists, run_lists
from enrich.settings import Settings

_MEANING = {
    "linked": "the list names the id, and the title agrees",
    "title_exact": "found by title",
    "title_author": "found by title, confirmed by authors or year",
    "override": "decided by a person",
    "related": "links one paper without being it",
    "not_paper": "a blog, a video, a model page, …",
    "mismatch": "the id in the list is another paper's",
    "ambiguous": "several papers fit",
    "not_found": "nobody knows such a paper",
    "not_asked": "not in the catalogue, and no service was asked",
}
_MOST_REVIEWED = 10


@click.command("run")
@click.argument("lists", nargs=-1, type=click.Path(path_type=Path))
@with_settings
def command(lists: tuple[Path, ...], settings: Settings, out: Output) -> int:
    """Run the whole pipeline on LISTS (default: lists/*.md): parse, resolve, fetch, store, and print a summary.

    Running it again is harmless: a list that did not change is not read twice, and what was known stays.
    """
    paths = list(lists) or find_lists(settings.lists)
    with out.progress() as progress:
        outcome = run_lists(settings, paths, progress=progress)
    for failed in outcome.lists:
        if failed.error:
            click.echo(f"enrich: {failed.error}", err=True)
    if outcome.status != "failed" and not out.quiet:
        _show(outcome, settings, out)
    if any(found.error for found in outcome.lists):
        return EXIT_USAGE
    return EXIT_DEGRADED if outcome.status == "degraded" else 0


def _show(outcome: Outcome, settings: Settings, out: Output) -> None:
    paths = [found.path for found in outcome.lists if not found.error]
    with Reader(settings.db) as reader:
        summary = reader.summary(paths)
        review = reader.needs_review(paths)
    missing = _missing(summary)
    if out.as_json:
        lists = [found._asdict() for found in outcome.lists]
        out.json({"status": outcome.status, "lists": lists, "summary": summary, "review": review, "missing": missing})
        return
    _show_lists(outcome.lists, out)
    _show_summary(summary, out)
    _show_review(review, out)
    if missing:
        out.text("Not asked (offline)")
        for line in missing:
            out.text(f"  {line}")
        out.text()
    out.text(f"{settings.db}: up to date. Look inside with: enrich search WORDS, enrich show ID")


def _show_lists(lists: tuple[ListOutcome, ...], out: Output) -> None:
    rows = [
        (
            found.path,
            found.entries,
            found.state,
            _changes(found),
            f"{found.unread} lines not understood" if found.unread else "",
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
    rows += [(f"  {name}", verdicts[name], meaning) for name, meaning in _MEANING.items() if name in verdicts]
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


def _missing(summary: Row) -> list[str]:
    """What nobody could be asked for, one phrase each."""
    amounts = {
        "citation counts of {} papers": summary["papers"] - summary["papers_with_count"],
        "authors of {} papers": summary["papers"] - summary["papers_with_authors"],
        "titles of {} entries that the catalogue does not know": summary["titles_not_asked"],
        "stars of {} repositories": summary["repositories_without_stars"],
    }
    return [phrase.format(amount) for phrase, amount in amounts.items() if amount]
