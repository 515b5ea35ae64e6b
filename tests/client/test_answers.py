"""What an answer of a service means: which may be read, and what the others let us do next."""

import json
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from enrich.errors import BadAnswer, RetryLater, SourceDown
from enrich.sources.base import Request
from tests.client.service import (
    CAPTCHA,
    CONSENT,
    DAILY_BUDGET,
    FEED,
    NOW,
    PER_SECOND,
    RATE_EXCEEDED,
    S2_THROTTLED,
    TEN_LEFT,
    Clock,
    Service,
    answer,
    door,
)


def test_a_sound_answer_comes_back_whole_with_headers_in_lower_case(clock: Clock) -> None:
    service = Service(clock, answer(200, {"data": []}, Content_Type="application/json", X_Api_Pool="public"))
    response = door(service, clock).send(
        "crossref", Request("/works", {"rows": "2", "filter": "doi:10.1/a,doi:10.2/b"})
    )
    assert (response.status, response.content) == (200, b'{"data": []}')
    assert response.headers["x-api-pool"] == "public"
    assert service.asked[0].method == "GET"
    assert service.asked[0].url.params["filter"] == "doi:10.1/a,doi:10.2/b"


def test_a_body_makes_a_post(clock: Clock) -> None:
    service = Service(clock, answer(200, [None]))
    door(service, clock).send(
        "semanticscholar", Request("/paper/batch", {"fields": "title"}, json={"ids": ["ARXIV:1"]})
    )
    (asked,) = service.asked
    assert (asked.method, asked.url.path) == ("POST", "/graph/v1/paper/batch")
    assert json.loads(asked.content) == {"ids": ["ARXIV:1"]}
    assert asked.headers["content-type"] == "application/json"


