"""Storing answers: which count is believed, and when a subject is asked about again."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from enrich.models import Answer, Link, RepositoryStats
from enrich.store import Asked, Store
from tests import small_database
from tests.online_run import DAY, empty_database
from tests.services.papers import bundled_papers

PLAIN = bundled_papers()["1708.00224"]  # a preprint that every service knows


class Kept:
    """A store with one paper and one repository in a list, and a clock that somebody sets."""

    paper_id = f"arxiv:{PLAIN.arxiv_id}"
    repository = "Owner/Old-Name"

    def __init__(self, path: Path) -> None:
        self.moment = datetime.combine(DAY, time(3), UTC)
        (path / "papers.db").write_bytes(empty_database())
        self.store = Store.open(path / "papers.db", now=self.now)
        link = Link(
            label="code", url=f"https://github.com/{self.repository}", kind="code", repository_id=self.repository
        )
        entry = small_database.entry(PLAIN.title, stated_arxiv_id=PLAIN.arxiv_id, links=(link,))
        small_database.read_list(self.store, [(entry, small_database.linked(self.paper_id))])

    def now(self) -> str:
        """The time as the database writes it."""
        return f"{self.moment:%Y-%m-%dT%H:%M:%SZ}"

    def save(self, *answers: Answer, source: str = "semanticscholar") -> list[str]:
        """Store answers; the papers whose count is in doubt."""
        return self.store.save_answers(source, answers)

    def counted(self, *counts: int) -> Answer:
        """An answer with counts, each from a record of its own."""
        seen = [
            small_database.observed(self.paper_id, self.now(), count, url=f"https://example.org/{number}")
            for number, count in enumerate(counts)
        ]
        return Answer(self.paper_id, "ok", counts=tuple(seen))

    def fetch(self) -> tuple[object, ...]:
        """Status, tries, error and times of the last answer."""
        sql = "SELECT status, attempts, error, fetched_at, fresh_until FROM fetches"
        return tuple(self.store.db.execute(sql).fetchone())

    def rest(self) -> timedelta:
        """How long the last answer may rest."""
        return datetime.fromisoformat(str(self.fetch()[-1])) - self.moment

    def due(self, *, too_old: str | None = None) -> bool:
        """Whether the paper is to be asked about."""
        return bool(self.store.read_due("semanticscholar", "paper", Asked(["lists/a.md"], self.now(), too_old)))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """A store in which nobody answered yet."""
    made = Kept(tmp_path)
    with closing(made.store):
        yield made


def test_unknown_paper_rests_for_a_week_a_month_and_then_a_quarter(kept: Kept) -> None:
    rests = []
    for _ in range(5):
        kept.save(Answer(kept.paper_id, "not_found"))
        rests.append(round(kept.rest() / timedelta(days=1)))
        kept.moment += kept.rest()
        assert kept.due()
    assert rests == [7, 30, 90, 90, 90]


def test_good_answer_never_rests_for_more_than_a_week(kept: Kept) -> None:
    rests = []
    for _ in range(40):
        kept.save(kept.counted(5))
        rests.append(kept.rest() / timedelta(days=1))
        kept.moment += timedelta(days=max(1, round(rests[-1])))
    assert rests[0] < 1
    assert 6 < max(rests) <= 7


def test_failure_keeps_the_age_of_what_is_known_and_is_due_at_once(kept: Kept) -> None:
    kept.save(kept.counted(5))
    answered_at = kept.now()
    kept.moment += timedelta(days=2)
    for tries in (1, 2, 3):
        kept.save(Answer(kept.paper_id, "failed", error="answered with status 503"))
        assert kept.fetch() == ("failed", tries, "answered with status 503", answered_at, None)
        assert kept.due()
    assert kept.store.db.execute("SELECT citation_count FROM papers").fetchone() == (5,)


def test_rest_that_a_service_asked_for_is_kept(kept: Kept) -> None:
    until = f"{kept.moment + timedelta(hours=15):%Y-%m-%dT%H:%M:%SZ}"
    kept.save(Answer(kept.paper_id, "not_asked", error="spent", retry_at=until))
    assert kept.fetch() == ("not_asked", 1, "spent", None, until)
    assert not kept.due()
    kept.moment += timedelta(hours=15)
    assert kept.due()


def test_max_age_makes_a_fresh_answer_due(kept: Kept) -> None:
    kept.save(Answer(kept.paper_id, "not_found"))
    kept.moment += timedelta(hours=30)
    assert not kept.due()
    assert kept.due(too_old=f"{kept.moment - timedelta(hours=24):%Y-%m-%dT%H:%M:%SZ}")
    assert not kept.due(too_old=f"{kept.moment - timedelta(hours=48):%Y-%m-%dT%H:%M:%SZ}")


def test_larger_count_of_two_records_of_a_paper_is_the_observation(kept: Kept) -> None:
    kept.save(kept.counted(7, 300))
    assert small_database.rows(kept.store, "SELECT count FROM citation_counts") == [300]


def test_fall_is_held_back_and_a_second_opinion_brings_the_true_count(kept: Kept) -> None:
    kept.save(kept.counted(1_000))
    kept.moment += timedelta(days=1)
    assert kept.save(kept.counted(2)) == [kept.paper_id]
    shown = "SELECT citation_count, citation_observed_at FROM papers"
    assert small_database.rows(kept.store, shown) == [(1_000, "2035-01-01T03:00:00Z")]
    kept.store.save_second_answers("semanticscholar", [kept.counted(3, 1_004)])
    assert small_database.rows(kept.store, shown) == [(1_004, "2035-01-02T03:00:00Z")]
    assert small_database.rows(kept.store, "SELECT count, status FROM citation_counts") == [
        (1_000, "ok"),
        (1_004, "ok"),
    ]


def test_stars_have_a_row_for_each_change_and_keep_what_a_look_does_not_say(kept: Kept) -> None:
    for stars in (5, 5, None, 7, 5):
        look = RepositoryStats(id=kept.repository, observed_at=kept.now(), stars=stars)
        kept.save(Answer(kept.repository, "ok", repository=look), source="github")
        kept.moment += timedelta(days=7)
    assert small_database.rows(kept.store, "SELECT stars FROM star_counts ORDER BY observed_at") == [5, 7, 5]
    assert small_database.rows(kept.store, "SELECT id, stars, observed_at FROM repositories") == [
        (kept.repository, 5, "2035-01-29T03:00:00Z")
    ]


def test_cool_downs_are_kept_and_forgotten(kept: Kept) -> None:
    kept.store.save_cooldowns({"arxiv": "2035-01-01T18:00:00Z", "scholar": "2035-01-02T00:00:00Z"})
    kept.store.save_cooldowns({"scholar": "2035-01-02T00:00:00Z"})
    assert kept.store.read_cooldowns() == {"scholar": "2035-01-02T00:00:00Z"}
