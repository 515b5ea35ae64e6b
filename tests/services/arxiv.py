"""arXiv's query API in the form of 2026: Atom, ids and titles, GET and POST.

One request per 3 s and one connection at a time, together with OAI-PMH. A User-Agent that only names a library is
refused (seen "at times" at the real service; here always). Missing facts [gap]: how scores are made (entries come in an
order that depends on nothing but their ids; for a query, the title nearest to a phrase comes first), which User-Agents
are refused when.
"""

import base64
import re
from datetime import UTC, date, datetime, time
from hashlib import sha1
from typing import ClassVar
from urllib.parse import unquote_plus, urlencode
from xml.sax.saxutils import escape, quoteattr

from enrich.text import fold_title
from tests.services import arxiv_query
from tests.services.papers import Paper, number
from tests.services.wire import Answer, Asked, Rule, Service, html_answer, retry_header, score, text_answer

ID = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(\d+))?")
LIBRARY_AGENTS = ("python-", "Python-", "curl/", "Wget/", "Java/", "Go-http")
_PAGING_CEILING = 10_000
_DATES = ("lastUpdatedDate", "submittedDate")
_SORTS = ("relevance", *_DATES)
_ORDERS = ("ascending", "descending")
_FEED = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"'
    ' xmlns="http://www.w3.org/2005/Atom">\n{}</feed>\n'
)
ATOM = "application/atom+xml; charset=utf-8"


class ArxivService(Service):
    """What the query API and OAI-PMH share: the rule, the refusals."""

    INTERVAL: ClassVar[float] = 3.0

    def rule(self, asked: Asked) -> Rule:
        """One request per 3 s over all of arXiv's hosts, one connection."""
        return Rule("arxiv.org", self.INTERVAL, 1)

    def refuse(self, asked: Asked) -> Answer | None:
        """Turn away agents that name a library, or nothing."""
        agent = asked.headers.get("user-agent", "")
        if agent and not agent.startswith(LIBRARY_AGENTS):
            return None
        return html_answer("Access Denied", f"Sadly, your client {agent!r} is not allowed to access this site.", 403)

    def too_many(self, asked: Asked, retry_after: int | None = None) -> Answer:
        """Plain text, and no hint of its own."""
        return text_answer("Rate exceeded.", 429, retry_header(retry_after))


class QueryError(ValueError):
    """A request that the query API answers with 400."""


