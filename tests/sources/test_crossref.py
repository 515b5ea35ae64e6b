"""Crossref: markup in titles, dates with holes, retractions, and preprints."""

import json
from typing import Any

import pytest

from enrich.models import Failed, Found, PaperRecord
from enrich.sources import crossref
from enrich.sources.base import Response, Subject
from tests.sources.cases import NOW, answer

WORK = json.loads(answer("crossref", "wrong_hit.json").content)["message"]["items"][0]
KEY = "10.18653/v1/n18-2074"


def record(**changes: Any) -> PaperRecord:
    """What a recorded work says when some of its fields are changed."""
    body = json.dumps({"message": {"total-results": 1, "items": [WORK | changes]}}).encode()
    (outcome,) = crossref.read([KEY], Response(200, {}, body, ""), NOW)
    assert isinstance(outcome, Found)
    assert outcome.record is not None
    return outcome.record


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("The <i>E. coli</i> genome", "The E. coli genome"),
        ("H<sub>2</sub>O\n  and   CO<SUB>2</SUB>", "H2O and CO2"),
        ("<jats:title>Why?</jats:title>", "Why?"),
        ("R&amp;D, R&amp;amp;D and &lt;i&gt;more&lt;/i&gt;", "R&D, R&D and more"),
        ("p &lt; 0.05 and Vec<T>", "p < 0.05 and Vec<T>"),
        (r"On $L_2$ and <mml:math><mml:mi>π</mml:mi></mml:math> &#x3C0;", "On $L_2$ and π π"),
        ("", None),
        ("<b></b>", None),
    ],
)
def test_titles_are_plain_text(title: str, plain: str | None) -> None:
    assert record(title=[title]).title == plain


@pytest.mark.parametrize("title", ["<i " * 30_000, "<" * 100_000, "&" * 100_000, "<i" + " /" * 50_000])
def test_endless_markup_takes_no_endless_time(title: str) -> None:
    assert record(title=[title])


@pytest.mark.parametrize(
    ("parts", "published_on", "year"),
    [
        ([[2018, 5, 30]], "2018-05-30", 2018),
        ([[2018, 5]], "2018-05", 2018),
        ([[2018]], None, 2018),
        ([[None]], None, None),
        ([], None, None),
        ([[2018, 13]], None, 2018),
        ([[2018, 2, 31]], None, 2018),
        ([[2018, None, 3]], None, 2018),
        ([[0]], None, None),
        ([["2018", "05"]], None, 2018),
    ],
)
def test_dates_say_no_more_than_is_known(parts: Any, published_on: str | None, year: int | None) -> None:
    found = record(published={"date-parts": parts}, issued=None)
    assert (found.published_on, found.year) == (published_on, year)


@pytest.mark.parametrize(
    ("changes", "is_retracted"),
    [
        ({}, None),
        ({"updated-by": [{"DOI": "10.1/notice", "type": "retraction"}]}, True),
        ({"updated-by": [{"DOI": "10.1/notice", "type": "correction"}]}, None),
        ({"update-to": [{"DOI": "10.1/another", "type": "retraction"}]}, None),
        ({"update-to": [{"DOI": KEY.upper(), "type": "retraction"}]}, True),
    ],
)
def test_a_notice_is_not_what_it_retracts(changes: dict[str, Any], is_retracted: bool | None) -> None:
    assert record(**changes).is_retracted is is_retracted


def test_preprint_that_the_publisher_names() -> None:
    relation = {"has-preprint": [{"id-type": "doi", "id": "10.48550/arXiv.1803.02155", "asserted-by": "object"}]}
    found = record(relation=relation)
    assert (found.arxiv_id, found.ids) == ("1803.02155", (("doi", KEY), ("arxiv", "1803.02155")))


def test_authors_are_people_or_groups() -> None:
    people = [
        {
            "given": "Peter",
            "family": "Shaw",
            "ORCID": "http://orcid.org/0000-0002-1825-0097",
            "affiliation": [{"name": "Google"}],
        },
        {"name": "The ATLAS Collaboration"},
    ]
    found = record(author=people).authors
    assert found is not None
    assert [author.model_dump(exclude_none=True) for author in found] == [
        {"name": "Peter Shaw", "orcid": "0000-0002-1825-0097", "affiliation": "Google"},
        {"name": "The ATLAS Collaboration"},
    ]
    assert record(author=[*people, {"sequence": "additional"}]).authors is None


def test_a_count_that_is_none_fails() -> None:
    body = json.dumps({"message": {"total-results": 1, "items": [WORK | {"is-referenced-by-count": -1}]}}).encode()
    (outcome,) = crossref.read([KEY], Response(200, {}, body, ""), NOW)
    assert isinstance(outcome, Failed)


def test_only_publishers_dois_that_fit_into_a_filter_are_asked() -> None:
    dois = ("10.48550/arXiv.1706.03762", "10.1145/A,B", "10.1145/" + "x" * 200, "doi:10.18653/V1/N18-2074")
    assert crossref.keys(Subject("p", arxiv_id="1706.03762", dois=dois)) == (KEY,)
