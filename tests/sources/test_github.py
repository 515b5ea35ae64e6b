"""GitHub, by GraphQL and by REST: errors inside of answers, renamed repositories, ETags."""

import json
from typing import Any

import pytest

from enrich.models import Absent, Failed, Found
from enrich.sources import github, github_rest
from enrich.sources.base import Response, Subject
from tests.sources.cases import NOW, answer

SAID = {
    "nameWithOwner": "huggingface/peft",
    "stargazerCount": 20000,
    "forkCount": 2100,
    "isArchived": False,
    "pushedAt": "2026-10-30T12:00:00Z",
    "licenseInfo": {"spdxId": "Apache-2.0"},
}
HELLO = "octokit-fixture-org/hello-world"


def kind(repository: Any, *errors: Any) -> type:
    body = json.dumps({"data": {"r0": repository}, "errors": list(errors)}).encode()
    return type(github.read(["huggingface/PEFT"], Response(200, {}, body, ""), NOW)[0])


@pytest.mark.parametrize(
    ("repository", "errors", "expected"),
    [
        pytest.param(SAID, [], Found, id="found"),
        pytest.param(SAID | {"nameWithOwner": "new/name"}, [], Found, id="renamed"),
        pytest.param(SAID | {"stargazerCount": -1}, [], Failed, id="a-count-that-is-none"),
        pytest.param(SAID | {"nameWithOwner": "x"}, [], Failed, id="a-name-that-is-none"),
        pytest.param(None, [{"type": "NOT_FOUND", "path": ["r0"]}], Absent, id="not-found"),
        pytest.param(None, [{"type": "NOT_FOUND", "path": ["r1"]}], Failed, id="another-one-not-found"),
        pytest.param(None, [], Failed, id="null-without-a-word"),
        pytest.param(None, [{"type": "RESOURCE_LIMITS_EXCEEDED", "path": ["r0"]}], Failed, id="limits"),
        pytest.param(SAID, [{"type": "RESOURCE_LIMITS_EXCEEDED", "path": ["r0", "forkCount"]}], Failed, id="hole"),
        pytest.param(None, [{"type": "RATE_LIMITED"}], Failed, id="rate-limited"),
        pytest.param(None, [{"type": {}, "path": ["r0"]}, None, "x"], Failed, id="odd-errors"),
    ],
)
def test_null_is_absent_only_when_not_found(repository: Any, errors: list[Any], expected: type) -> None:
    assert kind(repository, *errors) is expected


def test_one_new_name_is_a_rename_and_the_same_for_several_is_not() -> None:
    body = json.dumps({"data": {"r0": SAID, "r1": SAID, "r2": SAID}}).encode()
    keys = ["huggingface/peft", "old/peft", "older/peft"]
    assert [type(one) for one in github.read(keys, Response(200, {}, body, ""), NOW)] == [Found, Failed, Failed]
    assert [type(one) for one in github.read(keys[:2], Response(200, {}, body, ""), NOW)] == [Found, Found]


def test_all_fields_are_read() -> None:
    body = json.dumps({"data": {"r0": SAID}}).encode()
    (outcome,) = github.read(["huggingface/PEFT"], Response(200, {}, body, ""), NOW)
    assert isinstance(outcome, Found)
    assert outcome.repository is not None
    assert outcome.repository.model_dump(exclude_none=True) == {
        "id": "huggingface/peft",
        "observed_at": NOW,
        "stars": 20000,
        "forks": 2100,
        "archived": False,
        "pushed_at": "2026-10-30T12:00:00Z",
        "license": "Apache-2.0",
    }


def test_a_license_that_nobody_knows_is_none() -> None:
    body = json.dumps({"data": {"r0": SAID | {"licenseInfo": {"spdxId": "NOASSERTION"}, "pushedAt": "soon"}}}).encode()
    (outcome,) = github.read(["huggingface/PEFT"], Response(200, {}, body, ""), NOW)
    assert isinstance(outcome, Found)
    assert outcome.repository is not None
    assert (outcome.repository.license, outcome.repository.pushed_at) == (None, None)


def test_names_are_quoted_and_odd_ones_never_asked() -> None:
    query = github.request(["huggingface/peft", "karpathy/nanoGPT"]).json["query"]
    assert 'r1: repository(owner: "karpathy", name: "nanoGPT") {' in query
    for odd in ('o/r") { x }', "o", "o/r/s", "o/", "o r/s"):
        assert github.keys(Subject(odd, "repository")) == ()
        assert github_rest.keys(Subject(odd, "repository")) == ()


def test_etag_travels_with_the_key() -> None:
    subject = Subject(HELLO, "repository", etag='W/"f251b5b9c42514b4"')
    (key,) = github_rest.keys(subject)
    assert github_rest.request([key]).path == f"/repos/{HELLO}"
    assert github_rest.request([key]).headers["If-None-Match"] == 'W/"f251b5b9c42514b4"'
    assert "If-None-Match" not in github_rest.request([HELLO]).headers
    assert github_rest.keys(subject._replace(etag="a\r\nX: y")) == (HELLO,)
    (outcome,) = github_rest.read([key], Response(304, {}, b"", ""), NOW)
    assert isinstance(outcome, Found)
    assert outcome.key == key
    assert outcome.repository is not None
    assert outcome.repository.model_dump(exclude_none=True) == {"id": HELLO, "observed_at": NOW}


def test_case_of_a_name_does_not_matter() -> None:
    (outcome,) = github_rest.read([HELLO.upper()], answer("github_rest", "repository.json"), NOW)
    assert isinstance(outcome, Found)
