"""What a service is asked and what it answers, apart from sockets, and what all services have in common."""

import html
import json
from collections.abc import Mapping, Sequence
from hashlib import sha1
from typing import Any, ClassVar, NamedTuple, TypeVar
from urllib.parse import parse_qs, unquote

from tests.services.papers import Paper
from tests.services.world import World

T = TypeVar("T")
Headers = Mapping[str, str]
MAX_REQUEST_LINE = 8190  # bytes; OpenAlex documents it, the others are alike (arXiv answered 414 to 642 ids)


class Asked(NamedTuple):
    """One request: ``path`` follows the service's own prefix, still percent-encoded; header names are in lower case.

    ``fault`` is the kind of fault that hits it (`tests.services.faults`); some only the service itself can show.
    """

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes = b""
    fault: str | None = None

    @property
    def params(self) -> dict[str, list[str]]:
        """Parameters of the query; those of a form when the request is a POST of one."""
        text = self.query
        if "x-www-form-urlencoded" in self.headers.get("content-type", ""):
            text = "&".join(filter(None, [text, self.body.decode("utf-8", "replace")]))
        return parse_qs(text, keep_blank_values=True)

    def param(self, name: str, default: str = "") -> str:
        """Last value of a parameter."""
        return self.params.get(name, [default])[-1]

    @property
    def plain_path(self) -> str:
        """The path with percent-encoding undone."""
        return unquote(self.path)

    def kept(self, items: Sequence[T]) -> list[T | None]:
        """What of the items is answered: all of them, unless a fault says otherwise."""
        match self.fault:
            case "empty_feed":
                return []
            case "partial":
                return list(items[: len(items) // 2])
            case "null_items":
                return [None] * len(items)
            case _:
                return list(items)


class Answer(NamedTuple):
    """One response; Content-Length and Date are the server's business."""

    status: int
    body: bytes
    headers: Headers


def json_answer(value: Any, status: int = 200, headers: Headers | None = None, *, slashes: str = "/") -> Answer:
    """A JSON answer; ``slashes`` is how a slash is written (Crossref escapes it)."""
    text = json.dumps(value).replace("/", slashes)
    return Answer(status, text.encode(), {"content-type": "application/json", **(headers or {})})


def text_answer(text: str, status: int = 200, headers: Headers | None = None, *, kind: str = "text/plain") -> Answer:
    """A text answer of media type ``kind``."""
    return Answer(status, text.encode(), {"content-type": kind, **(headers or {})})


def html_answer(title: str, text: str, status: int = 200, headers: Headers | None = None) -> Answer:
    """A small page, as proxies and gateways write it."""
    title, text = html.escape(title), html.escape(text)
    page = f"<!doctype html>\n<html lang=en>\n<title>{title}</title>\n<h1>{title}</h1>\n<p>{text}</p>\n"
    return text_answer(page, status, headers, kind="text/html; charset=utf-8")


def score(*parts: str) -> float:
    """A number from 0 to 1 that depends on the text only: what the services sort by is not published."""
    return int.from_bytes(sha1("\0".join(parts).encode()).digest()[:6], "big") / 2**48


class Rule(NamedTuple):
    """A published limit: seconds between two requests, and how many may run at once (None: not limited).

    Requests under one ``name`` share a rule.
    """

    name: str
    interval: float
    concurrency: int | None = None


class Service:
    """What every service has; a subclass gives the answers."""

    NAME: ClassVar[str]
    BASE: ClassVar[str] = ""  # path of the base address
    INTERVAL: ClassVar[float]  # published seconds between list requests of the pool that `environment` puts us in
    HINT: ClassVar[int | None] = None  # seconds in ``Retry-After`` when requests come too fast; few services say
    KEY: ClassVar[str | None] = None  # the key that is accepted
    KEY_SETTING: ClassVar[str | None] = None

    def __init__(self, world: World) -> None:
        self.world = world
        self.base_url = ""  # set by the server when it has an address

    def clock(self) -> float:
        """Seconds since 1970 in the world of the service."""
        return self.world.now().timestamp()

    def rule(self, asked: Asked) -> Rule:
        """The limit that a request falls under."""
        return Rule(self.NAME, self.INTERVAL)

    def refuse(self, asked: Asked) -> Answer | None:
        """An answer that is given before limits are looked at (no User-Agent, a wrong key)."""
        return None

    def too_many(self, asked: Asked, retry_after: int | None = None) -> Answer:
        """What the service says when requests come too fast; ``retry_after`` is None where it gives no hint."""
        return text_answer("Too Many Requests", 429, retry_header(retry_after))

    def too_long(self, asked: Asked) -> Answer:
        """What the service says to a request line of more than `MAX_REQUEST_LINE` bytes."""
        return html_answer("414 Request-URI Too Large", "The requested URL is too long.", 414)

    def answer(self, asked: Asked) -> Answer:
        """The answer to a request that nothing speaks against."""
        raise NotImplementedError

    def special(self, asked: Asked, kind: str) -> Answer:
        """The answer of a fault that only this service has."""
        raise NotImplementedError

    def record(self, asked: Asked, arxiv_id: str) -> Paper | None:
        """What this service knows under an arXiv id today; somebody else's record when the fault says so."""
        paper = self.world.record(self.NAME, arxiv_id)
        return self.world.neighbour(paper) if paper and asked.fault == "other_paper" else paper

    def count(self, paper: Paper) -> int:
        """How often this service says today that a paper is cited."""
        return self.world.count(self.NAME, paper.arxiv_id)


def retry_header(seconds: int | None) -> dict[str, str]:
    """``Retry-After`` in seconds, or nothing."""
    return {} if seconds is None else {"retry-after": str(seconds)}