class Arxiv(ArxivService):
    """``/api/query``."""

    NAME: ClassVar[str] = "arxiv"
    BASE: ClassVar[str] = "/api/query"

    def answer(self, asked: Asked) -> Answer:
        """A feed, or a feed with one entry that is an error."""
        if asked.path != self.BASE:
            return html_answer("404 Not Found", "Not Found", 404)
        try:
            return self._feed(asked)
        except QueryError as error:
            return self._error(str(error))

    def _feed(self, asked: Asked) -> Answer:
        start = _whole(asked, "start", 0)
        size = _whole(asked, "max_results", 10)
        for name, known in (("sortBy", _SORTS), ("sortOrder", _ORDERS)):
            if asked.param(name) and asked.param(name) not in known:
                raise QueryError(f"{name} must be in: {', '.join(known)}")
        query, ids = asked.param("search_query"), asked.param("id_list")
        if not query and not ids:
            raise QueryError("Either a search_query or id_list must be specified for the classic API.")
        if size == 0 or 1 + round(start / size) > _PAGING_CEILING / size:
            return html_answer("500 Internal Server Error", "The server encountered an internal error.", 500)
        found = self._found(asked, query, ids)
        page = asked.kept(found[start : start + size])
        page, total = ([], 0) if asked.fault == "empty_total" else (page, len(found))
        return _atom(self._head(asked, query, ids, (start, size, total)) + "".join(map(self._entry, page)))

    def _found(self, asked: Asked, query: str, ids: str) -> list[tuple[Paper, int]]:
        """Papers with the version to show, in the service's order."""
        wanted = self._by_id(asked, ids) if ids else None
        if query:
            matching = self._by_query(query)
            if wanted is None:
                papers = [self.record(asked, arxiv_id) for arxiv_id in sorted(matching)]
                wanted = [(paper, paper.version) for paper in papers if paper]
            elif asked.fault != "other_paper":
                wanted = [pair for pair in wanted if pair[0].arxiv_id in matching]
        return sorted(
            wanted or [], key=SortKey(asked.param("sortBy"), query), reverse=asked.param("sortOrder") != "ascending"
        )

    def _by_id(self, asked: Asked, ids: str) -> list[tuple[Paper, int]]:
        found: dict[tuple[str, int | None], tuple[Paper, int]] = {}
        for text in filter(None, ids.split(",")):
            match = ID.fullmatch(text.strip())
            if not match:
                raise QueryError(f"incorrect id format for {text.strip()}")
            version = int(match[2]) if match[2] else None
            paper = self.record(asked, match[1])
            if paper and (version is None or 1 <= version <= paper.version):
                found[(match[1], version)] = (paper, version or paper.version)
        return list(found.values())

    def _by_query(self, query: str) -> set[str]:
        try:
            return arxiv_query.find(self.world, query)
        except arxiv_query.BadQueryError as error:
            raise QueryError(f"Invalid query string: '{error}'") from error

    def _head(self, asked: Asked, query: str, ids: str, window: tuple[int, int, int]) -> str:
        start, size, total = window
        told = f"search_query={unquote_plus(query)}&id_list={ids}&start={start}&max_results={size}"
        link = urlencode({"search_query": query, "start": start, "max_results": size, "id_list": ids}, safe=":,/")
        digest = base64.b64encode(sha1(told.encode()).digest()).decode().rstrip("=")
        return (
            f"  <id>https://arxiv.org/api/{digest}</id>\n"
            f"  <title>arXiv Query: {escape(told)}</title>\n"
            f"  <updated>{self.world.now():%Y-%m-%dT%H:%M:%SZ}</updated>\n"
            f'  <link href={quoteattr("https://arxiv.org/api/query?" + link)} type="application/atom+xml"/>\n'
            f"  <opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>\n"
            f"  <opensearch:totalResults>{total}</opensearch:totalResults>\n"
            f"  <opensearch:startIndex>{start}</opensearch:startIndex>\n"
        )

    def _entry(self, found: tuple[Paper, int] | None) -> str:
        if found is None:
            return "  <entry/>\n"
        paper, version = found
        versioned = f"{paper.arxiv_id}v{version}"
        categories = "".join(
            f'    <category term={quoteattr(name)} scheme="http://arxiv.org/schemas/atom"/>\n'
            for name in paper.categories
        )
        updated = paper.updated if version == paper.version else paper.published
        return (
            f"  <entry>\n    <id>http://arxiv.org/abs/{versioned}</id>\n    <title>{escape(paper.title)}</title>\n"
            f"    <updated>{_moment(paper, updated)}</updated>\n"
            f'    <link href="https://arxiv.org/abs/{versioned}" rel="alternate" type="text/html"/>\n'
            f'    <link href="https://arxiv.org/pdf/{versioned}" rel="related" type="application/pdf" title="pdf"/>\n'
            f"    <summary>{escape(summary(paper))}</summary>\n{categories}"
            f"    <published>{_moment(paper, paper.published)}</published>\n"
            f"    <arxiv:comment>{escape(comment(paper))}</arxiv:comment>\n"
            f"    <arxiv:primary_category term={quoteattr(paper.categories[0])}/>\n"
            f"{_published_part(paper)}  </entry>\n"
        )

    def _error(self, message: str) -> Answer:
        address = "https://arxiv.org/api/errors#" + re.sub(r"[^\w.]+", "_", message)
        now = f"{self.world.now():%Y-%m-%dT%H:%M:%SZ}"
        return _atom(
            f"  <id>https://arxiv.org/</id>\n  <title>arXiv Search Results</title>\n  <updated>{now}</updated>\n"
            "  <opensearch:itemsPerPage>1</opensearch:itemsPerPage>\n"
            "  <opensearch:totalResults>1</opensearch:totalResults>\n"
            "  <opensearch:startIndex>0</opensearch:startIndex>\n"
            f"  <entry>\n    <id>{escape(address)}</id>\n    <title>Error</title>\n    <updated>{now}</updated>\n"
            f'    <link href={quoteattr(address)} rel="alternate" type="text/html"/>\n'
            f"    <summary>{escape(message)}</summary>\n"
            "    <author>\n      <name>arXiv api core</name>\n    </author>\n  </entry>\n",
            400,
        )


