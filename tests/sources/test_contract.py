"""What every source promises: one outcome for each key, in order, about that key, whatever the service answered."""

import json
import subprocess
import sys
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.errors import BadAnswer
from enrich.models import Failed, Outcome, PaperRecord
from enrich.sources import sources
from enrich.sources.base import Response, SearchSource, Source, Subject
from tests.sources.cases import HERE, NOW, Case, cases

SOURCES = sources()
CASES = list(cases())
LOOKUPS = [case for case in CASES if not case.is_search]
SEARCHES = [case for case in CASES if case.is_search]
PAPER = Subject(
    id="arxiv:1706.03762",
    arxiv_id="1706.03762",
    dois=("10.1145/3404835.3462825", "10.48550/arXiv.1706.03762"),
    titles=("Attention Is All You Need",),
)
REPOSITORY = Subject(id="octokit/octokit.js", kind="repository")
NO_ANSWERS = {
    "nothing": b"",
    "a page of HTML": b"<!doctype html><html><head><title>Just a moment</title></head><body>Checking</body></html>",
    "words": b"Rate exceeded.",
    "null": b"null",
    "an empty object": b"{}",
    "an empty list": b"[]",
    "a list of nothing": b"[null, null]",
    "a number": b"-1",
    "a number without end": b"9" * 10_000,
    "nested without end": b"[" * 100_000,
    "no text": bytes(range(256)),
    "an empty feed": b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>',
}


def name_of(case: Case) -> str:
    return f"{case.source}: {case.about}"


def searcher(name: str) -> SearchSource:
    return cast("SearchSource", SOURCES[name])


def seen(case: Case) -> list[Any]:
    """What a source makes of a case, as in the file of reviewed outcomes."""
    found: list[Any]
    if case.is_search:
        found = list(searcher(case.source).read_search(case.keys, case.response, NOW))
    else:
        found = list(SOURCES[case.source].read(case.keys, case.response, NOW))
    return [{type(one).__name__: one.model_dump(mode="json", exclude_defaults=True)} for one in found]


@pytest.mark.parametrize("source", SOURCES)
def test_recorded_answers_are_read_as_reviewed(source: str) -> None:
    found = {case.about: seen(case) for case in CASES if case.source == source}
    path = HERE / source / "outcomes.json"
    if not path.exists():
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{path.name} was missing and has been written; review it line by line, then run again")
    assert found == json.loads(path.read_text("utf-8"))


def test_every_source_has_answers_and_all_answers_have_a_source() -> None:
    assert {path.parent.name for path in HERE.glob("*/*")} - {"__pycache__"} == set(SOURCES)
    for source in SOURCES:
        used = {case["body"] for case in json.loads((HERE / source / "cases.json").read_text("utf-8"))} - {None}
        assert used == {path.name for path in (HERE / source).iterdir()} - {"cases.json", "outcomes.json"}


def test_sources_are_found_by_folder() -> None:
    assert set(SOURCES) == {
        "arxiv",
        "crossref",
        "datacite",
        "github",
        "github_rest",
        "openalex",
        "scholar",
        "semanticscholar",
    }
    assert {name for name, source in SOURCES.items() if name != source.NAME} == {"github_rest"}
    assert {name for name, source in SOURCES.items() if hasattr(source, "SEARCH_BATCH")} == {
        "arxiv",
        "crossref",
        "openalex",
        "semanticscholar",
    }


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_only_what_a_source_knows_is_asked(source: Source) -> None:
    asked = {"repository": REPOSITORY, "paper": PAPER}
    kind = "repository" if source.NAME == "github" else "paper"
    assert [name for name, subject in asked.items() if source.keys(subject)] == [kind]
    assert source.keys(Subject(id="s2:?", titles=("?!",))) == ()
    assert len(set(source.keys(PAPER))) == len(source.keys(PAPER))


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_full_request_fits_into_an_address_and_holds_no_secret(source: Source) -> None:
    papers = [
        Subject("p", "paper", f"2410.{at:05}", (f"10.1145/3618260.{at:07}",), {}, (f"T {at}",)) for at in range(500)
    ]
    repositories = [Subject(f"an-owner/a-repository-{at}", "repository") for at in range(500)]
    keys = [key for subject in papers + repositories for key in source.keys(subject)][: source.BATCH]
    request = source.request(keys)
    assert len(keys) == source.BATCH
    assert request == source.request(keys)
    assert len(request.path) + len(urlencode(request.params)) < 7_000  # addresses end at about 8,000
    assert request.path == "" or request.path.startswith("/")
    whole = json.dumps(request._asdict(), default=sorted).lower()
    assert not [word for word in ("mailto", "authorization", "api_key", "x-api-key", "user-agent") if word in whole]
    for key in keys:
        assert key.rpartition("/")[2].lower() in whole


