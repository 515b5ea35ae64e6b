"""``enrich update``: fresh values into the lists, as a diff, a check, or written."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from enrich.cli.output import Output, clean, with_settings
from enrich.errors import ConfigError, EnrichError, StopRun
from enrich.query import Reader
from enrich.runner import find_lists, list_name, run_lists, utc_now
from enrich.settings import Settings
from enrich.store import Store
from enrich.update import Edit, Field, Rules, Update, plan_update, write_update

EXIT_STALE = 1
_WORDS: Mapping[Field, str] = {
    "citations": "citation count",
    "venue": "venue",
    "stars": "star count",
    "authors": "author list",
    "arxiv_id": "arXiv link",
}
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
    shown = _Shown(mode, out)
    written: list[Path] = []
    try:
        with Reader(settings.db) as reader:
            for path in paths:
                try:
                    update = plan_update(reader, path, list_name(path), rules, datetime.now(UTC))
                    if mode == "write" and update.edits:
                        write_update(update)
                        written.append(path)
                except (ConfigError, StopRun) as error:  # of this list; the others go on
                    shown.fail(path, error)
                else:
                    shown.tell(update)
    finally:  # also when somebody stops it between two lists
        _read_again(written, settings)
    return shown.finish()


def _read_again(written: Sequence[Path], settings: Settings) -> None:
    """Read the lists that were written, so that the database knows them as they are now."""
    if not written:
        return
    run_lists(settings.model_copy(update={"offline": True}), written, command="update", with_facts=False)
    with Store.open(settings.db, now=utc_now, count_order=settings.count_sources) as store:
        store.mark_updated([list_name(path) for path in written])


class _Shown:
    """Shows one list after the other, and remembers what the exit code depends on."""

    def __init__(self, mode: str, out: Output) -> None:
        self._mode = mode
        self._out = out
        self._documents: list[dict[str, object]] = []
        self._is_stale = False
        self._failure = 0  # the gravest exit code

    def fail(self, path: Path, error: EnrichError) -> None:
        """Say why a list was left as it is."""
        click.echo(f"enrich: {clean(str(error))}", err=True)
        self._failure = max(self._failure, error.exit_code)
        self._documents.append({"list": str(path), "error": str(error)})

    def tell(self, update: Update) -> None:
        """Show what is new in a list."""
        self._is_stale |= bool(update.edits)
        if self._out.as_json:
            self._documents.append(_document(update))
        else:
            self._show(update)

    def _show(self, update: Update) -> None:
        if self._mode == "diff":
            _show_diff(update.diff())
        elif update.edits:
            what = "written" if self._mode == "write" else "to be written: enrich update --write"
            self._out.message(f"{update.path}: {_amounts(update.edits)} {what}")
        for edit in update.skipped:
            what = f"{_WORDS[edit.field]} left as it is: {edit.new.strip()!r} would not be read back"
            self._out.message(f"{update.path}:{edit.line}: {what}")

    def finish(self) -> int:
        """The exit code, behind what is still to be said."""
        if self._out.as_json:
            self._out.json(self._documents)
        elif not self._is_stale and not self._failure:
            self._out.message("everything is fresh")
        return self._failure or (EXIT_STALE if self._mode == "check" and self._is_stale else 0)


def _amounts(edits: Iterable[Edit]) -> str:
    """How many values of each kind, in the order of their names' table: ``2 citation counts, 1 venue``."""
    amounts = Counter(edit.field for edit in edits)
    return ", ".join(f"{amounts[f]} {word}{'s' * (amounts[f] > 1)}" for f, word in _WORDS.items() if amounts[f])


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
