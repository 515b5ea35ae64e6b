"""Where a request may be sent, and who sees a key."""

import logging

import httpx
import pytest
from pydantic import SecretStr

from enrich.client import SourceSettings, policies
from enrich.errors import ConfigError, RetryLater, SourceDown, UnsafeRedirect
from enrich.sources.base import Request
from tests.client.service import KEY, Clock, Service, answer, door, settings_for


@pytest.mark.parametrize(
    "location",
    [
        pytest.param("https://evil.example/repos/o/r", id="another-host"),
        pytest.param("http://api.github.com/repos/o/r", id="without-protection"),
        pytest.param("https://api.github.com:8443/repos/o/r", id="another-port"),
        pytest.param("https://api.github.com@evil.example/", id="a-host-as-user-name"),
        pytest.param("https://me:secret@api.github.com/", id="with-a-user-name"),
        pytest.param("//evil.example/", id="host-without-scheme"),
        pytest.param("file:///etc/passwd", id="a-file"),
        pytest.param("http://[", id="no-address"),
        pytest.param("", id="nowhere"),
    ],
)
def test_redirects_elsewhere_are_refused_and_see_no_key(location: str, clock: Clock) -> None:
    service = Service(clock, answer(301, Location=location))
    with pytest.raises(UnsafeRedirect, match="another place"):
        door(service, clock, keys=True).send("github", Request("/repos/o/r"))
    assert [request.url.host for request in service.asked] == ["api.github.com"]


def test_a_renamed_repository_is_followed_at_the_gates_pace(clock: Clock) -> None:
    service = Service(clock, answer(301, Location="https://api.github.com/repositories/112116543"), answer(200))
    client = door(service, clock, keys=True, min_interval=2)
    response = client.send("github", Request("/repos/o/r"))
    assert response.url == "https://api.github.com/repositories/112116543"
    assert service.asked[1].headers["authorization"] == f"Bearer {KEY}"
    assert service.gaps == [pytest.approx(2)]
    assert client.requests()["github"] == 2


def test_redirects_end(clock: Clock) -> None:
    client = door(Service(clock, answer(302, Location="/again")), clock)
    with pytest.raises(UnsafeRedirect, match="without end"):
        client.send("github", Request())
    assert client.requests()["github"] == 4


def test_a_post_is_not_turned_into_a_get(clock: Clock) -> None:
    service = Service(clock, answer(302, Location="/again"), answer(307, Location="/again"), answer(200))
    client = door(service, clock)
    with pytest.raises(UnsafeRedirect):
        client.send("github", Request("/graphql", json={"query": "{}"}))
    assert client.send("github", Request("/graphql", json={"query": "{}"})).status == 200
    assert [request.method for request in service.asked] == ["POST"] * 3


@pytest.mark.parametrize(
    ("source", "header", "value"),
    [
        ("semanticscholar", "x-api-key", KEY),
        ("openalex", "authorization", f"Bearer {KEY}"),
        ("github", "authorization", f"Bearer {KEY}"),
    ],
)
def test_a_key_travels_as_a_header_only(source: str, header: str, value: str, clock: Clock) -> None:
    service = Service(clock, answer(200))
    response = door(service, clock, keys=True).send(source, Request("/x", {"a": "b"}, headers={header: "mine"}))
    (asked,) = service.asked
    assert asked.headers.get_list(header) == [value]
    assert KEY not in str(asked.url) + response.url


def test_sources_without_a_key_get_none(clock: Clock) -> None:
    service = Service(clock, answer(200))
    client = door(service, clock, keys=True)
    for source in ("crossref", "datacite"):
        client.send(source, Request())
    assert not any(KEY in str(request.headers.raw) for request in service.asked)


@pytest.mark.parametrize(
    ("source", "status", "variable"),
    [("semanticscholar", 403, "S2_API_KEY"), ("openalex", 401, "OPENALEX_API_KEY"), ("github", 401, "GITHUB_TOKEN")],
)
def test_no_word_of_ours_holds_a_key(
    source: str, status: int, variable: str, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = door(Service(clock, answer(status, {"message": f"Bad credentials {KEY}"})), clock, keys=True)
    with pytest.raises(SourceDown, match=f"refuses the key in ENRICH_{variable}") as caught:
        client.send(source, Request())
    error = caught.value
    said = [str(error), repr(error), repr(error.__dict__), repr(error.__context__), caplog.text, repr(client)]
    said += [repr(policies(settings_for(keys=True))), repr(settings_for(keys=True)), repr(vars(client))]
    assert not [text for text in said if KEY in text]
    assert client.cooldowns() == {}


def test_errors_of_the_network_library_do_not_quote_us(clock: Clock) -> None:
    client = door(
        Service(clock, answer(200), httpx.LocalProtocolError(f"Illegal header value b'{KEY}'")), clock, keys=True
    )
    client.send("github", Request())
    with pytest.raises(RetryLater, match="broke off") as caught:
        client.send("github", Request())
    chain: list[BaseException | None] = [caught.value, caught.value.__cause__]
    assert not any(KEY in str(error) for error in chain)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "sk-ключ"])
def test_a_key_that_no_header_can_carry_is_named_but_not_shown(key: str) -> None:
    with pytest.raises(ConfigError, match="ENRICH_S2_API_KEY") as caught:
        policies({"semanticscholar": SourceSettings(key=SecretStr(key))})
    assert key not in str(caught.value)


def test_we_say_who_we_are(clock: Clock) -> None:
    service = Service(clock, answer(200))
    client = door(service, clock, contact="me@example.org")
    for source in ("crossref", "openalex", "datacite", "github"):
        response = client.send(source, Request("/x", headers={"User-Agent": "somebody else"}))
        assert "mailto" not in response.url
    assert {r.headers["user-agent"] for r in service.asked} == {"paper-list-enrich/1.2 (+mailto:me@example.org)"}
    assert [r.url.params.get("mailto") for r in service.asked] == ["me@example.org"] * 3 + [None]


def test_a_page_as_contact_is_no_address(clock: Clock) -> None:
    service = Service(clock, answer(200))
    door(service, clock, contact="https://example.org/about").send("crossref", Request())
    assert service.asked[0].headers["user-agent"] == "paper-list-enrich/1.2 (+https://example.org/about)"
    assert "mailto" not in service.asked[0].url.params