# Each case: source, answer, request options, error, part of its message, until (s), requests.
JSON = {"Content_Type": "application/json"}
HTML = {"Content_Type": "text/html; charset=utf-8"}
TEXT = {"Content_Type": "text/plain"}
XML = {"Content_Type": "application/atom+xml; charset=utf-8"}
GRAPHQL_LIMITED = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
ERRORS: dict[str, tuple[str, httpx.Response, type[RetryLater], str, float | None, int]] = {
    "arxiv-429-is-a-rest-of-ten-minutes": ("arxiv", answer(429, RATE_EXCEEDED, **TEXT), SourceDown, "slow", 600, 1),
    "arxiv-429-with-hours": ("arxiv", answer(429, RATE_EXCEEDED, Retry_After="7200"), SourceDown, "slow", 7200, 1),
    "arxiv-rate-exceeded-with-200": ("arxiv", answer(200, RATE_EXCEEDED, **TEXT), SourceDown, "slow", 600, 1),
    "arxiv-blocked-agent": ("arxiv", answer(403, b"<html>Access Denied</html>", **HTML), SourceDown, "403", 86400, 1),
    "arxiv-address-too-long": ("arxiv", answer(414, b""), RetryLater, "414", None, 1),
    "arxiv-html-with-200": ("arxiv", answer(200, b"<html><body>Hi</body></html>", **HTML), BadAnswer, "HTML", None, 4),
    "arxiv-406": ("arxiv", answer(406, b""), RetryLater, "406", None, 1),
    "s2-anonymous-throttled": ("semanticscholar", answer(429, S2_THROTTLED, **JSON), RetryLater, "slow", None, 4),
    "s2-gateway-throttled": (
        "semanticscholar",
        answer(429, {"message": "Too Many Requests"}, X_Amzn_ErrorType="TooManyRequestsException"),
        RetryLater,
        "slow",
        None,
        4,
    ),
    "s2-bad-field": ("semanticscholar", answer(400, {"error": "Unrecognized"}, **JSON), RetryLater, "400", None, 1),
    "s2-no-valid-ids": (
        "semanticscholar",
        answer(400, {"error": "No valid paper ids given"}),
        RetryLater,
        "400",
        None,
        1,
    ),
    "s2-forbidden-without-a-key": (
        "semanticscholar",
        answer(403, {"message": "Forbidden"}),
        SourceDown,
        "403",
        3600,
        1,
    ),
    "s2-timed-out": (
        "semanticscholar",
        answer(504, {"message": "Endpoint request timed out"}),
        RetryLater,
        "504",
        None,
        4,
    ),
    "openalex-budget-of-the-day": (
        "openalex",
        answer(429, DAILY_BUDGET, Retry_After="37123"),
        SourceDown,
        "budget of the day",
        37123,
        1,
    ),
    "openalex-budget-without-retry-after": ("openalex", answer(429, DAILY_BUDGET), SourceDown, "budget", 43200, 1),
    "openalex-too-dear": ("openalex", answer(429, TEN_LEFT, Retry_After="60"), RetryLater, "costs more", 60, 1),
    "openalex-per-second": ("openalex", answer(429, PER_SECOND, Retry_After="1"), RetryLater, "slow", None, 4),
    "openalex-paid-feature": ("openalex", answer(429, {"error": "Plan upgrade required"}), RetryLater, "paid", None, 1),
    "openalex-search-paused": (
        "openalex",
        answer(503, {"error": "Search"}, Retry_After="60"),
        SourceDown,
        "503",
        60,
        3,
    ),
    "openalex-without-a-key": ("openalex", answer(401, {"error": "Invalid"}), SourceDown, "ENRICH_OPENALEX", None, 1),
    "openalex-bad-per-page": ("openalex", answer(400, {"error": "Pagination error."}), RetryLater, "400", None, 1),
    "openalex-html-404-that-nobody-wants": ("openalex", answer(404, b"<html>", **HTML), RetryLater, "404", None, 1),
    "crossref-429-in-html": (
        "crossref",
        answer(429, b"<html><h1>429</h1></html>", **HTML),
        RetryLater,
        "slow",
        None,
        4,
    ),
    "crossref-bad-parameter": ("crossref", answer(400, {"status": "failed"}), RetryLater, "400", None, 1),
    "datacite-429-of-minutes": ("datacite", answer(429, b"", Retry_After="240"), SourceDown, "slow", 240, 1),
    "github-used-up-until-reset": (
        "github",
        answer(403, {"message": "API rate limit exceeded"}, X_RateLimit_Remaining="0", X_RateLimit_Reset="1795436400"),
        SourceDown,
        "slow",
        1795436400 - NOW.timestamp(),
        1,
    ),
    "github-used-up-without-reset": (
        "github",
        answer(403, {"message": "API Rate Limit Exceeded for 192.0.2.1"}, X_RateLimit_Remaining="0"),
        SourceDown,
        "slow",
        3600,
        1,
    ),
    "github-secondary-limit-waits-twice": (
        "github",
        answer(403, {"message": "You have triggered an abuse detection mechanism."}, Retry_After="60"),
        SourceDown,
        "slow",
        60,
        3,
    ),
    "github-secondary-limit-in-words": (
        "github",
        answer(403, {"message": "You have exceeded a secondary rate limit."}),
        SourceDown,
        "slow",
        60,
        3,
    ),
    "github-graphql-limit-with-200": ("github", answer(200, GRAPHQL_LIMITED), SourceDown, "slow", 60, 3),
    "github-real-403": ("github", answer(403, {"message": "Request forbidden by rules"}), SourceDown, "403", 3600, 1),
    "github-repository-blocked": (
        "github",
        answer(403, {"message": "Repository access blocked"}),
        RetryLater,
        "blocked",
        None,
        1,
    ),
    "github-repository-blocked-by-the-last-request": (
        "github",
        answer(403, {"message": "Repository access blocked"}, X_RateLimit_Remaining="0"),
        RetryLater,
        "blocked",
        None,
        1,
    ),
    "github-taken-down": ("github", answer(451, {"message": "Repository unavailable"}), RetryLater, "451", None, 1),
    "github-without-a-key": (
        "github",
        answer(401, {"message": "Bad credentials"}),
        SourceDown,
        "GITHUB_TOKEN",
        None,
        1,
    ),
    "scholar-captcha-with-200": ("scholar", answer(200, CAPTCHA, **HTML), SourceDown, "captcha", 86400, 1),
    "scholar-captcha-with-503": ("scholar", answer(503, CAPTCHA, **HTML), SourceDown, "captcha", 86400, 1),
    "scholar-consent-page": ("scholar", answer(200, CONSENT, **HTML), SourceDown, "consent", 86400, 1),
    "scholar-429": ("scholar", answer(429, b"", **HTML), SourceDown, "slow", 86400, 1),
    "scholar-403": ("scholar", answer(403, b"", **HTML), SourceDown, "403", 86400, 1),
    "scholar-sorry-page-elsewhere": (
        "scholar",
        answer(302, b"", Location="https://www.google.com/sorry/index"),
        SourceDown,
        "redirects",
        86400,
        1,
    ),
    "http-date-soon-is-waited-for-and-then-spent": (
        "crossref",
        answer(503, b"", Retry_After="Mon, 23 Nov 2026 12:00:50 GMT"),
        RetryLater,
        "503",
        None,
        4,
    ),
    "http-date-of-hours": (
        "crossref",
        answer(429, b"", Retry_After="Mon, 23 Nov 2026 15:00:00 GMT"),
        SourceDown,
        "slow",
        10800,
        1,
    ),
    "retry-after-without-meaning": ("crossref", answer(503, b"", Retry_After="soon"), RetryLater, "503", None, 4),
    "retry-after-without-end": ("crossref", answer(503, b"", Retry_After="9" * 12), SourceDown, "503", 86400, 1),
    "challenge-page-with-500": ("crossref", answer(500, b"<!doctype html>", **HTML), RetryLater, "500", None, 4),
    "html-for-json": ("crossref", answer(200, b"<html></html>", **HTML), BadAnswer, "HTML", None, 4),
    "plain-text-for-json": ("crossref", answer(200, b"Resource not found.", **TEXT), BadAnswer, "JSON", None, 4),
    "half-a-json": ("crossref", answer(200, b'{"message": [1, 2', **JSON), BadAnswer, "broken JSON", None, 4),
    "json-that-says-nothing": ("crossref", answer(200, b'"ok"', **JSON), BadAnswer, "without content", None, 4),
    "json-with-nan": ("crossref", answer(200, b'{"count": NaN}', **JSON), BadAnswer, "JSON", None, 4),
    "json-in-bad-utf-8": ("crossref", answer(200, b'{"title": "caf\xe9"}', **JSON), BadAnswer, "JSON", None, 4),
    "json-nested-without-end": ("crossref", answer(200, b"[" * 100_000, **JSON), BadAnswer, "JSON", None, 4),
    "json-with-an-endless-number": ("crossref", answer(200, b"[" + b"9" * 9_999 + b"]"), BadAnswer, "JSON", None, 4),
    "an-empty-page": ("crossref", answer(200, b" \n"), BadAnswer, "empty", None, 4),
    "half-a-feed": ("arxiv", answer(200, FEED[:-3], **XML), BadAnswer, "broken XML", None, 4),
    "a-feed-in-bad-utf-8": (
        "arxiv",
        answer(200, FEED.replace(b"Query", b"Qu\xe9ry"), **XML),
        BadAnswer,
        "XML",
        None,
        4,
    ),
    "a-feed-with-a-document-type": (
        "arxiv",
        answer(200, b'<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feed>&b;</feed>', **XML),
        BadAnswer,
        "document type",
        None,
        4,
    ),
    "a-feed-with-a-bare-document-type": ("arxiv", answer(200, b"<!DOCTYPE feed><feed/>"), BadAnswer, "type", None, 4),
    "a-feed-nested-without-end": ("arxiv", answer(200, b"<a>" * 5_000 + b"</a>" * 5_000), BadAnswer, "nested", None, 4),
    "html-that-is-well-formed-xml": ("arxiv", answer(200, b"<html/>", **XML), BadAnswer, "HTML", None, 4),
    "a-length-that-is-not-kept": (
        "crossref",
        answer(200, b'{"a": 1}', Content_Length="80"),
        BadAnswer,
        "cut off",
        None,
        4,
    ),
    "a-packing-nobody-asked-for": ("crossref", answer(200, b"{}", X="y"), BadAnswer, "packed", None, 4),
    "a-page-of-html-as-json": ("scholar", answer(200, b"{}", **JSON), BadAnswer, "not a page", None, 2),
    "html-in-an-unknown-encoding": (
        "scholar",
        answer(200, b"<html>", Content_Type="text/html; charset=idna"),
        BadAnswer,
        "encoding",
        None,
        2,
    ),
}
EXPECTS = {"arxiv": "xml", "arxiv_oai": "xml", "scholar": "html"}


