"""``enrich catalogue``: the local index of titles."""

from contextlib import closing

import click

from enrich.catalogue import open_catalogue
from enrich.cli.output import Output, with_settings
from enrich.settings import Settings


@click.group("catalogue")
def command() -> None:
    """The local catalogue, which finds papers by title without a request."""


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
