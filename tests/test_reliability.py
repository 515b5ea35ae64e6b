"""Services fail, networks fall silent, processes are killed: nothing wrong is stored, nothing good is lost.

The whole table, with faults that strike once and are waited out, is printed by ``python -m tests.reliability``; here
are as many of its cells as cover every kind of fault, every source, and each kind that a source must see for itself.
"""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from itertools import cycle, groupby
from pathlib import Path

import pytest

from tests.reliability.cells import COLUMNS, Fault, Nights, all_faults
from tests.reliability.kills import Killing
from tests.reliability.place import Place
from tests.reliability.silence import deaf_host, enrich, mute_host
from tests.reliability.truth import lost_values, wrong_values

# All sources share one client, so what the client must see is tried at one source after the other, and at all of them
# together; what a source must see for itself is tried at every source.
_OF_SOURCES = frozenset(
    ("other_paper", "empty_feed", "empty_total", "partial", "null_items", "captcha", "consent", "rate_exceeded_200")
    + ("primary_limit", "secondary_limit", "resource_limits", "paused")
)
_ONCE = (Fault("503", "openalex", True), Fault("429_seconds", "github", True), Fault("reset", "scholar", True))


def covering() -> Iterator[Fault]:
    """Every kind of fault, at every source where that makes a difference; each lasts all night."""
    turn = cycle(COLUMNS[:-1])
    for kind, faults in groupby(all_faults((False,)), key=lambda fault: fault.kind):
        chosen = (next(turn), "all" if kind in ("429_hours", "503", "reset") else "")
        yield from (fault for fault in faults if kind in _OF_SOURCES or fault.column in chosen)


pytestmark = pytest.mark.slow
FAULTS = list(covering())


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    return Nights(tmp_path_factory.mktemp("nights"))


@pytest.mark.parametrize("fault", [pytest.param(fault, id=fault.name) for fault in (*FAULTS, *_ONCE)])
def test_a_fault_stores_nothing_wrong_loses_nothing_good_and_is_made_good_by_the_next_run(
    fault: Fault, nights: Nights
) -> None:
    cell = nights.try_out(fault)
    assert cell.problems == []
    if fault.once:
        assert cell.word == "retried"


def test_the_checks_see_a_foreign_value_and_a_lost_one(nights: Nights) -> None:
    """The guard itself: a database in which one value is another paper's, and one is gone, is found out."""
    db = nights.place.begin("spoiled")
    spoil(db)
    wrong = wrong_values(nights.place, db)
    assert any(line.startswith("title of") for line in wrong)
    assert any("counts 7 for" in line for line in wrong)
    assert [line for line in lost_values(nights.place.good, db) if "is lost" in line]


def spoil(db: Path) -> None:
    with closing(sqlite3.connect(db)) as rows, rows:
        rows.execute("UPDATE papers SET title = 'Somebody else''s', venue = NULL WHERE venue IS NOT NULL")
        rows.execute("UPDATE citation_counts SET count = 7")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("place"))


@pytest.mark.parametrize(
    "host", [pytest.param(mute_host, id="accepts-and-says-nothing"), pytest.param(deaf_host, id="does-not-accept")]
)
def test_in_a_silent_network_the_offline_work_is_done_and_the_codes_say_what_is_missing(
    host: Callable[[], AbstractContextManager[int]], place: Place
) -> None:
    (place.folder / "silent.db").unlink(missing_ok=True)
    with host() as port:
        offline = enrich(place.folder, "run", port, {"ENRICH_OFFLINE": "1"})
        ran = enrich(place.folder, "run", port, {"ENRICH_TIMEOUT": "0.5"})
        refreshed = enrich(place.folder, "refresh", port, {"ENRICH_TIMEOUT": "0.5"})
    assert (ran.code, refreshed.code) == (3, 4)
    for answered in (ran, refreshed):
        assert (answered.entries, answered.matched, answered.heartbeat) == (4, 4, "degraded")
        assert "Traceback" not in answered.stderr
        assert answered.seconds - offline.seconds < 5  # one try of half a second; the machine may be busy


@pytest.mark.xdist_group("real seconds")
def test_a_silent_network_costs_fifteen_real_seconds_at_most(place: Place) -> None:
    """No setting shortens anything; the program's own patience is ten seconds."""
    (place.folder / "silent.db").unlink(missing_ok=True)
    with mute_host() as port:
        offline = enrich(place.folder, "run", port, {"ENRICH_OFFLINE": "1"})
        ran = enrich(place.folder, "run", port, {})
    assert (offline.code, ran.code) == (0, 3)
    assert ran.seconds - offline.seconds < 15


def test_a_killed_run_is_finished_by_the_next_with_the_same_rows(tmp_path: Path) -> None:
    killing, chance = Killing(tmp_path, papers=40), random.Random()
    killed = [killing.kill_once(chance) for _ in range(8)]
    assert [one._replace(problems=one.problems[:5]) for one in killed if one.problems] == []
