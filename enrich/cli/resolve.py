"""``enrich resolve``: stage 2 alone, which papers these titles are."""

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

import click

from enrich.catalogue import open_catalogue
from enrich.cli.output import Output, clean, with_settings
from enrich.errors import ConfigError
from enrich.evidence import Claim
from enrich.models import Match
from enrich.resolve import Resolver
from enrich.settings import Settings

_BATCH = 1_000
_FIELDS = ("title", "arxiv_id", "verdict", "method", "score", "candidates")


@click.command("resolve")
@click.argument("titles", nargs=-1)
@click.option("--file", "file", type=click.Path(path_type=Path), help="Titles, one a line; - for standard input.")
@click.option("--format", "style", type=click.Choice(["table", "tsv", "jsonl"]), default="table", show_default=True)
@with_settings
def command(titles: tuple[str, ...], file: Path | None, style: str, settings: Settings, out: Output) -> None:
    """Say which paper each of TITLES is: one title a line in, one verdict a line out.

    A title alone is often not enough; what fits but is not certain is listed as candidates, with the paper left open.
    """
    if not titles and file is None:
        raise click.UsageError("name a title, or a file of titles with --file")
    with out.progress() as progress:
        begin = progress.start
        begin("Opening the catalogue")
        catalogue = open_catalogue(settings.catalogue, lambda done, _: progress.advance(done))
    with closing(catalogue):
        answers = _answers(Resolver(catalogue), chain(titles, _read_titles(file) if file else ()))
        if out.as_json:
            out.json([_columns(title, match) for title, match in answers])
        elif style == "jsonl":
            out.lines(_columns(title, match) for title, match in answers)
        elif style == "tsv":
            _write_tsv(answers)
        else:
            out.table(
                ("Title", "arXiv id", "Verdict", "Method", "Score", "Candidates"), map(_cells, answers), ("Score",)
            )


def _read_titles(file: Path) -> Iterator[str]:
    try:
        with file.open(encoding="utf-8-sig") if str(file) != "-" else nullcontext(_standard_input()) as lines:
            yield from (title for line in lines if (title := line.strip()))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8 text ({error.reason} at byte {error.start})") from error
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from error


def _standard_input() -> TextIO:
    return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig")


def _answers(resolver: Resolver, titles: Iterable[str]) -> Iterator[tuple[str, Match]]:
    titles = iter(titles)
    while batch := list(islice(titles, _BATCH)):
        yield from zip(batch, resolver.resolve([Claim.of_text(title) for title in batch]), strict=True)


def _arxiv_id(match: Match) -> str | None:
    return match.paper_id.removeprefix("arxiv:") if match.paper_id and match.paper_id.startswith("arxiv:") else None


def _columns(title: str, match: Match) -> dict[str, Any]:
    candidates = [candidate.model_dump(mode="json") for candidate in match.candidates]
    values = (title, _arxiv_id(match), match.verdict, match.method, match.score, candidates)
    return dict(zip(_FIELDS, values, strict=True))


def _cells(answer: tuple[str, Match]) -> tuple[Any, ...]:
    title, match = answer
    candidates = " ".join(candidate.paper_id.removeprefix("arxiv:") for candidate in match.candidates)
    return (title, _arxiv_id(match), match.verdict, match.method, match.score, candidates)


def _write_tsv(answers: Iterator[tuple[str, Match]]) -> None:
    write = sys.stdout.write
    write("\t".join(_FIELDS) + "\n")
    for answer in answers:
        title, arxiv_id, verdict, method, score, candidates = _cells(answer)
        known_score = "" if score is None else score
        write(f"{clean(title)}\t{arxiv_id or ''}\t{verdict}\t{method}\t{known_score}\t{candidates}\n")
