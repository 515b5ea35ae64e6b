"""``enrich refresh``: the nightly job."""

from pathlib import Path

import click

from enrich.cli import EXIT_DEGRADED, EXIT_NOTHING, EXIT_USAGE
from enrich.cli.output import Output, with_settings
from enrich.cli.run import run_and_show
from enrich.settings import Settings


@click.command("refresh")
@click.argument("lists", nargs=-1, type=click.Path(path_type=Path))
@with_settings
def command(lists: tuple[Path, ...], settings: Settings, out: Output) -> int:
    """Re-read the lists that changed, ask only for what is stale, and spend at most the budget.

    Meant for a scheduler: use --quiet, and look at the exit code (4: no service gave anything) or at enrich doctor.
    """
    outcome = run_and_show("refresh", lists, settings, out)
    if any(found.error for found in outcome.lists):
        return EXIT_USAGE
    if outcome.nothing_came:
        click.echo("enrich: nothing could be refreshed: no service gave an answer; what was known stays", err=True)
        return EXIT_NOTHING
    return EXIT_DEGRADED if outcome.status == "degraded" else 0
