"""Thirty nights of ``enrich refresh`` with growing counts, a collapse, a dead service and swapped records.

The world's clock and the program's move together; afterwards the database is held against what the world knows to
have been true on each night.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import pytest

from enrich.runner import Outcome
from tests.online_run import DAY, Place, item, names_in
from tests.services import Services, World
from tests.services.papers import natural_count

NIGHTS = 30
COLLAPSED = "1708.00224"  # some 26,000 citations
SWAPPED = "1811.01531"  # grows every night
RETITLED = "1606.01453"  # arXiv shows another paper under its id for a night
OTHER = "2505.12426"
PAPERS = (
    *(COLLAPSED, SWAPPED, RETITLED, "2311.04588", "1711.05469", "1708.01692", "2212.05765", "2205.15868"),
    *("1706.04261", "2010.05006", "2208.09885", "2012.05903", "1606.02109", "1610.06603", "2401.14876"),
)
REPOSITORY = "huggingface/transformers"
COLLAPSE = 10
DEAD = range(14, 19)
SWAP = 20
ARXIV_SWAP = 21  # arXiv is asked weekly


class Night(NamedTuple):
    """What a night was like: the outcome, how many names each service was asked for, and the tables afterwards."""

    day: date
    outcome: Outcome
    asked: dict[str, Counter[str]]
    requests: Counter[str]
    shown: dict[str, int]
    openalex: dict[str, tuple[Any, ...]]
    stale: list[tuple[Any, ...]]


class Lived(NamedTuple):
    """The place after all nights, and each of them."""

    place: Place
    world: World
    nights: list[Night]

    def day(self, night: int) -> date:
        """The date of a night."""
        return self.nights[night].day


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """Thirty nights, lived through once."""
    world = World()
    with Services(world, time_scale=1e-6, tolerance=60) as services, pytest.MonkeyPatch.context() as patch:
        place = Place(tmp_path_factory.mktemp("nights"), services, patch, PAPERS)
        star = f" [code](https://github.com/{REPOSITORY})"
        place.write("all.md", *(item(world.papers[name], more=star if name == SWAPPED else "") for name in PAPERS))
        world.collapse("semanticscholar", COLLAPSED, 2, DAY + timedelta(days=COLLAPSE))
        world.kill("openalex", DAY + timedelta(days=DEAD.start), DAY + timedelta(days=DEAD.stop))
        for service, paper, night in (("semanticscholar", SWAPPED, SWAP), ("arxiv", RETITLED, ARXIV_SWAP)):
            day = DAY + timedelta(days=night)
            world.swap(service, paper, OTHER, day, day + timedelta(days=1))
        yield Lived(place, world, [live(place, night) for night in range(NIGHTS)])


def live(place: Place, night: int) -> Night:
    """One night; a scheduler is never quite on time."""
    if night:
        place.travel(days=1, minutes=(-7, 4, 3)[night % 3])
    outcome = place.run()
    asked: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for logged in place.asked():
        asked[logged.service].update(names_in(logged))
    return Night(
        day=place.moment.date(),
        outcome=outcome,
        asked=dict(asked),
        requests=Counter(logged.service for logged in place.asked()),
        shown=dict(place.rows("SELECT id, citation_count FROM papers")),
        openalex={
            row[0]: row[1:]
            for row in place.rows(
                "SELECT subject, status, fetched_at, count, l.observed_at FROM fetches LEFT JOIN citation_latest l"
                " ON paper_id = subject AND l.source = 'openalex' WHERE fetches.source = 'openalex'"
            )
        },
        stale=place.rows("SELECT paper_id, what, why FROM stale"),
    )


def history(lived: Lived, paper: str, source: str = "semanticscholar") -> list[tuple[date, int, str]]:
    rows = lived.place.rows(
        "SELECT observed_at, count, status FROM citation_counts WHERE paper_id = ? AND source = ? ORDER BY 1",
        f"arxiv:{paper}",
        source,
    )
    return [(datetime.fromisoformat(row[0]).date(), *row[1:]) for row in rows]


def every_history(lived: Lived) -> Iterator[tuple[str, str, list[tuple[date, int, str]]]]:
    for paper in PAPERS:
        for source in ("semanticscholar", "openalex", "crossref"):
            if rows := history(lived, paper, source):
                yield paper, source, rows


def test_every_row_says_what_the_world_said_on_that_day(lived: Lived) -> None:
    for paper, source, rows in every_history(lived):
        for day, count, status in rows:
            assert count == lived.world.count(source, paper, day), (paper, source, day)
            assert status == ("quarantined" if (paper, source, count) == (COLLAPSED, "semanticscholar", 2) else "ok")


def test_a_row_is_a_change_or_a_week_old(lived: Lived) -> None:
    kept = 0
    for _, _, rows in every_history(lived):
        for before, after in pairwise(rows):
            kept += 1
            assert before[1:] != after[1:] or (after[0] - before[0]).days >= 6
    assert kept > 100


def test_no_history_is_silent_for_longer_than_two_weeks(lived: Lived) -> None:
    """A look after up to seven days, and a row for each look that is a week after the last row."""
    for paper, source, rows in every_history(lived):
        days = [row[0] for row in rows] + [lived.day(-1)]
        longest = max(after - before for before, after in pairwise(days))
        assert longest <= timedelta(days=14 + (len(DEAD) if source == "openalex" else 0)), (paper, source)


def test_collapse_is_quarantined_and_never_shown(lived: Lived) -> None:
    rows = history(lived, COLLAPSED)
    fallen = [row for row in rows if row[1] == 2]
    assert fallen[0][0] == lived.day(COLLAPSE), "a paper that grows so fast is looked at every night"
    assert {status for _, _, status in fallen} == {"quarantined"}
    assert all(night.shown[f"arxiv:{COLLAPSED}"] > 20_000 for night in lived.nights)
    last_good = [row for row in rows if row[2] == "ok"][-1]
    assert lived.nights[-1].shown[f"arxiv:{COLLAPSED}"] == last_good[1]


def test_collapse_is_looked_at_again_but_not_every_night(lived: Lived) -> None:
    looks = [number for number in range(COLLAPSE, NIGHTS) if asks(lived.nights[number], "semanticscholar", COLLAPSED)]
    assert looks[:3] == [COLLAPSE, COLLAPSE + 1, COLLAPSE + 2]
    assert 4 < len(looks) < 10


def asks(night: Night, service: str, paper: str) -> bool:
    return any(paper in name for name in night.asked.get(service, ()))


def test_collapse_is_the_one_suspicious_count(lived: Lived) -> None:
    found = lived.place.rows("SELECT paper_id, source, count, previous_count, reason FROM suspicious_counts")
    before = [row for row in history(lived, COLLAPSED) if row[2] == "ok"][-1][1]
    assert set(found) == {(f"arxiv:{COLLAPSED}", "semanticscholar", 2, before, "quarantined")}


def test_nights_are_degraded_exactly_when_something_was_missing(lived: Lived) -> None:
    degraded = {number for number, night in enumerate(lived.nights) if night.outcome.status != "ok"}
    assert degraded == {*DEAD, SWAP, ARXIV_SWAP}
    assert lived.place.rows("SELECT status, count(*) FROM runs GROUP BY 1") == [
        ("degraded", len(degraded)),
        ("ok", NIGHTS - len(degraded)),
    ]


def test_dead_service_costs_one_request_a_night_and_the_others_go_on(lived: Lived) -> None:
    for number in DEAD:
        night = lived.nights[number]
        [down] = [report for report in night.outcome.sources if report.down]
        assert (down.source, down.requests, down.found) == ("openalex", 1, 0)
        assert night.requests["semanticscholar"] >= 1


def test_dead_service_keeps_its_old_values_and_their_age(lived: Lived) -> None:
    before, last_dead, recovered = (lived.nights[number].openalex for number in (DEAD.start - 1, DEAD[-1], DEAD.stop))
    for paper_id, (_, fetched_at, count, observed_at) in before.items():
        assert last_dead[paper_id][1:] == (fetched_at, count, observed_at)
    hit = {paper_id for paper_id, row in last_dead.items() if row[0] in ("failed", "not_asked")}
    assert len(hit) > len(PAPERS) // 2
    assert {recovered[paper_id][0] for paper_id in hit} == {"ok"}
    assert all(recovered[paper_id][1] > last_dead[paper_id][1] for paper_id in hit)


def test_stale_view_names_what_the_dead_service_owes(lived: Lived) -> None:
    owing = {paper_id for paper_id, row in lived.nights[DEAD[-1]].openalex.items() if row[0] != "ok"}
    assert {row[0] for row in lived.nights[DEAD[-1]].stale if row[1:] == ("openalex", "old")} == owing
    assert lived.nights[DEAD.stop].stale == []
    assert lived.nights[-1].stale == []


def test_swapped_records_are_refused_and_asked_for_again(lived: Lived) -> None:
    for service, paper, number in (("semanticscholar", SWAPPED, SWAP), ("arxiv", RETITLED, ARXIV_SWAP)):
        assert asks(lived.nights[number], service, paper), "or nothing is shown here"
        [report] = [report for report in lived.nights[number].outcome.sources if report.source == service]
        assert report.failed == 1
        assert asks(lived.nights[number + 1], service, paper)
    assert lived.day(SWAP) not in {day for day, _, _ in history(lived, SWAPPED)}


def test_nothing_of_a_swapped_record_is_stored(lived: Lived) -> None:
    other = lived.world.papers[OTHER]
    for paper in (SWAPPED, RETITLED):
        truth = lived.world.papers[paper]
        [(title, authors)] = lived.place.rows(
            "SELECT title, (SELECT group_concat(name, '|') FROM authorships JOIN authors ON id = author_id"
            " WHERE paper_id = p.id) FROM papers p WHERE id = ?",
            f"arxiv:{paper}",
        )
        assert title == truth.title
        assert set(authors.split("|")) == set(truth.authors)
    assert lived.place.rows("SELECT count(*) FROM papers WHERE title = ?", other.title) == [(0,)]


def test_shown_counts_are_those_of_the_last_week(lived: Lived) -> None:
    for number, night in enumerate(lived.nights):
        for paper in set(PAPERS) - {COLLAPSED}:
            earliest = max(night.day - timedelta(days=7 + (number in (SWAP, ARXIV_SWAP))), DAY)
            possible = [natural_count("semanticscholar", paper, day) for day in (earliest, night.day)]
            assert possible[0] <= night.shown[f"arxiv:{paper}"] <= possible[1], (number, paper)


def test_growth_is_that_of_the_world(lived: Lived) -> None:
    rows = lived.place.rows(
        "SELECT paper_id, observed_at, since_7_days, growth_7_days FROM citation_growth"
        " WHERE source = 'semanticscholar'"
    )
    assert len(rows) == len(PAPERS)
    for paper_id, observed_at, since, growth in rows:
        paper = paper_id.removeprefix("arxiv:")
        first, last = (
            lived.world.count("semanticscholar", paper, date.fromisoformat(at[:10])) for at in (since, observed_at)
        )
        assert growth == last - first
    grown = {row[0]: row[3] for row in rows}
    assert grown[f"arxiv:{SWAPPED}"] > 0
    assert grown["arxiv:2401.14876"] == 0


def test_far_less_is_asked_than_everything_every_night(lived: Lived) -> None:
    asked: Counter[str] = Counter()
    for night in lived.nights:
        asked.update({service: names.total() for service, names in night.asked.items()})
    everything = NIGHTS * len(PAPERS)
    assert asked["arxiv"] <= everything / 5
    assert asked["semanticscholar"] < everything / 2
    assert asked["openalex"] < everything / 2
    requests = sum((night.requests for night in lived.nights), Counter[str]())
    assert requests["arxiv"] <= NIGHTS / 4
    assert requests["github"] <= NIGHTS / 4
    assert requests["datacite"] == 0, "registrars had told every title before arXiv was in doubt for a night"


def test_stars_have_a_history_of_changes(lived: Lived) -> None:
    rows = lived.place.rows("SELECT observed_at, stars FROM star_counts WHERE repository_id = ? ORDER BY 1", REPOSITORY)
    stars = [row[1] for row in rows]
    assert len(rows) >= 4
    assert stars == sorted(set(stars))
    for observed_at, count in rows:
        repository = lived.world.repository(REPOSITORY, date.fromisoformat(observed_at[:10]))
        assert repository is not None
        assert count == repository.stars