class SortKey:
    """Order of entries: by a date, or by a score of our own; the highest comes first unless ascending."""

    def __init__(self, by: str, query: str) -> None:
        self._by = by
        self._phrases = [fold_title(phrase) for phrase in re.findall(r'"([^"]*)"', query)]

    def __call__(self, found: tuple[Paper, int]) -> tuple[float, float]:
        """The key of one paper."""
        paper = found[0]
        if self._by in _DATES:
            day = paper.updated if self._by == "lastUpdatedDate" else paper.published
            return float(day.toordinal()), score(paper.arxiv_id)
        title = fold_title(paper.title)
        nearest = min((len(title) - len(phrase) for phrase in self._phrases if phrase in title), default=0)
        return -float(nearest), score(paper.arxiv_id)


def _atom(content: str, status: int = 200) -> Answer:
    return text_answer(_FEED.format(content), status, kind=ATOM)


def _whole(asked: Asked, name: str, default: int) -> int:
    text = asked.param(name) or str(default)
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise QueryError(f"{name} must be an integer")
    if int(text) < 0:
        raise QueryError(f"{name} must be non-negative")
    return int(text)


def _moment(paper: Paper, day: date) -> str:
    seconds = number("time", paper.arxiv_id) % 86_400
    moment = datetime.combine(day, time(seconds // 3600, seconds // 60 % 60, seconds % 60), UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def summary(paper: Paper) -> str:
    """Abstract; that of an old record starts with blanks, that of a withdrawn paper says so."""
    if paper.withdrawn:
        return "This paper has been withdrawn by the authors."
    return ("  " if paper.published.year < 2010 else "") + paper.abstract


def comment(paper: Paper) -> str:
    """What the authors remark: the number of pages, or that they withdraw the paper."""
    if paper.withdrawn:
        return "This paper has been withdrawn by the authors due to an error"
    return f"{8 + number('pages', paper.arxiv_id) % 40} pages, {1 + number('figures', paper.arxiv_id) % 9} figures"


def affiliation(paper: Paper) -> str | None:
    """Where the first author works; few submitters say so."""
    return "Institute of Invented Affiliations" if number("affiliation", paper.arxiv_id) % 10 == 0 else None


def journal_ref(paper: Paper) -> str | None:
    """Where it was published; only papers with a venue and a DOI have one here."""
    return f"{paper.venue}, {paper.published.year}" if paper.venue and paper.doi else None


def _published_part(paper: Paper) -> str:
    where = journal_ref(paper)
    lines = [f"    <arxiv:journal_ref>{escape(where)}</arxiv:journal_ref>\n"] if where else []
    work = affiliation(paper)
    for position, name in enumerate(paper.authors):
        place = f"      <arxiv:affiliation>{escape(work)}</arxiv:affiliation>\n" if work and position == 0 else ""
        lines.append(f"    <author>\n      <name>{escape(name)}</name>\n{place}    </author>\n")
    if paper.doi:
        lines.append(f"    <arxiv:doi>{escape(paper.doi)}</arxiv:doi>\n")
        lines.append(f'    <link rel="related" href={quoteattr("https://doi.org/" + paper.doi)} title="doi"/>\n')
    return "".join(lines)
