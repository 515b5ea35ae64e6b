"""The other side of the door: a function that gives prepared answers, and time that passes only when somebody sleeps.

Bodies and headers of errors are those that the services send.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import httpx
from pydantic import SecretStr

from enrich.client import Client, SourceSettings, policies

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
