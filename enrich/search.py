"""Titles that the catalogue does not know, looked up at the services: the cheapest request first.

A service only offers papers; the rules of `enrich.resolve` decide whether one of them is the entry. Only when every
service answered is a title not found; one that was not asked leaves it open.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from enrich.catalogue import KnownPaper
from enrich.client import Client
from enrich.errors import BadAnswer, RetryLater, SourceDown
from enrich.evidence import Claim
from enrich.identifiers import ArxivId
from enrich.models import Answer, Match, PaperRecord
from enrich.resolve import Resolver
from enrich.sources.base import SearchSource
from enrich.text import fold_title, surnames, title_words
from enrich.titles import Title

ORDER = ("arxiv", "semanticscholar", "crossref", "openalex")
"""Sources that can look for titles, the cheapest first: ten titles a request, one a request, one for ten credits."""


class Wanted(NamedTuple):
    """A title to look up, and what each entry of that title claims, by the number of the entry."""

    title: str
    claims: dict[int, Claim]


class Found(NamedTuple):
    """What became of some titles at one source: matches by entry, what is said of their papers, an answer a title."""

    matches: dict[int, Match]
    records: list[PaperRecord]
    answers: list[Answer]
    down: SourceDown | None = None


def title_subject(title: str) -> str:
    """Name of a title in ``fetches``."""
    return f"title:{fold_title(title)}"


def search_titles(
    client: Client, source: SearchSource, resolver: Resolver, wanted: Sequence[Wanted], now: Callable[[], str]
) -> Iterator[Found]:
    """Ask one source for these titles, a request at a time."""
    for start in range(0, len(wanted), source.SEARCH_BATCH):
        batch = wanted[start : start + source.SEARCH_BATCH]
        titles = [one.title for one in batch]
        asked_at = now()
        try:
            response = client.send(source.NAME, source.search_request(titles))
            offered = source.read_search(titles, response, asked_at)
            _refuse_strangers(source.NAME, titles, offered)
        except SourceDown as down:
            left = [
                Answer(title_subject(one.title), "not_asked", error=down.reason, retry_at=down.until)
                for one in wanted[start:]
            ]
            yield Found({}, [], left, down)
            return
        except RetryLater as error:
            failed = [
                Answer(title_subject(title), "failed", error=error.reason, retry_at=error.until) for title in titles
            ]
            yield Found({}, [], failed)
            continue
        yield _decide(source.NAME, resolver, batch, offered)


def _refuse_strangers(source: str, titles: Sequence[str], offered: Sequence[PaperRecord]) -> None:
    """Refuse an answer to another question: whoever looks for titles offers some that share a word with them.

    Raises BadAnswer, because from such an answer nobody can tell that a title is unknown.
    """
    wanted = {word for title in titles for word in Title(title).content_words}
    if offered and wanted and not any(wanted & set(title_words(record.title or "")) for record in offered):
        raise BadAnswer(source, "the answer is about other papers")


def _decide(source: str, resolver: Resolver, batch: Sequence[Wanted], offered: Sequence[PaperRecord]) -> Found:
    records = {record.paper_id: record for record in offered}
    known = [paper for record in merged(offered) if (paper := _known(record))]
    matches: dict[int, Match] = {}
    answers, used = [], set()
    for one in batch:
        decided = {number: _among(resolver, claim, known) for number, claim in one.claims.items()}
        for number, match in decided.items():
            if match.paper_id or match.verdict == "ambiguous":
                matches[number] = match.model_copy(update={"method": f"{source}_{match.method}"})
        found = {match.paper_id for match in decided.values() if match.paper_id}
        used |= found
        # While one claim is open the title is asked again only when it has rested, like an unknown one.
        is_whole = all(match.paper_id for match in decided.values())
        answers.append(Answer(title_subject(one.title), "ok" if is_whole else "not_found"))
    return Found(matches, [records[paper_id] for paper_id in sorted(used & records.keys())], answers)


def _among(resolver: Resolver, claim: Claim, offered: Sequence[KnownPaper]) -> Match:
    """Match of a claim; the name that a list gives at a site is better than a choice between papers."""
    match = resolver.among(claim, offered)
    if match.verdict == "ambiguous" and claim.site_id:
        return match.model_copy(update={"verdict": "linked", "paper_id": claim.site_id})
    return match


def merged(records: Iterable[PaperRecord]) -> list[PaperRecord]:
    """One record for each work: the preprint's, where a published record has its title and one of its authors."""
    works: dict[str, list[PaperRecord]] = {}
    for record in sorted(records, key=lambda record: not record.paper_id.startswith("arxiv:")):
        same = works.setdefault(fold_title(record.title or ""), [])
        if not any(_same_people(record, other) for other in same):
            same.append(record)
    return [record for same in works.values() for record in same]


def _same_people(one: PaperRecord, other: PaperRecord) -> bool:
    return bool(_people(one) & _people(other))


def _people(record: PaperRecord) -> set[str]:
    return set(surnames(tuple(author.name for author in record.authors or ())))


def _known(record: PaperRecord) -> KnownPaper | None:
    if not record.title:
        return None
    names = " ".join(surnames(tuple(author.name for author in record.authors or ())))
    arxiv_id = ArxivId.find(record.arxiv_id) if record.arxiv_id else None
    years = [year for year in (record.year, arxiv_id.year if arxiv_id else None) if year]
    return KnownPaper(record.paper_id, record.title, names, min(years) if years else None)
