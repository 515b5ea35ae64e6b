"""What can go wrong on the way: kinds of faults, and how each one spoils an answer.

==================  ==================  ===============================================================================
kind                services            what the client sees
==================  ==================  ===============================================================================
429_seconds         all                 429 in the service's own words, ``Retry-After`` of 2 s (scaled, at least 1)
429_date            all                 the same as an HTTP date
429_bare            all                 429 without a hint (Scholar: its page about unusual traffic)
429_hours           all                 429 with ``Retry-After`` of 15 hours (OpenAlex: its daily budget is used up)
503                 all                 503 of a gateway, HTML, no hint
500                 all                 500, plain text
400                 all                 400, plain text: the service takes the request for a bad one
406                 all                 406, HTML
403                 all                 403, HTML "Access Denied"
hang                all                 the connection stays open and silent, until the client leaves
reset               all                 the connection is reset (RST) instead of an answer
truncated           all                 half of the body, then the end of the connection; the promised length is whole
html_200            all                 200 with a page about maintenance
empty_feed          all but datacite    200 with the right envelope and nothing in it
empty_total         arxiv               200, a feed that says it found nothing (seen, though there was something)
partial             lists               200 with the first half of what was asked for (of one record: none)
null_items          JSON lists          200 with null (GraphQL: without an error) where the records should be
other_paper         all                 200 with somebody else's record for every key
bad_utf8            all                 200 with bytes inside that are no UTF-8
huge                all                 200, the answer and 128 MiB of blanks after it, chunked, no length
bomb                all                 200, the same gzipped to less than a megabyte
redirect_elsewhere  all                 302 to another host (it exists, and is logged as service ``elsewhere``)
rate_exceeded_200   arxiv, arxiv_oai    200, text/plain, ``Rate exceeded.``
captcha             scholar             200 with Scholar's own "not a robot" page
consent             scholar             200 with a consent page
primary_limit       github              403, ``x-ratelimit-remaining: 0`` (GraphQL: 200 and RATE_LIMITED)
secondary_limit     github              403, ``Retry-After: 60``
resource_limits     github              GraphQL: 200, the second half null with RESOURCE_LIMITS_EXCEEDED
paused              openalex            503, ``Retry-After: 60``: search without a key is paused
==================  ==================  ===============================================================================

[gap] Nobody published a 406 or a body of a 429 of OAI-PMH, DataCite or Crossref as of 2026; ours are guesses.
"""

import math
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache, reduce
from typing import NamedTuple

from tests.services.wire import Answer, Asked, Service, html_answer, text_answer

ALL = ("arxiv", "arxiv_oai", "semanticscholar", "openalex", "crossref", "datacite", "github", "scholar")
JSON = ("semanticscholar", "openalex", "crossref", "datacite", "github")
LISTS = ("arxiv", "arxiv_oai", "semanticscholar", "openalex", "crossref", "github", "scholar")
BOMB_BYTES = 128 * 1024 * 1024
RETRY_SECONDS = 2
HOURS = 15 * 3600

CONNECTION = ("hang", "reset")
SPOILED = ("truncated", "bad_utf8", "huge", "bomb")

KINDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("429_seconds", "429_date", "429_bare", "429_hours", "503", "500", "406", "403", "400"), ALL),
    **dict.fromkeys((*CONNECTION, *SPOILED, "html_200", "redirect_elsewhere", "other_paper"), ALL),
    "empty_feed": LISTS,
    "empty_total": ("arxiv",),
    "partial": LISTS,
    "null_items": JSON,
    "rate_exceeded_200": ("arxiv", "arxiv_oai"),
    "captcha": ("scholar",),
    "consent": ("scholar",),
    "primary_limit": ("github",),
    "secondary_limit": ("github",),
    "resource_limits": ("github",),
    "paused": ("openalex",),
}


class Fault:
    """One fault of one service: for the next ``times`` requests (None: until cleared), each with a probability.

    ``about`` limits it to requests in whose address or body these words stand.
    """

    def __init__(
        self, service: str, kind: str, times: int | None, probability: float, seed: int, about: str = ""
    ) -> None:
        if service not in KINDS.get(kind, ()):
            known = [name for name, services in KINDS.items() if service in services]
            raise ValueError(f"no fault {kind!r} of {service!r}; it has {', '.join(known) or 'none'}")
        self.service = service
        self.kind = kind
        self._about = about
        self._left = times
        self._probability = probability
        self._random = random.Random(seed)

    def strikes(self, words: str) -> bool:
        """Whether the request that has just come, with these words in it, is hit; counts it."""
        if self._left == 0 or self._about not in words or self._random.random() >= self._probability:
            return False
        if self._left is not None:
            self._left -= 1
        return True


