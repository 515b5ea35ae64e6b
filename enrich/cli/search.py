"""``enrich search``: full-text search over papers and entries."""

import click

from enrich.cli.output import Output, with_settings
from enrich.query import Reader
from enrich.settings import Settings


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Rows at most.")
@with_settings
def command(query: tuple[str, ...], limit: int, settings: Settings, out: Output) -> None:
    """Find papers by words of title or abstract, and entries by words of their title, the best first."""
    with Reader(settings.db) as reader:
        rows = reader.search(" ".join(query), limit)
    if out.as_json:
        out.json(rows)
    elif rows:
        cells = (
            (
                row["paper_id"] or f"entry {row['entry_id']}",
                row["title"],
                row["year"],
                row["venue"],
                row["citation_count"],
            )
            for row in rows
        )
        out.table(("Paper", "Title", "Year", "Venue", "Cited"), cells, right=("Year", "Cited"))
    else:
        out.message("nothing found; fewer or other words may find more")
