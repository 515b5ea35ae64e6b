"""Citation counts are observations: which are believed, which are stored, and when to look again (DESIGN §8, §11).

Everything here is pure. A history is what is stored of one paper and one source, in time order, each observation with
its status; stored histories are thinned to changes and one row a week, so no rule counts on seeing every night.
The figures behind the constants are in ``docs/counts.md``.
"""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from enrich.models import CitationCount

Status = Literal["ok", "quarantined"]

MIN_INTERVAL = timedelta(days=1)
MAX_INTERVAL = timedelta(days=7)

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
# Two nightly runs are never exactly a week apart; half a day of slack keeps "once a week" from becoming "each second".
_ALMOST_A_WEEK = timedelta(days=6, hours=12)

# A fall is this large in both senses; smaller ones happen all the time, when a source tidies its duplicates.
_FALL_CITATIONS = 10
_FALL_SHARE = 10  # one in so many
_STEADY_FOR = timedelta(days=30)
_STEADY_OBSERVATIONS = 4  # as many as a week's rhythm leaves of 30 days; two looks a month apart are not steady

# A plausible rise in one week: a source that reads one more volume of proceedings, and a record that takes in its twin.
# A count above a hundred that doubles is more than that.
_RISE_CITATIONS = 50
_RISE_SHARE = 2  # one in so many
# With one look a week at least, growth is shown before three weeks are over.
_LONGEST_DOUBT = timedelta(days=14)

# The pace of a paper: what it did in this window, and what a paper of its size does in a day when nothing is known.
_PACE_WINDOW = timedelta(days=90)
_SILENCE = timedelta(days=14)  # longer than any two rows of a count that is looked at weekly
_USUAL_DAILY_GROWTH = 1 / 500
_PATIENCE = 0.4  # docs/counts.md has the table that it was chosen from


def judge(history: Sequence[CitationCount], new: CitationCount, others: Sequence[CitationCount] = ()) -> Status:
    """Say whether an observation may be shown, or is too implausible after what was seen before.

    ``others`` are answers to the paper's other ids. They confirm only when they come from another record: an answer
    with the same ``url``, or with none, may be the same broken record asked by another name.
    Raises ``ValueError`` for an ``observed_at`` that is no date.
    """
    doubted = _since_last_good(history)
    if len(doubted) == len(history):
        return "ok"  # nothing good is known that could be destroyed
    good = history[len(history) - len(doubted) - 1]
    if _falls(good.count, new.count):
        believed = not _is_lost(good, new) and (_is_confirmed(new, others) or _is_steady(doubted, new))
    elif _jumps(good, new):
        believed = (
            _is_confirmed(new, others)
            or _is_new_record(history, good, new, others)
            or _is_seen_again(good, doubted, new)
        )
    else:
        believed = True
    return "ok" if believed else "quarantined"


def ask_again(history: Sequence[CitationCount], new: CitationCount) -> bool:
    """Say whether a doubtful count is worth asking by the paper's other ids now.

    It is when the doubt is new, when the count is another than the one in doubt, and then once a week.
    """
    if judge(history, new) == "ok":
        return False
    doubted = _since_last_good(history)
    if not doubted or not _is_near(doubted[-1].count, new.count):
        return True
    start = _time(doubted[0])
    return (_time(new) - start) // _WEEK > (_time(doubted[-1]) - start) // _WEEK


def next_interval(history: Sequence[CitationCount], now: datetime, patience: float = _PATIENCE) -> timedelta:
    """How long a count may rest after it was asked for at ``now``: whole days, from one to seven.

    For a given number of requests the error of all shown counts together is least when each rests for
    √(``patience`` / (pace x weight)). The weight of one citation is 1 / √count, between counting citations (only the
    famous matter) and percents (only the small ones do). The pace is that of the last 90 days, or since the last
    silence; a paper that we hardly know is looked at often. A count in doubt rests for as long as the doubt is old.
    """
    now = _in_utc(now)
    if doubted := _since_last_good(history):
        return _whole_days((now - _time(doubted[0])) / _DAY)
    if not history:
        return MIN_INTERVAL
    count = history[-1].count
    weight = 1 / math.sqrt(max(count, 1))
    return _whole_days(math.sqrt(patience / (_pace(history, now) * weight)))


