"""arXiv: what its feeds leave open, and what we use of the package `arxiv`."""

from urllib.parse import parse_qsl, urlsplit

import arxiv as package  # type: ignore[import-untyped]
import pytest

from enrich.errors import BadAnswer
from enrich.models import Absent, Failed, Found, PaperRecord
from enrich.sources import arxiv
from enrich.sources.base import Response
from tests.sources.cases import NOW, answer


def test_package_still_parses_bytes_and_counts() -> None:
    """The canary of the one private name that we use."""
    feed = package._feed.parse(answer("arxiv", "one_of_two_unknown.xml").content)
    assert (feed.malformed, feed.header.total_results, len(feed.results)) == (False, 1, 1)
    assert isinstance(feed.results[0], package.Result)
    assert package._feed.parse(b"Rate exceeded.").malformed


def test_request_is_the_one_of_the_package() -> None:
    url = package.Client()._format_url(package.Search(id_list=["hep-th/9901001"]), start=0, page_size=1)
    theirs = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    assert arxiv.request(["hep-th/9901001"]).params == theirs


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        pytest.param(["1706.03762"], "1706.03762", id="one"),
        pytest.param(["1706.03762", "0808.0539"], "1706.03762,0808.0539,1301.3781", id="several"),
        pytest.param(["1301.3781", "0808.0539"], "1301.3781,0808.0539", id="among-them-the-known-one"),
    ],
)
def test_a_known_paper_travels_with_several(keys: list[str], asked: str) -> None:
    params = arxiv.request(keys).params
    assert params["id_list"] == asked
    assert params["max_results"] == str(asked.count(",") + 1)


def test_a_whole_batch_is_asked_as_it_is() -> None:
    keys = [f"2401.{number:05}" for number in range(1, arxiv.BATCH + 1)]
    assert arxiv.request(keys).params["id_list"] == ",".join(keys)


def test_several_ids_may_be_unknown_together() -> None:
    content = answer("arxiv", "one_id.xml").content.replace(b"1706.03762", b"1301.3781")
    outcomes = arxiv.read(["0808.0539", "0808.0540"], Response(200, {}, content, ""), NOW)
    assert [type(outcome) for outcome in outcomes] == [Absent, Absent]


def page(entries: int, total: int) -> Response:
    """The recorded page of three entries with fewer of them, or another total."""
    content = answer("arxiv", "search_page.xml").content
    head, *found = content.split(b"  <entry>")
    parts = [b"  <entry>" + part.removesuffix(b"</feed>\n") for part in found][:entries]
    old = head[head.index(b"<opensearch:totalResults>") : head.index(b"</opensearch:totalResults>")]
    head = head.replace(old, b"<opensearch:totalResults>" + str(total).encode())
    return Response(200, {}, head + b"".join(parts) + b"</feed>\n", "")


THREE = ["2202.12139", "2405.13786", "2005.14124"]


@pytest.mark.parametrize(
    ("entries", "total", "kinds"),
    [
        pytest.param(3, 3, [Found, Found, Found], id="a-whole-page"),
        pytest.param(2, 2, [Found, Found, Absent], id="one-is-unknown"),
        pytest.param(2, 3, [Found, Found, Failed], id="a-short-page"),
        pytest.param(3, 2, [Found, Found, Found], id="an-odd-total-harms-nobody-who-is-there"),
        pytest.param(0, 3, [Failed, Failed, Failed], id="an-empty-page"),
        pytest.param(0, 0, [Failed, Failed, Failed], id="an-empty-page-that-claims-to-be-whole"),
    ],
)
def test_missing_is_unknown_only_on_a_whole_page(entries: int, total: int, kinds: list[type]) -> None:
    assert [type(outcome) for outcome in arxiv.read(THREE, page(entries, total), NOW)] == kinds


def test_a_date_that_is_none_breaks_the_page() -> None:
    content = answer("arxiv", "one_id.xml").content.replace(b"2017-06-12T17:57:34Z", b"soon")
    assert isinstance(arxiv.read(["1706.03762"], Response(200, {}, content, ""), NOW)[0], Failed)


def test_a_stranger_on_the_page_takes_its_word_away() -> None:
    outcomes = arxiv.read(["2202.12139", "1706.03762"], page(2, 2), NOW)
    assert [type(outcome) for outcome in outcomes] == [Found, Failed]


def test_an_empty_page_of_hits_is_no_search_without_hits() -> None:
    with pytest.raises(BadAnswer):
        arxiv.read_search(["testing"], page(0, 3), NOW)
    assert arxiv.read_search(["testing"], page(0, 0), NOW) == []


@pytest.mark.parametrize(
    ("title", "phrase"),
    [
        ("Attention Is All You Need", "Attention Is All You Need"),
        (r'BERT: "Pre-training" of Deep\Transformers', "BERT Pre training of"),
        ("GPT-3.5's Limits?", "GPT 3.5's Limits"),
        (r"$\pi_0$: A Vision-Language-Action Flow Model", "A Vision Language Action Flow Model"),
        ("Mamba $L_2$ and the Long Tail", "and the Long Tail"),
        ("π0", "pi0"),
        ('" OR all:"x', "OR all x"),
        ("?!", ""),
        ("word " * 50, " ".join(["word"] * 14)),
    ],
)
def test_only_plain_words_are_searched(title: str, phrase: str) -> None:
    query = arxiv.search_request([title]).params["search_query"]
    assert query == (f'ti:"{phrase}"' if phrase else "")


def test_titles_are_asked_for_together() -> None:
    query = arxiv.search_request(["Deep Learning", "Deep learning", "Mamba", "Deep Learning"]).params["search_query"]
    assert query == 'ti:"Deep Learning" OR ti:"Deep learning" OR ti:"Mamba"'


@pytest.mark.parametrize(
    ("comment", "is_withdrawn"),
    [
        ("This paper has been withdrawn by the author due to an error in Lemma 3", True),
        ("Withdrawn", True),
        ("12 pages. This submission has been withdrawn by arXiv administrators", True),
        ("The paper is temporarily withdrawn", True),
        ("Withdrawn from ICML 2024; accepted at TMLR", None),
        ("Replaces the withdrawn version of 1234.5678", None),
        ("This paper is not withdrawn", None),
        ("15 pages, 5 figures", None),
    ],
)
def test_withdrawn_only_when_it_is_said(comment: str, is_withdrawn: bool | None) -> None:
    assert found_with(comment).is_withdrawn is is_withdrawn


@pytest.mark.parametrize(
    ("comment", "pages"),
    [
        ("15 pages, 5 figures", 15),
        ("Accepted at ICLR; 44 Pages", 44),
        ("9+3 pages", None),
        ("9 pages, 21 pages with the appendix", None),
        ("see pages 3-5", None),
        ("0 pages", None),
    ],
)
def test_pages_are_those_of_the_comment(comment: str, pages: int | None) -> None:
    assert found_with(comment).pages == pages


def found_with(comment: str) -> PaperRecord:
    """A record whose comment was replaced."""
    content = answer("arxiv", "one_id.xml").content.replace(b"15 pages, 5 figures", comment.encode())
    (outcome,) = arxiv.read(["1706.03762"], Response(200, {}, content, ""), NOW)
    assert isinstance(outcome, Found)
    assert outcome.record is not None
    assert outcome.record.comment == comment
    return outcome.record
