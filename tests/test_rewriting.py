"""How values are written anew, in the way the list writes them."""

import pytest

from enrich.rewriting import place_of_link, rewrite_authors, rewrite_number, rewrite_venue

PAGE = "https://www.semanticscholar.org/paper/1"


@pytest.mark.parametrize(
    ("old", "number", "new"),
    [
        pytest.param("60", 1_063, "1063", id="plain"),
        pytest.param("1,060", 1_163, "1,163", id="with-commas"),
        pytest.param("1,060", 963, "963", id="commas-that-are-not-needed-any-more"),
        pytest.param("1.2k", 1_340, "1.3k", id="in-thousands"),
        pytest.param("1.2K", 2_000, "2K", id="even-thousands"),
        pytest.param("1.2k", 940, "940", id="less-than-a-thousand"),
        pytest.param("3M", 3_400_000, "3.4M", id="in-millions"),
        pytest.param("-1", 5, "5", id="the-failure-mark"),
        pytest.param("?", 5, "5", id="a-question-mark"),
        pytest.param("Cited by 12", 15, "Cited by 15", id="with-words"),
        pytest.param("", 1_234, " 1234", id="an-empty-cell"),
        pytest.param("-", 15, "15", id="a-dash"),
        pytest.param("—", 15, "15", id="a-long-dash"),
        pytest.param("n/a", 15, "15", id="not-available"),
        pytest.param("无", 15, "15", id="none-in-chinese"),
        pytest.param("[-](https://a.example)", 15, "[15](https://a.example)", id="a-dash-that-is-a-link"),
        pytest.param("unread", 15, None, id="no-number"),
    ],
)
def test_numbers_keep_their_style(old: str, number: int, new: str | None) -> None:
    assert rewrite_number(old, number) == new


@pytest.mark.parametrize(
    ("old", "url", "new"),
    [
        pytest.param("[**-1**](None)", PAGE, f"[**7**]({PAGE})", id="a-target-that-was-none"),
        pytest.param("[3](https://scholar.google.com/scholar?cites=9)", PAGE, f"[7]({PAGE})", id="another-target"),
        pytest.param("[3](https://a.example)", None, "[7](https://a.example)", id="nobody-knows-a-target"),
        pytest.param("[3](https://a.example)", "javascript:alert(1)", "[7](https://a.example)", id="a-script"),
        pytest.param("[3](https://a.example)", "https://x.example/a)b", "[7](https://a.example)", id="a-bracket"),
        pytest.param("3", PAGE, "7", id="no-link"),
    ],
)
def test_target_of_a_count_belongs_to_it(old: str, url: str | None, new: str) -> None:
    assert rewrite_number(old, 7, url) == new


ALL = ["Ada Lovelace", "Grace Hopper", "Kurt Gödel", "Emmy Noether", "Alan Turing"]


@pytest.mark.parametrize(
    ("old", "most", "new"),
    [
        pytest.param("Ada Lovelace, Grace Hopper, ..., Alan Turing", None, ", ".join(ALL), id="all"),
        pytest.param("Ada Lovelace et al.", None, ", ".join(ALL), id="et-al"),
        pytest.param("A. Lovelace, ..., K. Goedel", None, None, id="a-name-that-is-not-theirs"),
        pytest.param("A. Lovelace, ..., K. Godel", None, ", ".join(ALL), id="initials-and-accents"),
        pytest.param(
            "Ada Lovelace, ..., Alan Turing", 4, "Ada Lovelace, Grace Hopper, Kurt Gödel, ..., Alan Turing", id="most"
        ),
        pytest.param("Ada Lovelace, ..., Emmy Noether, Alan Turing", 3, None, id="nobody-who-is-named-goes"),
        pytest.param("Ada Lovelace, …, Alan Turing", 2, "Ada Lovelace, …, Alan Turing", id="their-own-dots"),
        pytest.param("Ada Lovelace et al.", 2, "Ada Lovelace, ..., Alan Turing", id="et-al-becomes-dots"),
    ],
)
def test_elided_authors_become_all(old: str, most: int | None, new: str | None) -> None:
    assert rewrite_authors(old, ALL, most) == new


@pytest.mark.parametrize("name", ["*Bold* Ada", "[x](y)", "<b>", "Lovelace, A.", "a\nb", "`rm`"])
def test_names_that_could_be_markup_are_not_written(name: str) -> None:
    assert rewrite_authors("Ada Lovelace, ...", [*ALL, name], None) is None


@pytest.mark.parametrize(
    ("old", "venue", "new"),
    [
        ("arXiv", "NeurIPS", "NeurIPS"),
        ("Preprint", "ICML", "ICML"),
        ("预印本", "ICML", "ICML"),
        ("ICML", "NeurIPS", None),
        ("USENIX", "OSDI", None),
        ("arXiv", "Vol. *1*", None),
    ],
)
def test_only_a_preprint_gets_a_venue(old: str, venue: str, new: str | None) -> None:
    assert rewrite_venue(old, venue) == new


@pytest.mark.parametrize(
    ("marked", "beside"),
    [
        pytest.param("- Some Title^  ", "Some Title", id="behind-an-item"),
        pytest.param("- Some Title, 2024^\n  Ada Lovelace", "Some Title", id="behind-its-first-line"),
        pytest.param("| 1 | [T](https://a.example)^ | 5 |", "https://a.example", id="in-the-cell-of-the-link"),
        pytest.param("| a \\| b | Some \\| Title^   | 5 |", "Title", id="a-bar-that-is-no-border"),
        pytest.param("Some Title^ | 2024 |", "Some Title", id="a-row-that-begins-without-a-bar"),
    ],
)
def test_place_of_a_new_link(marked: str, beside: str) -> None:
    assert place_of_link(marked.replace("^", ""), beside) == marked.index("^")


@pytest.mark.parametrize(
    "raw",
    ["<tr><td>Some Title</td></tr>", "<details><summary>Some Title</summary>", "| <b>Some</b> <b>Title</b> | 5 |"],
)
def test_no_place_for_a_new_link(raw: str) -> None:
    assert place_of_link(raw, "Some Title") is None
