"""The door to the network: polite, patient within limits, mistrustful, and silent about keys.

The other side is a function; the clock is ours, so that a pause of minutes takes no time. Bodies and headers of errors
are those that the services send.
"""

import gzip
import json
import logging
import pickle
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from enrich.client import Client, HostPolicy, SourceSettings, policies
from enrich.client.travel import Network
from enrich.errors import BadAnswer, ConfigError, RetryLater, SourceDown, UnsafeRedirect
from enrich.sources.base import Request

Handler = Callable[[httpx.Request], httpx.Response]
NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
KEY = "sk-do-not-tell-4711"
ALL = ["arxiv", "arxiv_oai", "semanticscholar", "openalex", "crossref", "datacite", "github", "scholar"]
RATE_EXCEEDED = b"Rate exceeded."
FEED = b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query:</title></feed>'
S2_THROTTLED = b'{"message": "Too Many Requests. Please wait and try again or apply for a key", "code": "429"}'
DAILY_BUDGET = {"error": "Rate limit exceeded", "retryAfter": 37123, "creditsRequired": 10, "creditsRemaining": 0}
PER_SECOND = {"error": "Rate limit exceeded", "retryAfter": 0.1, "creditsRequired": 1, "creditsRemaining": 940}
TEN_LEFT = {"error": "Rate limit exceeded", "creditsRequired": 10, "creditsRemaining": 9}
CAPTCHA = b'<!doctype html><html><body><form id="gs_captcha_f" method="get"></form></body></html>'
CONSENT = b"<html><body><form action='https://consent.google.com/save'></form></body></html>"


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 1_000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        assert seconds >= 0
        self.slept.append(seconds)
        self.seconds += seconds

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return self.seconds

    def utc_now(self) -> datetime:
        """The time on the wall."""
        return NOW + timedelta(seconds=self.seconds - 1_000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def settings_for(*, keys: bool = False, **wishes: Any) -> dict[str, SourceSettings]:
    key = SecretStr(KEY) if keys else None
    return {name: SourceSettings(**({"enabled": True, "key": key} | wishes)) for name in ALL}


def door(handler: Handler, clock: Clock, *, contact: str | None = None, **options: Any) -> Client:
    wishes = {name: options.pop(name) for name in list(options) if name in SourceSettings.model_fields}
    keys = options.pop("keys", False)
    transport = options.pop("transport", None) or httpx.MockTransport(handler)
    return Client(
        policies(settings_for(keys=keys, **wishes), contact),
        version="1.2",
        contact=contact,
        transport=transport,
        sleep=clock.sleep,
        monotonic=clock.monotonic,
        utc_now=clock.utc_now,
        rng=Random(7),
        **options,
    )


def answer(status: int, body: bytes | object = b"{}", **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.Response(status, content=content, headers={k.replace("_", "-"): v for k, v in headers.items()})


class Service:
    """Gives the prepared answers in order, the last one for ever, and remembers when it was asked for what."""

    def __init__(self, clock: Clock, *answers: httpx.Response | Exception) -> None:
        self.clock = clock
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.times: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """The next answer."""
        self.asked.append(request)
        self.times.append(self.clock.seconds)
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(given, Exception):
            raise given
        # A response can be read once; each asking gets its own.
        return httpx.Response(given.status_code, headers=given.headers, content=given.content)

    @property
    def gaps(self) -> list[float]:
        """Seconds between the starts of the requests."""
        return [later - earlier for earlier, later in pairwise(self.times)]


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


# --- what each answer means: source, answer, request options, error, part of its message, until (s), requests

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


# --- pace


def test_every_try_is_spaced_and_pauses_grow(clock: Clock) -> None:
    service = Service(clock, answer(503), answer(503), answer(200))
    door(service, clock).send("semanticscholar", Request())
    assert len(service.times) == 3
    assert 5 <= service.gaps[0] <= 6.25
    assert 10 <= service.gaps[1] <= 12.5


def test_retries_without_a_pause_still_keep_the_interval(clock: Clock) -> None:
    service = Service(clock, answer(503, Retry_After="0"), answer(503), answer(200, FEED))
    door(service, clock, min_interval=20).send("arxiv", Request(expects="xml"))
    assert min(service.gaps) >= 20


def test_sources_of_one_host_share_its_gate_and_its_rest(clock: Clock) -> None:
    service = Service(clock, answer(200, FEED), answer(200, FEED), answer(429, RATE_EXCEEDED))
    client = door(service, clock)
    client.send("arxiv", Request(expects="xml"))
    client.send("arxiv_oai", Request(expects="xml"))
    assert service.gaps == [pytest.approx(3.05)]
    with pytest.raises(SourceDown):
        client.send("arxiv", Request(expects="xml"))
    with pytest.raises(SourceDown, match="arxiv_oai: asks us to slow down"):
        client.send("arxiv_oai", Request(expects="xml"))
    assert len(service.times) == 3
    assert client.cooldowns() == dict.fromkeys(("arxiv", "arxiv_oai"), "2026-11-23T12:10:06Z")


def test_other_hosts_are_not_held_up(clock: Clock) -> None:
    client = door(Service(clock, answer(200)), clock)
    client.send("crossref", Request())
    client.send("openalex", Request())
    client.send("datacite", Request())
    assert clock.slept == []


def test_a_host_that_asked_to_slow_down_gets_twice_the_interval(clock: Clock) -> None:
    service = Service(clock, answer(429), answer(200))
    client = door(service, clock, min_interval=4)
    for _ in range(3):
        client.send("crossref", Request())
    assert service.gaps[1:] == [pytest.approx(8), pytest.approx(8)]


def test_an_address_in_the_settings_buys_the_polite_pace(clock: Clock) -> None:
    assert policies({}, "me@example.org")["crossref"].min_interval == pytest.approx(0.34)
    assert policies({}, "https://example.org/about")["crossref"].min_interval == pytest.approx(1.02)
    wish = {"crossref": SourceSettings(min_interval=9)}
    assert policies(wish, "me@example.org")["crossref"].min_interval == 9


def test_two_threads_never_ask_one_host_at_once() -> None:
    inside, most, starts, lock = 0, 0, [], threading.Lock()
    clock = Clock()
    release = threading.Event()

    def handler(request: httpx.Request) -> httpx.Response:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            starts.append(clock.seconds)
        release.wait(0.02)
        with lock:
            inside -= 1
        return answer(200)

    client = door(handler, clock)
    threads = [threading.Thread(target=client.send, args=("crossref", Request())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert [b - a for a, b in pairwise(starts)] == [pytest.approx(1.02)] * 3


# --- giving up


def test_retry_after_is_waited_for_when_it_is_short(clock: Clock) -> None:
    service = Service(clock, answer(429, Retry_After="30"), answer(200))
    client = door(service, clock)
    client.send("crossref", Request())
    assert service.gaps == [pytest.approx(30)]
    assert client.spent("crossref") == pytest.approx(30)


def test_hours_are_not_slept_and_later_requests_stay_here(clock: Clock) -> None:
    service = Service(clock, answer(429, DAILY_BUDGET, Retry_After="37123"))
    client = door(service, clock)
    for _ in range(3):
        with pytest.raises(SourceDown, match="not before 2026-11-23T22:18:43Z"):
            client.send("openalex", Request())
    assert clock.slept == []
    assert client.requests()["openalex"] == 1
    assert client.cooldowns() == {"openalex": "2026-11-23T22:18:43Z"}


def test_a_refused_search_does_not_stop_cheaper_requests(clock: Clock) -> None:
    service = Service(clock, answer(429, TEN_LEFT), answer(200))
    client = door(service, clock)
    with pytest.raises(RetryLater, match="costs more"):
        client.send("openalex", Request(cost=10))
    with pytest.raises(RetryLater, match="costs more"):
        client.send("openalex", Request(cost=10))
    assert client.send("openalex", Request(cost=1)).status == 200
    assert client.requests()["openalex"] == 2


def test_failures_in_a_row_give_a_source_up(clock: Clock) -> None:
    service = Service(clock, answer(500))
    client = door(service, clock)
    with pytest.raises(RetryLater, match="500"):
        client.send("openalex", Request())
    with pytest.raises(SourceDown, match="5 times in a row; the last time: answered with status 500"):
        client.send("openalex", Request())
    with pytest.raises(SourceDown):
        client.send("openalex", Request())
    assert client.requests()["openalex"] == 5
    assert client.cooldowns() == {}


def test_a_host_that_failed_is_left_alone_for_a_while(clock: Clock) -> None:
    service = Service(clock, answer(503), answer(503), answer(503), answer(503), answer(200))
    client = door(service, clock)
    with pytest.raises(RetryLater):
        client.send("openalex", Request())
    client.send("openalex", Request())
    assert service.gaps[-1] >= 8


def test_a_good_answer_forgives(clock: Clock) -> None:
    service = Service(clock, *[answer(500), answer(500), answer(500), answer(200)] * 3)
    client = door(service, clock)
    for _ in range(3):
        assert client.send("openalex", Request()).status == 200


def test_waiting_and_retrying_end_with_max_wait(clock: Clock) -> None:
    service = Service(clock, answer(429))
    client = door(service, clock, max_wait=12)
    with pytest.raises(SourceDown, match="ENRICH_MAX_WAIT"):
        client.send("semanticscholar", Request())
    assert client.requests()["semanticscholar"] == 2
    assert sum(clock.slept) <= 12
    assert client.spent("semanticscholar") <= 12


def test_a_stored_rest_is_kept_until_it_is_over(clock: Clock) -> None:
    stored = {"crossref": "2026-11-23T12:10:00Z", "openalex": "2026-11-23T11:59:00Z", "github": "2027-11-23T12:00:00Z"}
    client = door(
        Service(clock, answer(200)), clock, cooldowns=stored | {"datacite": "yesterday", "gone": "2026-11-23T13:00:00Z"}
    )
    with pytest.raises(SourceDown, match="rests after an earlier run, not before 2026-11-23T12:10:00Z"):
        client.send("crossref", Request())
    for source in ("openalex", "github", "datacite"):
        assert client.send(source, Request()).status == 200
    assert client.cooldowns() == {"crossref": "2026-11-23T12:10:00Z"}


def test_the_budget_counts_every_try_of_all_sources(clock: Clock) -> None:
    service = Service(clock, answer(503), answer(200))
    client = door(service, clock, budget=3)
    client.send("crossref", Request())
    client.send("openalex", Request())
    for source in ("crossref", "github"):
        with pytest.raises(SourceDown, match="budget of 3 requests"):
            client.send(source, Request())
    assert sum(client.requests().values()) == len(service.asked) == 3
    assert client.cooldowns() == {}


def test_a_budget_that_ends_between_two_tries(clock: Clock) -> None:
    client = door(Service(clock, answer(503)), clock, budget=2)
    with pytest.raises(SourceDown, match="budget of 2 requests"):
        client.send("crossref", Request())
    assert client.requests()["crossref"] == 2


def test_scholar_is_off_until_it_is_wanted(clock: Clock) -> None:
    client = Client(policies({}), version="1", transport=httpx.MockTransport(Service(clock, answer(200))))
    with pytest.raises(SourceDown, match="ENRICH_SCHOLAR_ENABLED"):
        client.send("scholar", Request(expects="html"))
    assert client.requests()["scholar"] == 0


# --- connections


def test_a_host_that_was_never_reached_is_given_up_at_once(clock: Clock) -> None:
    client = door(Service(clock, httpx.ConnectError("name or service not known")), clock)
    with pytest.raises(SourceDown, match="crossref: cannot be reached"):
        client.send("crossref", Request())
    assert (clock.slept, client.requests()["crossref"]) == ([], 1)


def test_a_host_that_was_reached_before_is_tried_again(clock: Clock) -> None:
    service = Service(clock, answer(200), httpx.ConnectTimeout("no"), httpx.ReadError("reset"), answer(200))
    client = door(service, clock)
    client.send("crossref", Request())
    assert client.send("crossref", Request()).status == 200
    assert client.requests()["crossref"] == 4


def test_a_network_where_nobody_answers_is_given_up_for_all(clock: Clock) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        clock.seconds += 5
        raise httpx.ConnectTimeout("no")

    client = door(handler, clock)
    for source, words in (
        ("crossref", "cannot be reached"),
        ("openalex", "cannot be reached"),
        ("github", "the network"),
    ):
        with pytest.raises(SourceDown, match=words):
            client.send(source, Request())
    assert client.requests() | {"github": 0} == client.requests()
    assert clock.seconds == 1_010


def test_whoever_still_waits_goes_on_when_the_network_is_given_up() -> None:
    network = Network(patience=20)
    came_back: list[bool] = []
    thread = threading.Thread(target=lambda: came_back.append(network.wait(lambda: False, 30)))
    thread.start()
    network.lose(20)
    thread.join(5)
    assert came_back == [False]


class BlackHole(httpx.BaseTransport):
    """Takes requests and never answers, until the test is over."""

    def __init__(self) -> None:
        self.over = threading.Event()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Wait for the end of the test."""
        self.over.wait(20)
        return answer(200)


@pytest.fixture
def black_hole() -> Iterator[BlackHole]:
    hole = BlackHole()
    yield hole
    hole.over.set()


def test_sources_side_by_side_lose_one_patience_in_a_black_hole(clock: Clock, black_hole: BlackHole) -> None:
    client = door(Service(clock), clock, transport=black_hole, patience=0.2)
    ended: dict[str, str] = {}

    def ask(source: str) -> None:
        try:
            client.send(source, Request())
        except SourceDown as error:
            ended[source] = str(error)

    threads = [threading.Thread(target=ask, args=(source,)) for source in ALL]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(3)
    assert set(ended) == set(ALL)
    assert sum(client.requests().values()) <= len(ALL)


def test_sources_that_come_later_do_not_ask_a_black_hole(clock: Clock, black_hole: BlackHole) -> None:
    client = door(Service(clock), clock, transport=black_hole, patience=0.1)
    for source, words in (("crossref", "cannot be reached"), ("openalex", "the network does not answer")):
        with pytest.raises(SourceDown, match=words):
            client.send(source, Request())
    assert client.requests()["openalex"] == 0


def test_an_answer_that_hangs_ends_with_its_deadline(clock: Clock, black_hole: BlackHole) -> None:
    answers = iter([True, False])

    class OnceThenNever(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            return answer(200) if next(answers, False) else black_hole.handle_request(request)

    client = door(Service(clock), clock, transport=OnceThenNever(), timeout=0.1)
    client.send("crossref", Request())
    with pytest.raises(RetryLater, match="no whole answer within"):
        client.send("crossref", Request())
    assert client.requests()["crossref"] == 5


class Trickle(httpx.SyncByteStream):
    """A body whose pieces come so many seconds apart."""

    def __init__(self, clock: Clock, seconds: float, pieces: int) -> None:
        self.clock, self.seconds, self.pieces = clock, seconds, pieces

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.pieces):
            self.clock.seconds += self.seconds
            yield b" "
        yield b"{}"


def test_a_body_that_trickles_ends(clock: Clock) -> None:
    client = door(lambda request: httpx.Response(200, stream=Trickle(clock, 9, 10_000)), clock)
    with pytest.raises(RetryLater) as caught:
        client.send("crossref", Request())
    assert "trickled" in str(caught.value)
    assert clock.seconds - 1_000 <= 120 + 2 * 9


def test_a_slow_answer_counts_as_waiting(clock: Clock) -> None:
    client = door(lambda request: httpx.Response(200, stream=Trickle(clock, 1, 10_000)), clock, max_wait=7)
    with pytest.raises(SourceDown, match="ENRICH_MAX_WAIT"):
        client.send("crossref", Request())
    assert clock.seconds - 1_000 <= 7 + 3


def test_a_body_in_many_pieces_is_put_together(clock: Clock) -> None:
    client = door(lambda request: httpx.Response(200, stream=Trickle(clock, 0.01, 500)), clock)
    assert client.send("crossref", Request()).content.strip() == b"{}"


# --- packing and size


def packed(body: bytes, how: str) -> httpx.Response:
    return httpx.Response(200, stream=httpx.ByteStream(body), headers={"content-encoding": how})


BARE = zlib.compressobj(wbits=-15)
SOUND = b'{"title": "' + b"many words " * 20_000 + b'"}'


@pytest.mark.parametrize(
    ("body", "how"),
    [
        pytest.param(gzip.compress(SOUND), "gzip", id="gzip"),
        pytest.param(zlib.compress(SOUND), "deflate", id="deflate"),
        pytest.param(BARE.compress(SOUND) + BARE.flush(), "deflate", id="deflate-without-its-head"),
        pytest.param(SOUND, "identity", id="identity"),
    ],
)
def test_packed_bodies_are_unpacked(body: bytes, how: str, clock: Clock) -> None:
    client = door(lambda request: packed(body, how), clock)
    assert client.send("crossref", Request()).content == SOUND


BOMB = b"[" + b" " * 80_000_000 + b"]"


@pytest.mark.parametrize(
    ("body", "how", "words"),
    [
        pytest.param(gzip.compress(BOMB, 1), "gzip", "larger than 32 MB", id="gzip-bomb"),
        pytest.param(zlib.compress(BOMB, 1), "deflate", "larger than 32 MB", id="deflate-bomb"),
        pytest.param(gzip.compress(gzip.compress(BOMB, 1)), "gzip, gzip", "packed in a way", id="bomb-in-two-layers"),
        pytest.param(gzip.compress(SOUND)[:-20], "gzip", "cut off", id="gzip-cut-off"),
        pytest.param(gzip.compress(SOUND) + b"more", "gzip", "after its end", id="gzip-with-more-behind"),
        pytest.param(SOUND, "gzip", "cannot be unpacked", id="not-packed-at-all"),
        pytest.param(BOMB, "identity", "larger than 32 MB", id="huge"),
    ],
)
def test_bombs_and_broken_packing_are_refused(body: bytes, how: str, words: str, clock: Clock) -> None:
    client = door(lambda request: packed(body, how), clock)
    with pytest.raises(BadAnswer, match=words):
        client.send("crossref", Request())


def test_a_bomb_is_noticed_while_it_is_small(clock: Clock) -> None:
    bomb = gzip.compress(BOMB, 1)
    client = door(lambda request: packed(bomb, "gzip"), clock)
    tracemalloc.start()
    try:
        with pytest.raises(BadAnswer):
            client.send("crossref", Request())
        assert tracemalloc.get_traced_memory()[1] < 40 * 2**20
    finally:
        tracemalloc.stop()


def test_nothing_stays_inside_at_the_edge_of_a_piece(clock: Clock) -> None:
    for spaces in range(2**16, 2**16 + 40):
        body = b"{}" + b" " * spaces
        packer = zlib.compressobj(wbits=-15)
        bare = packer.compress(body) + packer.flush()
        client = door(lambda request, bare=bare: packed(bare, "deflate"), clock)  # type: ignore[misc]
        assert client.send("crossref", Request()).content == body


def test_the_status_of_an_error_counts_even_when_its_body_is_broken(clock: Clock) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        headers = {"content-encoding": "gzip", "retry-after": "7200"}
        return httpx.Response(429, stream=httpx.ByteStream(b"no gzip"), headers=headers)

    with pytest.raises(SourceDown, match="slow down, not before 2026-11-23T14:00:00Z"):
        door(handler, clock).send("crossref", Request())


# --- redirects


@pytest.mark.parametrize(
    "location",
    [
        pytest.param("https://evil.example/repos/o/r", id="another-host"),
        pytest.param("http://api.github.com/repos/o/r", id="without-protection"),
        pytest.param("https://api.github.com:8443/repos/o/r", id="another-port"),
        pytest.param("https://api.github.com@evil.example/", id="a-host-as-user-name"),
        pytest.param("https://me:secret@api.github.com/", id="with-a-user-name"),
        pytest.param("//evil.example/", id="host-without-scheme"),
        pytest.param("file:///etc/passwd", id="a-file"),
        pytest.param("http://[", id="no-address"),
        pytest.param("", id="nowhere"),
    ],
)
def test_redirects_elsewhere_are_refused_and_see_no_key(location: str, clock: Clock) -> None:
    service = Service(clock, answer(301, Location=location))
    with pytest.raises(UnsafeRedirect, match="another place"):
        door(service, clock, keys=True).send("github", Request("/repos/o/r"))
    assert [request.url.host for request in service.asked] == ["api.github.com"]


def test_a_renamed_repository_is_followed_at_the_gates_pace(clock: Clock) -> None:
    service = Service(clock, answer(301, Location="https://api.github.com/repositories/112116543"), answer(200))
    client = door(service, clock, keys=True, min_interval=2)
    response = client.send("github", Request("/repos/o/r"))
    assert response.url == "https://api.github.com/repositories/112116543"
    assert service.asked[1].headers["authorization"] == f"Bearer {KEY}"
    assert service.gaps == [pytest.approx(2)]
    assert client.requests()["github"] == 2


def test_redirects_end(clock: Clock) -> None:
    client = door(Service(clock, answer(302, Location="/again")), clock)
    with pytest.raises(UnsafeRedirect, match="without end"):
        client.send("github", Request())
    assert client.requests()["github"] == 4


def test_a_post_is_not_turned_into_a_get(clock: Clock) -> None:
    service = Service(clock, answer(302, Location="/again"), answer(307, Location="/again"), answer(200))
    client = door(service, clock)
    with pytest.raises(UnsafeRedirect):
        client.send("github", Request("/graphql", json={"query": "{}"}))
    assert client.send("github", Request("/graphql", json={"query": "{}"})).status == 200
    assert [request.method for request in service.asked] == ["POST"] * 3


# --- names and keys


@pytest.mark.parametrize(
    ("source", "header", "value"),
    [
        ("semanticscholar", "x-api-key", KEY),
        ("openalex", "authorization", f"Bearer {KEY}"),
        ("github", "authorization", f"Bearer {KEY}"),
    ],
)
def test_a_key_travels_as_a_header_only(source: str, header: str, value: str, clock: Clock) -> None:
    service = Service(clock, answer(200))
    response = door(service, clock, keys=True).send(source, Request("/x", {"a": "b"}, headers={header: "mine"}))
    (asked,) = service.asked
    assert asked.headers.get_list(header) == [value]
    assert KEY not in str(asked.url) + response.url


def test_sources_without_a_key_get_none(clock: Clock) -> None:
    service = Service(clock, answer(200))
    client = door(service, clock, keys=True)
    for source in ("crossref", "datacite"):
        client.send(source, Request())
    assert not any(KEY in str(request.headers.raw) for request in service.asked)


@pytest.mark.parametrize(
    ("source", "status", "variable"),
    [("semanticscholar", 403, "S2_API_KEY"), ("openalex", 401, "OPENALEX_API_KEY"), ("github", 401, "GITHUB_TOKEN")],
)
def test_no_word_of_ours_holds_a_key(
    source: str, status: int, variable: str, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = door(Service(clock, answer(status, {"message": f"Bad credentials {KEY}"})), clock, keys=True)
    with pytest.raises(SourceDown, match=f"refuses the key in ENRICH_{variable}") as caught:
        client.send(source, Request())
    error = caught.value
    said = [str(error), repr(error), repr(error.__dict__), repr(error.__context__), caplog.text, repr(client)]
    said += [repr(policies(settings_for(keys=True))), repr(settings_for(keys=True)), repr(vars(client))]
    assert not [text for text in said if KEY in text]
    assert client.cooldowns() == {}


def test_errors_of_the_network_library_do_not_quote_us(clock: Clock) -> None:
    client = door(
        Service(clock, answer(200), httpx.LocalProtocolError(f"Illegal header value b'{KEY}'")), clock, keys=True
    )
    client.send("github", Request())
    with pytest.raises(RetryLater, match="broke off") as caught:
        client.send("github", Request())
    chain: list[BaseException | None] = [caught.value, caught.value.__cause__]
    assert not any(KEY in str(error) for error in chain)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "sk-ключ"])
def test_a_key_that_no_header_can_carry_is_named_but_not_shown(key: str) -> None:
    with pytest.raises(ConfigError, match="ENRICH_S2_API_KEY") as caught:
        policies({"semanticscholar": SourceSettings(key=SecretStr(key))})
    assert key not in str(caught.value)


def test_we_say_who_we_are(clock: Clock) -> None:
    service = Service(clock, answer(200))
    client = door(service, clock, contact="me@example.org")
    for source in ("crossref", "openalex", "datacite", "github"):
        response = client.send(source, Request("/x", headers={"User-Agent": "somebody else"}))
        assert "mailto" not in response.url
    assert {r.headers["user-agent"] for r in service.asked} == {"paper-list-enrich/1.2 (+mailto:me@example.org)"}
    assert [r.url.params.get("mailto") for r in service.asked] == ["me@example.org"] * 3 + [None]


def test_a_page_as_contact_is_no_address(clock: Clock) -> None:
    service = Service(clock, answer(200))
    door(service, clock, contact="https://example.org/about").send("crossref", Request())
    assert service.asked[0].headers["user-agent"] == "paper-list-enrich/1.2 (+https://example.org/about)"
    assert "mailto" not in service.asked[0].url.params


# --- settings


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org",
        "example.org",
        "https://",
        "https://me:pw@example.org",
        "https://example.org/?a=b",
        "http://[",
        "http://a b/",
    ],
)
def test_an_address_that_cannot_be_asked_is_named(url: str) -> None:
    with pytest.raises(ConfigError, match="ENRICH_ARXIV_OAI_URL") as caught:
        policies({"arxiv_oai": SourceSettings(url=url)})
    assert "pw" not in str(caught.value)


def test_settings_go_on_top_of_the_published_limits() -> None:
    wish = SourceSettings(url="http://127.0.0.1:8000/query/", min_interval=0.003, timeout=7, max_wait=20)
    found = policies({"arxiv": wish})["arxiv"]
    assert (found.base_url, found.min_interval, found.max_wait) == ("http://127.0.0.1:8000/query", 0.003, 20)
    assert (found.connect_timeout, found.read_timeout, found.deadline) == (5, 7, 7)
    assert policies({})["arxiv"].deadline == 90


@pytest.mark.parametrize("name", ALL)
def test_the_paces_are_no_faster_than_published(name: str) -> None:
    published = {"arxiv": 3, "arxiv_oai": 3, "semanticscholar": 1, "openalex": 0.1, "crossref": 1, "datacite": 0.6}
    published |= {"github": 60 / 900, "scholar": 60}
    assert policies({})[name].min_interval >= published[name]


@pytest.mark.parametrize("wish", [{"min_interval": -1}, {"timeout": 0}, {"max_wait": float("inf")}, {"pace": 1}])
def test_settings_without_sense_are_refused(wish: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SourceSettings(**wish)


@pytest.mark.parametrize("contact", ["line\nbreak", "", "zoë@example.org"])
def test_a_contact_that_no_header_can_carry_is_refused(contact: str) -> None:
    with pytest.raises(ConfigError, match="ENRICH_CONTACT"):
        policies({}, contact)


def test_a_request_that_makes_no_address_fails_alone(clock: Clock) -> None:
    client = door(Service(clock, answer(200)), clock)
    with pytest.raises(RetryLater, match="no valid address"):
        client.send("crossref", Request("/works/" + "x" * 70_000))
    assert client.send("crossref", Request("@evil.example/")).url.startswith("https://api.crossref.org/")


def test_policies_never_change() -> None:
    policy: HostPolicy = policies({})["arxiv"]
    with pytest.raises(ValidationError):
        policy.min_interval = 0


@pytest.mark.parametrize("kind", [RetryLater, BadAnswer, UnsafeRedirect, SourceDown])
def test_errors_survive_pickling(kind: type[RetryLater]) -> None:
    error = kind("arxiv", "asks us to slow down", "2026-11-23T12:10:00Z", 429)
    found = pickle.loads(pickle.dumps(error))
    assert isinstance(found, RetryLater)
    assert (str(found), found.status, type(found)) == (
        "arxiv: asks us to slow down, not before 2026-11-23T12:10:00Z",
        429,
        kind,
    )


def test_a_header_that_trickles_over_a_real_connection_ends() -> None:
    """Every byte is in time, so no time-out of a single read helps; only leaving the thread behind does."""
    over = threading.Event()

    def talk(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not over.wait(0.02):
                connection.sendall(b"X-More: to come\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=talk, args=(listener,))
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        started = time.monotonic()
        with (
            Client(policies({"crossref": SourceSettings(url=url, timeout=0.3)}), version="1") as client,
            pytest.raises(SourceDown, match="cannot be reached"),
        ):
            client.send("crossref", Request())
        assert time.monotonic() - started < 3
        over.set()
        thread.join(5)
