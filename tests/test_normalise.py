"""Stage 4a: precedence between sources, and the count that is shown."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.models import Author, CitationCount, PaperRecord
from enrich.normalise import FIELDS, shown_count, writable_fields
from tests.small_database import ATTENTION, observed

SCHOLAR = "Google Scholar via papercopilot/paperlists"
UNSTATED = "llm-bible/llm-bible.github.io citations field (provider not stated)"


def said(source: str, **fields: Any) -> PaperRecord:
    return PaperRecord(paper_id=ATTENTION, source=source, fetched_at="2025-01-01", **fields)


def test_what_a_source_does_not_say_is_not_written() -> None:
    assert writable_fields(said("arxiv", title="Attention Is All You Need"), {}) == {
        "title": "Attention Is All You Need"
    }


def test_false_and_zero_are_said() -> None:
    fields = {"is_withdrawn": False, "pages": 0}
    assert writable_fields(said("arxiv", **fields), {}) == fields


def test_all_authors_are_one_field() -> None:
    authors = (Author(name="Ashish Vaswani"), Author(name="Noam Shazeer"))
    record = said("catalogue", authors=authors)
    assert writable_fields(record, {}) == {"authors": authors}
    assert writable_fields(record, {"authors": "crossref"}) == {}


def test_identity_and_provenance_are_no_fields() -> None:
    assert not {"paper_id", "source", "fetched_at", "arxiv_id", "ids"} & set(FIELDS)
    assert {"title", "authors", "published_on", "is_retracted"} <= set(FIELDS)


@pytest.mark.parametrize(
    ("field", "trusted", "other"),
    [
        pytest.param("title", "arxiv", "crossref", id="titles-from-the-preprint-server"),
        pytest.param("published_on", "crossref", "catalogue", id="dates-from-services-before-the-catalogue"),
        pytest.param("published_on", "catalogue", "arxiv_id", id="a-day-before-the-month-in-the-id"),
        pytest.param("year", "list", "arxiv_id", id="what-a-person-typed-before-the-id"),
        pytest.param("venue", "crossref", "semanticscholar", id="venues-from-publishers"),
        pytest.param("venue", "openalex", "arxiv", id="venues-not-from-the-preprint-server"),
        pytest.param("doi", "semanticscholar", "arxiv", id="dois-not-from-the-preprint-server"),
        pytest.param("venue", "list", "somebody-new", id="a-source-without-a-rank-comes-last"),
    ],
)
def test_the_more_trusted_source_wins_in_either_order(field: str, trusted: str, other: str) -> None:
    value = 2024 if field == "year" else "x"
    assert writable_fields(said(trusted, **{field: value}), {field: other}) == {field: value}
    assert writable_fields(said(other, **{field: value}), {field: trusted}) == {}


@pytest.mark.parametrize("source", ["arxiv", "somebody-new"])
def test_a_source_may_correct_itself(source: str) -> None:
    assert writable_fields(said(source, venue="ICML"), {"venue": source}) == {"venue": "ICML"}


def test_of_two_sources_without_a_rank_the_first_stays() -> None:
    assert writable_fields(said("b", venue="ICML"), {"venue": "a"}) == {}


@pytest.mark.parametrize(
    ("observations", "shown"),
    [
        pytest.param([], None, id="no-observation-no-count"),
        pytest.param([observed(ATTENTION, "2025-01-01", 2, status="quarantined")], None, id="quarantined-is-not-shown"),
        pytest.param(
            [observed(ATTENTION, day, number) for day, number in (("2025-01-01", 5), ("2025-02-01", 7), ("2024", 9))],
            7,
            id="newest-of-a-source",
        ),
        pytest.param(
            [observed(ATTENTION, "2025-01-01", 5), observed(ATTENTION, "2025-02-01", 2, status="quarantined")],
            5,
            id="last-good-one-before-a-quarantined-one",
        ),
        pytest.param(
            [observed(ATTENTION, "2025-03-01", 5, "openalex"), observed(ATTENTION, "2024-01-01", 7)],
            7,
            id="trusted-source-before-a-fresher-one",
        ),
        pytest.param(
            [observed(ATTENTION, "2025-03-01", 5, SCHOLAR), observed(ATTENTION, "2024-01-01", 7, "crossref")],
            7,
            id="ordered-source-before-another",
        ),
        pytest.param(
            [observed(ATTENTION, "2025-07-26", 59469, UNSTATED), observed(ATTENTION, "2025-06-12", 184033, SCHOLAR)],
            184033,
            id="named-provider-before-an-unstated-one",
        ),
        pytest.param([observed(ATTENTION, "2025-06-21", 58343, UNSTATED)], 58343, id="unstated-provider-if-alone"),
        pytest.param(
            [observed(ATTENTION, "2025-01-01", 1, "a"), observed(ATTENTION, "2025-01-02", 2, "b")],
            2,
            id="freshest-of-the-others",
        ),
        pytest.param(
            [observed(ATTENTION, "2025-01-01", 2, "b"), observed(ATTENTION, "2025-01-01", 1, "a")], 1, id="ties-by-name"
        ),
    ],
)
def test_shown_count(observations: list[CitationCount], shown: int | None) -> None:
    found = shown_count(observations, ("semanticscholar", "openalex", "crossref"))
    assert (found and found.count) == shown


SOURCES = st.sampled_from(["semanticscholar", "crossref", SCHOLAR, UNSTATED, "b"])
DAYS = st.dates().map(str)


@given(st.dictionaries(st.tuples(SOURCES, DAYS), st.integers(0, 99), max_size=8), st.randoms())
def test_the_shown_count_does_not_depend_on_the_order_of_observations(
    numbers: dict[tuple[str, str], int], random: Any
) -> None:
    observations = [observed(ATTENTION, day, number, source) for (source, day), number in numbers.items()]
    expected = shown_count(observations, ("crossref",))
    random.shuffle(observations)
    assert shown_count(observations, ("crossref",)) == expected
