"""How long a service is waited for, and when it is given up."""

import httpx
import pytest

from enrich.client import Client, policies
from enrich.errors import RetryLater, SourceDown
from enrich.sources.base import Request
from tests.client.service import DAILY_BUDGET, TEN_LEFT, Clock, Service, answer, door


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
