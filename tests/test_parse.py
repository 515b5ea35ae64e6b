"""Stage 1: faults of files, titles and sections, what is an entry and what is not."""

import os
from itertools import chain
from pathlib import Path

import pytest

from enrich.errors import ListError
from enrich.models import Entry, Unread
from enrich.parse import Found, find_text, read_entries, read_text, scan
from tests.reading import LISTS, PAPER, entries, unread, write

# --- Files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        pytest.param("- [A](http://b)\n".encode("utf-16"), 0, "UTF-16", id="utf-16-with-mark"),
        pytest.param("- [A](http://b)\n".encode("utf-16-le"), 0, "UTF-16", id="utf-16-without-mark"),
        pytest.param("- [A](http://b)\n".encode("utf-16-be"), 0, "UTF-16", id="utf-16-big-endian"),
        pytest.param("- [A](http://b)\n".encode("utf-32"), 0, "UTF-32", id="utf-32-with-mark"),
        pytest.param("- [A](http://b)\n".encode("utf-32-le"), 0, "UTF-32", id="utf-32-without-mark"),
        pytest.param(b"\x7fELF\x02\x01\x01\0\0\x01plain words\n", 0, "not text", id="binary"),
        pytest.param(b"- a\n" * 70_000 + b"- a\0b\n", 70_001, "NUL", id="binary-far-behind"),
        pytest.param(b"- one\n- tw\xff\n", 2, "byte 5", id="not-utf-8"),
        pytest.param(b"- a\n" * 70_000 + b"\xc3\n", 70_001, "byte 1", id="not-utf-8-far-behind"),
        pytest.param(b"- one\n- \xe2\x82", 2, "byte 3", id="cut-in-a-character"),
        pytest.param(b"- one\n" + b"x" * (10 * 1024 * 1024) + b"\n- two\n", 2, "longer than 1 MiB", id="line-of-10-mb"),
        pytest.param(b"x" * (1024 * 1024 + 1) + b"\n", 1, "longer than 1 MiB", id="line-just-too-long"),
    ],
)
def test_unreadable_content_is_refused_with_its_place(tmp_path: Path, content: bytes, line: int, words: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(ListError) as caught:
        scan(path)
    assert caught.value.path == path
    assert caught.value.line == line
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ListError, match=r"nowhere\.md: does not exist"):
        scan(tmp_path / "nowhere.md")


def test_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="is a directory"):
        scan(tmp_path)


def test_path_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(ListError):
        scan(Path("a\0b"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(ListError, match="not a regular file"):
        scan(tmp_path / "pipe.md")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, b"- a\n")
    path.chmod(0)
    with pytest.raises(ListError, match="cannot be read"):
        scan(path)


def test_empty_file_has_no_entries(tmp_path: Path) -> None:
    info = scan(write(tmp_path, b""))
    assert (info.title, info.dialect, info.reason) == (None, "generic", "it has no list items")
    assert list(read_entries(info)) == []


def test_line_of_exactly_one_mebibyte_is_read(tmp_path: Path) -> None:
    content = b"- **T i t**" + b"x" * (1024 * 1024 - 11) + b"\n"
    assert len(content) == 1024 * 1024 + len("\n")
    assert len(list(read_entries(scan(write(tmp_path, content))))) == 1


def test_byte_order_mark_is_not_part_of_the_first_line(tmp_path: Path) -> None:
    text = f"- **A Bold Title** [pdf]({PAPER})\n"
    (entry,) = read_entries(scan(write(tmp_path, b"\xef\xbb\xbf" + text.encode())))
    assert isinstance(entry, Entry)
    assert entry.raw == text.rstrip()


def test_windows_line_ends_stay_in_raw_and_nowhere_else() -> None:
    text = LISTS[0].read_bytes().decode()
    unix, windows = entries(text), entries(text.replace("\n", "\r\n"))
    assert windows == [entry.model_copy(update={"raw": entry.raw.replace("\n", "\r\n")}) for entry in unix]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_file_and_text_are_read_alike(path: Path) -> None:
    info = scan(path)
    from_text, found = read_text(path.read_bytes().decode(), path)
    assert info == from_text
    assert list(read_entries(info)) == found


def test_file_that_changes_between_the_passes_is_noticed(tmp_path: Path) -> None:
    path = write(tmp_path, b"- **One Bold Title**\n")
    info = scan(path)
    path.write_bytes(b"- **Two Bold Titles**\n")
    with pytest.raises(ListError, match="changed"):
        list(read_entries(info))


# --- Titles and sections ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# One *Heading*\n## Two\n", "One Heading"),
        ('---\ntitle: "From: Front Matter"\n---\n# Heading\n', "From: Front Matter"),
        ("---\ntags: [a]\ntitle: It's\n...\n", "It's"),
        ("# One\n# Two\n", None),
        ("One\n===\n", "One"),
        ('<h1 align="center">In <b>HTML</b></h1>\n', "In HTML"),
        ("```\n# a comment of the shell\n```\n# Real\n", "Real"),
        ("<!--\n# Commented out\n-->\n# Real\n", "Real"),
        ("no heading\n", None),
        ("---\n\n- not front matter\n\n---\n# Real\n", "Real"),
        ("---\ntitle: never closed\n", None),
    ],
    ids=[
        "markup-is-removed",
        "front-matter-wins",
        "front-matter-closed-by-dots",
        "two-headings-are-no-title",
        "underlined",
        "html",
        "code-is-skipped",
        "comments-are-skipped",
        "no-heading",
        "rule-is-no-front-matter",
        "open-front-matter-is-none",
    ],
)
def test_title_of_a_list(text: str, title: str | None) -> None:
    assert read_text(text)[0].title == title