class Scene(NamedTuple):
    """What a fault needs to know about the request it hits."""

    service: Service
    asked: Asked
    time_scale: float
    elsewhere: str


def instead(kind: str, scene: Scene) -> Answer | None:
    """The answer of a fault that keeps the service from answering; None for every other kind."""
    made = _INSTEAD.get(kind)
    return made(scene) if made else None


def _seconds(scene: Scene) -> Answer:
    return scene.service.too_many(scene.asked, max(1, math.ceil(RETRY_SECONDS * scene.time_scale)))


def _date(scene: Scene) -> Answer:
    answer = _seconds(scene)
    moment = scene.service.clock() + int(answer.headers["retry-after"])
    return answer._replace(headers={**answer.headers, "retry-after": http_date(moment)})


def http_date(moment: float) -> str:
    """A time in seconds since 1970 as HTTP writes it; part of a second counts as a whole one."""
    return format_datetime(datetime.fromtimestamp(math.ceil(moment), UTC), usegmt=True)


def _redirect(scene: Scene) -> Answer:
    target = f"{scene.elsewhere}{scene.asked.path}" + (f"?{scene.asked.query}" if scene.asked.query else "")
    return html_answer("Found", "The document has moved.", 302, {"location": target})


_INSTEAD: dict[str, Callable[[Scene], Answer]] = {
    "429_seconds": _seconds,
    "429_date": _date,
    "429_bare": lambda scene: scene.service.too_many(scene.asked),
    "429_hours": lambda scene: scene.service.too_many(scene.asked, HOURS),
    "503": lambda scene: html_answer("503 first byte timeout", "Error 503 first byte timeout", 503),
    "500": lambda scene: text_answer("Internal Server Error", 500),
    "400": lambda scene: text_answer("Bad Request", 400),
    "406": lambda scene: html_answer("406 Not Acceptable", "This resource is not acceptable.", 406),
    "403": lambda scene: html_answer("Access Denied", "You are not allowed to access this service.", 403),
    "html_200": lambda scene: html_answer("Down for maintenance", "We will be back shortly."),
    "redirect_elsewhere": _redirect,
    "rate_exceeded_200": lambda scene: text_answer("Rate exceeded."),
    "captcha": lambda scene: scene.service.special(scene.asked, "captcha"),
    "consent": lambda scene: scene.service.special(scene.asked, "consent"),
    "primary_limit": lambda scene: scene.service.special(scene.asked, "primary_limit"),
    "secondary_limit": lambda scene: scene.service.special(scene.asked, "secondary_limit"),
    "paused": lambda scene: scene.service.special(scene.asked, "paused"),
}


def with_bad_utf8(body: bytes) -> bytes:
    """The body with bytes in the middle that no UTF-8 text has; within a text, where it has one."""
    middle = body.find(b'"title"') + 11 if b'"title"' in body else len(body) // 2
    return body[:middle] + b"\xff\xfe\xc3(" + body[middle:]


def blanks() -> Iterator[bytes]:
    """Blanks by the piece, `BOMB_BYTES` in all: JSON and HTML stay well-formed, so only the size can be refused."""
    piece = b" " * 65_536
    for _ in range(BOMB_BYTES // len(piece)):
        yield piece


def bomb(body: bytes) -> bytes:
    """The body and the blanks after it, gzipped: the blanks are packed once, and joined to each body."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    start = packer.compress(body) + packer.flush(zlib.Z_FULL_FLUSH)  # what follows refers to nothing before it
    packed, checksum_of = _packed_blanks()
    size = (len(body) + BOMB_BYTES) % 2**32
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    return head + start + packed + struct.pack("<II", checksum_of(zlib.crc32(body)), size)


@cache
def _packed_blanks() -> tuple[bytes, Callable[[int], int]]:
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    packed = b"".join([*map(packer.compress, blanks()), packer.flush()])
    return packed, lambda checksum: reduce(lambda done, piece: zlib.crc32(piece, done), blanks(), checksum)
