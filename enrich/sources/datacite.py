"""DataCite: the record of an arXiv paper by its DOI, for the days on which arXiv does not answer.

Its citation count knows few papers and is not used.
"""

import re
from collections.abc import Sequence
from typing import Any

from enrich.identifiers import ArxivId, Doi
from enrich.models import Absent, Author, Found, Outcome, PaperRecord
from enrich.sources import _answers as answers
from enrich.sources.base import Request, Response, Subject

NAME = "datacite"
KIND = "paper"
BATCH = 1

_VERSION = re.compile(r"v([1-9][0-9]{0,2})")


def keys(subject: Subject) -> tuple[str, ...]:
    """The DOI that arXiv registered, in lower case."""
    arxiv_id = ArxivId.find(subject.arxiv_id or "") if subject.kind == "paper" else None
    return (arxiv_id.doi,) if arxiv_id else ()


def request(keys: Sequence[str]) -> Request:
    """One DOI."""
    return Request(f"/dois/{keys[0]}", meaningful=frozenset({200, 404}))


def read(keys: Sequence[str], response: Response, asked_at: str) -> list[Outcome]:
    """An unknown DOI is a 404 in JSON; any other 404 comes from somewhere else."""
    body = answers.decode(response.content)
    if response.status == 404 and isinstance(body, dict):
        return [Absent(key=key) for key in keys]
    paper = answers.member(body, "data", "attributes")
    if response.status != 200 or not isinstance(paper, dict):
        return answers.fail_all(keys, answers.UNREADABLE)
    named = answers.key_of_doi(paper.get("doi"))
    items = {key: paper for key in keys if key == named}
    return answers.outcomes(
        keys, items, answers.OTHER_PAPER, lambda key, item: Found(key=key, record=_record(key, item, asked_at))
    )


def _record(key: str, paper: Any, asked_at: str) -> PaperRecord:
    arxiv_id = ArxivId(key)
    submitted = _submissions(paper)
    newest = max(submitted, default=None)
    doi = _published_doi(paper)
    return PaperRecord(
        paper_id=f"arxiv:{arxiv_id}",
        source=NAME,
        fetched_at=asked_at,
        arxiv_id=str(arxiv_id),
        arxiv_version=newest,
        title=_title(paper),
        abstract=_abstract(paper),
        published_on=submitted.get(1),
        updated_on=submitted[newest] if newest else None,
        year=answers.year(answers.member(paper, "publicationYear")),
        doi=doi,
        authors=answers.authors([_author(creator) for creator in answers.members(paper, "creators")]),
        ids=(("doi", doi),) if doi else (),
    )


def _title(paper: Any) -> str | None:
    """The first title that is not a subtitle or a translation."""
    titles = [one for one in answers.members(paper, "titles") if not answers.member(one, "titleType")]
    return next(filter(None, (answers.text(answers.member(one, "title")) for one in titles)), None)


def _abstract(paper: Any) -> str | None:
    return next(
        (
            answers.text(answers.member(one, "description"))
            for one in answers.members(paper, "descriptions")
            if answers.member(one, "descriptionType") == "Abstract"
        ),
        None,
    )


def _submissions(paper: Any) -> dict[int, str]:
    """The day on which each version was submitted."""
    found: dict[int, str] = {}
    for one in answers.members(paper, "dates"):
        version = _VERSION.fullmatch(answers.text(answers.member(one, "dateInformation")) or "")
        day = answers.day(answers.member(one, "date"))
        if answers.member(one, "dateType") == "Submitted" and version and day:
            found[int(version[1])] = day
    return found


def _published_doi(paper: Any) -> str | None:
    """The DOI of the published version, where the authors told arXiv."""
    named = [
        answers.text(answers.member(other, "relatedIdentifier"))
        for other in answers.members(paper, "relatedIdentifiers")
        if answers.member(other, "relationType") == "IsVersionOf"
    ]
    found = next(filter(None, (Doi.find(value) for value in named if value)), None)
    return str(found) if found else None


def _author(creator: Any) -> Author | None:
    parts = (answers.text(answers.member(creator, part)) for part in ("givenName", "familyName"))
    name = " ".join(filter(None, parts)) or answers.text(answers.member(creator, "name"))
    if not name:
        return None
    ids = (answers.member(one, "nameIdentifier") for one in answers.members(creator, "nameIdentifiers"))
    affiliation = answers.member(creator, "affiliation", 0)
    return Author(
        name=name,
        orcid=next(filter(None, map(answers.orcid, ids)), None),
        affiliation=answers.text(answers.member(affiliation, "name") or affiliation),
    )
