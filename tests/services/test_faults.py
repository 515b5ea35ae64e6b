"""Every fault of every service is seen by a client, and only when it was asked for."""

import gzip
import io
import itertools
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.services import Services, faults
from tests.services.asking import (
    ATTENTION,
    SURVEY,
    asked,
    published,
    shape_of,
)

EVERY_FAULT = [
    pytest.param(kind, service, id=f"{kind} of {service}") for kind, names in faults.KINDS.items() for service in names
]


def observed(client: httpx.Client, name: str, services: Services) -> str:
    """What the client sees, in a few words."""
    try:
        response = asked(client, name, services)
        response.read()
    except httpx.ReadTimeout:
        return "silence"
    except httpx.RemoteProtocolError:
        return "broken off"
    except httpx.ReadError:
        return "reset"
    except httpx.DecodingError:
        return "not decodable"
    return str(response.status_code)


def test_every_service_answers_well_without_a_fault(services: Services, client: httpx.Client) -> None:
    assert {name: observed(client, name, services) for name in services.by_name} == dict.fromkeys(
        services.by_name, "200"
    )


@pytest.mark.parametrize(
    ("kind", "service"), [case for case in EVERY_FAULT if case.values[0] not in ("huge", "bomb", "hang")]
)
def test_fault_is_seen_once_and_then_gone(services: Services, client: httpx.Client, kind: str, service: str) -> None:
    sound = asked(client, service, services)
    services.fault(service, kind, times=1)
    before = len(services.requests(service))
    expected = {"reset": "reset", "truncated": "broken off", "redirect_elsewhere": "302", "paused": "503"}
    refused = {
        "primary_limit": "200",
        "secondary_limit": "403",
        **dict.fromkeys(("400", "403", "406", "500", "503"), kind),
    }
    if kind in expected:
        assert observed(client, service, services) == expected[kind]
    else:
        spoiled = asked(client, service, services)
        assert str(spoiled.status_code) == refused.get(kind, "429" if kind.startswith("429") else "200")
        assert spoiled.content != sound.content
        check_retry_after(kind, spoiled)
    assert services.requests(service)[before].fault == kind
    after = asked(client, service, services)
    assert (after.status_code, shape_of(after)) == (200, shape_of(sound))


def check_retry_after(kind: str, response: httpx.Response) -> None:
    """The hint is in the form that the fault promises."""
    hint = response.headers.get("retry-after")
    match kind:
        case "429_seconds":
            assert hint == "1"
        case "429_hours":
            assert int(hint or 0) == faults.HOURS
        case "429_date":
            assert abs(parsedate_to_datetime(hint or "") - datetime.now(UTC)) < timedelta(seconds=5)
        case "429_bare" | "503":
            assert hint is None


@pytest.mark.parametrize("service", faults.ALL)
def test_somebody_elses_record_carries_somebody_elses_name(
    services: Services, client: httpx.Client, service: str
) -> None:
    name = {"crossref": published(services.world).doi, "github": "octokit/octokit.js"}.get(service, ATTENTION)
    name = SURVEY if service == "arxiv_oai" else str(name)
    assert name in asked(client, service, services).text.replace("\\/", "/")
    services.fault(service, "other_paper", times=1)
    answer = asked(client, service, services)
    echo_ends = {"arxiv": "<entry>", "arxiv_oai": "</request>", "openalex": '"results"', "scholar": "gs_res_glb"}
    told = (
        answer.text.replace("\\/", "/").partition(echo_ends.get(service, ""))[2]
        if service in echo_ends
        else answer.text
    )
    assert len(told) > 100
    assert name not in told.replace("\\/", "/")


@pytest.mark.parametrize("service", ["arxiv", "openalex", "crossref"])
def test_huge_and_bomb_bodies_really_are(services: Services, client: httpx.Client, service: str) -> None:
    services.fault(service, "huge", times=1)
    doi = published(services.world).doi
    path = {"arxiv": f"api/query?id_list={ATTENTION}", "openalex": "works?filter=doi:10.1/a"}.get(
        service, f"works/{doi}"
    )
    with client.stream("GET", f"/{service}/{path}") as response:
        read = sum(len(piece) for piece in itertools.islice(response.iter_bytes(65_536), 100))
    assert read > 6_000_000
    services.fault(service, "bomb", times=1)
    with client.stream("GET", f"/{service}/{path}") as response:
        packed = b"".join(response.iter_raw())
    assert len(packed) < 1_000_000
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as unpacked:
        assert sum(map(len, iter(lambda: unpacked.read(1 << 20), b""))) > faults.BOMB_BYTES


def test_hanging_service_stays_silent_until_the_client_leaves(services: Services, client: httpx.Client) -> None:
    services.fault("arxiv", "hang", times=1)
    with pytest.raises(httpx.ReadTimeout):
        client.get(f"/arxiv/api/query?id_list={ATTENTION}", timeout=0.2)
    assert observed(client, "arxiv", services) == "200"


def test_faults_strike_with_a_probability_that_repeats(client: httpx.Client) -> None:
    def statuses() -> list[int]:
        with Services(time_scale=1e-6, tolerance=60) as services:
            services.fault("datacite", "503", probability=0.5, seed=7)
            return [client.get(f"{services.url}/datacite/dois/10.1/x").status_code for _ in range(20)]

    first = statuses()
    assert first == statuses()
    assert 3 < first.count(503) < 17


def test_fault_that_a_service_cannot_have_is_refused(services: Services) -> None:
    with pytest.raises(ValueError, match="no fault 'captcha' of 'arxiv'"):
        services.fault("arxiv", "captcha")


def test_fault_table_names_every_kind() -> None:
    documentation = faults.__doc__ or ""
    assert [kind for kind in faults.KINDS if f"\n{kind} " not in documentation] == []


def test_redirect_leads_to_another_host_that_is_watched(services: Services, client: httpx.Client) -> None:
    services.fault("openalex", "redirect_elsewhere", times=1)
    target = asked(client, "openalex", services).headers["location"]
    assert httpx.URL(target).host != httpx.URL(services.url).host
    before = len(services.requests("elsewhere"))
    client.get(target)
    assert len(services.requests("elsewhere")) == before + 1
