"""Lists that nobody would write: every line is accounted for, and time and memory stay small."""

import re
import time
from collections.abc import Callable, Iterator
from itertools import chain, cycle, islice, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.dialects._blocks import cut_blocks
from enrich.dialects._findings import Found
from enrich.dialects._items import Item
from enrich.dialects._reader import read_blocks
from enrich.parse import read_text
from tests.reading import LISTS, PAPER, entries

FRAGMENTS = st.sampled_from(
    [
        "[",
        "](",
        ")",
        "**",
        "*",
        "_",
        "`",
        "```\n",
        "<!--",
        "-->",
        "<a href=",
        "$",
        "\\",
        "| ",
        "\n",
        "\n\n",
        "\r\n",
        "  - ",
    ]
    + [
        "- ",
        "- [ ] ",
        "1. ",
        "Bee, A., & Dee, C. (2010). Walls that listen. In *Rooms*, 3.\n",
        "Ada Bee, Cy Dee, ",
        " from Bee et al.: ",
        "[paper][1] ",
        "[1]: https://arxiv.org/abs/2401.00002\n",
        "[^1]: ",
        "Rooms: [A Title of Rooms](https://arxiv.org/abs/2401.00003), [Another Title](https://arxiv.org/abs/2401.00004)",
        "18-SIGCOMM-",
        "2009.14794 - ",
        "「",
        "」",
        "<kbd>ICLR 2022</kbd> ",
        "Authors: Ada Bee\n",
        "# ",
        "~~",
        " | ",
        "(2023)",
        ": ",
        "\u202e",
        "\u200b",
        "\u200d",
        "---\n",
        "===\n",
        "[C1 2024]",
        "🌟",
        ":+1:",
        "\u2028",
        "\x0b",
        "\x1b[2J",
        "â€™",
        "&amp;",
        "\t",
        "\r",
    ]
    + [
        "<tr><td>",
        "<td rowspan=3>",
        "</td><td>",
        "</tr>\n",
        "<table>\n",
        "<li>",
        "<summary>",
        "</details>\n",
        "</summary>\n",
        "> ",
        "| --- | --- |\n",
    ]
    + ["| Title | Venue |\n", "\\|", "ICLR'23", "et al.", "Ada Lovelace, Emmy Noether", "⭐ 12", "citation: "]
    + [f"[pdf]({PAPER})", "https://github.com/a/b", "(None)", "𝕏", "\u00a0", "\ufeff", "title: x\n", "cication: ["]
)
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
LINES = list(chain.from_iterable(path.read_bytes().decode().splitlines(keepends=True) for path in LISTS))


@st.composite
def mutated_lists(draw: st.DrawFn) -> str:
    """Some lines of the real lists, some random ones, with splinters of markup driven into them."""
    line = st.one_of(st.sampled_from(LINES), st.lists(FRAGMENTS, max_size=8).map("".join), st.text(max_size=40))
    text = "".join(draw(st.lists(line, max_size=25)))
    for fragment in draw(st.lists(FRAGMENTS, max_size=6)):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + fragment + text[place:]
    return text


@given(text=mutated_lists())
def test_spans_of_all_entries_and_the_rest_give_back_the_file(text: str) -> None:
    lines = text.split("\n")
    last, raw, rebuilt = 0, "", list[str]()
    for position, entry in enumerate(entries(text), 1):
        assert entry.position == position
        if rebuilt and entry.line_end == last:  # several papers in one item
            assert entry.raw == raw
            continue
        raw = entry.raw
        assert last < entry.line_start <= entry.line_end <= len(lines)
        rebuilt += [*lines[last : entry.line_start - 1], *entry.raw.split("\n")]
        if lines[entry.line_end - 1].endswith("\r"):
            rebuilt[-1] += "\r"  # the end of the last line is not part of raw
        assert entry.raw.strip()
        assert entry.raw.split("\n")[-1].strip()
        last = entry.line_end
    assert "\n".join(rebuilt + lines[last:]) == text


@pytest.mark.parametrize(
    "text",
    [
        "Eff, E. (2011). Walls that listen to rooms. In Proceedings of CHI 2011.\n- Rooms that Answer [pdf](URL)\n",
        "[Authors: Ada Bee\n[pdf](URL)# Efficient LLM\n---\n[pdf](URL)\n",
        "### Walls that Listen to Rooms and Answer\n</tr>\n[pdf](URL)\n",
        "<summary>Walls that Listen to Rooms\nand Answer</summary>\n\n[pdf](URL)\n",
    ],
    ids=["reference before an item", "heading behind a title", "tag between a title and its links", "long summary"],
)
def test_entries_hold_their_own_lines(text: str) -> None:
    text = text.replace("URL", "https://arxiv.org/abs/2401.00001")
    lines, last = text.split("\n"), 0
    for entry in entries(text):
        assert entry.line_start > last
        assert entry.raw == "\n".join(lines[entry.line_start - 1 : entry.line_end])
        last = entry.line_end


@given(text=mutated_lists())
def test_titles_are_one_line_of_visible_text(text: str) -> None:
    for entry in entries(text):
        assert entry.title
        assert entry.title == " ".join(entry.title.split())
        for words in (entry.title, entry.section or "", *(link.label for link in entry.links)):
            assert not INVISIBLE.search(words)
        assert all(link.url.lower().startswith("http") for link in entry.links)
        assert (entry.stated_authors is None) == (entry.stated_authors_complete is None)


@given(text=mutated_lists())
def test_every_line_is_in_exactly_one_block(text: str) -> None:
    lines = text.split("\n")
    seen: list[str] = []
    for block in cut_blocks(iter([line + "\n" for line in lines])):
        if isinstance(block, Item):
            assert block.line == len(seen) + 1
            seen += block.raw.split("\n")
            assert block.line_end == len(seen)
        elif getattr(block, "kind", "") != "unclosed":
            assert block.line == len(seen) + 1
            seen.append(lines[block.line - 1])
    assert len(seen) == len(lines)


