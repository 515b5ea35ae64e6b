"""Values as no service should send them, and what becomes of them."""

from typing import Any

import pytest

from enrich.sources import _answers as answers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" a \n\t b\xa0c ", "a b c"),
        ("0", "0"),
        ("a\ud800b\0c", "abc"),
        (" \n", None),
        ("\ud800", None),
        (1, None),
        (None, None),
    ],
)
def test_texts_fit_into_the_database(value: Any, expected: str | None) -> None:
    assert answers.text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2024-02-29", "2024-02-29"), ("2024-02-29T10:00:00Z", "2024-02-29"), ("2023-02-29", None), ("2024", None)],
)
def test_days_exist(value: str, expected: str | None) -> None:
    assert answers.day(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(2024, 2024), ("2024", 2024), ("٢٠٢٤", None), (0, None), (20240, None), (True, None)]
)
def test_years_have_four_digits(value: Any, expected: int | None) -> None:
    assert answers.year(value) == expected


def test_a_path_may_lead_nowhere() -> None:
    value = {"a": [{"b": 1}]}
    assert answers.member(value, "a", 0, "b") == 1
    assert answers.member(value, "a", 1, "b") is None
    assert answers.member(value, "a", "b", 0) is None
    assert answers.members(value, "a", 0, "b") == []
