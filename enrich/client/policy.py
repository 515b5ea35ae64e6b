"""How each service wants to be asked: its address, pace, patience and key, as data.

The limits are those that the services publish (November 2026); `policies` puts what the user has set on top.
"""

import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from enrich.errors import ConfigError
from enrich.models import Frozen

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Patience = Annotated[float, Field(gt=0, allow_inf_nan=False)]

_MINUTE = 60.0
_DAY = 86_400.0
# One token without spaces: what no header can carry must not reach a library that quotes it in its complaint.
_KEY = re.compile(r"[!-~]{1,512}")
_CONTACT = re.compile(r"[ -~]{1,200}")
_ADDRESS = re.compile(r"[^@\s()<>,;]+@[^@\s()<>,;]+\.[^@\s()<>,;.]+")


class SourceSettings(Frozen):
    """What a user has set for one source; None leaves the default (DESIGN §5).

    ``timeout`` is for one whole answer, ``max_wait`` for all waiting and retrying of a run, both in seconds.
    """

    url: str | None = None
    min_interval: Seconds | None = None
    enabled: bool | None = None
    key: SecretStr | None = None
    timeout: Patience | None = None
    max_wait: Seconds | None = None


class HostPolicy(Frozen):
    """How one source is asked. All times are seconds.

    ``min_interval`` lies between the starts of two requests through the same ``gate``, retries and redirects counted,
    and there is never more than one at a time. ``deadline`` is for one answer from the first to the last byte,
    ``max_wait`` for what a run may lose to the source in failed tries and pauses. A pause doubles from ``first_pause``
    up to ``longest_pause``; a service that asks for more is spent until then. ``throttle_rest`` makes the first 429
    the last, with that cool-down; ``refusal_rest`` is the cool-down after a 403 or a captcha.
    """

    source: str
    base_url: str
    gate: str
    min_interval: Seconds
    polite_interval: Seconds | None = None  # for those who leave an address
    enabled: bool = True
    connect_timeout: Patience = 5
    read_timeout: Patience = 30
    deadline: Patience = 60
    attempts: int = Field(default=4, ge=1)
    max_wait: Seconds = 2 * _MINUTE
    retry: frozenset[int] = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
    first_pause: Seconds = 1
    longest_pause: Seconds = _MINUTE
    breaker: int = Field(default=5, ge=1)  # failures in a row
    throttle_rest: Seconds | None = None
    refusal_rest: Seconds = 60 * _MINUTE
    one_strike: bool = False  # a redirect elsewhere is a block, too
    block_marks: tuple[bytes, ...] = ()  # lower case, without quotes
    max_bytes: int = Field(default=32 * 2**20, gt=0)  # after decompression
    key: SecretStr | None = None
    key_header: str | None = None
    key_prefix: str = ""
    key_variable: str | None = None
    takes_mailto: bool = False

    def key_headers(self) -> dict[str, str]:
        """The header that carries the key, when there is one; not for words of any kind."""
        if self.key is None or self.key_header is None:
            return {}
        return {self.key_header: self.key_prefix + self.key.get_secret_value()}


