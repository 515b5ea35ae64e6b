"""``enrich audit``: what is wrong in the lists, as a table, as JSON, or as a report to paste into an issue."""

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import click

from enrich.audit import KINDS, Finding, Kind, Name, Text, Unchecked, Words, count_unchecked, find_faults, plain
from enrich.cli import EXIT_ERROR
from enrich.cli.output import Output, with_settings
from enrich.escape import code_span
from enrich.identifiers import ArxivId
from enrich.query import Reader
from enrich.runner import list_name
from enrich.settings import Settings
from enrich.wording import plural

_HEADINGS: dict[Kind, str] = {
    "wrong_id": "Wrong ids",
    "unknown_id": "Ids that do not exist",
    "conflicting_ids": "Entries that link several papers",
    "retracted": "Retracted papers",
    "withdrawn": "Withdrawn papers",
    "duplicate": "Entries that repeat another one of their list",
    "duplicate_across_lists": "Papers in several lists",
    "moved_repository": "Repositories that moved",
    "missing_repository": "Repositories that are gone",
    "archived_repository": "Repositories that were archived",
    "published": "Preprints that were published",
    "other_title": "Titles that are not quite the paper's",
}


@click.command("audit")
@click.argument("lists", nargs=-1, type=click.Path(path_type=Path))
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this kind; may be repeated.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "markdown"]),
    default="table",
    show_default=True,
    help="A table, or a report to paste into an issue.",
)
@click.option("--check", is_flag=True, help="Exit with 1 when something is wrong.")
@with_settings
def command(
    lists: tuple[Path, ...], kinds: tuple[Kind, ...], form: str, check: bool, settings: Settings, out: Output
) -> int:
    """Say what is wrong in LISTS (default: all that were read).

    Wrong and unknown ids, retracted and withdrawn papers, duplicates, code that moved or went, and preprints that were
    published since. Nobody is asked: what the last run stored is looked at.
    """
    with Reader(settings.db) as reader:
        digests = reader.list_digests()
        names = [list_name(path) for path in lists] or list(digests)
        reader.check_lists(names)
        found = [one for one in find_faults(reader, names) if not kinds or one.kind in kinds]
        unchecked = count_unchecked(reader, names)
    for name in filter(lambda name: _is_changed(name, digests[name]), names):
        out.message(f"{name} was edited since it was read, so its lines may have moved; read it with: enrich run")
    if out.as_json:
        document = {"lists": names, "findings": [one.as_row() for one in found], "unchecked": unchecked._asdict()}
        out.json(document)
    elif form == "markdown":
        out.text("\n".join(_report(names, found, unchecked)))
    else:
        _show(found, out)
        for line in _gaps(unchecked):
            out.message(line)
    return EXIT_ERROR if check and found else 0


def _is_changed(name: str, digest: str | None) -> bool:
    path = Path(name)
    return path.is_file() and sha256(path.read_bytes()).hexdigest() != digest


def _show(found: Sequence[Finding], out: Output) -> None:
    for kind, group in groupby(found, key=lambda one: one.kind):
        rows = [(f"{one.list}:{one.line}", one.title, plain(one.problem), plain(one.advice)) for one in group]
        out.text(f"{_HEADINGS[kind]}: {len(rows)}")
        if len({row[-1] for row in rows}) == 1:  # said once, it need not be a column
            out.text(f"To do: {rows[0][-1]}")
            out.table(("Place", "Entry", "What is wrong"), [row[:-1] for row in rows])
        else:
            out.table(("Place", "Entry", "What is wrong", "To do"), rows)
        out.text()
    out.text(_summary(found))


def _summary(found: Sequence[Finding]) -> str:
    if not found:
        return "Nothing wrong was found."
    lists = len({one.list for one in found})
    numbers = Counter(one.kind for one in found)
    parts = ", ".join(f"{number} {kind}" for kind, number in numbers.items())
    return f"{plural(len(found), 'finding')} in {plural(lists, 'list')}: {parts}"


def _gaps(unchecked: Unchecked) -> Iterator[str]:
    """What could not be judged."""
    gaps = (
        (unchecked.ids, "id", "ids"),
        (unchecked.titles, "title", "titles"),
        (unchecked.repositories, "repository", "repositories"),
    )
    parts = [plural(*gap) for gap in gaps if gap[0]]
    if parts:
        yield f"Not judged, because no service has told yet: {', '.join(parts)} (enrich run asks)"


# --- Markdown -------------------------------------------------------------------------------------------------------


def _report(names: Sequence[str], found: Sequence[Finding], unchecked: Unchecked) -> Iterator[str]:
    """A report whose words of strangers do nothing: as code they mention nobody, link nothing and show no picture."""
    yield f"## Audit of {code_span(names[0]) if len(names) == 1 else plural(len(names), 'list')}"
    yield ""
    yield _summary(found)
    for kind, group in groupby(found, key=lambda one: one.kind):
        findings = list(group)
        yield from ("", f"### {_HEADINGS[kind]} ({len(findings)})", "")
        for one in findings:
            place = code_span(f"{one.list}:{one.line}")
            yield f"- [ ] {place} {code_span(one.title)} {_inert(one.problem)}. → {_inert(one.advice)}"
    for line in _gaps(unchecked):
        yield from ("", f"{line}.")


def _inert(text: Text) -> str:
    return "".join(_part(part) for part in text)


def _part(part: str) -> str:
    arxiv_id = ArxivId.find(part) if isinstance(part, Name) else None
    if arxiv_id and arxiv_id == part:
        return f"[{part}]({arxiv_id.abs_url})"
    return code_span(part) if isinstance(part, Words | Name) else part
