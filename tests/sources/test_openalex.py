"""OpenAlex: two works with one DOI, cut lists, and a title as a filter takes it."""

import json
from typing import Any

import pytest

from enrich.models import Absent, Failed, Found, Outcome
from enrich.sources import openalex
from enrich.sources.base import Response, Subject
from tests.sources.cases import NOW, answer

WORK = json.loads(answer("openalex", "preprint.json").content)["results"][0]
KEY = "10.48550/arxiv.2312.07559"
UNKNOWN = "10.48550/arxiv.2410.20011"


def read(works: list[Any], count: Any, keys: tuple[str, ...] = (KEY, UNKNOWN)) -> list[Outcome]:
    body = json.dumps({"meta": {"count": count}, "results": works}).encode()
    return openalex.read(list(keys), Response(200, {}, body, ""), NOW)


@pytest.mark.parametrize(
    ("works", "count", "kinds"),
    [
        pytest.param([WORK], 1, [Found, Absent], id="a-whole-page"),
        pytest.param([WORK], 2, [Found, Failed], id="a-short-page"),
        pytest.param([WORK], None, [Found, Failed], id="no-count"),
        pytest.param([], 2, [Failed, Failed], id="an-empty-page"),
        pytest.param([], 0, [Absent, Absent], id="nothing-is-known"),
        pytest.param([WORK, None], 2, [Found, Failed], id="a-hole"),
        pytest.param([WORK, WORK | {"doi": "https://doi.org/10.1/x"}], 2, [Found, Failed], id="a-stranger"),
        pytest.param([WORK | {"cited_by_count": -1}], 1, [Failed, Absent], id="a-count-that-is-none"),
        pytest.param([WORK | {"id": "W1"}], 1, [Failed, Absent], id="a-work-without-an-id"),
    ],
)
def test_missing_is_unknown_only_on_a_whole_page(works: list[Any], count: Any, kinds: list[type]) -> None:
    assert [type(outcome) for outcome in read(works, count)] == kinds


def test_of_two_works_with_one_doi_the_larger_is_the_paper() -> None:
    fragment = WORK | {"id": "https://openalex.org/W1", "cited_by_count": 3}
    for works in ([WORK, fragment], [fragment, WORK]):
        (outcome,) = read(works, 2, (KEY,))
        assert isinstance(outcome, Found)
        assert [(seen.count, seen.url) for seen in outcome.counts] == [(27, "https://openalex.org/W4389761608")]


@pytest.mark.parametrize("many", [99, 100])
def test_authors_are_left_out_where_lists_are_cut(many: int) -> None:
    (outcome,) = read([WORK | {"authorships": WORK["authorships"][:1] * many}], 1, (KEY,))
    assert isinstance(outcome, Found)
    assert outcome.record is not None
    assert (outcome.record.authors is None) is (many == 100)


def test_markup_in_titles_is_none() -> None:
    (outcome,) = read([WORK | {"title": "The <i>E. coli</i>&amp;lt; 5 of H<sub>2</sub>O"}], 1, (KEY,))
    assert isinstance(outcome, Found)
    assert outcome.record is not None
    assert outcome.record.title == "The E. coli< 5 of H2O"


def test_preprint_and_published_version_are_both_asked() -> None:
    subject = Subject("p", arxiv_id="2312.07559", dois=("10.1145/A|B", "10.1145/A,B", "10.1145/A"))
    assert openalex.keys(subject) == (KEY, "10.1145/a")


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("PaperQA: Retrieval-Augmented, or NOT?", "PaperQA Retrieval Augmented or not"),
        ('a|b!c,d"e', "a b c d e"),
        ("BERT's", "BERT's"),
    ],
)
def test_a_title_has_no_operators(title: str, words: str) -> None:
    request = openalex.search_request([title])
    assert request.params["filter"] == f"title.search:{words}"
    assert request.cost == 10
