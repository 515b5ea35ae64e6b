"""Files that are no Markdown and that nobody would write: all is read or told, and time and memory stay small."""

import time
from collections.abc import Iterator
from itertools import chain, count, islice, repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.dialects import formats
from enrich.dialects.base import Record
from enrich.models import Unread
from enrich.parse import _cut, read_text

SUFFIXES = {
    "bibliography": ".txt",
    "bibtex": ".bib",
    "delimited": ".csv",
    "json": ".json",
    "latex": ".tex",
    "org": ".org",
    "rst": ".rst",
    "yaml": ".yaml",
    "plain-text": ".txt",
}
PAPER = "https://arxiv.org/abs/2401.00001"
SAMPLES = {
    name: (Path(__file__).parent / "dialects" / name / f"sample{suffix}").read_text("utf-8")
    for name, suffix in SUFFIXES.items()
}


SPLINTERS = {
    "bibliography": ["A. Bee, C. Dee. ", "On lists of papers. ", "2020.\n", "[1] ", "2. ", "\n\n", '"', "-\n", PAPER],
    "bibtex": ["@article{k,", "title={", "}", "{", '"', "author = {A and B}", " # ", "\\", "%", "@string{a=", "=", ","],
    "delimited": ['"', '""', ",", ";", "\t", "|", "title,url", '"a\nb"', "sep=;\n", "On lists", PAPER],
    "json": [
        "{",
        "}",
        "[",
        "]",
        '"',
        ":",
        ",",
        '"title": "On lists"',
        "\\",
        "\\ud83d",
        "null",
        '"authors": [',
        "1e9",
        '"title": {"0":',
    ],
    "yaml": [
        "- ",
        "title: ",
        "  ",
        ": ",
        "'",
        '"',
        "|\n",
        "&a ",
        "*a ",
        "{",
        "}",
        "[",
        "]",
        "---\n",
        "- title: On x\n",
        "?",
    ],
    "rst": [
        "`",
        "<http://a.b>`_",
        "===\n",
        "=== ===\n",
        "+--+--+\n",
        "| a | b |\n",
        ".. ",
        "list-table::\n",
        "|a|",
        "#. ",
    ],
    "latex": [
        "\\item ",
        "\\item[2020] ",
        "\\bibitem[Bee(2020)]{bee} ",
        "\\begin{itemize}",
        "\\end{itemize}",
        "\\begin{center}",
        "\\begin{verbatim}\n",
        "\\end{document}\n",
        "\\section{",
        "\\href{http://a.b}{",
        f"\\url{{{PAPER}}}",
        "\\emph{",
        "\\textbf{On lists of papers}",
        "{\\em ",
        "{",
        "}",
        "\\\\",
        "~",
        "%",
        "\\'e",
        "$x",
        "\ue000",
    ],
    "org": [
        "* ",
        "** TODO ",
        "* On Lists of Papers in Barns 2020 :a:\n",
        "[[",
        "][",
        "]]",
        f"[[{PAPER}][",
        "[[cite:a]]",
        ":PROPERTIES:\n",
        ":YEAR: 2020\n",
        f":URL: {PAPER}\n",
        ":END:\n",
        "#+begin_src bibtex\n@misc{a, title={On lists}, year=2020}\n",
        "#+end_src\n",
        "#+TODO: A | B\n",
        "#+TITLE: ",
        "- [-] ",
        "| a | b |\n",
        "|---+---|\n",
        "*On*",
        "/a/",
        "<2020-01-01 Wed>",
        f"[[{PAPER}][pdf]]\n",
        "Author: Ada Bee\n",
    ],
    "plain-text": ["On lists ", "2401.00001", "http://a.b ", "(", ")", "#", ":", '"', "arXiv:", "doi:10.1/a", "1. "],
}


@st.composite
def broken_files(draw: st.DrawFn, name: str) -> str:
    """Some lines of the sample and some random ones, with splinters of the format driven into them."""
    splinter = st.sampled_from([*SPLINTERS[name], "\n", "\r\n", " ", "\n\n", "\ufeff", "\x00", "\x1b", "é", "中"])
    line = st.one_of(
        st.sampled_from(SAMPLES[name].splitlines(keepends=True)),
        st.lists(splinter, max_size=8).map("".join),
        st.text(max_size=20),
    )
    text = "".join(draw(st.lists(line, max_size=20)))
    for fragment in draw(st.lists(splinter, max_size=6)):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + fragment + text[place:]
    return text


@pytest.mark.parametrize("name", SUFFIXES)
@given(data=st.data())
def test_any_text_is_read_and_its_lines_are_given_back(name: str, data: st.DataObject) -> None:
    text = data.draw(broken_files(name))
    lines = text.split("\n")
    last, place = 0, (0, 0)
    for one in read_text(text, Path("a" + SUFFIXES[name]))[1]:
        if isinstance(one, Unread):
            assert 1 <= one.line <= len(lines)
            continue
        is_same = place == (one.line_start, one.line_end)  # several papers in one item
        assert is_same or last <= one.line_start <= one.line_end <= len(lines)
        assert one.raw == "\n".join(lines[one.line_start - 1 : one.line_end]).removesuffix("\r")
        assert one.title == " ".join(one.title.split()) != ""
        assert one.model_dump_json()  # whatever is read can be stored
        last, place = one.line_end, (one.line_start, one.line_end)


