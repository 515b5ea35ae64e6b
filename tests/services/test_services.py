"""The services as a test uses them: limits, the world and its events, settings, log."""

import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from tests.services import Services, World
from tests.services.asking import AGENT, ATTENTION, SURVEY, asked, batch, entries
from tests.services.server import CONTACT

DAY = date(2026, 11, 20)


def test_requests_too_close_together_are_refused_and_spaced_ones_are_not(client: httpx.Client) -> None:
    with Services(time_scale=0.05, tolerance=0.02) as services:  # arXiv: 150 ms
        url = f"{services.url}/arxiv/api/query?id_list={ATTENTION}"
        hasty = [client.get(url).status_code for _ in range(8)]
        calm = []
        for _ in range(3):
            time.sleep(0.15)
            calm.append(client.get(url).status_code)
        assert hasty[:2] == [200, 429]
        assert calm == [200] * 3
        assert services.gates.refused("arxiv.org") == hasty.count(429)
        assert {logged.broke for logged in services.requests("arxiv")} == {None, "rate"}


def test_two_requests_at_once_are_refused_where_one_is_allowed(client: httpx.Client) -> None:
    with Services(time_scale=1, tolerance=60, answer_seconds=0.15) as services:
        paths = [f"/arxiv/api/query?id_list={ATTENTION}", "/arxiv_oai/oai?verb=Identify"]
        with ThreadPoolExecutor(2) as pool:
            statuses = sorted(pool.map(lambda path: client.get(services.url + path).status_code, paths))
        assert statuses == [200, 429]
        assert services.gates.peak("arxiv.org") == 2


def test_polite_crossref_clients_may_run_three_at_once(client: httpx.Client) -> None:
    with Services(time_scale=1, tolerance=60, answer_seconds=0.15) as services:
        ready = threading.Barrier(4)

        def ask(_: int) -> int:
            ready.wait()
            return client.get(f"{services.url}/crossref/works?query=quantum").status_code

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(ask, range(4))) == [200, 200, 200, 429]


def test_counts_grow_and_events_have_a_beginning_and_an_end() -> None:
    world = World()
    cited = max(list(world.papers)[:500], key=lambda arxiv_id: world.count("semanticscholar", arxiv_id, DAY))
    later = DAY + timedelta(days=30)
    natural = world.count("semanticscholar", cited, DAY)
    assert world.count("semanticscholar", cited, later) > natural > 100
    world.collapse("semanticscholar", cited, 2, DAY, later)
    counts = [world.count("semanticscholar", cited, day) for day in (DAY - timedelta(days=1), DAY, later)]
    assert counts[1] == 2
    assert counts[0] <= natural <= counts[2]
    assert world.count("openalex", cited, DAY) > 2


def test_swapped_record_keeps_its_ids_and_has_anothers_title_and_count(client: httpx.Client) -> None:
    world = World()
    world.travel_to(DAY)
    world.swap("semanticscholar", ATTENTION, SURVEY, DAY)
    with Services(world, time_scale=1e-6, tolerance=60) as services:
        address = (
            f"{services.url}/semanticscholar/graph/v1/paper/ARXIV:{ATTENTION}?fields=title,externalIds,citationCount"
        )
        record = client.get(address).json()
    assert record["externalIds"]["ArXiv"] == ATTENTION
    assert record["title"] == world.papers[SURVEY].title
    assert record["citationCount"] == world.count("semanticscholar", SURVEY, DAY)


def test_dead_service_resets_connections_until_it_recovers(client: httpx.Client) -> None:
    world = World()
    world.kill("crossref", DAY, DAY + timedelta(days=2))
    with Services(world, time_scale=1e-6, tolerance=60) as services:
        world.travel_to(DAY)
        with pytest.raises(httpx.ReadError):
            client.get(f"{services.url}/crossref/works")
        world.travel_to(DAY + timedelta(days=2))
        assert client.get(f"{services.url}/crossref/works").status_code == 200


def test_hidden_paper_is_unknown_and_withdrawn_one_says_so(client: httpx.Client) -> None:
    world = World()
    world.hide("arxiv", ATTENTION)
    world.mark(SURVEY, withdrawn=True)
    with Services(world, time_scale=1e-6, tolerance=60) as services:
        response = client.get(f"{services.url}/arxiv/api/query?id_list={ATTENTION},{SURVEY}")
    assert list(entries(response).values()) == ["A Survey of Small Language Models"]
    assert "This paper has been withdrawn" in response.text


def test_environment_has_addresses_pace_and_keys_only_when_wanted(services: Services) -> None:
    plain, keyed = services.environment(), services.environment(keys=True)
    assert plain["ENRICH_ARXIV_URL"] == f"{services.url}/arxiv/api/query"
    assert float(plain["ENRICH_ARXIV_MIN_INTERVAL"]) == pytest.approx(3 * services.time_scale, abs=1e-6)
    assert set(keyed) - set(plain) == {"ENRICH_S2_API_KEY", "ENRICH_OPENALEX_API_KEY", "ENRICH_GITHUB_TOKEN"}


def test_log_has_what_was_sent(services: Services, client: httpx.Client) -> None:
    batch(client, [f"ARXIV:{ATTENTION}"], **{"x-api-key": services["semanticscholar"].KEY})
    last = services.requests("semanticscholar")[-1]
    assert (last.method, last.status, last.fault) == ("POST", 200, None)
    assert last.headers["user-agent"] == AGENT
    assert last.headers["x-api-key"] == services["semanticscholar"].KEY
    assert json.loads(last.body) == {"ids": [f"ARXIV:{ATTENTION}"]}


def test_connections_are_kept_alive(services: Services) -> None:
    with httpx.Client(base_url=services.url, headers={"user-agent": AGENT}) as fresh:
        streams = {id(asked(fresh, "datacite", services).extensions["network_stream"]) for _ in range(3)}
    assert len(streams) == 1


def test_command_prints_settings_and_breaks_what_it_is_told_to(client: httpx.Client) -> None:
    command = [sys.executable, "-m", "tests.services", "--fault", "arxiv=503"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        try:
            lines = [process.stdout.readline().strip() for _ in range(2)]
            name, _, address = lines[1].partition("=")
            assert (lines[0], name) == (f"ENRICH_CONTACT={CONTACT}", "ENRICH_ARXIV_URL")
            assert client.get(f"{address}?id_list={ATTENTION}").status_code == 503
        finally:
            process.terminate()
