"""What a source is: which keys it understands, what to ask, how to read the answer. It never travels itself.

A source is a module of this folder with

``NAME``
    as in the settings and in the database.
``KIND``
    what it is asked about: ``paper``, ``published`` (papers that have a DOI) or ``repository``.
``BATCH``
    most keys in one request.
``keys(subject) -> tuple[str, ...]``
    the names by which this service may know a paper or a repository, the best first; more than one where a preprint
    and its published version may be two records there. Empty when it cannot be asked.
``request(keys) -> Request``
    one request for a batch of keys.
``read(keys, response, asked_at) -> list[Outcome]``
    exactly one outcome for each key, in the order of the keys, whatever the service answered.

and, where it can look for titles,

``SEARCH_BATCH``
    most titles in one request.
``search_request(titles) -> Request``
    one request for several titles.
``read_search(titles, response, asked_at) -> list[PaperRecord]``
    every paper that the service offers, in its order; the resolver decides whether one of them is meant.

Everything is pure: bytes in, values out; `enrich.client` is the one that travels. An answer that is not about the key
that was asked is `Failed`, and silence about a key is `Absent` only where the service's manual says that it is.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol

from enrich.models import Outcome, PaperRecord, Subject

__all__ = ["Request", "Response", "SearchSource", "Source", "Subject"]


class Request(NamedTuple):
    """One request: ``path`` is appended to the source's base address; ``json`` makes it a POST.

    ``expects`` is the form of a sound answer; ``meaningful`` are the statuses whose body the source wants to read.
    ``cost`` is what the request takes from the budget that the service publishes (OpenAlex: credits).
    """

    path: str = ""
    params: Mapping[str, str] = {}
    json: Any = None
    expects: Literal["json", "xml", "html"] = "json"
    meaningful: frozenset[int] = frozenset({200})
    headers: Mapping[str, str] = {}
    cost: int = 0


class Response(NamedTuple):
    """A sound answer: a meaningful status, whole, within the size limits, and in the form that was expected.

    ``content`` is decompressed; names of ``headers`` are in lower case.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str


class Source(Protocol):
    """The module of one service."""

    NAME: str
    KIND: str
    BATCH: int

    def keys(self, subject: Subject) -> tuple[str, ...]:
        """The names by which this service may know the subject."""

    def request(self, keys: Sequence[str]) -> Request:
        """One request for a batch of keys."""

    def read(self, keys: Sequence[str], response: Response, asked_at: str) -> list[Outcome]:
        """Exactly one outcome for each key, in order."""


class SearchSource(Source, Protocol):
    """A service that can look for titles."""

    SEARCH_BATCH: int

    def search_request(self, titles: Sequence[str]) -> Request:
        """One request for several titles."""

    def read_search(self, titles: Sequence[str], response: Response, asked_at: str) -> list[PaperRecord]:
        """Every paper that the service offers."""
