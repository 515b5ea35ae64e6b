"""``enrich serve``: the site of the database, on this machine or as files."""

from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path

import click

from enrich.cli.output import Output, with_settings
from enrich.errors import ConfigError
from enrich.query import Reader
from enrich.settings import Settings


@click.command("serve")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; others than you may read it."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0 takes a free one."
)
@click.option(
    "--build",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the site into DIR as files, for any web server, and stop.",
)
@with_settings
def command(host: str, port: int, build: Path | None, settings: Settings, out: Output) -> None:
    """Serve the papers as a site: search, a page for each paper, and every table by Datasette.

    With --build the pages become files, such as GitHub Pages can show.
    """
    if find_spec("datasette") is None:
        raise ConfigError("serve needs Datasette: pip install 'paper-list-enrich[serve]', or make install")
    with Reader(settings.db):
        pass  # a database that is not there is told before anything is started
    if build:
        _build(settings, build, out)
    else:
        _serve(settings, host, port, out)


def _serve(settings: Settings, host: str, port: int, out: Output) -> None:
    from enrich.serve.server import serve

    def ready(address: str) -> None:
        if out.as_json:
            out.json({"address": address})
        if not _only_here(host):
            out.message(f"everybody who reaches {host} can read {settings.db}: there is no password")
        out.message(f"{settings.db} is at {address} (Ctrl-C ends it)")

    serve(settings.db, host, port, ready)


def _build(settings: Settings, folder: Path, out: Output) -> None:
    from enrich.serve.build import build

    with out.progress() as progress:
        built = build(settings.db, folder, progress)
    if out.as_json:
        out.json(built._asdict())
    out.message(f"{folder}: {built.pages:,} pages, {built.removed:,} old files removed")


def _only_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
