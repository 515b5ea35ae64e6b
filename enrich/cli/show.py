"""``enrich show``: one paper with its history, and why an entry is (not) that paper."""

from typing import Any

import click

from enrich.cli.output import LARGEST, Output, with_settings
from enrich.errors import ConfigError
from enrich.query import Reader, Row
from enrich.resolve import paper_id_of
from enrich.settings import Settings

_PLAIN = ("venue", "doi", "primary_category", "journal_ref", "comment", "pages", "updated_on")


@click.command("show")
@click.argument("id_or_entry")
@click.option("--why", is_flag=True, help="Also which candidates there were, which rule decided, what was asked.")
@with_settings
def command(id_or_entry: str, why: bool, settings: Settings, out: Output) -> None:
    """Show one paper (arXiv id, DOI or link) or one entry (its number), with authors, counts over time and places."""
    with Reader(settings.db) as reader:
        found = _find(reader, id_or_entry, why)
    if out.as_json:
        out.json(found)
        return
    if found["entry"]:
        _show_entry(found["entry"], out)
    if found["paper"]:
        _show_paper(found["paper"], out)
    if why:
        _show_why(found, out)


def _find(reader: Reader, text: str, why: bool) -> Row:
    entry = reader.entry(int(text)) if text.isdecimal() and int(text) <= LARGEST else None
    paper_id = entry["match"]["paper_id"] if entry and entry["match"] else paper_id_of(text)
    paper = reader.paper(paper_id) if paper_id else None
    if entry is None and paper is None:
        hint = f"{paper_id} is not in the database" if paper_id else "give an arXiv id, a DOI or the number of an entry"
        raise ConfigError(f"{text}: {hint}; enrich search finds papers by words")
    return {"entry": entry, "paper": paper} | ({"requests": reader.requests(paper_id or "")} if why else {})


def _show_entry(entry: Row, out: Output) -> None:
    out.text(f"Entry {entry['id']}: {entry['title']}")
    out.text(f"  {entry['list']}:{entry['line_start']}  {entry['section'] or ''}")
    for line in entry["raw"].splitlines():
        out.text(f"  | {line}")
    out.text()


def _show_paper(paper: Row, out: Output) -> None:
    out.text(paper["title"] or f"{paper['id']} (title not known yet)")
    if paper["authors"]:
        out.text("  " + ", ".join(author["name"] for author in paper["authors"]))
    out.text(f"  {paper['id']}  published {paper['published_on'] or 'at an unknown date'}")
    rows = [(f"  {name.replace('_', ' ')}", paper[name]) for name in _PLAIN if paper[name] is not None]
    if paper["citation_count"] is not None:
        day = paper["citation_observed_at"][:10]
        rows.append(("  cited", f"{paper['citation_count']:,} ({paper['citation_source']}, {day})"))
    rows += [(f"  also {other['scheme']}", other["value"]) for other in paper["ids"]]
    out.table(("", ""), rows)
    out.text()
    if paper["counts"]:
        counts = ((row["observed_at"][:10], row["count"], row["source"], row["status"]) for row in paper["counts"])
        out.table(("Observed", "Cited", "Source", "Status"), counts, right=("Cited",))
        out.text()
    entries = (
        (row["id"], f"{row['list']}:{row['line_start']}", row["verdict"], row["title"]) for row in paper["entries"]
    )
    out.table(("Entry", "Place", "Verdict", "Title"), entries)


def _show_why(found: Row, out: Output) -> None:
    out.text("\nWhy")
    match = found["entry"]["match"] if found["entry"] else None
    for decided in [match] if match else found["paper"]["entries"]:
        out.text(f"  {decided['verdict']} by rule {decided['method']}, titles alike to {_score(decided['score'])}")
        for name, value in decided["evidence"].items():
            out.text(f"    {name.replace('_', ' ')}: {value}")
        for candidate in decided["candidates"]:
            likeness = f"{candidate['relation']}, {_score(candidate['score'])}"
            out.text(f"    candidate {candidate['paper_id']} ({likeness}): {candidate['title']}")
    if found["paper"] and found["paper"]["sources"]:
        out.text("  Fields")
        for row in found["paper"]["sources"]:
            out.text(f"    {row['field']}: {row['source']}, {row['fetched_at'][:10]}")
    requests = found["requests"]
    out.text("  Requests" if requests else "  Requests: none; it was answered without asking a service")
    for row in requests:
        out.text(f"    {row['source']}: {row['status']}, {row['fetched_at']} {row['error'] or ''}")


def _score(score: Any) -> str:
    return "an unknown degree" if score is None else f"{score:.0f} %"
