"""DataCite: ``/dois/{doi}`` for the DOIs that arXiv registers.

500 requests in five minutes without, 1000 with a ``mailto`` in query or User-Agent. No answer was recorded: names come
from the service's documentation, everything else about the body is a guess [gap].
"""

from typing import Any, ClassVar

from tests.services.papers import Paper
from tests.services.wire import Answer, Asked, Rule, Service, json_answer, retry_header

_POLITE = Rule("datacite", 300 / 1000)
_ANONYMOUS = Rule("datacite", 300 / 500)


class DataCite(Service):
    """``/dois``."""

    NAME: ClassVar[str] = "datacite"
    INTERVAL: ClassVar[float] = _POLITE.interval
    HINT: ClassVar[int | None] = 1

    def rule(self, asked: Asked) -> Rule:
        """Who says how to be reached may ask twice as often."""
        known = asked.param("mailto") or "mailto:" in asked.headers.get("user-agent", "")
        return _POLITE if known else _ANONYMOUS

    def too_many(self, asked: Asked, retry_after: int | None = None) -> Answer:
        """JSON with one error; the documentation promises ``Retry-After``, a busy gateway forgets it."""
        return _error(429, "Too many requests", retry_after)

    def answer(self, asked: Asked) -> Answer:
        """One DOI's record."""
        doi = asked.plain_path.removeprefix("/dois/").lower()
        paper = self.world.by_doi.get(doi) if doi.startswith("10.48550/") else None
        known = self.record(asked, paper.arxiv_id) if paper else None
        if known is None:
            return _error(404, "The resource you are looking for doesn't exist.")
        kept = asked.kept([self._show(known)])
        return json_answer({"data": kept[0] if kept else {}})

    def _show(self, paper: Paper) -> dict[str, Any]:
        doi = paper.arxiv_doi.lower()
        related = (
            [{"relationType": "IsVersionOf", "relatedIdentifier": paper.doi, "relatedIdentifierType": "DOI"}]
            if paper.doi
            else []
        )
        return {
            "id": doi,
            "type": "dois",
            "attributes": {
                "doi": doi,
                "titles": [{"title": paper.title}],
                "creators": [_creator(name) for name in paper.authors],
                "publisher": "arXiv",
                "publicationYear": paper.published.year,
                "version": str(paper.version),
                "citationCount": self.count(paper),
                "relatedIdentifiers": related,
                "dates": [{"date": f"{paper.published}T00:00:00Z", "dateType": "Submitted", "dateInformation": "v1"}],
                "descriptions": [{"description": paper.abstract, "descriptionType": "Abstract"}],
                "url": f"https://arxiv.org/abs/{paper.arxiv_id}",
                "state": "findable",
            },
        }


def _creator(name: str) -> dict[str, Any]:
    given, _, family = name.rpartition(" ")
    return {
        "name": f"{family}, {given}" if given else family,
        "nameType": "Personal",
        "givenName": given,
        "familyName": family,
        "affiliation": [],
        "nameIdentifiers": [],
    }


def _error(status: int, title: str, retry_after: int | None = None) -> Answer:
    return json_answer({"errors": [{"status": str(status), "title": title}]}, status, retry_header(retry_after))
