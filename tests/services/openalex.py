"""OpenAlex: single works, filters of up to 100 values, title search, and a daily budget in credits.

Without a key 10 requests per second and 1,000 credits a day, with a key 30 and 10,000; `OpenAlex.spend` takes from the
budget. ``vintage`` 2025 leaves out what came in 2026 (``cost_usd``, ``x_query`` in ``meta``). Some works have a second
record under the same DOI, some preprints one of their own beside the published work, some were merged (their old id
redirects). Missing facts [gap]: the order of results, how a title search is scored, the text for an unknown field of
``select``.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from tests.services.openalex_query import (
    KNOWN_PARAMS,
    Query,
    RequestError,
    cost_of,
    key_of,
    number_of,
    read_query,
    usd,
)
from tests.services.openalex_work import Work, show_work
from tests.services.papers import Paper, number, openalex_id
from tests.services.wire import (
    Answer,
    Asked,
    Rule,
    Service,
    html_answer,
    json_answer,
    retry_header,
    score,
)

_BUDGET = {False: 1_000, True: 10_000}
_PER_SECOND = {False: 10, True: 30}
_PAGING_CEILING = 10_000
_DOI_URL = re.compile(r"https?://(?:dx\.)?doi\.org/(.+)")


class OpenAlex(Service):
    """``/works``."""

    NAME: ClassVar[str] = "openalex"
    INTERVAL: ClassVar[float] = 1 / _PER_SECOND[False]
    HINT: ClassVar[int | None] = 1
    KEY: ClassVar[str | None] = "openalex-key-of-the-emulator"
    KEY_SETTING: ClassVar[str | None] = "ENRICH_OPENALEX_API_KEY"
    vintage = 2026
    _day = ""
    _used = 0

    def rule(self, asked: Asked) -> Rule:
        """Requests per second, more of them with a key."""
        return Rule("openalex", 1 / _PER_SECOND[self._has_key(asked)])

    def refuse(self, asked: Asked) -> Answer | None:
        """A wrong key is worse than none."""
        if key_of(asked) in (None, self.KEY):
            return None
        return json_answer({"error": "Invalid or missing API key", "message": "API key not found"}, 401)

    def too_many(self, asked: Asked, retry_after: int | None = None) -> Answer:
        """The answer for too many per second; for hours to wait, that of a used-up budget."""
        if retry_after and retry_after > 60:
            return self._budget_answer(asked, cost_of(asked), 0, retry_after)
        limit = _PER_SECOND[self._has_key(asked)]
        message = f"Rate limit exceeded: {limit} requests per second. Please slow down."
        return self._refusal(asked, message, cost_of(asked), self.credits_left(asked), retry_after)

    def too_long(self, asked: Asked) -> Answer:
        """The gateway's words."""
        return _edge_error("Request URL too long")

    def special(self, asked: Asked, kind: str) -> Answer:
        """Search without a key is paused while the cluster is ill."""
        message = (
            "Anonymous search is paused while the search cluster recovers from heavy load. Please retry shortly, or use"
            " a free API key for uninterrupted access: https://openalex.org/rest-api."
        )
        body = {"error": "Search temporarily unavailable", "message": message}
        return json_answer(body, 503, retry_header(60))

    def answer(self, asked: Asked) -> Answer:
        """Charge, then answer."""
        try:
            if asked.path == "/works":
                return self._charged(asked, self._list)
            return self._charged(asked, self._single)
        except RequestError as error:
            return json_answer({"error": "Invalid query parameters error.", "message": str(error)}, 400)

    # Budget

    def credits_left(self, asked: Asked) -> int:
        """Credits that remain today; the budget is new at midnight."""
        today = str(self.world.today)
        if self._day != today:
            self._day, self._used = today, 0
        return max(0, _BUDGET[self._has_key(asked)] - self._used)

    def spend(self, credits_used: int) -> None:
        """Take credits out of today's budget, as other programs behind the same address do."""
        self._day, self._used = str(self.world.today), self._used + credits_used

    def _charged(self, asked: Asked, make: Any) -> Answer:
        cost, left = cost_of(asked), self.credits_left(asked)
        if cost > left:
            return self._budget_answer(asked, cost, left, self._to_midnight())
        answer: Answer = make(asked)
        if answer.status < 400:
            self._used += cost
        return answer._replace(headers={**answer.headers, **self._limits(asked, left - cost, cost)})

    def _to_midnight(self) -> int:
        now = self.world.now().astimezone(UTC)
        return int((datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1) - now).total_seconds()) + 1

    def _limits(self, asked: Asked, left: int, cost: int) -> dict[str, str]:
        budget = _BUDGET[self._has_key(asked)]
        return {
            "x-ratelimit-limit": str(budget),
            "x-ratelimit-limit-usd": usd(budget),
            "x-ratelimit-remaining": str(left),
            "x-ratelimit-remaining-usd": usd(left),
            "x-ratelimit-prepaid-remaining-usd": "0",
            "x-ratelimit-cost-usd": usd(cost),
            "x-ratelimit-credits-used": str(cost),
            "x-ratelimit-reset": str(self._to_midnight()),
        }

    def _budget_answer(self, asked: Asked, cost: int, left: int, retry_after: int) -> Answer:
        message = (
            f"Insufficient budget. This request costs ${usd(cost)} but you only have ${usd(left)} remaining."
            " Resets at midnight UTC. Need more? Add funds at https://openalex.org/pricing"
        )
        return self._refusal(asked, message, max(cost, left + 1), left, retry_after)

    def _refusal(self, asked: Asked, message: str, cost: int, left: int, retry_after: int | None) -> Answer:
        body = {
            "error": "Rate limit exceeded",
            "message": message,
            "retryAfter": retry_after or 0.1,
            "costUsd": cost / 10_000,
            "dailyRemainingUsd": left / 10_000,
            "prepaidRemainingUsd": 0,
            "creditsRequired": cost,
            "creditsRemaining": left,
            "onetimeCreditsRemaining": 0,
        }
        headers = {name: value for name, value in self._limits(asked, left, cost).items() if "cost-usd" not in name}
        headers |= {"x-ratelimit-cost-required-usd": usd(cost), "x-ratelimit-credits-required": str(cost)}
        return json_answer(body, 429, {**headers, "x-ratelimit-onetime-remaining": "0", **retry_header(retry_after)})

    def _has_key(self, asked: Asked) -> bool:
        return key_of(asked) == self.KEY

    # Works

    def _single(self, asked: Asked) -> Answer:
        name = asked.plain_path.removeprefix("/works/")
        address = _DOI_URL.fullmatch(name)
        if address or name.lower().startswith("doi:"):
            works = self._by_doi(asked, address[1] if address else name[4:])
        else:
            merged = self.world.index("openalex merged", lambda arxiv_id: openalex_id(arxiv_id, "merged")).get(name)
            if merged:
                target = f"{self.base_url}/works/{openalex_id(merged)}"
                return html_answer(
                    "Redirecting...", "You should be redirected automatically.", 301, {"location": target}
                )
            works = self._by_id(asked, name)
        kept = asked.kept(works[:1])
        if not works:
            text = "The requested URL was not found on the server. If you entered the URL manually please check your"
            return html_answer("404 Not Found", f"{text} spelling and try again.", 404)
        return json_answer(self._show(kept[0], asked) if kept and kept[0] else (None if kept else {}))

    def _list(self, asked: Asked) -> Answer:
        unknown = [name for name in asked.params if name not in (*KNOWN_PARAMS, "api_key")]
        if unknown:
            return _edge_error(f"{unknown[0]} is not a valid parameter")
        size, page = (number_of(asked, *names) for names in (("per-page", "per_page", 25), ("page", "page", 1)))
        if not 1 <= size <= 200:
            message = "per-page parameter must be between 1 and 200."
            return json_answer({"error": "Pagination error.", "message": message}, 400)
        if size * page > _PAGING_CEILING:
            return json_answer(
                {"error": "Pagination error.", "message": "Maximum results size of 10,000 records."}, 400
            )
        query = read_query(asked)
        works = self._matching(asked, query)
        shown = [self._show(work, asked) for work in works[size * (page - 1) : size * page]]
        meta = self._meta(asked, query, (len(works), page, size))
        return json_answer({"meta": meta, "results": asked.kept(shown), "group_by": []})

    def _matching(self, asked: Asked, query: Query) -> list[Work]:
        if query.words is not None:
            papers = [self.record(asked, paper.arxiv_id) for paper in self.world.with_all_words(query.words)]
            found = [work for paper in papers if paper for work in self._works(paper)]
            return [work._replace(relevance=_relevance(work, query.words)) for work in sorted(found, key=_order)]
        by = self._by_doi if query.field == "doi" else self._by_id
        return sorted({work.number: work for value in query.values for work in by(asked, value)}.values(), key=_order)

    def _by_doi(self, asked: Asked, doi: str) -> list[Work]:
        doi = (address[1] if (address := _DOI_URL.fullmatch(doi)) else doi).lower()
        paper = self.world.by_doi.get(doi)
        known = self.record(asked, paper.arxiv_id) if paper else None
        if known is None:
            return []
        works = self._works(known)
        return works if asked.fault == "other_paper" else [work for work in works if work.doi == doi]

    def _by_id(self, asked: Asked, name: str) -> list[Work]:
        number_text = name.rpartition("/")[2].upper()
        for kind in ("work", "second", "preprint"):
            arxiv_id = self.world.index(f"openalex {kind}", partial(openalex_id, kind=kind)).get(number_text)
            paper = self.record(asked, arxiv_id) if arxiv_id else None
            if paper:
                works = self._works(paper)
                return [work for work in works if work.number == number_text or asked.fault == "other_paper"]
        return []

    def _works(self, paper: Paper) -> list[Work]:
        """Records of one paper: mostly one; two where preprint and published work are apart, or a record is doubled."""
        cited = self.count(paper)
        main = Work(paper, openalex_id(paper.arxiv_id), (paper.doi or paper.arxiv_doi).lower(), cited)
        kind = number("openalex records", paper.arxiv_id) % 20
        if kind == 0:
            return [main, main._replace(number=openalex_id(paper.arxiv_id, "second"), cited=cited // 10)]
        if paper.doi and kind < 10:
            preprint = Work(paper, openalex_id(paper.arxiv_id, "preprint"), paper.arxiv_doi.lower(), cited // 5)
            return [main, preprint]
        return [main]

    def _show(self, work: Work, asked: Asked) -> dict[str, Any]:
        whole = show_work(work, self.world.today.year)
        wanted = [name for name in asked.param("select").split(",") if name]
        unknown = [name for name in wanted if name not in whole]
        if unknown:
            raise RequestError(f"{unknown[0]} is not a valid select field. Valid fields are: {', '.join(whole)}")
        return {name: whole[name] for name in wanted or whole}

    def _meta(self, asked: Asked, query: Query, numbers: tuple[int, int, int]) -> dict[str, Any]:
        count, page, size = numbers
        meta = {"count": count, "db_response_time_ms": 30, "page": page, "per_page": size, "groups_count": None}
        if self.vintage < 2026:
            return meta
        column, value = ("title.search", query.words) if query.words is not None else (query.field, query.values[:1])
        row = {"column_id": column, "value": "".join(value or ""), "operator": "has"}
        oqo = {"get_rows": "works", "filter_rows": [row], "per_page": size}
        url = f"/works?{asked.query}"
        return {**meta, "x_query": {"oql": "works", "oqo": oqo, "url": url}, "cost_usd": cost_of(asked) / 10_000}


def _order(work: Work) -> float:
    return score("openalex", work.number)


def _relevance(work: Work, words: str) -> float:
    return round(1_000 * (len(words) + 1) / (len(work.paper.title) + 1), 4)


def _edge_error(message: str) -> Answer:
    body = {
        "error": "Invalid request rejected at the API edge",
        "error_source": "openalex-api-proxy",
        "message": message,
    }
    return json_answer(body, 400, {"x-openalex-edge-reject": "true"})
