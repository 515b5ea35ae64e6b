"""Semantic Scholar's Graph API: batch, single paper, title match, search.

One request per second with a key, over all endpoints. Without a key all the world shares one pool and no number per
client is published [gap]; we let the same second pass, and `fault` with ``429_bare`` makes the pool busy. Missing facts
[gap]: the text that refuses more than 500 ids, and how near a title must be to match.
"""

import json
import re
from typing import Any, ClassVar

from tests.services.papers import Paper, corpus_id, number, s2_id
from tests.services.wire import Answer, Asked, Service, json_answer, retry_header, text_answer

MOST_IDS = 500
_FIELDS = frozenset(
    """paperId corpusId externalIds url title abstract venue publicationVenue year referenceCount citationCount
    influentialCitationCount isOpenAccess openAccessPdf fieldsOfStudy s2FieldsOfStudy publicationTypes publicationDate
    journal citationStyles authors""".split()  # noqa: SIM905  a list of words reads better as one
)
_SUBFIELDS = frozenset(("authors.name", "authors.authorId"))
_NEAR = 0.6  # share of common words
_PREFIXED = re.compile(r"(ARXIV|DOI|CORPUSID|URL|MAG|ACL|PMID|PMCID):(.*)", re.IGNORECASE)
_SHA = re.compile(r"[0-9a-f]{40}")
_ARXIV_URL = re.compile(r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/(.+?)(?:\.pdf)?")
_SINGLE = re.compile(r"/graph/v1/paper/(?!search(?:/|$)|batch$)(.+)")


class BadIdError(ValueError):
    """An id that makes the whole batch fail."""


class SemanticScholar(Service):
    """``/graph/v1``."""

    NAME: ClassVar[str] = "semanticscholar"
    BASE: ClassVar[str] = "/graph/v1"
    INTERVAL: ClassVar[float] = 1.0
    KEY: ClassVar[str | None] = "s2-key-of-the-emulator"
    KEY_SETTING: ClassVar[str | None] = "ENRICH_S2_API_KEY"

    def refuse(self, asked: Asked) -> Answer | None:
        """A wrong key is worse than none."""
        if asked.headers.get("x-api-key", self.KEY) == self.KEY:
            return None
        return json_answer({"message": "Forbidden"}, 403, {"x-amzn-errortype": "ForbiddenException"})

    def too_many(self, asked: Asked, retry_after: int | None = None) -> Answer:
        """The gateway's words to those with a key, the pool's to the others; no hint of its own."""
        if "x-api-key" in asked.headers:
            headers = {"x-amzn-errortype": "TooManyRequestsException", **retry_header(retry_after)}
            return json_answer({"message": "Too Many Requests"}, 429, headers)
        message = (
            "Too Many Requests. Please wait and try again or apply for a key for higher rate limits."
            " https://www.semanticscholar.org/product/api#api-key-form"
        )
        return json_answer({"message": message, "code": "429"}, 429, retry_header(retry_after))

    def answer(self, asked: Asked) -> Answer:
        """Route to one of the four endpoints."""
        fields = [name for name in asked.param("fields").split(",") if name]
        unknown = [name for name in fields if name not in _FIELDS | _SUBFIELDS]
        if unknown:
            return _error(f"Unrecognized or unsupported fields: [{', '.join(unknown)}]", 400)
        single = _SINGLE.fullmatch(asked.plain_path)
        match asked.method, asked.path:
            case "POST", "/graph/v1/paper/batch":
                return self._batch(asked, fields)
            case "GET", "/graph/v1/paper/search/match":
                return self._match(asked, fields)
            case "GET", "/graph/v1/paper/search":
                return self._search(asked, fields)
            case "GET", _ if single:
                return self._single(asked, single[1], fields)
        return json_answer({"message": "Missing Authentication Token"}, 403)

    def _batch(self, asked: Asked, fields: list[str]) -> Answer:
        try:
            ids = json.loads(asked.body)["ids"]
            papers = [self._find(asked, str(text)) for text in ids]
        except (ValueError, KeyError, TypeError) as error:
            return _error(str(error) if isinstance(error, BadIdError) else "Bad request body", 400)
        if len(ids) > MOST_IDS:
            return _error(f"Maximum of {MOST_IDS} ids allowed", 400)
        if not any(papers):
            return _error("No valid paper ids given", 400)
        return json_answer(asked.kept([paper and self._show(paper, fields) for paper in papers]))

    def _single(self, asked: Asked, text: str, fields: list[str]) -> Answer:
        try:
            paper = self._find(asked, text)
        except BadIdError:
            paper = None
        kept = asked.kept([paper] if paper else [])
        if not paper:
            return _error(f"Paper with id {text} not found", 404)
        return json_answer(self._show(kept[0], fields) if kept and kept[0] else (None if kept else {}))

    def _match(self, asked: Asked, fields: list[str]) -> Answer:
        title = asked.param("query")
        ranked = [(share, paper) for share, paper in self.world.ranked(title) if share >= _NEAR]
        known = [(share, self.record(asked, paper.arxiv_id)) for share, paper in ranked[:5]]
        best = next(((share, paper) for share, paper in known if paper), None)
        if best is None or best[1] is None:
            return _error("Title match not found", 404)
        found = {**self._show(best[1], fields), "matchScore": round(100 * best[0] + 0.5 * len(title), 5)}
        return json_answer({"data": asked.kept([found])})

    def _search(self, asked: Asked, fields: list[str]) -> Answer:
        offset, limit = (
            int(text) if text.isdecimal() and len(text) < 6 else default
            for text, default in ((asked.param("offset"), 0), (asked.param("limit"), 100))
        )
        if limit > 100 or offset + limit > 1000:
            return _error("offset + limit must be < 1000", 400)
        query = asked.param("query")
        found = [] if "-" in query else self.world.with_all_words(query)  # a hyphenated word matches nothing
        papers = [paper for paper in (self.record(asked, paper.arxiv_id) for paper in found) if paper]
        page = [self._show(paper, fields) for paper in papers[offset : offset + limit]]
        if not page:
            return json_answer({"total": 0, "offset": offset})
        more = {"next": offset + limit} if offset + limit < len(papers) else {}
        return json_answer({"total": len(papers), "offset": offset, **more, "data": asked.kept(page)})

    def _find(self, asked: Asked, text: str) -> Paper | None:
        """The paper of an id in any of the forms; preprint and published DOI lead to one record."""
        prefixed = _PREFIXED.fullmatch(text)
        if not prefixed:
            arxiv_id = self._by_sha.get(text) if _SHA.fullmatch(text) else self._id_of_doi(text)
            return self.record(asked, arxiv_id) if arxiv_id else None
        prefix, value = prefixed[1].upper(), prefixed[2]
        if not value or (prefix == "DOI" and "://" in value):
            raise BadIdError(f"Invalid id: {text}")
        match prefix:
            case "ARXIV":
                return self.record(asked, value)  # with a version it is unknown
            case "DOI":
                found = self._id_of_doi(value)
            case "CORPUSID":
                found = self._by_corpus.get(value)
            case _:
                address = _ARXIV_URL.fullmatch(value) if prefix == "URL" else None
                found = address[1] if address else None
        return self.record(asked, found) if found else None

    def _id_of_doi(self, doi: str) -> str | None:
        paper = self.world.by_doi.get(doi.lower())
        return paper.arxiv_id if paper else None

    @property
    def _by_sha(self) -> dict[str, str]:
        return self.world.index("s2", s2_id)

    @property
    def _by_corpus(self) -> dict[str, str]:
        return self.world.index("corpus", lambda arxiv_id: str(corpus_id(arxiv_id)))

    def _show(self, paper: Paper, fields: list[str]) -> dict[str, Any]:
        whole = self._whole(paper)
        wanted = [name.partition(".")[0] for name in fields] or ["title"]
        return {name: whole[name] for name in whole if name == "paperId" or name in wanted}

    def _whole(self, paper: Paper) -> dict[str, Any]:
        paper_id = s2_id(paper.arxiv_id)
        cited = self.count(paper)
        return {
            "paperId": paper_id,
            "externalIds": _external_ids(paper),
            "corpusId": corpus_id(paper.arxiv_id),
            "publicationVenue": None,
            "url": f"https://www.semanticscholar.org/paper/{paper_id}",
            "title": paper.title,
            "abstract": paper.abstract,
            "venue": paper.venue or "arXiv.org",
            "year": paper.published.year,
            "referenceCount": 10 + number("references", paper.arxiv_id) % 80,
            "citationCount": cited,
            "influentialCitationCount": cited // 12,
            "isOpenAccess": False,
            "openAccessPdf": {"url": "", "status": None, "license": None},
            "fieldsOfStudy": ["Computer Science"],
            "s2FieldsOfStudy": [{"category": "Computer Science", "source": "external"}],
            "publicationTypes": ["JournalArticle"],
            "publicationDate": str(paper.published),
            "journal": {"name": "ArXiv", "volume": f"abs/{paper.arxiv_id}"},
            "citationStyles": {"bibtex": f"@Article{{{paper_id[:8]},\n title = {{{paper.title}}}\n}}\n"},
            "authors": [
                {"authorId": str(number("s2 author", name) % 10**10), "name": name} for name in paper.authors[:500]
            ],
        }


def _external_ids(paper: Paper) -> dict[str, str | int]:
    """Names of a paper elsewhere; a tenth of the records has no DOI, as that of a famous paper."""
    found: dict[str, str | int] = {"ArXiv": paper.arxiv_id}
    if "." in paper.arxiv_id:
        found["DBLP"] = f"journals/corr/abs-{paper.arxiv_id.replace('.', '-')}"
    if number("no doi", paper.arxiv_id) % 10:
        found["DOI"] = paper.doi or paper.arxiv_doi
    return {**found, "CorpusId": corpus_id(paper.arxiv_id)}


def _error(message: str, status: int) -> Answer:
    """An error as the service writes it: no space after the colon, and a line end."""
    return text_answer(json.dumps({"error": message}, separators=(",", ":")) + "\n", status, kind="application/json")
