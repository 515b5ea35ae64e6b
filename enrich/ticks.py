"""Where the axes of a chart have marks: round numbers, and days that people name."""

from datetime import date, timedelta
from math import floor, log10

_MONTHS_FROM = 75  # days; a shorter time has its marks at days
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 1_200, 12_000, 24_000)  # months between two marks


def value_ticks(low: int, high: int, most: int = 5) -> list[int]:
    """Round whole numbers from at most ``low`` to at least ``high``, about ``most`` of them."""
    rough = max(1.0, (high - low) / (most - 1))
    power = 10 ** floor(log10(rough))
    step = int(next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough))
    first, last = low // step * step, -(-high // step) * step
    return list(range(first, max(last, first + step) + step, step))


def day_ticks(start: date, end: date, most: int = 6) -> list[tuple[date, str]]:
    """The first days of months, or single days of a short time, with their labels; the year stands where it begins."""
    days = (end - start).days
    if days < _MONTHS_FROM:
        step = max(1, -(-days // (most - 1)))
        chosen = [start + timedelta(days=number) for number in range(0, days + 1, step)]
        return [(day, f"{day.day} {day:%b}") for day in chosen]
    numbers = range(12 * start.year + start.month, 12 * end.year + end.month)
    step = next(step for step in _STEPS if len(numbers) <= step * most)
    chosen = [date(number // 12, number % 12 + 1, 1) for number in numbers if number % step == 0]
    return [(month, _month(month, is_first=month == chosen[0])) for month in chosen]


def _month(month: date, *, is_first: bool) -> str:
    """A month; the first one, and each January, with the year."""
    return str(month.year) if month.month == 1 else f"{month:%b} {month.year}" if is_first else f"{month:%b}"
