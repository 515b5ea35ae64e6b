"""``enrich review``: the entries that need a person, and what the person decides."""

from pathlib import Path

import click

from enrich.cli.output import LARGEST, Output, with_settings
from enrich.errors import ConfigError
from enrich.overrides import write_override
from enrich.parse import scan
from enrich.query import Reader, Row
from enrich.resolve import Override, paper_id_of
from enrich.runner import run_lists
from enrich.settings import Settings


@click.command("review")
@click.option("--accept", nargs=2, metavar="ENTRY ID", help="This entry is that paper (an arXiv id, a DOI or a link).")
@click.option(
    "--reject",
    type=click.IntRange(0, LARGEST),
    metavar="ENTRY",
    help="This entry is none of its candidates, nor the id it names.",
)
@with_settings
def command(accept: tuple[str, str] | None, reject: int | None, settings: Settings, out: Output) -> None:
    """List the entries that need a person, with their candidates; or decide one.

    A decision is written to overrides.toml beside the list, where it always wins; commit that file with the list.
    """
    if accept and reject is not None:
        raise click.UsageError("--accept or --reject, not both")
    if accept:
        _decide(_entry_number(accept[0]), Override(_paper_id(accept[1])), settings, out)
    elif reject is not None:
        _decide(reject, Override(None), settings, out)
    else:
        with Reader(settings.db) as reader:
            _show(reader.needs_review(), out)


def _entry_number(text: str) -> int:
    if not text.isdecimal() or int(text) > LARGEST:
        raise ConfigError(f"{text!r} is not the number of an entry; enrich review lists them")
    return int(text)


def _paper_id(text: str) -> str:
    paper_id = paper_id_of(text)
    if paper_id is None:
        raise ConfigError(f"{text!r} names no paper; give an arXiv id, a DOI, or a link to one of its pages")
    return paper_id


def _decide(entry_id: int, override: Override, settings: Settings, out: Output) -> None:
    with Reader(settings.db) as reader:
        entry = reader.entry(entry_id)
        is_known = override.paper_id is None or reader.paper(override.paper_id) is not None
    if entry is None:
        raise ConfigError(f"there is no entry {entry_id}; enrich review lists those that need a person")
    path = Path(entry["list"])
    scan(path)  # a list that cannot be read is told before anything is written
    stated = entry["stated_arxiv_id"] or entry["stated_doi"] or entry["stated_site_id"]
    written = write_override(path, entry["title"], stated, override)
    outcome = run_lists(settings.model_copy(update={"offline": True}), [path], command="review")
    with Reader(settings.db) as reader:
        decided = reader.entry(entry_id)
        paper = reader.paper(override.paper_id) if override.paper_id else None
    if out.as_json:
        out.json({"overrides": str(written), "entry": decided, "status": outcome.status})
        return
    out.message(f"{written}: {entry['title']} → {override.paper_id or 'none of them'}")
    if paper and not is_known and paper["title"] is None:
        out.message(
            f"{override.paper_id} is not in the catalogue: check that it is right; the next online run asks for it"
        )


def _show(rows: list[Row], out: Output) -> None:
    if out.as_json:
        out.json(rows)
        return
    if not rows:
        out.message("nothing needs review")
        return
    for row in rows:
        out.text(f"{row['entry_id']:>6}  {row['title']}")
        out.text(f"        {row['verdict']} ({row['method']}), {row['list']}:{row['line_start']}")
        if row["paper_id"]:
            out.text(f"        now {row['paper_id']}: {row['paper_title'] or 'title not known'}")
        for candidate in row["candidates"]:
            year = candidate["year"] or "    "
            names = " ".join(candidate["surnames"][:3])
            out.text(f"          {candidate['paper_id']}  {year}  {candidate['title']}  ({names})")
    out.text("\nDecide with: enrich review --accept ENTRY ID, or --reject ENTRY")