@pytest.mark.parametrize(
    ("headings", "section"),
    [
        ("", None),
        ("# Title\n", None),
        ("# Title\n## A\n### B\n", "A / B"),
        ("# Title\n## A\n### B\n## C\n", "C"),
        ("# One\n# Two\n", "Two"),
        ("# One\n## A\n# Two\n", "Two"),
        ("## A\n**Bold**\n", "A / Bold"),
        ("**Bold**\n\n**Bolder**\n", "Bolder"),
        ("## A\n**Bold**\n### B\n", "A / B"),
        ("## A\n__Bold:__\n", "A / Bold:"),
        ("## A\n#### C\n### B\n", "A / B"),
        ("## A ##\n### ![only an image](x.png)\n", "A"),
        ("## [A **b**](#top) &amp; c\n", "A b & c"),
        ("A\n---\n", "A"),
        ("---\ntitle: T\n---\n# Same\n## A\n", "A"),
    ],
)
def test_section_is_the_path_of_headings(headings: str, section: str | None) -> None:
    (entry,) = entries(f"{headings}\n- **A Bold Title** [pdf]({PAPER})\n")
    assert entry.section == section


def test_mojibake_is_repaired_in_titles_and_kept_in_raw() -> None:
    (entry,) = entries("1. [C1] An Analysis of BERTâ€™s Attention\n")
    assert entry.title == "An Analysis of BERT's Attention"
    assert "â€™" in entry.raw


@pytest.mark.parametrize(
    "code", [0x07, 0x1B, 0x81, 0x85, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2066, 0x2069]
)
def test_what_nobody_sees_is_only_in_raw(code: int) -> None:
    sign = chr(code)
    item = f"- {sign}[A{sign} Linked {sign}Title]({PAPER}) [{sign}pdf{sign}]({PAPER})"
    info, (entry,) = read_text(f"# The {sign}List\n## One {sign}Part\n{item}\n")
    assert isinstance(entry, Entry)
    assert (info.title, entry.section, entry.title) == ("The List", "One Part", "A Linked Title")
    assert [link.label for link in entry.links] == ["A Linked Title", "pdf"]
    assert entry.raw == item


