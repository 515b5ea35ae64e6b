"""``enrich catalogue``: the local index of titles."""

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import click

from enrich.catalogue import open_catalogue
from enrich.cli import EXIT_DEGRADED, EXIT_NOTHING
from enrich.cli.output import Output, with_settings
from enrich.errors import ConfigError
from enrich.settings import Settings


@click.group("catalogue")
def command() -> None:
    """The local catalogue, which finds papers by title without a request.

    A small one ships with the program. For all of arXiv, import the snapshot of its metadata once, and harvest what
    is new since then as often as you like.
    """


@command.command("info")
@with_settings
def info(settings: Settings, out: Output) -> None:
    """Say where the catalogue is, how much it holds and how new it is."""
    with out.progress() as progress:
        progress.start("Opening the catalogue")
        catalogue = open_catalogue(settings.catalogue, lambda done, _: progress.advance(done))
    with closing(catalogue):
        found = catalogue.info()._asdict()
    if out.as_json:
        out.json(found)
    else:
        out.table(("Catalogue", ""), ((name.replace("_", " "), value) for name, value in found.items()))


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@with_settings
def import_(file: Path, settings: Settings, out: Output) -> None:
    """Build the catalogue anew from FILE, the public snapshot of arXiv's metadata.

    FILE has one JSON object a line, plain, gzipped or in a zip archive; the snapshot is the dataset "arXiv" of Cornell
    University on Kaggle. All of arXiv takes one to three minutes and a gigabyte. Citation counts and former titles
    that the catalogue holds are kept, and until the new one is complete, the old one stays.
    """
    from enrich.catalogue.snapshot import import_snapshot

    with out.progress() as progress:
        done = import_snapshot(settings.catalogue, file, progress)
    for bad in done.shown:
        out.message(f"{file}:{bad.line}: left out: {bad.reason}")
    if done.bad > len(done.shown):
        out.message(f"{file}: {done.bad - len(done.shown):,} more lines were left out")
    if done.papers < done.before:
        out.message(f"the catalogue that was replaced had more papers: {done.before:,}")
    if out.as_json:
        document = done._asdict() | {"path": str(settings.catalogue)}
        out.json(document | {"shown": [bad._asdict() for bad in done.shown]})
    elif not out.quiet:
        out.text(f"{settings.catalogue}: {done.papers:,} papers, the newest of {done.newest}")


@command.command("harvest")
@click.option("--since", metavar="DAY", help="Ask for what changed since this day, such as 2026-01-31.")
@with_settings
def harvest(since: str | None, settings: Settings, out: Output) -> int:
    """Ask arXiv (OAI-PMH) which papers are new or changed, and bring the catalogue up to date.

    Goes on where the last harvest stopped, or where the imported snapshot ends. arXiv gives about a thousand papers in
    a request, and a request can take half a minute: a day takes seconds, a month minutes, and all of arXiv (--since
    2005-09-16) the better part of a day, so import the snapshot first. What was harvested stays when you stop it.
    """
    from enrich.runner import harvest_catalogue

    if settings.offline:
        raise ConfigError("catalogue harvest asks arXiv: leave --offline (ENRICH_OFFLINE) away")
    day = _day(since) if since else None
    with out.progress() as progress:
        done = harvest_catalogue(settings, day, progress)
    changes = done.changes
    if done.stopped:
        click.echo(f"enrich: {done.stopped}; run it again to go on from {done.until}", err=True)
    if out.as_json:
        out.json(done._asdict() | {"changes": changes._asdict()})
    elif not out.quiet:
        out.text(
            f"{settings.catalogue}: since {done.since} new papers: {changes.new:,}, changed ones: {changes.changed:,}"
            f" (with another title: {changes.retitled:,}), gone: {changes.gone:,}"
        )
    if done.stopped:
        return EXIT_DEGRADED if done.records else EXIT_NOTHING
    return 0


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise ConfigError(f"--since {text}: must be a day such as 2026-01-31") from None