def worth_storing(last: CitationCount | None, new: CitationCount) -> bool:
    """Say whether an observation is a row: something changed, or the last row is a week old."""
    return (
        last is None
        or (last.count, last.status) != (new.count, new.status)
        or _time(new) - _time(last) >= _ALMOST_A_WEEK
    )


def _since_last_good(history: Sequence[CitationCount]) -> Sequence[CitationCount]:
    """The quarantined observations at the end of a history."""
    start = len(history)
    while start and history[start - 1].status == "quarantined":
        start -= 1
    return history[start:]


def _whole_days(days: float) -> timedelta:
    return timedelta(days=min(max(round(days), MIN_INTERVAL.days), MAX_INTERVAL.days))


def _pace(history: Sequence[CitationCount], now: datetime) -> float:
    """Citations a day, from what was seen since the window or the last silence began.

    One citation, and the usual growth of a day, are added to what was seen (the rule of succession), so that the pace
    of a paper of which little is known is high and never zero.
    """
    count = history[-1].count
    first, start = count, _time(history[-1])
    for seen in reversed(history):
        moment = _time(seen)
        if start - moment > _SILENCE or start <= now - _PACE_WINDOW:
            break
        if seen.status == "ok":
            first, start = seen.count, moment
    days = max((now - max(start, now - _PACE_WINDOW)) // _DAY, 0)
    return (abs(count - first) + 1 + count * _USUAL_DAILY_GROWTH) / (days + 1)


def _falls(before: int, after: int) -> bool:
    """Whether a count fell by more than a source's usual tidying.

    Zero after a positive count is a fall of any size: it is what a failure looks like when somebody writes it as a
    number, and in 77,382 real observations no count went to zero that did not collapse.
    """
    fall = before - after
    return (after == 0 < before) or (fall >= _FALL_CITATIONS and fall * _FALL_SHARE >= before)


def _jumps(good: CitationCount, new: CitationCount) -> bool:
    """Whether a count rose by more than the time since the last good one explains."""
    days = max((_time(new) - _time(good)) // _DAY, _WEEK.days)
    plausible_in_a_week = _RISE_CITATIONS + good.count // _RISE_SHARE
    return (new.count - good.count) * _WEEK.days > plausible_in_a_week * days


def _is_near(one: int, other: int) -> bool:
    """Whether neither of two counts is a fall from the other."""
    return not _falls(max(one, other), min(one, other))


def _is_lost(good: CitationCount, new: CitationCount) -> bool:
    """Whether everything is gone: a failure that lasts is still a failure, so neither time nor others confirm it."""
    return new.count == 0 and good.count >= _FALL_CITATIONS


def _is_confirmed(new: CitationCount, others: Sequence[CitationCount]) -> bool:
    """Whether other records of the paper answered, and all say about the same."""
    if new.url is None:
        return False
    independent = [other for other in others if other.url not in (None, new.url)]
    return bool(independent) and all(_is_near(other.count, new.count) for other in independent)


def _is_new_record(
    history: Sequence[CitationCount], good: CitationCount, new: CitationCount, others: Sequence[CitationCount]
) -> bool:
    """Whether a paper is now asked by one name more: the record known so far says what it said, beside a new one."""
    if good.url is None or new.url in {None, *(seen.url for seen in history)}:
        return False
    return any(
        other.url == good.url and not _falls(good.count, other.count) and not _jumps(good, other) for other in others
    )


def _is_steady(doubted: Sequence[CitationCount], new: CitationCount) -> bool:
    """Whether every observation of the last 30 days, four at least, was near this one."""
    start = len(doubted)
    while start and _is_near(doubted[start - 1].count, new.count):
        start -= 1
    steady = doubted[start:]
    return len(steady) + 1 >= _STEADY_OBSERVATIONS and _time(new) - _time(steady[0]) >= _STEADY_FOR


def _is_seen_again(good: CitationCount, doubted: Sequence[CitationCount], new: CitationCount) -> bool:
    """Whether the last jump in doubt makes this one plausible, or growth has been doubted for long enough."""
    jumps = [seen for seen in doubted if _jumps(good, seen)]
    if not jumps:
        return False
    again = not _falls(jumps[-1].count, new.count) and not _jumps(jumps[-1], new)
    return again or _time(new) - _time(jumps[0]) >= _LONGEST_DOUBT


def _time(seen: CitationCount) -> datetime:
    return _in_utc(datetime.fromisoformat(seen.observed_at))


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