def test_joiner_inside_of_a_mark_stays() -> None:
    (entry,) = entries(f"- \u200b[👩\u200d💻 A Bold Ti\u200dtle]({PAPER})\n")
    assert (entry.marks, entry.title) == (("👩\u200d💻",), "A Bold Title")


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        pytest.param("- A:\n  - {}\n  - {}\n- {}\n", ["S / A", "S / A", "S"], id="until-the-next-item-at-its-level"),
        pytest.param("- A\n  - B\n    - {}\n  - C\n    - {}\n", ["S / A / B", "S / A / C"], id="labels-below-labels"),
        pytest.param("- A\n  - {}\n## T\n- {}\n", ["S / A", "T"], id="until-the-next-heading"),
        pytest.param("- **A**\n\n  - {}\n", ["S / A"], id="bold-and-apart"),
        pytest.param("1. [ ] A\n    - {}\n", ["S / A"], id="with-a-box"),
        pytest.param("- A\n- {}\n", ["S"], id="nothing-nested"),
    ],
)
def test_label_is_one_more_section_level(text: str, sections: list[str]) -> None:
    found = entries("## S\n" + text.replace("{}", f"[A Linked Title]({PAPER})"))
    assert [entry.section for entry in found] == sections


def test_what_stands_below_a_label_and_is_no_entry_is_reported() -> None:
    lines = [
        "- Quantization",
        "  - a remark",
        f"  - [A Linked Title]({PAPER})",
        f"- {'long ' * 30}",
        f"  - [Another Linked Title]({PAPER})",
    ]
    found = read_text("\n".join(lines))[1]
    assert [(one.line, one.reason) for one in found if isinstance(one, Unread)] == [
        (2, "list item without link or title"),
        (4, "list item without link or title"),
    ]
    assert [one.section for one in found if isinstance(one, Entry)] == ["Quantization", None]


# --- Entries and what is none ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "- [Survey](#survey)\n  - [Methods](#methods) (12)\n",
        "[![badge](https://img.shields.io/b.svg)](https://arxiv.org/abs/2401.00001)\n",
        f"<!-- - **Commented Out** [pdf]({PAPER}) -->\n",
        f"```\n- **In Code** [pdf]({PAPER})\n```\n",
        f"---\nlink: {PAPER}\n---\n",
        "Words, **bold words** and [a site](https://example.org).\n",
        "| Name | Link |\n| --- | --- |\n| a | [b](https://example.org) |\n",
        "***\n- - -\n___\n-\n",
    ],
    ids=["contents", "badge", "comment", "code", "front-matter", "prose", "row", "rules-and-empty-items"],
)
def test_no_entry_and_nothing_to_report(text: str) -> None:
    assert read_text(text)[1] == []


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (f"Words\n\n[A Paper]({PAPER}) goes on as prose\n", 3, "outside of a list item"),
        (f"| [2024]({PAPER}) | - |\n", 1, "table row"),
        (f"- []({PAPER})\n", 1, "without a title"),
        ("- Short\n", 1, "without link or title"),
        ("<!-- opened\n- **A Bold Title**\n", 1, "never ends"),
        ("words\n\n~~~\n- **A Bold Title**\n", 3, "never ends"),
        ("1. [C1] A\n2. [C1 %%] B\n", 2, "%%"),
    ],
    ids=["prose", "row", "empty-link", "label", "open-comment", "open-code", "unknown-tag"],
)
def test_what_is_not_understood_is_reported(text: str, line: int, reason: str) -> None:
    (found,) = unread(text)
    assert found.line == line
    assert reason in found.reason


@pytest.mark.parametrize(
    ("url", "is_false"),
    [
        ("https://arxiv.org/abs/9999.99999", True),
        ("https://arxiv.org/pdf/2413.00001v2.pdf", True),
        ("http://export.arxiv.org/abs/hep-th/9913001", True),
        ("https://arxiv.org/abs/1706.03762", False),
        ("https://arxiv.org/pdf/hep-th/9901001", False),
        ("https://arxiv.org/list/cs.CL/recent", False),
        ("https://arxiv.org/abs/", False),
        ("https://notarxiv.org/abs/9999.99999", False),
    ],
)
def test_arxiv_link_with_an_impossible_id_is_reported_beside_its_entry(url: str, is_false: bool) -> None:
    entry, *problems = read_text(f"- [A Linked Title]({url})\n")[1]
    assert isinstance(entry, Entry)
    reasons = [one.reason for one in problems if isinstance(one, Unread)]
    assert reasons == ["link looks like an arXiv id and is none"] * is_false


