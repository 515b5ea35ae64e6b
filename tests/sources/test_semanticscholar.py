"""Semantic Scholar: merged records, odd counts, and which ids are asked."""

import json
from typing import Any

import pytest

from enrich.models import Absent, Failed, Found
from enrich.sources import semanticscholar
from enrich.sources.base import Response, Subject
from tests.sources.cases import NOW, answer

PREPRINT = json.loads(answer("semanticscholar", "preprint.json").content)[0]


def kind(key: str, **changes: Any) -> type:
    """What becomes of a key when the record of the recorded preprint is changed."""
    body = json.dumps([PREPRINT | changes]).encode()
    return type(semanticscholar.read([key], Response(200, {}, body, ""), NOW)[0])


@pytest.mark.parametrize(
    ("key", "ids", "expected"),
    [
        ("ARXIV:2312.07559", {"ArXiv": "2312.07559"}, Found),
        ("ARXIV:2312.07559", {"ArXiv": "2312.07559v2", "DOI": "10.1145/1"}, Found),
        ("ARXIV:2312.07559", {"DOI": "10.48550/ARXIV.2312.07559"}, Found),
        ("ARXIV:2312.07559", {"CorpusId": 266191420}, Failed),
        ("ARXIV:2312.07559", {"ArXiv": "2312.07558"}, Failed),
        ("ARXIV:2312.07559", {"DOI": "10.48550/arXiv.2312.07558"}, Failed),
        ("DOI:10.1145/1", {"ArXiv": "2312.07559", "DOI": "10.1145/1"}, Found),
        ("DOI:10.1145/1", {"ArXiv": "2312.07559"}, Failed),
        ("DOI:10.1145/1", {"DOI": "10.1145/2"}, Failed),
        ("DOI:10.1145/1", {"DOI": "10.48550/arXiv.2312.07559"}, Failed),
        ("ACL:N18-2074", {"ACL": "N18-2074"}, Found),
        ("ACL:N18-2074", {"ACL": "N18-2075", "DOI": "10.18653/v1/N18-2074"}, Failed),
        ("ACL:N18-2074", {"ACL": 18}, Failed),
        (PREPRINT["paperId"], {}, Found),
        ("0" * 40, {}, Failed),
    ],
)
def test_record_must_not_name_another_paper(key: str, ids: dict[str, Any], expected: type) -> None:
    assert kind(key, externalIds=ids) is expected


@pytest.mark.parametrize(
    ("keys", "ids", "expected"),
    [
        (["ARXIV:2312.07559", "DOI:10.1145/1"], {"ArXiv": "2312.07559"}, [Found, Found]),
        (["DOI:10.1145/1", "ARXIV:2312.07559"], {"DOI": "10.1145/1"}, [Found, Found]),
        (["ARXIV:2312.07559", "DOI:10.1145/1"], {"ArXiv": "2312.07559", "DOI": "10.1145/2"}, [Found, Found]),
        (["ARXIV:2312.07559", "DOI:10.1145/1"], {"ArXiv": "2312.07558"}, [Failed, Failed]),
        (["ARXIV:2312.07559", "ARXIV:2312.07558"], {"ArXiv": "2312.07559"}, [Found, Failed]),
    ],
)
def test_record_of_two_ids_may_name_one_of_them(keys: list[str], ids: dict[str, Any], expected: list[type]) -> None:
    body = json.dumps([PREPRINT | {"externalIds": ids}] * 2).encode()
    outcomes = semanticscholar.read(keys, Response(200, {}, body, ""), NOW)
    assert [type(outcome) for outcome in outcomes] == expected


def test_nothing_but_nulls_is_no_answer() -> None:
    """When no id is known, the service says so with status 400."""
    outcomes = semanticscholar.read(["ARXIV:2312.07559", "DOI:10.1/a"], Response(200, {}, b"[null, null]", ""), NOW)
    assert [type(outcome) for outcome in outcomes] == [Failed, Failed]


@pytest.mark.parametrize("count", [-1, True, 1.5, "12", [], 10**18])
def test_a_count_that_is_none_fails(count: Any) -> None:
    assert kind("ARXIV:2312.07559", citationCount=count) is Failed


def test_no_count_is_not_zero() -> None:
    body = json.dumps([PREPRINT | {"citationCount": None}]).encode()
    (outcome,) = semanticscholar.read(["ARXIV:2312.07559"], Response(200, {}, body, ""), NOW)
    assert isinstance(outcome, Found)
    assert outcome.counts == ()


def test_a_long_list_of_authors_is_cut_and_so_not_believed() -> None:
    body = json.dumps([PREPRINT | {"authors": [{"authorId": str(at), "name": f"A {at}"} for at in range(500)]}])
    (outcome,) = semanticscholar.read(["ARXIV:2312.07559"], Response(200, {}, body.encode(), ""), NOW)
    assert isinstance(outcome, Found)
    assert outcome.record is not None
    assert outcome.record.authors is None


def test_one_odd_record_harms_only_itself() -> None:
    body = json.dumps([PREPRINT, {"paperId": -1}, None, "words"]).encode()
    keys = ["ARXIV:2312.07559", "DOI:10.1/a", "DOI:10.1/b", "DOI:10.1/c"]
    outcomes = semanticscholar.read(keys, Response(200, {}, body, ""), NOW)
    assert [type(outcome) for outcome in outcomes] == [Found, Failed, Absent, Failed]


def test_preprint_and_published_version_are_both_asked() -> None:
    subject = Subject(
        "arxiv:1706.03762",
        arxiv_id="1706.03762v7",
        dois=("10.48550/arXiv.1706.03762", "https://doi.org/10.1145/3404835.3462825", "no DOI"),
        other_ids={"s2": "204e3073870fae3d05bcbc2f6a8e263d9b72e776"},
    )
    assert semanticscholar.keys(subject) == ("ARXIV:1706.03762", "DOI:10.1145/3404835.3462825")
    alone = subject._replace(arxiv_id=None, dois=())
    assert semanticscholar.keys(alone) == ("204e3073870fae3d05bcbc2f6a8e263d9b72e776",)


def test_anthology_id_is_asked_when_nothing_better_is_known() -> None:
    subject = Subject("acl:W14-4012", other_ids={"acl": "W14-4012"})
    assert semanticscholar.keys(subject) == ("ACL:W14-4012",)
    assert semanticscholar.keys(subject._replace(dois=("10.3115/v1/W14-4012",))) == ("DOI:10.3115/v1/w14-4012",)
    assert semanticscholar.keys(Subject("openreview:rJXMpikCZ", other_ids={"openreview": "rJXMpikCZ"})) == ()


def test_anthology_id_of_a_record_is_one_of_its_names() -> None:
    body = json.dumps([PREPRINT | {"externalIds": {"ArXiv": "2312.07559", "ACL": "N18-2074"}}]).encode()
    (outcome,) = semanticscholar.read(["ARXIV:2312.07559"], Response(200, {}, body, ""), NOW)
    assert isinstance(outcome, Found)
    assert outcome.record is not None
    assert ("acl", "N18-2074") in outcome.record.ids