# --- Time and memory -------------------------------------------------------------------------------------------------

HOSTILE = [
    "[",
    "](",
    "[a](",
    "[](",
    "**",
    " ** ",
    "*a",
    "_a ",
    "`",
    "` `` ",
    "<",
    "<!-- ",
    "<a href=",
    "![",
    "$a ",
    "\\*",
]
HOSTILE += [
    "https://",
    "http://a(",
    "🌟",
    ":a",
    "](<",
    '](a "',
    "[C1]",
    "&amp;",
    "[a](http://b.c)",
    "[ab cd](http://b.c) ef ",
    "~~",
    "| ",
    "\u200b",
    "(2023)",
    "arXiv:",
    "[ ] ",
    "**a** ",
    '"',
    "(a",
    "â€™",
    "NeurIPS ",
    "CVPR 2020, ",
    "A. Bee, ",
    "Ada Lovelace, ",
    "12 ⭐ ",
    "[a](http://b.c/cited12) ",
    "[[a](http://b.c)] ",
    "<br>",
    "22",
    "in ",
    "..",
    "[a][1] ",
    "[[a]][1] ",
    "Bee AB, ",
    "Bee, A., ",
    "Bee, A. ",
    " by Ada Bee",
    "Ada Bee: ",
    "Ada Bee | ",
    "`CVPR 2023` ",
    ". Journal of Barns 12(3), 2019",
    ", Journal of Barns, 2019",
    "[2025.10] ",
    "<br>A Title of a Paper",
    '*A Title.*" ',
    "**A:** ",
    "[^a]: ",
    "doi: 10.1000/",
    "Title. ",
    "words https://arxiv.org/abs/2401.00001\n",
    "CVPR 2020 https://arxiv.org/abs/2401.00001\n",
    "[A Title of Rooms](https://arxiv.org/abs/2401.00001), ",
    "[Ada Bee](https://dblp.org/a), ",
    "Proceedings of the International Conference on ",
    "International Conference on Machine Learning and ",
    "RGBT ---- ",
    "(Aa, Bb) 【x】",
    "*Owl of the Barns, 2020* ",
    "Ada Bee. ",
    "\n- Ada Bee, Cy Dee",
    "\n> Ada Bee, Cy Dee",
    "\n> ### A Title of Owls\n> [p](https://arxiv.org/abs/2401.00001)",
    "\n> | a | b |",
    "Bee, Ada-Cy, ",
    "[`a`] ",
    "a\tb\tc\t",
    "[a](b c.md) ",
    "(A.Bee, 18'CVPR) ",
    "\n**A Title of\n**owls** ",
]
SPENT = time.process_time


def seconds(text: str) -> float:
    start = SPENT()
    read_text(text)
    return SPENT() - start


@pytest.mark.parametrize("splinter", HOSTILE)
@pytest.mark.parametrize("lead", ["- ", "1. [C60 2024] ", "| ", "**A Title** [pdf](https://arxiv.org/abs/2401.00001) "])
def test_time_is_linear_in_a_hostile_line(splinter: str, lead: str) -> None:
    def text(size: int) -> str:
        return lead + splinter * (size // len(splinter)) + "\n"

    # Eight times the text: about 8 when linear, 64 when quadratic. Three tries, since the machine may be busy.
    assert any(seconds(text(32_000)) / max(seconds(text(4_000)), 1e-3) < 24 for _ in range(3))


def test_time_is_linear_in_quotes_that_close_no_title() -> None:
    def text(size: int) -> str:
        return "- “A Title" + "”" * size + "b\n"

    assert any(seconds(text(8_000)) / max(seconds(text(1_000)), 1e-3) < 24 for _ in range(3))


@pytest.mark.parametrize(
    "endless",
    [
        pytest.param(lambda: repeat("lazy words\n"), id="lazy-continuation"),
        pytest.param(lambda: repeat("\n"), id="blank-lines"),
        pytest.param(lambda: repeat("  - a remark without a link\n"), id="nested-remarks"),
        pytest.param(lambda: repeat("  <!-- a remark -->\n"), id="comments"),
        pytest.param(lambda: chain(["  ```\n"], repeat("code\n")), id="code-in-an-item"),
        pytest.param(lambda: cycle(["- **Another Bold Title**\n", "\n"]), id="entries"),
        pytest.param(lambda: repeat("a paragraph of words\n"), id="paragraph"),
        pytest.param(lambda: chain(["<tr>\n"], repeat("<td>a cell</td>\n")), id="row-of-html"),
        pytest.param(lambda: repeat("| a | b |\n"), id="rows"),
        pytest.param(lambda: chain(["> ### A Title\n"], repeat("> | a | b |\n")), id="quotation"),
    ],
)
def test_first_entry_comes_before_an_endless_list_ends(endless: Callable[[], Iterator[str]]) -> None:
    """A stream without end gives entries: so nothing waits for the end, and memory is bounded."""
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in chain(["- **The First Bold Title**\n"], endless()):
            taken += len(line)
            yield line

    (found,) = islice(read_blocks(cut_blocks(lines()), "generic"), 1)
    assert isinstance(found, Found)
    assert found.entry.title == "The First Bold Title"
    assert taken < 2_000_000


def test_endless_front_matter_is_given_up() -> None:
    lines = chain(["---\n", "title: x\n"], repeat("- **A Bold Title in Front Matter**\n"))
    assert any(isinstance(block, Item) for block in islice(cut_blocks(lines), 100))
