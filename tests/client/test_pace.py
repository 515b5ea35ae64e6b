"""Requests keep their distance, also when they are tried again."""

import threading
from itertools import pairwise

import httpx
import pytest

from enrich.client import SourceSettings, policies
from enrich.errors import SourceDown
from enrich.sources.base import Request
from tests.client.service import FEED, RATE_EXCEEDED, Clock, Service, answer, door


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
