"""Bodies that are packed, broken, or far too large when they are unpacked."""

import gzip
import tracemalloc
import zlib

import httpx
import pytest

from enrich.errors import BadAnswer, SourceDown
from enrich.sources.base import Request
from tests.client.service import Clock, door


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