# arXiv counts the API and OAI-PMH together, stops answering for hours to those who go on after a 429, and takes 403 as
# the last warning. The pace of all has some slack, because requests arrive closer together than they left.
_DEFAULTS = (
    HostPolicy(
        source="arxiv",
        base_url="https://export.arxiv.org/api/query",
        gate="arxiv",
        min_interval=3.05,
        read_timeout=60,
        deadline=90,
        first_pause=3,
        throttle_rest=10 * _MINUTE,
        refusal_rest=_DAY,
    ),
    HostPolicy(
        source="arxiv_oai",
        base_url="https://oaipmh.arxiv.org/oai",
        gate="arxiv",
        min_interval=3.05,
        read_timeout=120,
        deadline=240,
        max_wait=5 * _MINUTE,
        first_pause=3,
        throttle_rest=10 * _MINUTE,
        refusal_rest=_DAY,
        max_bytes=64 * 2**20,
    ),
    HostPolicy(
        source="semanticscholar",
        base_url="https://api.semanticscholar.org/graph/v1",
        gate="semanticscholar",
        min_interval=1.02,
        first_pause=5,
        key_header="x-api-key",
        key_variable="ENRICH_S2_API_KEY",
    ),
    HostPolicy(
        source="openalex",
        base_url="https://api.openalex.org",
        gate="openalex",
        min_interval=0.1,
        key_header="Authorization",
        key_prefix="Bearer ",
        key_variable="ENRICH_OPENALEX_API_KEY",
        takes_mailto=True,
    ),
    HostPolicy(
        source="crossref",
        base_url="https://api.crossref.org",
        gate="crossref",
        min_interval=1.02,
        polite_interval=0.34,
        first_pause=2,
        takes_mailto=True,
    ),
    HostPolicy(
        source="datacite",
        base_url="https://api.datacite.org",
        gate="datacite",
        min_interval=0.61,
        polite_interval=0.31,
        takes_mailto=True,
    ),
    HostPolicy(
        source="github",
        base_url="https://api.github.com",
        gate="github",
        min_interval=0.07,
        key_header="Authorization",
        key_prefix="Bearer ",
        key_variable="ENRICH_GITHUB_TOKEN",
    ),
    HostPolicy(
        source="scholar",
        base_url="https://scholar.google.com",
        gate="scholar",
        enabled=False,
        min_interval=_MINUTE,
        read_timeout=15,
        deadline=30,
        attempts=2,
        throttle_rest=_DAY,
        refusal_rest=_DAY,
        one_strike=True,
        block_marks=(
            *(b"id=gs_captcha", b"id=recaptcha", b"id=captcha-form", b"rc-doscaptcha"),
            *(b"//consent.google.", b"<title>before you continue"),
        ),
    ),
)


def is_address(contact: str | None) -> bool:
    """Whether the contact is an e-mail address, and not a page."""
    return contact is not None and _ADDRESS.fullmatch(contact) is not None


def policies(settings: Mapping[str, SourceSettings], contact: str | None = None) -> dict[str, HostPolicy]:
    """The policy of every source, by name, with the user's settings on top.

    Raises ConfigError that names the variable when an address, a key or the contact cannot be used.
    """
    if contact is not None and not _CONTACT.fullmatch(contact):
        raise ConfigError("ENRICH_CONTACT: must be an e-mail address or a page, in plain ASCII")
    return {row.source: _adapted(row, settings.get(row.source, SourceSettings()), contact) for row in _DEFAULTS}


def _adapted(row: HostPolicy, wish: SourceSettings, contact: str | None) -> HostPolicy:
    """One row of the table with one user's settings."""
    changes = wish.model_dump(exclude_none=True, include={"min_interval", "enabled", "max_wait"})
    if wish.min_interval is None and row.polite_interval is not None and is_address(contact):
        changes["min_interval"] = row.polite_interval
    if wish.url is not None:
        changes["base_url"] = _checked_url(f"ENRICH_{row.source.upper()}_URL", wish.url)
    if wish.timeout is not None:
        changes |= {"deadline": wish.timeout, "read_timeout": wish.timeout}
        changes["connect_timeout"] = min(row.connect_timeout, wish.timeout)
    if wish.key is not None and wish.key.get_secret_value() and row.key_header is not None:
        if not _KEY.fullmatch(wish.key.get_secret_value()):
            raise ConfigError(f"{row.key_variable}: holds a space, a line break or a character that no key has")
        changes["key"] = wish.key
    return row.model_copy(update=changes)


def _checked_url(variable: str, url: str) -> str:
    """A base address without its last slash; the value stays out of the message, it may hold a password."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not _KEY.fullmatch(url) or set("@?#\\") & set(url):
        raise ConfigError(f"{variable}: must be an http or https address without user name, query or fragment")
    return url.rstrip("/")
