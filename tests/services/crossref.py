"""Crossref: single works, batches by DOI, and a title search that always finds something.

Pools by politeness: with a ``mailto`` in the query or the User-Agent 10 single works and 3 lists per second, three at
once; else 5 and 1, one at once (limits of July 2026). Only papers with a publisher's DOI are here. Missing facts [gap]:
the body of a 429 as of 2026 (the HTML of older reports is served), the text for an unknown filter, how hits are
scored.
"""

import re
from datetime import date
from typing import Any, ClassVar

from tests.services.papers import Paper, number
from tests.services.wire import Answer, Asked, Rule, Service, json_answer, retry_header, score, text_answer

_ROWS = 20
_EPOCH = date(1970, 1, 1).toordinal()
_MOST_ROWS = 1_000
_LIMITS = {
    ("public", "single"): (5, 1),
    ("public", "list"): (1, 1),
    ("polite", "single"): (10, 3),
    ("polite", "list"): (3, 3),
}
_QUERIES = ("query", "query.bibliographic", "query.title", "query.author", "query.container-title")
_WORK = re.compile(r"/works/(.+)")


class Crossref(Service):
    """``/works``."""

    NAME: ClassVar[str] = "crossref"
    INTERVAL: ClassVar[float] = 1 / 3

    def rule(self, asked: Asked) -> Rule:
        """Lists and single works have limits of their own."""
        kind = "list" if asked.path == "/works" else "single"
        per_second, at_once = _LIMITS[_pool(asked), kind]
        return Rule(f"crossref {kind}", 1 / per_second, at_once)

    def too_many(self, asked: Asked, retry_after: int | None = None) -> Answer:
        """The page of older reports, usually without a hint."""
        page = (
            "<html><body><h1>429 Too Many Requests</h1>\n"
            "You have sent too many requests in a given amount of time.\n</body></html>\n"
        )
        return text_answer(page, 429, {**self._pool_headers(asked), **retry_header(retry_after)}, kind="text/html")

    def answer(self, asked: Asked) -> Answer:
        """A work, a list, or an error of either kind."""
        single = _WORK.fullmatch(asked.plain_path)
        if asked.method != "GET":
            answer = text_answer("Method Not Allowed", 405)
        elif asked.path == "/works":
            answer = self._list(asked)
        elif single:
            answer = self._single(asked, single[1])
        else:
            answer = text_answer("Resource not found.", 404)
        return answer._replace(headers={**answer.headers, **self._pool_headers(asked)})

    def _pool_headers(self, asked: Asked) -> dict[str, str]:
        kind = "list" if asked.path == "/works" else "single"
        per_second, at_once = _LIMITS[_pool(asked), kind]
        return {
            "x-api-pool": _pool(asked) + ("-array" if kind == "list" else ""),
            "x-rate-limit-limit": str(per_second),
            "x-rate-limit-interval": "1s",
            "x-concurrency-limit": str(at_once),
        }

    def _single(self, asked: Asked, doi: str) -> Answer:
        fields = next((name for name in asked.params if name.startswith("query")), None)
        if fields or "select" in asked.params:
            message = "This route does not support field query parameters"
            return _invalid("parameter-not-allowed", "query.*" if fields else "select", message)
        paper = self._by_doi(asked, doi)
        if paper is None:
            return text_answer("Resource not found.", 404)
        kept = asked.kept([self._show(paper, 1)])
        return _ok("work", kept[0] if kept else {})

    def _list(self, asked: Asked) -> Answer:
        rows = asked.param("rows") or str(_ROWS)
        if not rows.isdecimal() or int(rows[:9]) > _MOST_ROWS:
            return _invalid("integer-not-valid", rows, f"Integer specified as {rows} must be from 0 to {_MOST_ROWS}")
        if asked.param("cursor") not in ("", "*"):
            return _failure(404, "resource-failure", "cursor-invalid", "Cursor specified but it is invalid")
        searched = " ".join(asked.param(name) for name in _QUERIES).strip()
        filters = [part.partition(":") for part in asked.param("filter").split(",") if part]
        unknown = [name for name, _, _ in filters if name != "doi"]
        if unknown:
            return _invalid(
                "filter-not-available", unknown[0], f"Filter {unknown[0]} specified but there is no such filter"
            )
        hits = self._search(asked, searched) if searched else self._batch(asked, [doi for _, _, doi in filters])
        items = [self._select(asked, self._show(paper, points)) for points, paper in hits[: int(rows)]]
        message = {
            "facets": {},
            "total-results": len(hits),
            "items": asked.kept(items),
            "items-per-page": int(rows),
            "query": {"start-index": 0, "search-terms": asked.param("query") or None},
        }
        return _ok("work-list", message)

    def _batch(self, asked: Asked, dois: list[str]) -> list[tuple[float, Paper]]:
        papers = {doi.lower(): self._by_doi(asked, doi) for doi in dois}
        found = {paper.arxiv_id: paper for paper in papers.values() if paper}
        return [(1.0, paper) for paper in sorted(found.values(), key=lambda paper: score("crossref", paper.arxiv_id))]

    def _search(self, asked: Asked, text: str) -> list[tuple[float, Paper]]:
        ranked = self.world.ranked(text, self.world.with_doi)[:200]
        known = [(share, self.record(asked, paper.arxiv_id)) for share, paper in ranked]
        return [(round(20 + 60 * share, 5), paper) for share, paper in known if paper]

    def _by_doi(self, asked: Asked, doi: str) -> Paper | None:
        paper = self.world.by_doi.get(doi.lower())
        if paper is None or not paper.doi or paper.doi.lower() != doi.lower():
            return None
        return self.record(asked, paper.arxiv_id)

    def _select(self, asked: Asked, item: dict[str, Any]) -> dict[str, Any]:
        wanted = [name for name in asked.param("select").split(",") if name]
        return {name: value for name, value in item.items() if not wanted or name in wanted}

    def _show(self, paper: Paper, points: float) -> dict[str, Any]:
        day = [paper.published.year, paper.published.month, paper.published.day]
        dated = {"date-parts": [day]}
        stamp = {
            **dated,
            "date-time": f"{paper.published}T00:00:00Z",
            "timestamp": (paper.published.toordinal() - _EPOCH) * 86_400_000,
        }
        doi = paper.doi or ""
        return {
            "indexed": stamp,
            "reference-count": number("references", paper.arxiv_id) % 60,
            "publisher": "Invented Press",
            "content-domain": {"domain": [], "crossmark-restriction": False},
            "DOI": doi,
            "type": "journal-article",
            "created": stamp,
            "source": "Crossref",
            "is-referenced-by-count": self.count(paper),
            "title": [paper.title],
            "prefix": doi.partition("/")[0],
            "author": [_author(name, at) for at, name in enumerate(paper.authors)],
            "member": "297",
            "container-title": [paper.venue or "Invented Journal"],
            "deposited": stamp,
            "score": points,
            "resource": {"primary": {"URL": f"https://doi.org/{doi}"}},
            "issued": dated,
            "references-count": number("references", paper.arxiv_id) % 60,
            "URL": f"https://doi.org/{doi}",
            "published": dated,
        }


def _author(name: str, at: int) -> dict[str, Any]:
    given, _, family = name.rpartition(" ")
    first = {"given": given} if given else {}
    return {**first, "family": family, "sequence": "additional" if at else "first", "affiliation": []}


def _pool(asked: Asked) -> str:
    polite = "@" in asked.param("mailto") or re.search(r"mailto:[^\s;)]+@", asked.headers.get("user-agent", "")[:1_000])
    return "polite" if polite else "public"


def _ok(kind: str, message: Any) -> Answer:
    body = {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message}
    return json_answer(body, slashes="\\/")


def _failure(status: int, kind: str, name: str, text: str, value: str = "") -> Answer:
    message = [{"type": name, "value": value, "message": text}]
    return json_answer({"status": "failed", "message-type": kind, "message": message}, status)


def _invalid(name: str, value: str, text: str) -> Answer:
    return _failure(400, "validation-failure", name, text, value)
