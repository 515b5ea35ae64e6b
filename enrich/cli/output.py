"""What the commands share: options, tables, progress.

Tables are drawn for a terminal; into a pipe or a file the same rows go without borders, colours or cut cells.
"""

import json
import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table

from enrich.progress import Progress
from enrich.settings import load_settings

LARGEST = 2**63 - 1  # what a number of a row can be
_PIPE_WIDTH = 400  # columns; wide enough that no title is cut


def with_settings(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the common options, and their outcome as its argument ``settings``."""

    @click.option("--db", type=click.Path(path_type=Path), help="The database.  [default: db/papers.db]")
    @click.option("--catalogue", type=click.Path(path_type=Path), help="The catalogue.  [default: db/catalogue.db]")
    @click.option("--offline", is_flag=True, default=None, help="Ask no service.")
    @click.option("--source", multiple=True, metavar="NAME", help="Ask only this service; may be given several times.")
    @click.option("--max-age", metavar="AGE", help="Ask again for what is older, such as 24h or 7d.")
    @click.option("--budget", type=click.IntRange(min=1), help="Send at most so many requests.")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
    @click.option("--quiet", "-q", is_flag=True, help="Print no summary, messages or progress.")
    @click.option("-v", "verbose", is_flag=True, help="Tell every request; show where an internal error came from.")
    @wraps(function)
    def command(
        *args: Any,
        db: Path | None,
        catalogue: Path | None,
        offline: bool | None,
        source: tuple[str, ...],
        max_age: str | None,
        budget: int | None,
        as_json: bool,
        quiet: bool,
        verbose: bool,
        **others: Any,
    ) -> Any:
        if verbose:
            logging.basicConfig(stream=sys.stderr, format="%(name)s: %(message)s")
            logging.getLogger("enrich").setLevel(logging.DEBUG)
        options = {"db": db, "catalogue": catalogue, "offline": offline, "source": source or None}
        settings = load_settings(options | {"max_age": max_age, "budget": budget})
        return function(*args, settings=settings, out=Output(as_json, quiet, verbose), **others)

    return command


class Output:
    """Where a command prints: data to stdout, messages to stderr, as the user asked."""

    def __init__(self, as_json: bool, quiet: bool, verbose: bool) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self.verbose = verbose
        self.console = _console(stderr=False)

    def json(self, document: Any) -> None:
        """Print one JSON document."""
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))

    def lines(self, objects: Iterable[Any]) -> None:
        """Print JSON lines as they come."""
        write = sys.stdout.write
        for item in objects:
            write(json.dumps(item, ensure_ascii=False) + "\n")

    def text(self, text: str = "") -> None:
        """Print data that is plain text; markup in it means nothing."""
        self.console.print(clean(text), markup=False, highlight=False, soft_wrap=True)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[Any]], right: Sequence[str] = ()) -> None:
        """Print rows under headings; NULL is an empty cell. ``right`` names the columns of numbers."""
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=any(map(str.strip, columns)))
        for column in columns:
            table.add_column(column, justify="right" if column in right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(safe(cell) for cell in row))
        if self.console.is_terminal:
            self.console.print(table)
            return
        with self.console.capture() as captured:
            self.console.print(table)
        click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))

    def message(self, text: str) -> None:
        """Tell the user something that is not data."""
        if not self.quiet:
            click.echo(clean(text), err=True)

    def progress(self) -> "TerminalProgress":
        """Progress bars on stderr, when that is a terminal and the user did not ask for quiet."""
        return TerminalProgress(shown=not self.quiet and sys.stderr.isatty())


def clean(text: str) -> str:
    """Text of strangers without what steers a terminal: control characters, and marks that turn the direction."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def safe(cell: Any) -> str:
    """A cell as one line of clean text in which markup means nothing."""
    return "" if cell is None else escape(clean(str(cell).replace("\n", " ")))


def _console(stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, emoji=False, width=None if stream.isatty() else _PIPE_WIDTH)


class TerminalProgress(Progress):
    """Draws the progress of a run, a bar for each piece of work that goes on; it leaves the terminal clean."""

    def __init__(self, shown: bool) -> None:
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[remark]}", markup=False),
            console=_console(stderr=True),
            transient=True,
            disable=not shown,
        )
        self._task: TaskID | None = None
        self._beside: dict[str, TaskID] = {}

    def __enter__(self) -> "TerminalProgress":
        self._bars.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bars.stop()

    def start(self, label: str, total: int | None = None) -> None:
        """Begin a new bar in the place of the last one."""
        self._clear()
        self._task = self._bars.add_task(clean(label), total=total, remark="")

    def advance(self, done: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._bars.update(self._task, completed=done)

    def beside(self, label: str, done: int, total: int, remark: str = "") -> None:
        """Move a bar that stays beside others, or begin it."""
        self._clear()
        if label not in self._beside:
            self._beside[label] = self._bars.add_task(label, total=total, remark="")
        self._bars.update(self._beside[label], completed=done, total=total, remark=clean(remark))

    def _clear(self) -> None:
        """Take away the bar that stands alone."""
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._task = None
