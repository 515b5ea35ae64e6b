"""``enrich update``: fresh values into the lists, as a diff, a check, or written."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from enrich.cli.output import Output, clean, with_settings
from enrich.query import Reader
from enrich.runner import find_lists, list_name, run_lists, utc_now
from enrich.settings import Settings
from enrich.store import Store
from enrich.update import Edit, Rules, Update, plan_update, write_update

EXIT_STALE = 1
_COLOURS = {"---": None, "+++": None, "@@": "cyan", "-": "red", "+": "green"}


@click.command("update")
@click.argument("lists", nargs=-1, type=click.Path(path_type=Path), metavar="[LIST]...")
@click.option("--diff", "mode", flag_value="diff", default=True, help="Show what would change.  [default]")
@click.option("--check", "mode", flag_value="check", help="Exit with 1 when something would change; for CI.")
@click.option("--write", "mode", flag_value="write", help="Write it into the lists.")
@click.option("--add-ids", is_flag=True, help="Also add a link to arXiv where an entry has none.")
@with_settings
def command(lists: tuple[Path, ...], mode: str, add_ids: bool, settings: Settings, out: Output) -> int:
    """Put fresh counts, venues, stars and completed authors into the lists, and touch no other byte.

    The values are those of the database; read and refresh it first (enrich run, enrich refresh).
    """
    paths = list(lists) or find_lists(settings.lists)
    rules = Rules(
        fields=settings.update_fields,
        add_ids=add_ids,
        max_authors=settings.max_authors,
        least_change=settings.update_least_change,
        every=settings.update_every,
    )
    with Reader(settings.db) as reader:
        updates = [plan_update(reader, path, list_name(path), rules, datetime.now(UTC)) for path in paths]
    stale = [update for update in updates if update.edits]
    if mode == "write":
        _write(stale, settings)
    _tell(updates, mode, out)
    return EXIT_STALE if mode == "check" and stale else 0


def _write(updates: Sequence[Update], settings: Settings) -> None:
    """Write the lists, and read them again at once, so that the database knows them as they are now."""
    if not updates:
        return
    for update in updates:
        write_update(update)
    paths = [update.path for update in updates]
    run_lists(settings.model_copy(update={"offline": True}), paths, command="update", with_facts=False)
    with Store.open(settings.db, now=utc_now, count_order=settings.count_sources) as store:
        store.mark_updated([list_name(path) for path in paths])


def _tell(updates: Sequence[Update], mode: str, out: Output) -> None:
    if out.as_json:
        out.json([_document(update) for update in updates])
        return
    for update in updates:
        if mode == "diff":
            _show_diff(update.diff())
        elif update.edits:
            what = "written" if mode == "write" else "stale; put it in with: enrich update --write"
            out.message(f"{update.path}: {_amounts(update.edits)} {what}")
        for edit in update.skipped:
            out.message(f"{update.path}:{edit.line}: {edit.field} left as it is: {edit.new!r} would not be read back")
    if not any(update.edits for update in updates):
        out.message("everything is fresh")


def _amounts(edits: Iterable[Edit]) -> str:
    return ", ".join(f"{number} {field.replace('_', ' ')}" for field, number in Counter(e.field for e in edits).items())


def _document(update: Update) -> dict[str, object]:
    def row(edit: Edit) -> dict[str, object]:
        return {"line": edit.line, "field": edit.field, "old": edit.old, "new": edit.new}

    return {
        "list": str(update.path),
        "edits": [row(edit) for edit in update.edits],
        "skipped": [row(edit) for edit in update.skipped],
    }


def _show_diff(lines: Iterable[str]) -> None:
    """A diff in colours on a terminal; into a pipe the same bytes as git's, so that it can be applied."""
    is_terminal = sys.stdout.isatty()
    for line in lines:
        whole = line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
        colour = next((name for start, name in _COLOURS.items() if line.startswith(start)), None)
        click.echo(click.style(clean(whole), fg=colour) if is_terminal else whole, nl=False)
