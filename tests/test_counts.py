"""Which counts are believed, stored and looked at again: rules by example, and a real nightly record."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.counts import DEFAULT, POLICIES, damages, every, falls, live_through, read_history, score
from enrich.counts import MAX_INTERVAL, MIN_INTERVAL, ask_again, judge, next_interval, worth_storing
from enrich.models import CitationCount

RECORD = read_history(Path(__file__).parent / "counts" / "nightly.csv.gz")
PAGE = "https://example.org/paper/"
START = date(2024, 1, 1)


def observed(day: int, count: int, url: str | None = PAGE + "a") -> CitationCount:
    at = START + timedelta(days=day)
    return CitationCount(paper_id="arxiv:1406.2661", source="s", observed_at=f"{at}T03:00:00Z", count=count, url=url)


def lived(*counts: tuple[int, int]) -> list[CitationCount]:
    """A history in which each (day, count) was judged when it came."""
    history: list[CitationCount] = []
    for day, count in counts:
        new = observed(day, count)
        history.append(new.model_copy(update={"status": judge(history, new)}))
    return history


def at(day: int) -> datetime:
    return datetime(START.year, START.month, START.day, 3, tzinfo=UTC) + timedelta(days=day)


@pytest.mark.parametrize(
    ("before", "days", "after", "status"),
    [
        pytest.param(42_955, 1, 2, "quarantined", id="a real collapse"),
        pytest.param(100, 1, 90, "quarantined", id="a fall of exactly ten and ten in a hundred"),
        pytest.param(101, 1, 91, "ok", id="ten fewer are less than ten in a hundred"),
        pytest.param(20, 1, 11, "ok", id="nine fewer are fewer than ten"),
        pytest.param(200, 1, 190, "ok", id="a slow drift down"),
        pytest.param(10**6, 60, 10**6 // 2, "quarantined", id="time does not explain a fall"),
        pytest.param(3, 1, 0, "quarantined", id="zero after a small count"),
        pytest.param(0, 1, 0, "ok", id="zero stays zero"),
        pytest.param(0, 1, 12, "ok", id="a small paper is found"),
        pytest.param(10, 1, 60, "ok", id="a viral paper"),
        pytest.param(300, 1, 600, "quarantined", id="doubled over night"),
        pytest.param(300, 54, 1_500, "ok", id="the same pace after 54 days of silence"),
        pytest.param(300, 54, 5_000, "quarantined", id="too much even for 54 days"),
        pytest.param(300, -5, 400, "ok", id="a clock that went back"),
        pytest.param(10**400, 1, 10**400 + 5, "ok", id="an absurd number"),
    ],
)
def test_a_count_is_judged_by_the_last_good_one(before: int, days: int, after: int, status: str) -> None:
    assert judge([observed(0, before)], observed(days, after)) == status


def test_the_first_count_is_believed() -> None:
    assert judge([], observed(0, 42_955)) == "ok"


def test_a_quarantined_count_is_no_measure_for_the_next() -> None:
    history = lived((0, 1_000), (1, 2))
    assert judge(history, observed(2, 20)) == "quarantined"
    assert judge(history, observed(2, 1_003)) == "ok"


def test_a_fall_is_accepted_after_thirty_steady_days() -> None:
    fallen = [(day, 600) for day in range(1, 30, 7)]
    assert judge(lived((0, 1_000), *fallen), observed(30, 602)) == "quarantined"
    assert judge(lived((0, 1_000), *fallen), observed(31, 602)) == "ok"


@pytest.mark.parametrize(
    "fallen",
    [
        pytest.param([(1, 600), (20, 600)], id="seen three times"),
        pytest.param([(1, 600), (8, 600), (15, 400), (22, 600)], id="restless"),
        pytest.param([(1, 2), (8, 60), (15, 200), (22, 400)], id="growing out of a collapse"),
        pytest.param([(1, 0), (8, 0), (15, 0), (22, 600)], id="zero until lately"),
    ],
)
def test_a_fall_that_is_not_steady_stays_hidden(fallen: list[tuple[int, int]]) -> None:
    assert judge(lived((0, 1_000), *fallen), observed(40, 600)) == "quarantined"


def test_time_never_confirms_that_everything_is_gone() -> None:
    assert {seen.status for seen in lived((0, 405), *((day, 0) for day in range(1, 200)))[1:]} == {"quarantined"}
    assert lived((0, 3), *((day, 0) for day in range(1, 60)))[-1].status == "ok"


@pytest.mark.parametrize(
    ("other", "status"),
    [
        pytest.param(observed(1, 605, PAGE + "b"), "ok", id="another record agrees"),
        pytest.param(observed(1, 1_001, PAGE + "b"), "quarantined", id="another record has the old count"),
        pytest.param(observed(1, 600, PAGE + "a"), "quarantined", id="the same record by another name"),
        pytest.param(observed(1, 600, None), "quarantined", id="a record that does not say which it is"),
    ],
)
def test_only_another_record_confirms_a_fall(other: CitationCount, status: str) -> None:
    assert judge([observed(0, 1_000)], observed(1, 600), [other]) == status


@pytest.mark.parametrize(
    ("page", "beside", "status"),
    [
        pytest.param(PAGE + "b", observed(1, 1_002, PAGE + "a"), "ok", id="a record beside the known one"),
        pytest.param(PAGE + "a", observed(1, 1_002, PAGE + "b"), "quarantined", id="the known record itself jumps"),
        pytest.param(PAGE + "b", observed(1, 3, PAGE + "a"), "quarantined", id="the known record collapsed"),
        pytest.param(PAGE + "b", observed(1, 1_002, PAGE + "c"), "quarantined", id="the known record is silent"),
        pytest.param(None, observed(1, 1_002, PAGE + "a"), "quarantined", id="nobody knows which record"),
    ],
)
def test_a_new_record_of_a_paper_is_no_jump(page: str | None, beside: CitationCount, status: str) -> None:
    assert judge([observed(0, 1_000, PAGE + "a")], observed(1, 9_000, page), [beside]) == status


def test_a_jump_is_believed_when_it_is_seen_again() -> None:
    history = lived((0, 300), (1, 900))
    assert history[-1].status == "quarantined"
    assert judge(history, observed(2, 905)) == "ok"
    assert judge(history, observed(2, 700)) == "quarantined", "this is another claim"


def test_growth_that_no_look_explains_is_believed_after_two_weeks() -> None:
    history = lived((0, 200), (7, 10_000), (14, 500_000), (20, 10**7), (21, 10**9))
    assert [seen.status for seen in history[1:]] == ["quarantined", "quarantined", "quarantined", "ok"]


@given(st.lists(st.tuples(st.integers(1, 7), st.floats(1.0, 50.0)), min_size=20, max_size=30))
def test_growth_is_never_hidden_for_three_weeks(steps: list[tuple[int, float]]) -> None:
    day, count = 0, 200
    history = [observed(0, count)]
    doubted_on: int | None = None
    for days, factor in steps:
        day, count = day + days, min(int(count * factor), 10**12)
        new = observed(day, count)
        history.append(new.model_copy(update={"status": judge(history, new)}))
        doubted_on = None if history[-1].status == "ok" else doubted_on or day
        assert doubted_on is None or day - doubted_on < 21


def test_other_ids_are_asked_when_the_doubt_is_new_and_then_weekly() -> None:
    history, asked = [observed(0, 1_000)], []
    for day in range(1, 17):
        new = observed(day, 600 + day)
        asked += [day] if ask_again(history, new) else []
        history.append(new.model_copy(update={"status": "quarantined"}))
    assert asked == [1, 8, 15]
    assert ask_again(history, observed(17, 2)), "another wrong count is another doubt"
    assert not ask_again(history, observed(17, 1_001)), "what is believed needs no second opinion"


def test_a_row_is_stored_for_a_change_and_once_a_week() -> None:
    last = observed(0, 5)
    assert worth_storing(None, last)
    assert not worth_storing(last, observed(6, 5))
    assert worth_storing(last, observed(7, 5))
    assert worth_storing(last, observed(1, 6))
    assert worth_storing(last.model_copy(update={"status": "quarantined"}), observed(1, 5))


def test_new_papers_are_looked_at_often_and_dead_ones_weekly() -> None:
    assert next_interval([], at(0)) == MIN_INTERVAL
    assert next_interval([observed(0, 10)], at(0)) == MIN_INTERVAL
    still = [observed(day, 10) for day in range(0, 99, 7)]
    assert next_interval(still, at(98)) == MAX_INTERVAL
    fast = [observed(day, 1_000 + 40 * day) for day in range(99)]
    assert next_interval(fast, at(98)) == MIN_INTERVAL


def test_after_a_silence_little_is_known() -> None:
    still = [observed(day, 10) for day in range(0, 99, 7)]
    assert next_interval([*still, observed(242, 10)], at(242)) == MIN_INTERVAL


def test_a_doubt_is_looked_at_the_next_day_and_then_less_often() -> None:
    history = lived((0, 1_000), (1, 2))
    assert [next_interval(history, at(day)).days for day in (1, 2, 3, 5, 9, 40)] == [1, 1, 2, 4, 7, 7]


@given(st.lists(st.tuples(st.integers(-9, 400), st.integers(0, 2**63))), st.integers(-9, 400), st.booleans())
def test_an_interval_is_one_to_seven_days(rows: list[tuple[int, int]], now: int, naive: bool) -> None:
    moment = at(now).replace(tzinfo=None) if naive else at(now)
    assert MIN_INTERVAL <= next_interval(lived(*rows), moment) <= MAX_INTERVAL


def test_every_collapse_of_the_record_is_quarantined_and_hidden_for_thirty_days() -> None:
    found = falls(RECORD)
    collapses = [(11, 1), (52, 0), (405, 0), (7_546, 309), (42_955, 2)]
    assert sorted((fall.before, fall.after) for fall in found) == collapses
    assert all(fall.quarantined for fall in found)
    assert all(fall.shown_on is None or fall.shown_on - fall.on >= timedelta(days=30) for fall in found)


@pytest.mark.parametrize("policy", ["every night", DEFAULT])
def test_no_growth_of_the_record_is_hidden_for_long(policy: str) -> None:
    assert score(live_through(series, POLICIES[policy]) for series in RECORD.values()).growth_hidden < 21


def test_true_counts_are_hardly_ever_held_back() -> None:
    assert score(live_through(series, every(1)) for series in RECORD.values()).false_alarms < 0.001


def test_the_default_interval_spares_requests_and_shows_fresh_counts() -> None:
    default = score(live_through(series, next_interval) for series in RECORD.values())
    assert default.requests < 0.5
    assert default.mean < 0.005
    assert default.p95 < 0.02


def test_damage_to_clean_series_is_noticed() -> None:
    share = {found.kind: found.quarantined for found in damages(RECORD)}
    assert share["zero"] == 1
    assert share["collapse to 1–60 %"] > 0.98
    assert share["doubled, of 101 and more"] > 0.98
    assert share["– none, the first look after 54 days"] < 0.02


def test_the_default_is_the_policy_of_the_page() -> None:
    series = RECORD["2006.11239"]
    assert live_through(series, next_interval) == live_through(series, POLICIES[DEFAULT])
