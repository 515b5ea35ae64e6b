"""What strangers wrote reads as the same text, and does nothing, in Markdown, HTML and LaTeX."""

import html
import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from enrich.dialects.base import Inline
from enrich.escape import code_span, inert_json, latex, markdown, one_line, paper_page, web_address
from tests.exports.papers import HOSTILE, TITLES

ALL = HOSTILE | TITLES
VIEWERS = {"commonmark": MarkdownIt("commonmark"), "with tables and links": MarkdownIt("gfm-like", {"linkify": False})}
PLACES = {"an item": "- {}", "a paragraph": "{}", "a label": "[{}](https://example.org)", "a heading": "## {}"}
SIGNS = [*"ab1 \\`*_{}[]()<>#+-.!|~$&;:=/'\"%^@\n\t\u202eé", "http://", "www.", "&lt;"]
TEXTS = st.lists(st.sampled_from(SIGNS)).map("".join)


def seen(text: str, viewer: str = "commonmark") -> str:
    """What a viewer shows of Markdown, as text."""
    return html.unescape(re.sub("<[^>]*>", "", VIEWERS[viewer].render(text))).strip()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("title", ALL.values(), ids=ALL)
def test_markdown_shows_the_title(title: str, viewer: str, place: str) -> None:
    assert seen(PLACES[place].format(markdown(title)), viewer) == one_line(title)


@pytest.mark.parametrize("title", ALL.values(), ids=ALL)
def test_a_title_stays_in_its_cell(title: str) -> None:
    table = f"| A | B |\n| --- | --- |\n| {markdown(title)} | x |\n"
    shown = VIEWERS["with tables and links"].render(table)
    assert shown.count("<td>") == 2
    assert re.findall("<(?!/?(?:table|thead|tbody|tr|th|td)>)", shown) == []


@pytest.mark.parametrize("title", ALL.values(), ids=ALL)
def test_our_own_reader_reads_the_title(title: str) -> None:
    found = Inline(markdown(title))
    assert found.plain() == one_line(title)
    assert found.links + found.images + found.codes + found.strong + found.emphasis == []


@given(TEXTS)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    assert one_line(seen(f"- x {markdown(text)} x")) == one_line(f"x {text} x")


@given(TEXTS)
def test_any_text_is_read_by_our_reader_as_it_is(text: str) -> None:
    found = Inline(f"x {markdown(text)} x")
    assert found.plain() == one_line(f"x {text} x")
    assert found.links + found.images + found.codes == []


@given(TEXTS | st.text())
def test_any_text_is_inert_in_latex(text: str) -> None:
    written = latex(text, protect=True)
    depth = 0
    for sign in written:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert re.search(r"(?<!\\)(?:\\\\)*[%#]", written) is None
    assert "write" not in re.findall(r"(?<!\\)\\([A-Za-z]+)", written)


@given(TEXTS | st.text())
def test_any_json_stays_the_same_document(text: str) -> None:
    assert json.loads(inert_json(json.dumps(text, ensure_ascii=False))) == text


ADDRESSES = {
    "https://example.org/a?b=c&d=e,f#g": "https://example.org/a?b=c&d=e,f#g",
    'https://example.org/a (b) [c]|<d>"`': "https://example.org/a%20%28b%29%20%5Bc%5D%7C%3Cd%3E%22%60",
    "https://example.org/%20é": "https://example.org/%20%C3%A9",
    "javascript:alert(1)": "",
    " javascript:alert(1)//https://example.org": "",
    "data:text/html,x": "",
    "https://": "",
    "": "",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses(address: str) -> None:
    assert web_address(address) == ADDRESSES[address]


def test_the_page_of_a_paper() -> None:
    assert paper_page("hep-th/9901001", "10.1/x") == "https://arxiv.org/abs/hep-th/9901001"
    assert paper_page(None, "10.1/a(b)<c>") == "https://doi.org/10.1/a%28b%29%3Cc%3E"
    assert paper_page(None, None) is None


LONG = {
    "dollars": "$x" * 20_000,
    "open dollars": "$" * 40_000,
    "braces": "{" * 40_000,
    "a long word before an accent": "A" * 40_000 + "\\'",
    "accents": "\\'" * 20_000,
    "commands": "\\a{" * 15_000,
    "underscores": "_" * 40_000,
    "mathematics with underscores": "$" + "_" * 198 + "$" * 20_000,
    "references": "&" * 40_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_odd_text_takes_little_time(text: str) -> None:
    start = time.process_time()
    markdown(text)
    latex(text, protect=True)
    assert time.process_time() - start < 5


def test_code_span_keeps_the_text() -> None:
    assert [code_span(text) for text in ("plain", "a`b", "`", "``a", " ")] == [
        "`plain`",
        "``a`b``",
        "`` ` ``",
        "``` ``a ```",
        "`?`",
    ]
