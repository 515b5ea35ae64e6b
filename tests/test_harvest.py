"""``enrich catalogue harvest`` against the OAI-PMH service on loopback: what it brings, and every way to be stopped."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from enrich.catalogue import Catalogue
from enrich.catalogue.build import build
from enrich.catalogue.update import Update
from enrich.cli import main
from enrich.harvest import Harvested
from enrich.progress import Progress
from enrich.runner import harvest_catalogue
from enrich.settings import load_settings
from enrich.text import fold_title
from enrich.titles import Title
from tests.services import Services, World
from tests.services.papers import Paper

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 23)
KNOWN = {"arxiv_id": "2610.00001", "title": "A Title Before Its Revision", "abstract": "Kept."}
META = {"origin": "a snapshot", "stamp": "first", "as_of": "2026-11-10"}


def paper(arxiv_id: str, title: str, day: date, version: int = 1) -> Paper:
    """A paper of the world; its record changes on the day of its newest version."""
    return Paper(
        arxiv_id=arxiv_id,
        title=title,
        authors=("Ada Lovelace", "Charles Babbage"),
        abstract="We compute.",
        published=day,
        version=version,
        categories=("cs.CL",),
        venue=None,
        doi="10.1000/182" if version > 1 else None,
    )


PAPERS = [
    paper("2610.00001", "A Title After Its Revision", date(2026, 10, 7), version=2),  # changed on 13 November
    *(paper(f"2611.{serial:05}", f"Number {serial} of the New Papers", date(2026, 11, 15)) for serial in range(1, 6)),
]


class Place:
    """A catalogue of one paper, and a world in which it was revised and five others came."""

    def __init__(self, folder: Path, services: Services, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.services = services
        self.file = folder / "catalogue.db"
        patch.chdir(folder)
        self.environment = {**services.environment(), "ENRICH_MAX_WAIT": "0", "ENRICH_CATALOGUE": str(self.file)}
        for name, value in self.environment.items():
            patch.setenv(name, value)
        build(self.file, [KNOWN], [], META)
        self.live(PAPERS)
        self.travel(TODAY)

    def live(self, papers: list[Paper]) -> None:
        """Let these be all the papers of the world."""
        self.services.world.__dict__["papers"] = {item.arxiv_id: item for item in papers}

    def travel(self, day: date) -> None:
        """Let it be noon of a day."""
        self.moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        self.services.world.travel_to(self.moment)

    def harvest(self, since: date | None = None, **options: str) -> Harvested:
        """Harvest in this process."""
        return harvest_catalogue(load_settings(options), since, Progress(), lambda: f"{self.moment:%Y-%m-%dT%H:%M:%SZ}")

    def asked(self) -> list[dict[str, str]]:
        """What the service was asked so far."""
        queries = [parse_qs(urlsplit(logged.path).query) for logged in self.services.requests("arxiv_oai")]
        return [{name: values[0] for name, values in query.items()} for query in queries]

    def found(self, title: str) -> list[str]:
        """Ids of the papers that the catalogue has under a title."""
        with closing(Catalogue(self.file)) as catalogue:
            return [known.paper_id for known in catalogue.find_titles([fold_title(title)]).get(fold_title(title), [])]

    def info(self) -> tuple[int, str, str]:
        """How many papers, the newest day, the stamp."""
        with closing(Catalogue(self.file)) as catalogue:
            info = catalogue.info()
            return info.papers, info.newest or "", catalogue.stamp


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with Services(World()) as services:
        services["arxiv_oai"].page_size = 2
        yield Place(tmp_path, services, monkeypatch)


def test_harvest_brings_what_is_new_and_keeps_former_titles(place: Place) -> None:
    done = place.harvest()
    assert (done.records, done.changes, done.stopped) == (6, (5, 1, 1, 0), None)
    assert place.info()[:2] == (6, "2026-11-15")
    assert place.found("A title before its revision") == place.found("A Title After its Revision") != []
    with closing(Catalogue(place.file)) as catalogue:
        [record] = catalogue.read_records(["2610.00001"])
        near = catalogue.find_near(Title("A Title After the Revison"))
        assert catalogue.origin == "OAI-PMH"
    assert (record.title, record.abstract, record.doi) == ("A Title After Its Revision", "Kept.", "10.1000/182")
    assert record.authors is not None
    assert [author.name for author in record.authors] == ["Ada Lovelace", "Charles Babbage"]
    assert "arxiv:2610.00001" in {known.paper_id for known in near}
    first, *others = place.asked()
    assert first == {"verb": "ListRecords", "metadataPrefix": "arXiv", "from": "2026-11-07"}
    assert [set(query) for query in others] == [{"verb", "resumptionToken"}] * 2


def test_second_harvest_asks_for_the_last_day_only_and_changes_nothing(place: Place) -> None:
    place.harvest()
    before = place.info()
    done = place.harvest()
    assert (done.records, done.changes) == (0, (0, 0, 0, 0))
    assert place.asked()[-1]["from"] == str(TODAY)
    assert place.info() == before  # with its stamp, so no list is resolved again


def test_records_that_say_nothing_new_leave_the_stamp(place: Place) -> None:
    place.harvest()
    stamp = place.info()[2]
    done = place.harvest(since=date(2026, 11, 7))
    assert (done.records, done.changes) == (6, (0, 0, 0, 0))
    assert place.info()[2] == stamp != "first"


def test_deleted_record_is_no_paper_any_more(place: Place) -> None:
    place.harvest()
    place.services["arxiv_oai"].deleted = frozenset({"2611.00002"})
    place.live([*PAPERS, paper("2611.00009", "A Title That Comes Later", date(2026, 11, 16))])
    done = place.harvest(since=date(2026, 11, 7))
    assert (done.changes.new, done.changes.gone) == (1, 1)
    assert place.found("Number 2 of the new papers") == []
    assert place.found("A title that comes later") == ["arxiv:2611.00009"]
    assert place.info()[0] == 6


def test_long_time_is_asked_for_in_windows(place: Place) -> None:
    place.harvest(since=date(2026, 8, 1))
    windows = [(query["from"], query.get("until")) for query in place.asked() if "from" in query]
    assert windows == [
        ("2026-08-01", "2026-08-30"),
        ("2026-08-31", "2026-09-29"),
        ("2026-09-30", "2026-10-29"),
        ("2026-10-30", None),
    ]


def test_stopped_harvest_goes_on_at_its_page(place: Place) -> None:
    place.services["arxiv_oai"].page_size = 4
    client_gives_up_after(place, pages=1)
    done = place.harvest()
    assert (done.records, place.info()[0]) == (4, 4)
    assert "403" in str(done.stopped)
    place.services.clear_faults()
    place.travel(TODAY)  # the rest after a refusal is a day; here it is lifted
    forget_rests(place)
    done = place.harvest()
    assert (done.records, done.stopped, place.info()[0]) == (2, None, 6)
    assert [set(query) - {"verb"} for query in place.asked()][-1] == {"resumptionToken"}


def client_gives_up_after(place: Place, pages: int) -> None:
    """Refuse everything after so many pages."""
    service = place.services["arxiv_oai"]
    answer = type(service).answer

    def counted(asked: object) -> object:
        nonlocal pages
        pages -= 1
        if pages == 0:
            place.services.fault("arxiv_oai", "403")
        return answer(service, asked)

    service.answer = counted


def forget_rests(place: Place) -> None:
    with closing(sqlite3.connect(place.folder / "db" / "papers.db")) as db, db:
        db.execute("DELETE FROM fetches WHERE subject = '*'")


def test_killed_harvest_goes_on_at_its_page(place: Place) -> None:
    service = place.services["arxiv_oai"]
    answer = type(service).answer

    def hanging(asked: object) -> object:
        place.services.fault("arxiv_oai", "hang")
        return answer(service, asked)

    service.answer = hanging
    command = [sys.executable, str(ROOT / "pipeline.py"), "catalogue", "harvest", "--quiet"]
    with subprocess.Popen(command, env=os.environ | {"ENRICH_MAX_WAIT": "100"}) as child:
        wait_until(lambda: len(place.asked()) == 2)
        child.send_signal(signal.SIGKILL)
    del service.answer
    place.services.clear_faults()
    assert place.info()[0] == 2  # the first page: the known paper and a new one
    done = place.harvest()
    assert (done.records, place.info()[0]) == (4, 6)
    assert "resumptionToken" in place.asked()[2]


def wait_until(happened: object) -> None:
    end = time.monotonic() + 20
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_token_that_expired_costs_one_window(place: Place) -> None:
    place.services["arxiv_oai"].page_size = 4
    client_gives_up_after(place, pages=1)
    place.harvest()
    place.services.clear_faults()
    place.travel(date(2026, 11, 25))
    done = place.harvest()
    assert (done.records, done.stopped, place.info()[0]) == (6, None, 6)
    assert [set(query) & {"resumptionToken", "from"} for query in place.asked()[2:]] == [
        {"resumptionToken"},
        {"from"},
        {"resumptionToken"},
    ]


def test_list_that_never_ends_is_given_up(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(place.services["arxiv_oai"]), "_resumed", lambda self, params: ({**RESUMED}, 0))
    assert "does not go on" in str(place.harvest().stopped)


RESUMED = {"metadataPrefix": "arXiv", "from": "2026-11-07"}


@pytest.mark.parametrize("fault", ["html_200", "empty_feed", "truncated", "bad_utf8", "rate_exceeded_200", "reset"])
def test_answer_that_cannot_be_believed_changes_nothing(place: Place, fault: str) -> None:
    place.services.fault("arxiv_oai", fault)
    before = place.file.read_bytes()
    done = place.harvest()
    assert (done.records, bool(done.stopped)) == (0, True)
    assert place.file.read_bytes() == before
    place.services.clear_faults()
    forget_rests(place)
    assert place.harvest().records == 6


def test_short_pause_is_waited_for(place: Place) -> None:
    place.services.fault("arxiv_oai", "503", times=1)
    assert place.harvest(max_wait="30").records == 6


def test_long_rest_is_remembered(place: Place) -> None:
    place.services.fault("arxiv_oai", "429_hours", times=1)
    assert place.harvest().stopped
    asked = len(place.asked())
    assert "rests after an earlier run" in str(place.harvest().stopped)
    assert len(place.asked()) == asked


def test_paper_that_a_killed_harvest_left_half_written_is_undone(place: Place) -> None:
    """A journal stays behind; who only reads cannot use it, so opening undoes the change."""
    script = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('PRAGMA cache_size = 1')\n"
        "db.execute('BEGIN IMMEDIATE')\n"
        "db.execute(\"UPDATE papers SET titles = 'Half-Written'\")\n"
        "db.execute('CREATE TABLE filler AS SELECT randomblob(100000)')\n"
        "os._exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(place.file)], check=False)
    assert place.file.with_name("catalogue.db-journal").exists()
    assert place.found("A title before its revision") == ["arxiv:2610.00001"]
    assert not place.file.with_name("catalogue.db-journal").exists()


def test_who_reads_sees_whole_batches_only(place: Place) -> None:
    with closing(Catalogue(place.file)) as reader, closing(Update(place.file)) as update:

        def records() -> Iterator[dict[str, object]]:
            yield {"arxiv_id": "2611.00001", "title": "Number 1 of the New Papers"}
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            update.apply(records(), [], {"harvest_day": "2026-11-20"})
        assert reader.find_ids(["2611.00001"]) == {}
        update.apply([{"arxiv_id": "2611.00001", "title": "Number 1 of the New Papers"}], [], {})
        assert list(reader.find_ids(["2611.00001"])) == ["2611.00001"]


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(place: Place, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs the command: its exit code, its output, its messages."""

    def run(*options: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["catalogue", "harvest", *options])
        captured = capfd.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


def test_command_says_what_changed(run: Run) -> None:
    code, out, _ = run("--json")
    assert code == 0
    assert json.loads(out)["changes"] == {"new": 5, "changed": 1, "retitled": 1, "gone": 0}
    assert "new papers: 0" in run()[1]


def test_exit_code_says_whether_anything_came(place: Place, run: Run) -> None:
    client_gives_up_after(place, pages=1)
    code, out, err = run()
    assert (code, "new papers: 1" in out, "go on from 2026-11-07" in err) == (3, True, True)
    assert run()[0] == 4  # it rests
    assert run("--offline")[::2] == (2, "enrich: catalogue harvest asks arXiv: leave --offline (ENRICH_OFFLINE) away\n")
    assert run("--since", "yesterday")[0] == 2
