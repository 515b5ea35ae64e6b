"""Hosts that cannot be reached, answers that never end, and a network that is not there."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from enrich.client import Client, SourceSettings, policies
from enrich.client.travel import Network
from enrich.errors import RetryLater, SourceDown
from enrich.sources.base import Request
from tests.client.service import ALL, Clock, Service, answer, door


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
    client = door(lambda request: httpx.Response(200, stream=Trickle(clock, 1, 10_000)), clock, max_wait=20)
    with pytest.raises(SourceDown, match="ENRICH_MAX_WAIT"):
        client.send("crossref", Request())
    assert clock.seconds - 1_000 <= 20 + 3


def test_a_body_in_many_pieces_is_put_together(clock: Clock) -> None:
    client = door(lambda request: httpx.Response(200, stream=Trickle(clock, 0.01, 500)), clock)
    assert client.send("crossref", Request()).content.strip() == b"{}"


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
        assert time.monotonic() - started < 10
        over.set()
        thread.join(5)
