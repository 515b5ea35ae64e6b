"""``enrich render``: the entries as a list again, in a style that comes with the program or by a template."""

from pathlib import Path

import click

from enrich.cli._file import data_file
from enrich.cli.output import Output, with_settings
from enrich.errors import ConfigError
from enrich.query import Reader
from enrich.render import grouped, read_template, render, style_template, styles
from enrich.runner import list_name
from enrich.selection import Group, Scope, Sort, check, list_title, shown_entries
from enrich.settings import Settings


@click.command("render")
@click.argument("lists", nargs=-1, type=click.Path(path_type=Path))
@click.option("--style", type=click.Choice(styles()), help="A style that comes with the program.")
@click.option("--template", type=click.Path(path_type=Path), help="A Jinja2 template of your own (docs/templates.md).")
@click.option(
    "--group-by",
    "group",
    type=click.Choice(["section", "year", "venue", "none"]),
    default="section",
    show_default=True,
    help="What the headings are.",
)
@click.option(
    "--sort",
    type=click.Choice(["list", "citations", "date", "title"]),
    default="list",
    show_default=True,
    help="Order of the entries below a heading; the most cited and the newest come first.",
)
@click.option("--section", help="Only entries of this section, and of those below it.")
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.  [default: stdout]")
@with_settings
def command(
    lists: tuple[Path, ...],
    style: str | None,
    template: Path | None,
    group: Group,
    sort: Sort,
    section: str | None,
    output: Path | None,
    settings: Settings,
    out: Output,
) -> None:
    """Write the entries of LISTS (default: of all lists) from the database, as a list.

    Titles are those of the lists; ids, venues, years, authors and citation counts are completed by what is known of the
    papers. The lists themselves stay as they are.
    """
    if out.as_json:
        raise ConfigError("--json is not for lists; for data as JSON, use: enrich export --format jsonl")
    if (style is None) == (template is None):
        raise ConfigError(f"give either --style ({', '.join(styles())}) or --template FILE")
    chosen = read_template(template) if template else style_template(str(style))
    scope = Scope(tuple(map(list_name, lists)), section)
    with Reader(settings.db) as reader:
        check(reader, scope)
        groups = grouped(shown_entries(reader, scope, group, sort), group)
        with data_file(output) as file:
            for text in render(chosen, list_title(reader, scope), groups):
                file.write(text.encode())
    if output:
        out.message(f"{output}: written")
