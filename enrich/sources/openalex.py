"""OpenAlex: a hundred DOIs in one request for one credit, or the works with a title for ten.

Keyless use has 1,000 credits a day (since June 2026), so a request says what it costs.
"""

import re
from collections.abc import Sequence
from typing import Any

from enrich.errors import BadAnswer
from enrich.identifiers import ArxivId, Doi
from enrich.models import Author, Found, IdScheme, Outcome, PaperRecord
from enrich.sources import _answers as answers
from enrich.sources.base import Request, Response, Subject
from enrich.text import latex_to_text

NAME = "openalex"
KIND = "paper"
BATCH = 100
SEARCH_BATCH = 1

_FIELDS = "id,doi,title,publication_year,cited_by_count,is_retracted,authorships,primary_location"
_LIST_COST, _SEARCH_COST = 1, 10  # credits
_MOST_AUTHORS = 100  # lists cut them there
_ARXIV_AS_VENUE = "https://openalex.org/S4306400194"
_WORK = re.compile(r"https://openalex\.org/(W[0-9]{1,19})")
_AUTHOR = re.compile(r"https://openalex\.org/(A[0-9]{1,19})")
# A comma, a bar or an exclamation mark divides values, even when it is escaped; quotes and capitals are operators.
_NOT_A_WORD = re.compile(r"[^\w\s'’]+")
_OPERATOR = re.compile(r"\b(?:AND|OR|NOT)\b")


def keys(subject: Subject) -> tuple[str, ...]:
    """The DOI of the preprint and those of the published version, in lower case: they may be two works."""
    if subject.kind != "paper":
        return ()
    arxiv_id = ArxivId.find(subject.arxiv_id or "")
    return ((arxiv_id.doi,) if arxiv_id else ()) + answers.paper_dois(subject.dois)


def request(keys: Sequence[str]) -> Request:
    """One page with room for a second work under every DOI."""
    params = {"filter": "doi:" + "|".join(keys), "per-page": str(min(2 * len(keys), 200)), "select": _FIELDS}
    return Request("/works", params=params, cost=_LIST_COST)


def read(keys: Sequence[str], response: Response, asked_at: str) -> list[Outcome]:
    """Works come in any order, and those that are unknown are left out of a page that is whole.

    Of two works with one DOI the one that is cited more is the paper, the other a fragment of it.
    """
    page = answers.decode(response.content)
    works = answers.member(page, "results")
    if response.status != 200 or not isinstance(works, list):
        return answers.fail_all(keys, answers.UNREADABLE)
    named = [answers.key_of_doi(answers.member(work, "doi")) for work in works]
    flaw = answers.flaw_of_page(keys, named, answers.whole(answers.member(page, "meta", "count")))
    pairs = sorted(zip(named, works, strict=True), key=lambda pair: _cited(pair[1]))
    items = {key: work for key, work in pairs if key}
    return answers.outcomes(keys, items, flaw, lambda key, work: _found(key, work, asked_at))


def search_request(titles: Sequence[str]) -> Request:
    """The works whose titles have all words of one title."""
    words = _OPERATOR.sub(lambda word: word[0].lower(), _NOT_A_WORD.sub(" ", latex_to_text(titles[0])[:300]))
    params = {"filter": "title.search:" + " ".join(words.split()), "per-page": "10", "select": _FIELDS}
    return Request("/works", params=params, cost=_SEARCH_COST)


def read_search(titles: Sequence[str], response: Response, asked_at: str) -> list[PaperRecord]:
    """All works of the page. Raises BadAnswer for a page that cannot be believed."""
    page = answers.decode(response.content)
    works, total = answers.member(page, "results"), answers.whole(answers.member(page, "meta", "count"))
    if response.status != 200 or not isinstance(works, list) or total is None or bool(works) != bool(total):
        raise BadAnswer(NAME, answers.NOT_WHOLE, status=response.status)
    try:
        return [_record(None, work, asked_at) for work in works]
    except answers.OddAnswer as odd:
        raise BadAnswer(NAME, str(odd), status=response.status) from None


def _cited(work: Any) -> int:
    return answers.whole(answers.member(work, "cited_by_count")) or 0


def _found(key: str, work: Any, asked_at: str) -> Found:
    arxiv_id = ArxivId.find(key)
    record = _record(answers.paper_id(arxiv_id, key, ""), work, asked_at)
    cited = answers.count(answers.member(work, "cited_by_count"))
    url = f"https://openalex.org/{_own_id(work)}"
    return Found(key=key, record=record, counts=answers.counts(record, cited, url))


def _record(name: str | None, work: Any, asked_at: str) -> PaperRecord:
    """What a work says; its dates are left out, the first of January stands for any day there."""
    own_id, doi = _own_id(work), answers.member(work, "doi")
    arxiv_id, published = (ArxivId.find(doi), Doi.find(doi)) if isinstance(doi, str) else (None, None)
    is_retracted = answers.member(work, "is_retracted")
    ids: list[tuple[IdScheme, str]] = [("openalex", own_id)]
    if published:
        ids.append(("doi", str(published)))
    return PaperRecord(
        paper_id=name or answers.paper_id(arxiv_id, published, f"openalex:{own_id}"),
        source=NAME,
        fetched_at=asked_at,
        arxiv_id=str(arxiv_id) if arxiv_id else None,
        title=answers.untagged(answers.member(work, "title")),
        year=answers.year(answers.member(work, "publication_year")),
        venue=_venue(work),
        doi=str(published) if published else None,
        is_retracted=is_retracted if isinstance(is_retracted, bool) else None,
        authors=answers.authors([_author(one) for one in answers.members(work, "authorships")], _MOST_AUTHORS),
        ids=tuple(ids),
    )


def _own_id(work: Any) -> str:
    found = answers.member(work, "id")
    match = _WORK.fullmatch(found) if isinstance(found, str) else None
    if match is None:
        raise answers.OddAnswer("the answer has a work without an id")
    return match[1]


def _venue(work: Any) -> str | None:
    place = answers.member(work, "primary_location", "source")
    is_preprint = answers.member(place, "id") == _ARXIV_AS_VENUE
    return None if is_preprint else answers.untagged(answers.member(place, "display_name"))


def _author(authorship: Any) -> Author | None:
    name = answers.text(answers.member(authorship, "author", "display_name"))
    own_id = answers.member(authorship, "author", "id")
    match = _AUTHOR.fullmatch(own_id) if isinstance(own_id, str) else None
    if name is None:
        return None
    return Author(
        name=name,
        orcid=answers.orcid(answers.member(authorship, "author", "orcid")),
        openalex_id=match[1] if match else None,
        affiliation=answers.text(answers.member(authorship, "raw_affiliation_strings", 0)),
    )
