"""Crossref: fifty publishers' DOIs in one request, or the works that resemble a title.

The DOIs that arXiv registers are not there (`datacite` has them) and are never asked for.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from enrich.errors import BadAnswer
from enrich.identifiers import ArxivId, Doi
from enrich.models import Author, Found, IdScheme, Outcome, PaperRecord
from enrich.sources import _answers as answers
from enrich.sources.base import Request, Response, Subject
from enrich.text import latex_to_text

NAME = "crossref"
KIND = "published"
BATCH = 50
SEARCH_BATCH = 1

# Only fields that the documentation lists: one unknown name makes the service refuse the request.
_FIELDS = "DOI,title,author,issued,published,container-title,type,is-referenced-by-count,relation,update-to"
_RETRACTIONS = frozenset({"retraction", "withdrawal", "removal"})


def keys(subject: Subject) -> tuple[str, ...]:
    """The publishers' DOIs, in lower case."""
    return answers.paper_dois(subject.dois) if subject.kind == "paper" else ()


def request(keys: Sequence[str]) -> Request:
    """One page; the same filter given again means "or", and without ``rows`` it would end after twenty."""
    filters = ",".join(f"doi:{doi}" for doi in keys)
    return Request("/works", params={"filter": filters, "rows": str(len(keys)), "select": _FIELDS})


def read(keys: Sequence[str], response: Response, asked_at: str) -> list[Outcome]:
    """Works come in any order, and those that are unknown are left out of a page that is whole."""
    page = answers.decode(response.content)
    works = answers.member(page, "message", "items")
    if response.status != 200 or not isinstance(works, list):
        return answers.fail_all(keys, answers.UNREADABLE)
    named = [answers.key_of_doi(answers.member(work, "DOI")) for work in works]
    flaw = answers.flaw_of_page(keys, named, answers.whole(answers.member(page, "message", "total-results")))
    items = {key: work for key, work in zip(named, works, strict=True) if key}
    return answers.outcomes(keys, items, flaw, lambda key, work: _found(key, work, asked_at))


def search_request(titles: Sequence[str]) -> Request:
    """The works that resemble one title most."""
    params = {"query.bibliographic": latex_to_text(titles[0])[:300], "rows": "5", "select": _FIELDS}
    return Request("/works", params=params)


def read_search(titles: Sequence[str], response: Response, asked_at: str) -> list[PaperRecord]:
    """All works of the page; there is nearly always one, and it is often another paper.

    Raises BadAnswer for a page that cannot be believed.
    """
    page = answers.decode(response.content)
    works = answers.member(page, "message", "items")
    total = answers.whole(answers.member(page, "message", "total-results"))
    if response.status != 200 or not isinstance(works, list) or total is None or bool(works) != bool(total):
        raise BadAnswer(NAME, answers.NOT_WHOLE, status=response.status)
    named = [(answers.key_of_doi(answers.member(work, "DOI")), work) for work in works]
    if not all(doi for doi, _ in named):
        raise BadAnswer(NAME, answers.NOT_WHOLE, status=response.status)
    return [_record(doi, work, asked_at) for doi, work in named if doi and Doi.find(doi)]


def _found(key: str, work: Any, asked_at: str) -> Found:
    record = _record(key, work, asked_at)
    cited = answers.count(answers.member(work, "is-referenced-by-count"))
    return Found(key=key, record=record, counts=answers.counts(record, cited, f"https://doi.org/{key}"))


def _record(doi: str, work: Any, asked_at: str) -> PaperRecord:
    preprint = _preprint(work)
    published_on, year = _published(work)
    ids: list[tuple[IdScheme, str]] = [("doi", doi)]
    if preprint:
        ids.append(("arxiv", preprint))
    return PaperRecord(
        paper_id=f"doi:{doi}",
        source=NAME,
        fetched_at=asked_at,
        arxiv_id=preprint,
        title=_first(work, "title"),
        published_on=published_on,
        year=year,
        venue=_first(work, "container-title"),
        doi=doi,
        is_retracted=True if _is_retracted(doi, work) else None,
        authors=answers.authors([_author(author) for author in answers.members(work, "author")]),
        ids=tuple(ids),
    )


def _first(work: Any, field: str) -> str | None:
    return next(filter(None, map(answers.untagged, answers.members(work, field))), None)


def _published(work: Any) -> tuple[str | None, int | None]:
    """The date, as far as it is known, and the year; ``[[null]]`` is how the service writes an unknown one."""
    for field in ("published", "issued"):
        parts = answers.members(work, field, "date-parts", 0)
        year = answers.year(parts[0]) if parts else None
        if year is not None:
            month, day = (answers.whole(answers.member(parts, place)) for place in (1, 2))
            return _date(year, month, day), year
    return None, None


def _date(year: int, month: int | None, day: int | None) -> str | None:
    if month is None:
        return None
    try:
        return date(year, month, day).isoformat() if day else date(year, month, 1).isoformat()[:7]
    except (ValueError, OverflowError):
        return None


def _preprint(work: Any) -> str | None:
    """The arXiv id of the preprint that the publisher names."""
    named = [answers.member(other, "id") for other in answers.members(work, "relation", "has-preprint")]
    found = next(filter(None, (ArxivId.find(value) for value in named if isinstance(value, str))), None)
    return str(found) if found else None


def _is_retracted(doi: str, work: Any) -> bool:
    """Whether a notice updates this work, or the work was replaced by its own notice.

    A work that updates another one is the notice; nothing is wrong with it.
    """
    notices = answers.members(work, "updated-by")
    notices += [
        update
        for update in answers.members(work, "update-to")
        if answers.key_of_doi(answers.member(update, "DOI")) == doi
    ]
    return any(answers.member(notice, "type") in _RETRACTIONS for notice in notices)


def _author(author: Any) -> Author | None:
    parts = (answers.untagged(answers.member(author, part)) for part in ("given", "family"))
    name = " ".join(filter(None, parts)) or answers.untagged(answers.member(author, "name"))
    if not name:
        return None
    return Author(
        name=name,
        orcid=answers.orcid(answers.member(author, "ORCID")),
        affiliation=answers.untagged(answers.member(author, "affiliation", 0, "name")),
    )
