"""What the settings make of the published limits."""

import pickle
from typing import Any

import pytest
from pydantic import ValidationError

from enrich.client import HostPolicy, SourceSettings, policies
from enrich.errors import BadAnswer, ConfigError, RetryLater, SourceDown, UnsafeRedirect
from enrich.sources.base import Request
from tests.client.service import ALL, Clock, Service, answer, door


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
