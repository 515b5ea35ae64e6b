"""Marks at the axes of charts."""

from datetime import date

from enrich.ticks import day_ticks, value_ticks


def test_values_have_round_ticks_around_them() -> None:
    assert value_ticks(0, 40) == [0, 10, 20, 30, 40]
    assert value_ticks(42_100, 42_955) == [42_000, 42_500, 43_000]
    assert value_ticks(7, 7) == [7, 8]
    assert value_ticks(0, 0) == [0, 1]
    for low, high in ((0, 3), (5, 999), (17, 18), (0, 10**9)):
        ticks = value_ticks(low, high)
        assert ticks[0] <= low <= high <= ticks[-1]
        assert 2 <= len(ticks) <= 7


def test_days_have_ticks_of_their_size() -> None:
    def labels(first: date, last: date) -> list[str]:
        return [label for _, label in day_ticks(first, last)]

    assert labels(date(2020, 3, 1), date(2024, 3, 1)) == ["2021", "2022", "2023", "2024"]
    assert labels(date(2024, 11, 20), date(2025, 3, 3)) == ["Dec 2024", "2025", "Feb", "Mar"]
    assert labels(date(2025, 1, 1), date(2025, 1, 3)) == ["1 Jan", "2 Jan", "3 Jan"]
    assert labels(date(2025, 1, 1), date(2025, 1, 1)) == ["1 Jan"]
    assert labels(date.min, date.max) == ["2000", "4000", "6000", "8000"]
    assert labels(date.max, date.max) == ["31 Dec"]