def test_examples_are_understood_to_the_last_line() -> None:
    found = [list(read_entries(scan(path))) for path in LISTS]
    assert [len(one) for one in found] == [27, 47]
    assert all(isinstance(one, Entry) for one in chain(*found))


def test_one_list_may_mix_dialects() -> None:
    text = (
        "- [C5 2020] A Title in Brackets\n- [C6 2021] Another\n"
        f"- **A Generated Title**, `ICML, 2023`, [pdf]({PAPER}), cication: [**-1**](None)\n"
        f"- A Title before Its Link [[paper]]({PAPER})\n"
    )
    info, found = read_text(text)
    assert (info.dialect, info.reason) == ("bracket-tags", "2 of 4 items look like it")
    first, _, third, fourth = found
    assert isinstance(first, Entry)
    assert isinstance(third, Entry)
    assert isinstance(fourth, Entry)
    assert (first.stated_citations, third.stated_venue, fourth.title) == (5, "ICML", "A Title before Its Link")


def test_nested_item_with_a_paper_of_its_own_is_an_entry_and_others_are_details() -> None:
    text = (
        f"- **Parent Paper Title**\n  - a remark\n\n  - [[pdf]]({PAPER})\n"
        f"  - [Child Paper]({PAPER[:-1]}2)\n    - its remark\n"
    )
    parent, child = entries(text)
    assert (parent.line_start, parent.line_end, parent.stated_arxiv_id) == (1, 4, "2401.00001")
    assert (child.line_start, child.line_end, child.stated_arxiv_id) == (5, 6, "2401.00002")


def test_details_are_taken_in_with_the_blank_lines_between() -> None:
    text = f"- **Parent Paper Title** [pdf]({PAPER})\n  - one\n\n  - two\n\n\n  - three\n\nWords\n"
    (entry,) = entries(text)
    assert (entry.line_start, entry.line_end) == (1, 7)
    assert entry.raw == text.partition("\n\nWords")[0]


def test_title_may_go_on_in_a_line_that_is_not_indented() -> None:
    (entry,) = entries(f"- **A Title That\nGoes On** [pdf]({PAPER})\n\nWords that do not belong to it\n")
    assert (entry.title, entry.line_end) == ("A Title That Goes On", 2)


def test_count_of_minus_one_and_link_to_none_are_unknown() -> None:
    (entry,) = entries(f"- **Some Title Here**, `arXiv, 2401.00001`, [arxiv]({PAPER}), cication: [**-1**](None)\n")
    assert entry.stated_citations is None
    assert [link.label for link in entry.links] == ["arxiv"]


@pytest.mark.parametrize(
    "count", ["99999999999999999999", "9" * 5000, "１２"], ids=["too-big", "absurd", "other-digits"]
)
def test_count_that_cannot_be_is_no_count(count: str) -> None:
    found = entries(f"- [C{count} 2024] A Title\n- [C1] Another\n")
    found += entries(f"- **A Title**, `arXiv, 2401.00001`, citation: [{count}](http://a.b)\n")
    assert {entry.stated_citations for entry in found if entry.title == "A Title"} <= {None}
    assert found[-1].title == "A Title"


def test_venue_in_an_address_is_no_place_to_write_a_venue() -> None:
    raw = f"- **Birds on Wires (TKDE 2023)** [[paper](https://a.example/TKDE.pdf)] [[arxiv]({PAPER})]\n"
    (found,) = [one for one in find_text(raw)[1] if isinstance(one, Found)]
    assert [(span.field, raw[: span.start]) for span in found.spans] == [("stated_venue", "- **Birds on Wires (")]


def test_letter_that_two_replace_in_lower_case_moves_no_word() -> None:
    (entry,) = entries(f"- [Birds on Wires]({PAPER}) İA ICML 2020\n")
    assert (entry.stated_venue, entry.stated_year) == ("ICML", 2020)