# --- Time and memory -------------------------------------------------------------------------------------------------

HOSTILE = [
    ("a.bib", "@article{k, title={", "a = {"),
    ("a.bib", "@article{", ""),
    ("a.bib", "@a{k, title={T}}", ""),
    ("a.csv", 'x",y"z,"\n', "title\n"),
    ("a.csv", '","', ""),
    ("a.json", "{", "["),
    ("a.json", '\\"', '["'),
    ("a.json", '{"title": "On lists"\n', "["),
    ("a.yaml", "[", "a: "),
    ("a.yaml", "- a: b: c\n", ""),
    ("a.yaml", '- title: "On\n', ""),
    ("a.org", "[[a][", "* "),
    ("a.org", "[[a][[b]", "- "),
    ("a.org", "[[http://a.b][c]] ", "* "),
    ("a.org", " *a", "- "),
    ("a.org", "[cite:", "- "),
    ("a.org", "* On Lists of Papers in Barns\n", ""),
    ("a.org", "* a\n** On Lists of Papers in Barns 2020\n", ""),
    ("a.org", ":PROPERTIES:\n", "* a\n"),
    ("a.org", "#+begin_src bibtex\n", "* a\n"),
    ("a.org", "#+begin_src bibtex\n#+end_src\n", "* a\n"),
    ("a.org", "#+begin_src\n:LOGBOOK:\n", ""),
    ("a.org", ":YEAR: 2020\n", "* a\n:PROPERTIES:\n"),
    ("a.org", "|---+---|\n| a | b |\n", ""),
    ("a.org", ":a:", "* b "),
    ("a.tex", "{", "\\item "),
    ("a.tex", "\\emph{", "\\item "),
    ("a.tex", "\\href{a", "\\item "),
    ("a.tex", "\\item ", ""),
    ("a.tex", "\\item a\n", ""),
    ("a.tex", "\\item On lists of papers\n\\begin{itemize}\n", ""),
    ("a.tex", "\\section{", "\\item "),
    ("a.tex", "\\section{a}", "\\item "),
    ("a.tex", "\\bibitem[{a}", ""),
    ("a.tex", "\\\\", "\\item "),
    ("a.tex", "\\'", "\\item "),
    ("a.tex", "$\\", "\\item "),
    ("a.tex", "\\href{http://a.b}{c} ", "\\item "),
    ("a.rst", "`a <", "* "),
    ("a.rst", "a\n---\n", ""),
    ("a.rst", "=== ===\n", ""),
    ("a.txt", "A. Bee, ", "C. Dee. On lists of papers. 2020.\n\n" * 9),
    ("a.txt", "A. Bee and C. Dee. On lists. 2020.\n", ""),
    ("a.txt", "[1] A. Bee and C. Dee. On lists. 2020.\n", ""),
    ("a.txt", "arXiv:", ""),
    ("a.txt", "(", "On lists of papers\n"),
    ("a.txt", "Ada Bee, Carl Dee and Eve Fay\n", "On lists of papers\n"),
]


@pytest.mark.parametrize(("name", "splinter", "lead"), HOSTILE, ids=lambda part: repr(part)[1:20])
def test_time_is_linear_in_a_hostile_file(name: str, splinter: str, lead: str) -> None:
    def seconds(size: int) -> float:
        text = lead + splinter * (size // len(splinter))
        begin = time.process_time()
        read_text(text, Path(name))
        return time.process_time() - begin

    assert seconds(12_000) < 6 * seconds(3_000) + 0.3


ENDLESS = {
    "bibliography": ("", "A. Bee and C. Dee. On lists of papers. 2020.\n"),
    "bibtex": ("", "@misc{k, title={On lists}}\n"),
    "delimited": ("title\n", "On lists\n"),
    "json": ('{"papers": [', '{"title": "On lists"},\n'),
    "latex": ("", "\\item On lists of papers\n"),
    "org": ("", "* On Lists of Papers in Barns\n"),
    "rst": ("", "* On lists of papers\n"),
    "yaml": ("papers:\n", "- title: On lists\n"),
    "plain-text": ("", "On lists\n"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_first_entry_comes_before_an_endless_file_ends(name: str) -> None:
    lead, line = ENDLESS[name]
    read = count()

    def lines() -> Iterator[str]:
        for one in chain([lead] if lead else [], repeat(line)):
            assert next(read) < 200_000, "the file is read to its end before anything comes out"
            yield one

    pieces = (piece for piece in _cut(lines(), name) if isinstance(piece, Record) or hasattr(piece, "marker"))
    assert len(list(islice(pieces, 3))) == 3


def test_every_format_is_tested_here() -> None:
    assert set(SUFFIXES) == set(SPLINTERS) == set(ENDLESS) == {one.NAME for one in formats()}
