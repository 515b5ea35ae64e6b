"""``enrich run`` and ``enrich refresh`` with the services on loopback: exit codes, budgets, plans, cool-downs, keys."""

import json
import re
import sqlite3
import subprocess
import time
import webbrowser
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from enrich.settings import KEYS
from tests.cli.conftest import TOOL, Tool
from tests.online_run import empty_database, item, small_catalogue
from tests.services import Services
from tests.services.faults import HOURS
from tests.services.papers import bundled_papers
from tests.services.server import Logged

KNOWN = ("1708.00224", "1811.01531", "1606.01453", "2205.15868", "1606.02109")
UNKNOWN = "2010.05006"
REPOSITORY = "huggingface/transformers"
ALL = ("arxiv", "semanticscholar", "openalex", "crossref", "datacite", "github")


class Online:
    """A place in which commands ask the services on loopback."""

    def __init__(self, folder: Path, services: Services) -> None:
        self.folder = folder
        self.services = services
        self._seen = len(services.log)

    def write(self, *items: str) -> None:
        """The one list."""
        (self.folder / "lists" / "all.md").write_text("# All\n\n" + "".join(items), "utf-8")

    def forget(self) -> None:
        """What was asked so far does not count."""
        self._seen = len(self.services.log)

    @property
    def log(self) -> list[Logged]:
        """The requests since then."""
        return self.services.log[self._seen :]

    def asked(self) -> Counter[str]:
        """How many requests each service got since then."""
        return Counter(logged.service for logged in self.log)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the database; a statement that writes is committed."""
        with closing(sqlite3.connect(self.folder / "db" / "papers.db")) as db, db:
            return db.execute(sql, values).fetchall()

    def break_all(self, kind: str = "reset") -> None:
        """Spoil every service."""
        for name in ALL:
            self.services.fault(name, kind)


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    """All services, hardly throttled."""
    with Services(time_scale=1e-6, tolerance=60) as running:
        yield running


@pytest.fixture
def online(place: Path, services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[Online]:
    """One list of five papers with a repository, in a catalogue that knows no more than these."""
    for path in (place / "lists").glob("*.md"):
        path.unlink()
    (place / "db").mkdir()
    (place / "db" / "papers.db").write_bytes(empty_database())
    monkeypatch.setenv("ENRICH_CATALOGUE", str(small_catalogue(place / "catalogue.db", KNOWN)))
    for name, value in {**services.environment(), "ENRICH_MAX_WAIT": "0"}.items():  # no test waits
        monkeypatch.setenv(name, value)
    made = Online(place, services)
    papers = bundled_papers()
    made.write(
        *(item(papers[name]) for name in KNOWN[1:]),
        item(papers[KNOWN[0]], more=f" [code](https://github.com/{REPOSITORY})"),
    )
    yield made
    services.clear_faults()


# --- exit codes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["run", "refresh"])
def test_everything_answered_is_0_and_doing_it_again_asks_nothing(tool: Tool, online: Online, command: str) -> None:
    assert tool(command).code == 0
    assert set(online.asked()) == {"arxiv", "semanticscholar", "openalex", "crossref", "github"}
    online.forget()
    answer = tool(command)
    assert answer.code == 0
    assert answer.err == ""
    assert online.asked() == {}


@pytest.mark.parametrize("command", ["run", "refresh"])
def test_one_dead_service_is_3_and_the_next_run_completes_it(tool: Tool, online: Online, command: str) -> None:
    online.services.fault("openalex", "reset")
    answer = tool(command)
    assert answer.code == 3
    assert re.search(r"^openalex .*gave up: ", answer.out, re.MULTILINE)
    online.services.clear_faults()
    online.forget()
    assert tool(command).code == 0
    assert online.asked() == {"openalex": 1}


@pytest.mark.parametrize(("command", "code"), [("run", 3), ("refresh", 4)])
def test_every_service_dead_is_3_for_run_and_4_for_refresh(tool: Tool, online: Online, command: str, code: int) -> None:
    online.break_all()
    answer = tool(command)
    assert answer.code == code
    assert ("nothing could be refreshed" in answer.err) == (code == 4)
    assert online.rows("SELECT status FROM runs") == [("degraded",)]
    assert online.rows("SELECT count(*) FROM entries") == [(len(KNOWN),)]
    online.services.clear_faults()
    assert tool(command).code == 0


def test_dead_night_overwrites_nothing_good(tool: Tool, online: Online) -> None:
    tool("refresh")
    tables = ("papers", "citation_counts", "authorships", "field_sources", "repositories")
    before = [online.rows(f"SELECT * FROM {table}") for table in tables]
    ages = set(online.rows("SELECT source, subject, fetched_at FROM fetches"))
    online.break_all("503")
    assert tool("refresh", "--max-age", "0s").code == 4
    assert [online.rows(f"SELECT * FROM {table}") for table in tables] == before
    assert ages <= set(online.rows("SELECT source, subject, fetched_at FROM fetches"))


# --- what to ask --------------------------------------------------------------------------------------------------


def test_plan_sends_nothing_and_says_how_many_requests_will_follow(tool: Tool, online: Online) -> None:
    plans = json.loads(tool("run", "--plan", "--json").out)
    assert online.asked() == {}
    planned = {plan["source"]: plan["requests"] for plan in plans}
    assert tool("run").code == 0
    assert planned == online.asked()
    assert {plan["source"]: plan["credits"] for plan in plans if plan["credits"]} == {"openalex": 1}
    again = tool("run", "--plan")
    assert (again.code, again.out, again.err) == (0, "", "nothing is due\n")


def test_plan_as_a_table_has_a_row_for_each_service(tool: Tool, online: Online) -> None:
    lines = [line.split() for line in tool("run", "--plan").out.splitlines()]
    assert lines[0] == ["Service", "Asked", "for", "Requests", "At", "least", "Credits"]
    assert ["openalex", "5", "1", "0", "s", "1"] in lines
    assert online.asked() == {}


def test_plan_of_titles_is_an_upper_bound(tool: Tool, online: Online) -> None:
    """Who finds a title first is not known before; a title that arXiv finds is asked of nobody else."""
    online.write(item(bundled_papers()[UNKNOWN], link=False))
    planned = {plan["source"]: plan["requests"] for plan in json.loads(tool("run", "--plan", "--json").out)}
    assert planned == {f"{name} (titles)": 1 for name in ("arxiv", "semanticscholar", "crossref", "openalex")}
    assert tool("run").code == 0
    searches = {
        logged.service for logged in online.log if "ti%3A" in logged.path or "search" in logged.path.split("?")[0]
    }
    assert searches == {"arxiv"}


@pytest.mark.parametrize("budget", [1, 2, 4])
def test_budget_is_never_exceeded_and_the_rest_is_marked(tool: Tool, online: Online, budget: int) -> None:
    answer = tool("refresh", "--budget", str(budget))
    assert answer.code == 3
    assert online.asked().total() == budget
    marked = online.rows("SELECT DISTINCT source, status FROM fetches WHERE status <> 'ok'")
    assert {status for _, status in marked} == {"not_asked"}
    assert "the budget of" in answer.out
    online.forget()
    assert tool("refresh").code == 0
    assert online.rows("SELECT count(*) FROM fetches WHERE status <> 'ok'") == [(0,)]
    assert set(online.asked()) == {source for source, _ in marked}


def test_source_asks_only_that_one(tool: Tool, online: Online) -> None:
    assert tool("run", "--source", "arxiv").code == 0
    assert online.asked() == {"arxiv": 1}
    answer = tool("run", "--source", "nobody")
    assert answer.code == 2
    assert "unknown source 'nobody'" in answer.err


def test_max_age_asks_again_for_what_is_older(tool: Tool, online: Online) -> None:
    tool("run")
    online.rows("UPDATE fetches SET fetched_at = ? WHERE source = 'semanticscholar'", ago(hours=30))
    online.forget()
    assert tool("run", "--max-age", "48h").code == 0
    assert online.asked() == {}
    assert tool("run", "--max-age", "24h").code == 0
    assert online.asked() == {"semanticscholar": 1}


def ago(**span: float) -> str:
    return f"{datetime.now(UTC) - timedelta(**span):%Y-%m-%dT%H:%M:%SZ}"


def test_offline_asks_nobody(tool: Tool, online: Online) -> None:
    assert tool("run", "--offline").code == 0
    assert tool("refresh", "--offline").code == 0
    assert online.asked() == {}


def test_json_tells_what_came_of_each_service(tool: Tool, online: Online) -> None:
    online.services.fault("crossref", "reset")
    document = json.loads(tool("refresh", "--json").out)
    found = {source["source"]: source for source in document["sources"]}
    assert document["status"] == "degraded"
    assert found["arxiv"]["found"] == len(KNOWN)
    assert found["crossref"]["found"] == 0
    assert found["crossref"]["down"]


# --- two runs at once ---------------------------------------------------------------------------------------------


def test_second_run_at_the_same_time_ends_with_one_line(
    tool: Tool, online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENRICH_TIMEOUT", "2")
    online.services.fault("arxiv", "hang")
    first = subprocess.Popen([*TOOL, "run", "--quiet"], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 20
    while not online.asked()["arxiv"] and time.monotonic() < deadline:
        time.sleep(0.02)
    before = online.asked().total()
    second = tool("run")
    assert (second.code, second.out) == (1, "")
    assert second.err.strip().splitlines() == [
        "enrich: db/papers.db: another run is at work on it; wait until that has finished"
    ]
    _, message = first.communicate(timeout=30)
    assert (first.returncode, message) == (3, b"")
    assert before >= 1
    assert online.rows("SELECT status FROM runs") == [("degraded",)]
    assert online.rows("PRAGMA integrity_check") == [("ok",)]


# --- cool-downs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", ["openalex", "semanticscholar", "github"])
def test_rest_of_hours_is_stored_and_honoured_even_by_an_explicit_run(tool: Tool, online: Online, service: str) -> None:
    online.services.fault(service, "429_hours")
    assert tool("run").code == 3
    assert online.asked()[service] == 1
    [(until,)] = online.rows("SELECT fresh_until FROM fetches WHERE source = ? AND subject = '*'", service)
    assert abs(datetime.fromisoformat(until) - datetime.now(UTC) - timedelta(seconds=HOURS)) < timedelta(minutes=2)
    online.services.clear_faults()
    online.forget()
    tool("run")
    tool("run", "--max-age", "0s", "--source", service)
    assert online.asked() == {}
    online.rows("UPDATE fetches SET fresh_until = ? WHERE source = ?", ago(minutes=1), service)
    assert tool("run").code == 0
    assert online.asked() == {service: 1}
    assert online.rows("SELECT count(*) FROM fetches WHERE subject = '*'") == [(0,)]


def test_run_that_asks_nobody_keeps_a_cool_down(tool: Tool, online: Online) -> None:
    online.services.fault("openalex", "429_hours")
    tool("run")
    before = online.rows("SELECT * FROM fetches WHERE subject = '*'")
    tool("run", "--offline")
    tool("run", "--plan")
    tool("run", "--source", "arxiv")
    assert online.rows("SELECT * FROM fetches WHERE subject = '*'") == before != []


# --- Google Scholar -----------------------------------------------------------------------------------------------


def test_scholar_is_asked_when_enabled_and_its_first_captcha_ends_it(
    tool: Tool, online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*arguments: object, **options: object) -> None:
        pytest.fail(f"something was opened: {arguments}")

    monkeypatch.setenv("ENRICH_SCHOLAR_ENABLED", "1")
    monkeypatch.setattr(webbrowser, "open", never)
    monkeypatch.setattr(subprocess, "Popen", never)
    online.services["scholar"].patience = 2
    started = time.monotonic()
    answer = tool("run")
    assert (answer.code, online.asked()["scholar"]) == (3, 3)
    assert "captcha" in answer.out
    assert time.monotonic() - started < 30
    counted = online.rows("SELECT count(*) FROM citation_counts WHERE source = 'scholar'")
    assert counted == [(2,)]
    assert online.rows("SELECT count(*) FROM fetches WHERE source = 'scholar' AND status = 'not_asked'") == [(4,)]
    [(until,)] = online.rows("SELECT fresh_until FROM fetches WHERE source = 'scholar' AND subject = '*'")
    assert until > ago(hours=-20)
    online.services["scholar"].patience = None
    online.forget()
    tool("run")
    assert online.asked() == {}


def test_scholar_is_left_alone_until_it_is_enabled(tool: Tool, online: Online) -> None:
    tool("run")
    tool("run", "--source", "scholar")
    assert online.asked()["scholar"] == 0


# --- keys ---------------------------------------------------------------------------------------------------------

SECRETS = {name: f"SECRET-of-{name}-7f3a" for name in KEYS}


@pytest.fixture
def keyed(online: Online, monkeypatch: pytest.MonkeyPatch) -> Online:
    """Every key is set, to a value that is easily found."""
    for name, secret in SECRETS.items():
        monkeypatch.setenv(f"ENRICH_{KEYS[name].upper()}", secret)
    return online


def trust(online: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    """The services accept these keys."""
    for name, secret in SECRETS.items():
        monkeypatch.setattr(online.services[name], "KEY", secret)


def leaks(online: Online, *texts: str) -> list[str]:
    """Keys in these texts, or in any file that the program wrote."""
    files = [path.read_bytes() for path in online.folder.rglob("*") if path.is_file()]
    return [key for key in SECRETS.values() for text in [*files, *map(str.encode, texts)] if key.encode() in text]


@pytest.mark.parametrize("options", [(), ("-v",), ("--json",), ("--plan",)], ids=["plain", "verbose", "json", "plan"])
def test_keys_reach_their_own_service_and_nothing_else(
    tool: Tool, keyed: Online, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    trust(keyed, monkeypatch)
    answer = tool("run", *options)
    assert answer.code == 0
    assert leaks(keyed, answer.out, answer.err) == []
    sent = {
        (logged.service, name)
        for logged in keyed.log
        for name, secret in SECRETS.items()
        if secret in f"{logged.path} {logged.headers} {logged.body!r}"
    }
    assert sent == (set() if "--plan" in options else {(name, name) for name in SECRETS})
    assert all(secret not in logged.path for logged in keyed.log for secret in SECRETS.values())


def test_key_is_not_carried_to_another_host(tool: Tool, keyed: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    trust(keyed, monkeypatch)
    for name in SECRETS:
        keyed.services.fault(name, "redirect_elsewhere")
    answer = tool("run", "-v")
    assert answer.code == 3
    assert keyed.asked()["elsewhere"] == 0
    assert leaks(keyed, answer.out, answer.err) == []


def test_wrong_key_is_named_by_its_variable_and_never_shown(tool: Tool, keyed: Online) -> None:
    answer = tool("run", "-v")
    assert answer.code == 3
    for name in SECRETS:
        assert f"ENRICH_{KEYS[name].upper()}" in answer.out
        assert keyed.asked()[name] == 1
    assert leaks(keyed, answer.out, answer.err) == []
    shown = [tool("doctor"), tool("show", f"arxiv:{KNOWN[0]}", "--why")]
    assert leaks(keyed, *(text for each in shown for text in each[1:])) == []


def test_key_that_is_none_is_refused_without_being_shown(
    tool: Tool, online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENRICH_S2_API_KEY", "SECRET-of-semanticscholar-7f3a with\na line break")
    answer = tool("run")
    assert answer.code == 2
    assert "ENRICH_S2_API_KEY" in answer.err
    assert leaks(online, answer.out, answer.err) == []