@pytest.mark.parametrize("case", ERRORS)
def test_what_an_answer_means(case: str, clock: Clock) -> None:
    source, given, error, words, until, requests = ERRORS[case]
    if "packing" in case:
        given.headers["content-encoding"] = "br"
    client = door(Service(clock, given), clock)
    with pytest.raises(RetryLater, match=words) as caught:
        client.send(source, Request("", expects=EXPECTS.get(source, "json")))  # type: ignore[arg-type]
    assert type(caught.value) is error
    expected = None if until is None else NOW + timedelta(seconds=until)
    found = caught.value.until
    if expected is None:
        assert found is None
    else:
        assert found is not None
        pauses = sum(clock.slept)  # some pauses come before the rest is announced
        assert 0 <= (datetime.fromisoformat(found) - expected).total_seconds() <= pauses + 1
    assert client.requests()[source] == requests
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{source}: ")


SOUND_ANSWERS: dict[str, tuple[str, httpx.Response, int]] = {
    "crossref-404-in-plain-text": ("crossref", answer(404, b"Resource not found.", **TEXT), 404),
    "openalex-404-in-html": ("openalex", answer(404, b"<!doctype html>\n<html lang=en>", **HTML), 404),
    "s2-no-match": ("semanticscholar", answer(404, {"error": "Title match not found"}), 404),
    "s2-none-known": ("semanticscholar", answer(400, {"error": "No valid paper ids given"}), 400),
    "s2-no-hits": ("semanticscholar", answer(200, {"total": 0, "offset": 0}, **JSON), 200),
    "github-unchanged": ("github", answer(304, b""), 304),
    "github-missing": ("github", answer(404, {"message": "Not Found"}), 404),
    "github-blocked": ("github", answer(403, {"message": "Repository access blocked"}), 403),
    "github-last-of-the-hour": ("github", answer(200, {"data": {"r1": None}}, X_RateLimit_Remaining="0"), 200),
    "arxiv-feed": ("arxiv", answer(200, FEED, **XML), 200),
    "arxiv-feed-without-a-type": ("arxiv", answer(200, FEED), 200),
    "arxiv-error-feed": ("arxiv", answer(400, FEED, **XML), 400),
    "oai-error": ("arxiv_oai", answer(200, b"<OAI-PMH><error/></OAI-PMH>", Content_Type="text/xml"), 200),
    "byte-order-mark": ("crossref", answer(200, b"\xef\xbb\xbf[]", Content_Type="application/json;charset=utf-8"), 200),
    "scholar-in-latin-1": (
        "scholar",
        answer(200, b"<html>caf\xe9</html>", Content_Type="text/html; charset=ISO-8859-1"),
        200,
    ),
}


@pytest.mark.parametrize("case", SOUND_ANSWERS)
def test_answers_that_a_source_may_read(case: str, clock: Clock) -> None:
    source, given, status = SOUND_ANSWERS[case]
    client = door(Service(clock, given), clock)
    expects: Any = EXPECTS.get(source, "json")
    response = client.send(source, Request("", expects=expects, meaningful=frozenset({200, status})))
    assert (response.status, response.content) == (given.status_code, given.content)
    assert client.cooldowns() == {}


def test_an_error_of_an_xml_service_in_another_form_is_no_evidence(clock: Clock) -> None:
    client = door(Service(clock, answer(400, b"Bad Request", **TEXT)), clock)
    with pytest.raises(BadAnswer, match="broken XML"):
        client.send("arxiv", Request("", expects="xml", meaningful=frozenset({200, 400})))
