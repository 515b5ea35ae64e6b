"""Semantic Scholar's Graph API: five hundred papers in one request, or the best match of one title.

Without a key the service answers now and then; both requests are the same with and without.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from enrich.errors import BadAnswer
from enrich.identifiers import ArxivId, Doi
from enrich.models import Absent, Author, Found, IdScheme, Outcome, PaperRecord
from enrich.sites import SiteId
from enrich.sources import _answers as answers
from enrich.sources.base import Request, Response, Subject
from enrich.text import latex_to_text

NAME = "semanticscholar"
KIND = "paper"
BATCH = 500
SEARCH_BATCH = 1

_FIELDS = "title,abstract,year,publicationDate,venue,externalIds,citationCount,authors"
_MOST_AUTHORS = 500
_PREPRINT_VENUE = "arXiv.org"
_NOTHING_KNOWN = "No valid paper ids given"
_NO_MATCH = "Title match not found"
_PAPER_ID = re.compile(r"[0-9a-f]{40}")


def keys(subject: Subject) -> tuple[str, ...]:
    """The arXiv id and the DOIs, because preprint and published version may be two records; else one other id."""
    if subject.kind != "paper":
        return ()
    arxiv_id = ArxivId.find(subject.arxiv_id or "")
    found = [f"ARXIV:{arxiv_id}"] if arxiv_id else []  # an id with a version is unknown there
    found += [f"DOI:{doi}" for doi in filter(None, map(Doi.find, subject.dois))]
    own, acl = subject.other_ids.get("s2", ""), subject.other_ids.get("acl")
    if not found and _PAPER_ID.fullmatch(own):
        found = [own]
    elif not found and acl:
        found = [f"ACL:{acl}"]
    return tuple(dict.fromkeys(found))


def request(keys: Sequence[str]) -> Request:
    """One batch; when no id of it is known, the answer is a 400 with a body of its own."""
    return Request(
        "/paper/batch", params={"fields": _FIELDS}, json={"ids": list(keys)}, meaningful=frozenset({200, 400})
    )


def read(keys: Sequence[str], response: Response, asked_at: str) -> list[Outcome]:
    """Papers come in the order of the ids, with null for those that are unknown, but never with nothing else.

    A record must name the id that was asked for. Some name only one of their ids: they are believed when another id of
    the same request, which they name, leads to the same record.
    """
    body = answers.decode(response.content)
    if response.status == 400 and answers.member(body, "error") == _NOTHING_KNOWN:
        return [Absent(key=key) for key in keys]
    if response.status != 200 or not isinstance(body, list):
        return answers.fail_all(keys, answers.UNREADABLE)
    items = {key: item for key, item in zip(keys, body, strict=False) if item is not None}
    if len(body) != len(keys) or not items:
        return answers.fail_all(keys, answers.NOT_WHOLE)
    confirmed = {answers.text(answers.member(item, "paperId")) for key, item in items.items() if key in _names(item)}
    return answers.outcomes(keys, items, None, lambda key, item: _found(key, item, confirmed, asked_at))


def search_request(titles: Sequence[str]) -> Request:
    """The best match of one title; when there is none, the answer is a 404."""
    query = latex_to_text(titles[0])[:300]
    return Request("/paper/search/match", params={"query": query, "fields": _FIELDS}, meaningful=frozenset({200, 404}))


def read_search(titles: Sequence[str], response: Response, asked_at: str) -> list[PaperRecord]:
    """The match, which may be another paper. Raises BadAnswer for an answer that cannot be believed."""
    body = answers.decode(response.content)
    if response.status == 404 and answers.member(body, "error") == _NO_MATCH:
        return []
    papers = answers.member(body, "data")
    if response.status != 200 or not isinstance(papers, list) or not papers:
        raise BadAnswer(NAME, answers.UNREADABLE, status=response.status)
    try:
        return [_record(None, paper, asked_at) for paper in papers]
    except answers.OddAnswer as odd:
        raise BadAnswer(NAME, str(odd), status=response.status) from None


def _found(key: str, item: Any, confirmed: Collection[str | None], asked_at: str) -> Found:
    """The outcome of a key. Raises OddAnswer when its record is another paper's, or may be."""
    own_id, names = _own_id(item), _names(item)
    has_other_preprint = key.startswith("ARXIV:") and any(name.startswith("ARXIV:") for name in names)
    if key not in names and (has_other_preprint or own_id not in confirmed):
        raise answers.OddAnswer(answers.OTHER_PAPER)
    scheme, colon, value = key.partition(":")
    record = _record(f"{scheme.lower()}:{value}" if colon else f"s2:{key}", item, asked_at)
    cited = answers.count(answers.member(item, "citationCount"))
    url = f"https://www.semanticscholar.org/paper/{own_id}"
    return Found(key=key, record=record, counts=answers.counts(record, cited, url))


def _names(item: Any) -> set[str]:
    """The ids that a record names, as they are asked for."""
    names = {"ARXIV": _arxiv_id(item), "DOI": _doi(item), "ACL": _acl_id(item)}
    own_id = answers.text(answers.member(item, "paperId"))
    return {f"{scheme}:{value}" for scheme, value in names.items() if value} | ({own_id} if own_id else set())


def _record(name: str | None, item: Any, asked_at: str) -> PaperRecord:
    own_id, arxiv_id, doi = _own_id(item), _arxiv_id(item), _doi(item)
    venue = answers.text(answers.member(item, "venue"))
    people = [_author(author) for author in answers.members(item, "authors")]
    dblp = answers.text(answers.member(item, "externalIds", "DBLP"))
    acl = _acl_id(item)
    ids: Mapping[IdScheme, str | None] = {"arxiv": arxiv_id, "doi": doi, "s2": own_id, "dblp": dblp, "acl": acl}
    return PaperRecord(
        paper_id=name or answers.paper_id(arxiv_id, doi, f"s2:{own_id}"),
        source=NAME,
        fetched_at=asked_at,
        arxiv_id=arxiv_id,
        title=answers.untagged(answers.member(item, "title")),
        abstract=answers.untagged(answers.member(item, "abstract")),
        published_on=answers.day(answers.member(item, "publicationDate")),
        year=answers.year(answers.member(item, "year")),
        venue=None if venue == _PREPRINT_VENUE else venue,
        doi=doi,
        authors=answers.authors(people, _MOST_AUTHORS),
        ids=tuple((scheme, value) for scheme, value in ids.items() if value),
    )


def _own_id(item: Any) -> str:
    found = answers.member(item, "paperId")
    if not isinstance(found, str) or not _PAPER_ID.fullmatch(found):
        raise answers.OddAnswer("the answer has a paper without an id")
    return found


def _arxiv_id(item: Any) -> str | None:
    """The arXiv id that a record names, by itself or in a DOI."""
    named = (answers.text(answers.member(item, "externalIds", name)) for name in ("ArXiv", "DOI"))
    found = next(filter(None, (ArxivId.find(value) for value in named if value)), None)
    return str(found) if found else None


def _doi(item: Any) -> str | None:
    """The publisher's DOI that a record names."""
    found = Doi.find(answers.text(answers.member(item, "externalIds", "DOI")) or "")
    return str(found) if found else None


def _acl_id(item: Any) -> str | None:
    """The Anthology id that a record names."""
    found = SiteId.find(f"acl:{answers.text(answers.member(item, 'externalIds', 'ACL')) or ''}")
    return found.value if found else None


def _author(author: Any) -> Author | None:
    name, own_id = (answers.text(answers.member(author, field)) for field in ("name", "authorId"))
    return Author(name=name, s2_id=own_id) if name else None