@pytest.mark.parametrize(("name", "size"), [("arxiv", "max_results"), ("openalex", "per-page"), ("crossref", "rows")])
def test_a_page_has_room_for_all_that_is_asked(name: str, size: str) -> None:
    """These services end their pages after 10, 25 and 20 unless they are told otherwise."""
    source = SOURCES[name]
    assert int(source.request(["10.48550/arxiv.2410.20011"] * source.BATCH).params[size]) >= source.BATCH


@pytest.mark.parametrize("body", NO_ANSWERS.values(), ids=NO_ANSWERS)
@pytest.mark.parametrize("name", SOURCES)
def test_no_answer_is_no_evidence(name: str, body: bytes) -> None:
    """Neither found nor absent: what cannot be read says nothing about a key."""
    source = SOURCES[name]
    subjects = [PAPER, PAPER._replace(arxiv_id="2410.20011", dois=("10.1145/1",)), REPOSITORY]
    keys = [key for subject in subjects for key in source.keys(subject)][: source.BATCH]
    for status in (200, 400, 404):
        if name == "datacite" and (status, body) == (404, b"{}"):
            continue  # the status says it all
        outcomes = source.read(keys, Response(status, {}, body, ""), NOW)
        assert [type(outcome) for outcome in outcomes] == [Failed] * len(keys)


@pytest.mark.parametrize("body", NO_ANSWERS.values(), ids=NO_ANSWERS)
@pytest.mark.parametrize("name", sorted({case.source for case in SEARCHES}))
def test_no_answer_is_no_search_without_hits(name: str, body: bytes) -> None:
    for status in (200, 400, 404):
        with pytest.raises(BadAnswer):
            searcher(name).read_search(["A title"], Response(status, {}, body, ""), NOW)


@pytest.mark.parametrize("case", LOOKUPS, ids=name_of)
def test_outcomes_follow_the_keys(case: Case) -> None:
    source = SOURCES[case.source]
    if source.BATCH == 1 or case.source in ("semanticscholar", "github"):
        return  # these tell the keys apart by their place
    backwards = source.read(case.keys[::-1], case.response, NOW)
    assert backwards[::-1] == source.read(case.keys, case.response, NOW)


def check(case: Case, content: bytes) -> None:
    """Read an altered answer; all that is said about a key is about that key."""
    response = case.response._replace(content=content)
    if case.is_search:
        try:
            records = searcher(case.source).read_search(case.keys, response, NOW)
        except BadAnswer:
            return
        assert all(isinstance(record, PaperRecord) and record.paper_id for record in records)
        return
    outcomes: list[Outcome] = SOURCES[case.source].read(case.keys, response, NOW)
    assert [outcome.key for outcome in outcomes] == case.keys
    for outcome in outcomes:
        if isinstance(outcome, Failed):
            assert len(outcome.reason) < 100
        outcome.model_dump_json().encode()


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


def altered(value: Any, data: st.DataObject) -> Any:
    """A copy of a JSON value with something else at one random place."""
    if not isinstance(value, dict | list) or not value or data.draw(st.integers(0, 5)) == 0:
        return data.draw(JUNK)
    steps = list(value) if isinstance(value, dict) else list(range(len(value)))
    step = data.draw(st.sampled_from(steps))
    copy = value.copy()
    copy[step] = altered(value[step], data)
    return copy


@given(st.sampled_from([case for case in CASES if case.response.content[:1] in (b"{", b"[")]), st.data())
def test_an_altered_value_harms_at_most_its_key(case: Case, data: st.DataObject) -> None:
    value = altered(json.loads(case.response.content), data)
    check(case, json.dumps(value, default=str).encode("utf-8", "surrogatepass"))


@given(st.sampled_from(CASES), st.data())
def test_broken_bytes_are_survived(case: Case, data: st.DataObject) -> None:
    content = bytearray(case.response.content)
    for _ in range(data.draw(st.integers(1, 3))):
        at, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
        end = min(end, at + data.draw(st.sampled_from([0, 1, 20, 10**6])))
        content[at:end] = data.draw(
            st.binary(max_size=6) | st.sampled_from([b"<entry>", b"</div>", b'"', b"&#0;", b"-1"])
        )
    check(case, bytes(content))


@given(
    st.sampled_from(sorted({case.source for case in SEARCHES})), st.lists(st.text(max_size=300), min_size=1, max_size=3)
)
def test_any_title_can_be_searched(name: str, titles: list[str]) -> None:
    source = searcher(name)
    request = source.search_request(titles[: source.SEARCH_BATCH])
    assert len("".join(request.params.values())) < 2_000


def test_import_brings_nothing_slow() -> None:
    """`scholarly` takes a second and would read files."""
    code = "import sys; from enrich.sources import sources; sources(); print({'scholarly', 'bs4'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
