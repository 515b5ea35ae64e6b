"""``enrich export``: the papers as a bibliography or as data."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from enrich.cli._file import data_file
from enrich.cli.output import Output, with_settings
from enrich.errors import ConfigError
from enrich.exports import CitationKeys, formats, load
from enrich.query import Reader, Row
from enrich.runner import list_name
from enrich.selection import Scope, check, citable, papers
from enrich.settings import Settings
from enrich.wording import plural

_BINARY = {"parquet"}


@click.command("export")
@click.argument("lists", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "name", type=click.Choice(sorted(formats())), required=True, help="What to write.")
@click.option("--section", help="Only papers of this section, and of those below it.")
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.  [default: stdout]")
@with_settings
def command(
    lists: tuple[Path, ...], name: str, section: str | None, output: Path | None, settings: Settings, out: Output
) -> None:
    """Write the papers of LISTS (default: all papers of the database) as a bibliography or as data.

    A paper has the same citation key in every format and every export. An id that is wrong in a list (see enrich
    review) does not make its paper one of the list's.
    """
    _refuse(name, output, out)
    scope = Scope(tuple(map(list_name, lists)), section)
    with Reader(settings.db) as reader:
        check(reader, scope)
        counted = _Counted(_with_keys(papers(reader, scope), CitationKeys(citable(reader))))
        chosen = load(name)
        with data_file(output) as file:
            chosen.write(counted, file)
    if output and out.as_json:
        out.json({"output": output.as_posix(), "papers": counted.number})
    elif output:
        out.message(f"{output}: {plural(counted.number, 'paper')}")


def _refuse(name: str, output: Path | None, out: Output) -> None:
    if output is None and out.as_json:
        raise ConfigError("--json tells what was written to --output; for data as JSON, use --format jsonl or csl-json")
    if output is None and name in _BINARY and out.console.is_terminal:
        raise ConfigError(f"{name} is not text; name a file with --output, or send it into a pipe")


def _with_keys(rows: Iterable[Row], keys: CitationKeys) -> Iterator[Row]:
    for row in rows:
        yield {"key": keys.key(row)} | row


class _Counted:
    """Rows as they come; ``number`` is how many came."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.number = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.number += 1
            yield row
