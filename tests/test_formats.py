"""Stage 1 for files that are no Markdown: which format claims a file, odd files, sections, lines."""

import json
from pathlib import Path

import pytest

from enrich.catalogue import Catalogue
from enrich.dialects._people import Value, read_authors
from enrich.evidence import Claim
from enrich.models import Entry, Unread
from enrich.parse import read_text
from enrich.resolve import Resolver

PAPER = "https://arxiv.org/abs/2401.00001"


def entries(text: str, name: str) -> list[Entry]:
    return [one for one in read_text(text, Path(name))[1] if isinstance(one, Entry)]


def unread(text: str, name: str) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in read_text(text, Path(name))[1] if isinstance(one, Unread)]


def titles(text: str, name: str) -> list[str]:
    return [entry.title for entry in entries(text, name)]


# --- Which format a file is in ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "dialect"),
    [
        pytest.param("a.BIB", "", "bibtex", id="suffix-in-capitals"),
        pytest.param("papers", "% mine\n\n@article{a, title={B}}\n", "bibtex", id="bibtex-without-suffix"),
        pytest.param("papers.txt", '[\n {"title": "A paper on lists"}]', "json", id="json-as-text"),
        pytest.param("papers.txt", "# mine\n- title: A paper on lists\n", "yaml", id="yaml-as-text"),
        pytest.param("papers.txt", "Title,Year\nOn lists,2020\n", "delimited", id="table-as-text"),
        pytest.param("papers.txt", f"`On lists <{PAPER}>`_\n", "rst", id="rst-as-text"),
        pytest.param("papers.txt", "On lists of papers\n1706.03762\n", "plain-text", id="titles-and-ids"),
        pytest.param("ids", "1706.03762\n", "plain-text", id="ids-without-suffix"),
        pytest.param(
            "refs.txt",
            "A. Bee and C. Dee. On lists of\npapers. In VLDB, 2020.\n\nA. Bee and C. Dee. On papers. 2021.\n",
            "bibliography",
            id="references-over-lines",
        ),
        pytest.param("papers.ORG", "", "org", id="org-by-suffix"),
        pytest.param("papers.txt", "* TODO On lists\n", "generic", id="org-as-text"),
        pytest.param("papers.tex", "\\item On lists\n", "latex", id="latex-with-items"),
        pytest.param("papers.bbl", "\\bibitem{a} On lists\n", "latex", id="bibliography-of-latex"),
        pytest.param("papers.tex", "\\itemsep On lists\n", "generic", id="latex-without-items"),
        pytest.param("papers.txt", f"- [On lists]({PAPER})\n", "generic", id="markdown-as-text"),
        pytest.param(
            "README", "# Lists\n\n- On lists of papers\n- And more\n", "generic", id="markdown-without-suffix"
        ),
        pytest.param(
            "notes.txt", "this file holds nothing\nbut some words that\nare no titles.\n", "generic", id="prose"
        ),
        pytest.param("list.md", "@article{a, title={B}}\n", "generic", id="markdown-is-never-claimed"),
        pytest.param("page.html", "1706.03762\n", "generic", id="another-suffix"),
        pytest.param("empty.txt", "", "generic", id="empty"),
    ],
)
def test_format_of_a_file(name: str, text: str, dialect: str) -> None:
    info, _ = read_text(text, Path(name))
    assert info.dialect == dialect
    assert info.reason


# --- BibTeX ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "arxiv_id"),
    [
        pytest.param("journal={arXiv preprint arXiv:2401.00001}", "2401.00001", id="google-scholar"),
        pytest.param("journal={ArXiv}, volume={abs/2401.00001}", "2401.00001", id="semantic-scholar"),
        pytest.param("eprint={2401.00001v2}, archivePrefix={arXiv}", "2401.00001", id="arxiv-with-version"),
        pytest.param("eprint={arXiv:2401.00001}, eprinttype=arxiv", "2401.00001", id="biblatex"),
        pytest.param("doi={10.48550/ARXIV.2401.00001}, publisher={arXiv}", "2401.00001", id="datacite"),
        pytest.param("url={https://arxiv.org/pdf/2401.00001v1.pdf}", "2401.00001", id="link"),
        pytest.param("note={Preprint, arXiv:2401.00001 [cs.CL]}", "2401.00001", id="note"),
        pytest.param("eprint={0703001}, archivePrefix={arXiv}, primaryClass={hep-th}", "hep-th/0703001", id="old"),
        pytest.param("eprint={2401.00001}, archivePrefix={bioRxiv}", None, id="another-archive"),
        pytest.param("abstract={Better than arXiv:2401.00001}", None, id="abstract"),
        pytest.param("journal={Nature}, volume={2401}, pages={1--2}", None, id="journal"),
    ],
)
def test_arxiv_id_of_an_entry_of_bibtex(fields: str, arxiv_id: str | None) -> None:
    (entry,) = entries(f"@article{{key, title={{On lists}}, {fields}}}", "a.bib")
    assert entry.stated_arxiv_id == arxiv_id
    assert entry.stated_venue == ("Nature" if "Nature" in fields else None)


@pytest.mark.parametrize(
    ("value", "title"),
    [
        pytest.param('"On {L}ists"', "On Lists", id="quotes"),
        pytest.param("{On\n   lists}", "On lists", id="lines"),
        pytest.param("{{On lists}}", "On lists", id="double-braces"),
        pytest.param('"On {"}lists{"}"', 'On "lists"', id="protected-quotes"),
        pytest.param(r"{Erd{\H o}s \& the \emph{lists}}", "Erdős & the lists", id="latex"),
        pytest.param('"On " # short # " lists"', "On very long lists", id="string"),
        pytest.param("{On lists = {a} @ home}", "On lists = a @ home", id="signs"),
    ],
)
def test_title_of_an_entry_of_bibtex(value: str, title: str) -> None:
    assert titles(f'@string(short = "very long")\n@misc{{k,\n title = {value},\n year = 2020\n}}\n', "a.bib") == [title]


def test_entry_that_is_not_closed_costs_itself_only() -> None:
    text = "@misc{a, title={On lists},\n author={A\n\n@misc{b, title={Next}}\n"
    assert titles(text, "a.bib") == ["On lists", "Next"]
    assert unread(text, "a.bib") == [(1, "the entry is not closed; a brace is missing")]
    assert entries(text, "a.bib")[0].line_end == 2


# --- Tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Title,arXiv,Year",
        "Year;paper name;arxiv_url",
        "#\tPaper Title\tYear\tpdf",
        ",year,title,link",
        "年份,论文标题,论文链接",
        "Document Title|Publication Year|Link",
        '"Item Type","Title","Url","Date"',
        "id,Title of the work,Date",
    ],
)
def test_columns_are_found_by_their_names(header: str) -> None:
    mark = next(mark for mark in "\t;|," if mark in header)
    names = header.split(mark)
    cells = {"title": "On lists", "论文标题": "On lists", "year": "2020", "年份": "2020", "date": "2020-05-01"}

    def cell(name: str) -> str:
        name = name.strip('"').lower()
        if "title" in name or name == "paper name":
            return "On lists"
        return cells.get(name, "2020" if "year" in name else "journalArticle" if "type" in name else PAPER)

    row = mark.join("7" if name in {"", "#"} else cell(name) for name in names)
    (entry,) = entries(f"{header}\r\n{row}\r\n", "a.csv")
    assert (entry.title, entry.stated_arxiv_id, entry.stated_year) == ("On lists", "2401.00001", 2020)
    assert entry.line_start == entry.line_end == 2


def test_table_without_titles_is_told_with_its_columns() -> None:
    (told,) = unread("colour,size\nred,1\nblue,2\n", "a.csv")
    assert told == (1, "no column holds titles; name the one that does `title` (columns: colour, size)")


def test_table_of_ids_alone() -> None:
    found = entries("arxiv_id\n1706.03762\n1810.04805\n", "a.csv")
    assert [(entry.title, entry.stated_arxiv_id) for entry in found] == [(x, x) for x in ("1706.03762", "1810.04805")]


def test_quote_that_is_not_closed_costs_its_line_only() -> None:
    text = 'title,year\n"On lists,2020\n"On rows, and cells",2021\n"Two\nlines",2022\n'
    assert titles(text, "a.csv") == ["On rows, and cells", "Two lines"]
    assert [line for line, _ in unread(text, "a.csv")] == [2]


# --- YAML and JSON ---------------------------------------------------------------------------------------------------


def test_aliases_are_not_expanded() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    assert titles(bomb + "papers:\n- title: On lists\n", "a.yaml") == ["On lists"]


@pytest.mark.parametrize(
    ("broken", "lines"),
    [
        pytest.param("  - title: On colons: and more\n    year: 2020\n", [3], id="colon-without-quotes"),
        pytest.param('  - title: "On quotes\n    year: 2020\n', [3], id="quote-not-closed"),
        pytest.param("  - authors: [Ada, Jo\n    year: 2020\n", [3], id="bracket-not-closed"),
        pytest.param("  - title: On tabs\n\tyear: 2020\n", [3], id="tab"),
        pytest.param("  - title: @home\n", [3], id="reserved-sign"),
        pytest.param("  - &a title: *b\n    <<: *nobody\n", [], id="alias-of-nobody"),
    ],
)
def test_what_is_no_yaml_costs_its_entry_only(broken: str, lines: list[int]) -> None:
    text = f"NLP:\n  - title: On lists\n{broken}  - title: On rows\nVision:\n  - title: On cells\n"
    found = {entry.title: entry.section for entry in entries(text, "a.yaml")}
    assert found.pop("On tabs", None) in {None, "NLP"}
    assert found == {"On lists": "NLP", "On rows": "NLP", "On cells": "Vision"}
    assert [line for line, reason in unread(text, "a.yaml") if reason.startswith("not YAML")] == lines


@pytest.mark.parametrize(
    ("text", "section"),
    [
        pytest.param('[{"title": "On lists"}]', None, id="array"),
        pytest.param('{"papers": [{"title": "On lists"}]}', None, id="key-that-says-nothing"),
        pytest.param('{"NLP": [{"title": "On lists"}]}', "NLP", id="key"),
        pytest.param('{"NLP": {"2020": [{"title": "On lists"}]}}', "NLP / 2020", id="keys"),
        pytest.param('[{"title": "NLP", "papers": [{"title": "On lists"}]}]', "NLP", id="title-of-a-section"),
        pytest.param('[{"category": "NLP", "items": [{"title": "On lists"}]}]', "NLP", id="category"),
        pytest.param('[{"title": "On lists", "category": "NLP"}]', "NLP", id="category-of-the-paper"),
        pytest.param('{"NLP": {"On lists": {"year": 2020}}}', "NLP", id="title-as-key"),
        pytest.param(f'{{"NLP": {{"On lists": "{PAPER}"}}}}', "NLP", id="title-and-link"),
        pytest.param('{"NLP": {"2401.00001": {"title": "On lists"}}}', "NLP", id="id-as-key"),
        pytest.param('{"NLP": {"2401.00001": "On lists"}}', "NLP", id="id-and-title"),
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_section_of_what_is_nested(text: str, section: str | None, name: str) -> None:
    (entry,) = entries(text, name)
    assert (entry.title, entry.section) == ("On lists", section)


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": "On lists", "authors": [{"name": "Ada Lovelace"}], "references": [{"title": "Another one"}]}]',
        '[{"title": "On lists", "year": 2020, "links": [{"name": "The code of it", "url": "https://github.com/a/b"}]}]',
        '[{"title": "On lists", "tags": ["lists of papers", "papers on lists"]}]',
        '{"header": {"title": "Title", "year": "Year"}, "body": [{"title": "On lists"}]}',
        '{"sections": [{"title": "a-slug"}, {"title": "another-slug"}], "body": [{"title": "On lists"}]}',
        '{"title": "On lists", "abstract": "In short: https://arxiv.org/abs/2401.00002"}',
    ],
)
def test_parts_of_a_record_are_no_entries(text: str) -> None:
    (entry,) = entries(text, "a.json")
    assert (entry.title, entry.stated_arxiv_id) == ("On lists", None)


def test_list_of_lists_takes_its_title_from_the_file() -> None:
    info, _ = read_text('{"title": "My papers", "papers": [{"title": "On lists"}]}', Path("a.json"))
    assert info.title == "My papers"


def test_too_many_entries_in_one_line_are_told_and_not_stored() -> None:
    text = "[" + '{"title":"On lists of papers","year":2020},' * 2_000 + "]"
    assert 350 < len(entries(text, "a.json")) < 450
    (told,) = unread(text, "a.json")
    assert "too many entries in one line" in told[1]


def test_a_table_by_columns_that_is_too_long_is_told() -> None:
    columns = {"title": "On lists of papers", "year": "2020"}
    text = json.dumps({name: {str(n): cell for n in range(9_000)} for name, cell in columns.items()}, indent=1)
    assert not entries(text, "a.json")
    assert "table by columns" in unread(text, "a.json")[0][1]


# --- Org -------------------------------------------------------------------------------------------------------------

TITLES = "* Owls That Listen to the Dark 2009\n* Barns Without Doors for Owls 2011\n"


@pytest.mark.parametrize(
    "heading",
    [
        "* Owls in Old Barns 2009",
        "*** Owls in Old Barns 2009",
        "* TODO Owls in Old Barns 2009",
        "* [#A] Owls in Old Barns (2009)",
        "* DONE [#B] Owls in Old Barns 2009 [2/5] :owls:barns:",
        "* HOOTED Owls in Old Barns 2009   :owls:",
        "* *Owls* in /Old Barns/ 2009",
        "* Owls in Old Barns [cite:@bee] 2009",
        "* Owls in Old Barns 2009 [[cite:bee][Bee et al.]]",
        "* Owls in Old Barns 2009 [[file:owls.pdf][PDF]]",
    ],
)
def test_title_of_a_heading_of_org(heading: str) -> None:
    found = entries(f"#+TODO: HOOTING | HOOTED(h)\n{TITLES}{heading}\nnotes\n", "a.org")
    entry = next(entry for entry in found if entry.line_start == 4)
    assert (entry.title, entry.stated_year, entry.raw) == ("Owls in Old Barns", 2009, heading)


def test_entry_of_org_has_what_its_properties_say() -> None:
    drawer = ":PROPERTIES:\n:ID: 12\n:AUTHOR: Bee, Ada and Dee, Cy\n:JOURNAL: Journal of Barns\n"
    drawer += ":YEAR: 2020\n:DOI: 10.1000/a\n:END:"
    (entry,) = entries(f"* Hay\n{drawer}\n\nNotes on {PAPER} and others.\n- [[{PAPER}][More of Them]]\n", "a.org")
    assert (entry.title, entry.stated_authors, entry.stated_year) == ("Hay", ("Ada Bee", "Cy Dee"), 2020)
    assert (entry.stated_venue, entry.stated_doi) == ("Journal of Barns", "10.1000/a")
    assert entry.raw == f"* Hay\n{drawer}"


@pytest.mark.parametrize(
    "below",
    [
        f":PROPERTIES:\n:URL: {PAPER}\n:END:",
        ":PROPERTIES:\n:Custom_ID: 2401.00001\n:END:",
        ":PROPERTIES:\n:ARXIV: 2401.00001\n:END:",
        f"[[{PAPER}][pdf]]",
        f"CLOSED: [2020-01-01 Wed]\n\n<{PAPER}>",
        f"- link :: [[{PAPER}]]",
        "#+begin_src bibtex\n@misc{a, title={Hay}, eprint={2401.00001}, archiveprefix={arXiv}}\n#+end_src",
    ],
)
def test_heading_of_org_is_the_paper_that_is_named_right_below(below: str) -> None:
    (entry,) = entries(f"* Hay\n{below}\n** Notes\n- [[https://arxiv.org/abs/2401.00002][Another One]]\n", "a.org")
    assert (entry.title, entry.stated_arxiv_id) == ("Hay", "2401.00001")
    assert entry.raw == f"* Hay\n{below}"


@pytest.mark.parametrize(
    "text",
    [
        "* Notes\n:PROPERTIES:\n:ID: 12\n:CREATED: [2020-01-01 Wed]\n:END:\nwords\n",
        "* Some Words on All of Our Barns\n",  # one alone is no list
        f"{TITLES}* COMMENT Owls in Old Barns 2009\n".replace("Owls That", "COMMENT Owls").replace(
            "Barns Wi", "COMMENT Barns Wi"
        ),
        f"* Barns\n# - [[{PAPER}][On Lists]]\n#+begin_src\n- [[{PAPER}][On Lists]]\n#+end_src\n",
        f"* Barns\n:LOGBOOK:\n- [[{PAPER}][On Lists]]\n:END:\n",
    ],
    ids=["properties of no paper", "one heading", "comments", "code", "log"],
)
def test_what_is_no_entry_of_org(text: str) -> None:
    assert not entries(text, "a.org")


def test_headings_of_org_with_titles_below_are_sections() -> None:
    text = f"#+TITLE: Owls\n* Owls and Their Barns in Winter\n{TITLES.replace('* ', '** ')}"
    text += f"* Mice\n- [X] [[{PAPER}][On Mice]]\n"
    assert read_text(text, Path("a.org"))[0].title == "Owls"
    found = [(entry.title, entry.section) for entry in entries(text, "a.org")]
    assert [section for _, section in found] == ["Owls and Their Barns in Winter"] * 2 + ["Mice"]
    listed = (
        "* Owls and Their Barns in Winter\n- [[URL][On Lists]]\n* Mice and Their Holes in Summer\n- [[URL][On Mice]]\n"
    )
    assert titles(listed.replace("URL", PAPER), "a.org") == ["On Lists", "On Mice"]


def test_drawer_of_org_that_is_not_closed_costs_itself_only() -> None:
    assert titles(
        f"* Barns\n:PROPERTIES:\n- [[{PAPER}][On Lists]]\n#+begin_src\n- [[{PAPER}][On Rows]]\n", "a.org"
    ) == [
        "On Lists",
        "On Rows",
    ]


# --- LaTeX -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "title"),
    [
        pytest.param(r"\href{URL}{On {L}ists}, Ada Bee", "On Lists", id="link"),
        pytest.param(r"Ada Bee, Cy Dee. \textit{On Lists}. FLOC 2020. \url{URL}", "On Lists", id="italics"),
        pytest.param(
            r"{\em On Lists of Papers}, A.~Bee, 2020. \href{URL}{pdf}", "On Lists of Papers", id="old-italics"
        ),
        pytest.param(r"\textbf{A. Bee}, C. Dee. ``On Lists,'' FLOC 2020. \url{URL}", "On Lists", id="quotes"),
        pytest.param(
            r"\href{URL}{K\"onig \& {\'E}tables: 100\% Erd\H{o}s}", "König & Étables: 100% Erdős", id="accents"
        ),
        pytest.param(r"\href{URL}{On\textsuperscript{*} \emph{Lists}~--- More}", "On Lists — More", id="commands"),
        pytest.param(
            r"{ \href{URL}{On Lists} \\ Ada Bee, Cy Dee \\[2pt] \textit{ FLOC, 2020 } }", "On Lists", id="lines"
        ),
        pytest.param("\\href{URL}{On % a remark\n   Lists}", "On Lists", id="comment"),
    ],
)
def test_title_of_an_item_of_latex(item: str, title: str) -> None:
    text = "\\begin{itemize}\n\\item " + item.replace("URL", PAPER) + "\n\n\\end{itemize}\n"
    (entry,) = entries(text, "a.tex")
    assert (entry.title, entry.stated_arxiv_id) == (title, "2401.00001")
    assert entry.raw == "\n".join(text.split("\n")[1:-3])


def test_reference_of_latex_has_its_authors_and_no_key() -> None:
    key = "[Bee and\n  Dee(2020)]{bee}\n"
    text = f"\\bibitem{key}A.~Bee and C.~Dee.\n\\newblock On lists of papers.\n\\newblock In {{\\em VLDB}}, 2020.\n"
    (entry,) = entries(text, "a.bbl")
    assert (entry.title, entry.stated_authors) == ("On lists of papers", ("A. Bee", "C. Dee"))
    assert (entry.stated_venue, entry.stated_year) == ("VLDB", 2020)


@pytest.mark.parametrize(
    "around",
    [
        "\\newcommand{\\x}{\\item On rows of cells, A. Bee, 2020}\n\\begin{document}\nITEM",
        "ITEM\\end{document}\n\\item On rows of cells, A. Bee, 2020\n",
        "ITEM\\begin{verbatim}\n\\item On rows of cells, A. Bee, 2020\n\\end{verbatim}\n",
        "% \\item On rows of cells, A. Bee, 2020\nITEM",
        "\\itemsep On rows of cells, A. Bee, 2020\n\nITEM",
    ],
    ids=["preamble", "behind the end", "verbatim", "comment", "another command"],
)
def test_what_is_no_item_of_latex(around: str) -> None:
    assert titles(around.replace("ITEM", f"\\item \\href{{{PAPER}}}{{On Lists}}\n"), "a.tex") == ["On Lists"]


def test_what_cannot_be_read_in_latex_is_told() -> None:
    text = f"Some words on \\href{{{PAPER}}}{{Lists of Papers}}.\n\n\\item \\\\\n\\item Bee\n\\item {'long ' * 2000}\n"
    text += f"\\item \\href{{{PAPER}}}{{On Lists}}\n\\begin{{verbatim}}\n"
    assert titles(text, "a.tex") == ["On Lists"]
    reasons = [(line, reason.partition(";")[0]) for line, reason in unread(text, "a.tex")]
    assert reasons == [
        (1, "paper link outside of a list item"),
        (4, "list item without link or title"),
        (5, "item that is too long to be an entry"),
        (7, "a comment or a code block begins here and never ends"),
    ]


def test_nested_items_of_latex_are_details_and_sections_have_names() -> None:
    item = f"\\item \\href{{{PAPER}}}{{On Lists}}"
    nested = f"{item}\n  \\begin{{itemize}}\n  \\item best paper\n"
    text = f"\\section*{{Lists \\& {{Rows}}}}\n\\begin{{enumerate}}\n{nested}  \\end{{itemize}}\n\\end{{enumerate}}\n"
    text += f"\\textbf{{Old Ones}}\n\n{item.replace('001', '002')}\n"
    first, second = entries(text, "a.tex")
    assert (first.section, second.section) == ("Lists & Rows", "Lists & Rows / Old Ones")
    assert first.raw == nested.removesuffix("\n")


# --- Plain text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["1706.03762", "arXiv:1706.03762v5", "https://arxiv.org/pdf/1706.03762", "cs/0112017"])
def test_line_that_is_an_id_alone_ends_linked(line: str, catalogue: Catalogue) -> None:
    (entry,) = entries(line + "\n", "ids.txt")
    assert entry.title == line
    (match,) = Resolver(catalogue).resolve([Claim.of(entry)])
    assert (match.verdict, match.paper_id) == ("linked", f"arxiv:{entry.stated_arxiv_id}")
    assert Claim.of_text(line) == Claim.of(entry)


# --- People ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "names", "is_complete"),
    [
        pytest.param(
            "Ada Lovelace, Charles Babbage and Jo Doe", "Ada Lovelace|Charles Babbage|Jo Doe", True, id="commas"
        ),
        pytest.param("Lovelace, Ada; Babbage, Charles", "Ada Lovelace|Charles Babbage", True, id="semicolons"),
        pytest.param("Lovelace, Ada and Babbage, C. and others", "Ada Lovelace|C. Babbage", False, id="bibtex"),
        pytest.param("Lovelace, A., Babbage, C., & Doe, J.", "A. Lovelace|C. Babbage|J. Doe", True, id="apa"),
        pytest.param("A. Lovelace, C. Babbage, et al.", "A. Lovelace|C. Babbage", False, id="et-al"),
        pytest.param("Lovelace, Ada", "Ada Lovelace", True, id="one-backwards"),
        pytest.param("Doe, Jr., Jo and Lovelace, Ada", "Jo Doe, Jr.|Ada Lovelace", True, id="suffix"),
        pytest.param("['Ada Lovelace', 'Jo Doe']", "Ada Lovelace|Jo Doe", True, id="python-list"),
        pytest.param("[{'name': 'Ada Lovelace'}]", "Ada Lovelace", True, id="python-mappings"),
        pytest.param("李四、张三", "李四|张三", True, id="chinese"),
        pytest.param(["Lovelace, Ada", "Jo Doe", "..."], "Ada Lovelace|Jo Doe", False, id="list"),
        pytest.param([{"family": "Lovelace", "given": "Ada"}], "Ada Lovelace", True, id="family-and-given"),
        pytest.param([{"author": {"display_name": "Ada Lovelace"}}], "Ada Lovelace", True, id="nested"),
        pytest.param({"author": [{"text": "Ada Lovelace"}]}, "Ada Lovelace", True, id="mapping"),
    ],
)
def test_authors_are_read_as_written(value: Value, names: str, is_complete: bool) -> None:
    assert read_authors(value) == (tuple(names.split("|")), is_complete)


@pytest.mark.parametrize("value", ["", " ; , ", [], {}, [[[[["Ada"]]]]]])
def test_no_authors_are_none(value: Value) -> None:
    assert read_authors(value) is None


# --- What ends an entry ----------------------------------------------------------------------------------------------


def test_underlined_line_of_rst_is_an_entry_with_its_line_and_a_footnote_without_a_paper_is_none() -> None:
    text = "Learning to prune https://arxiv.org/abs/2401.00003\n====\n\n.. [#a] See the manual of pruning\n====\n"
    [entry] = [one for one in read_text(text, Path("a.rst"))[1] if not isinstance(one, Unread)]
    assert (entry.stated_arxiv_id, entry.raw) == ("2401.00003", text.partition("\n")[0])


def test_paragraph_of_rst_ends_before_the_rule_of_a_table() -> None:
    link = "`Learning to prune <https://arxiv.org/abs/2401.00003>`_"
    text = f"0* {link}, Bee et al. 2024.\n+----+----+\n  - a remark on it\n"
    [entry, *_] = read_text(text, Path("a.rst"))[1]
    assert isinstance(entry, Entry)
    assert (entry.line_start, entry.line_end) == (1, 1)


@pytest.mark.parametrize(
    "between",
    ["====  ====\n====\n", ".. a comment\n   that goes on\n"],
    ids=["a table without rows", "a comment of two lines"],
)
def test_lines_between_a_title_and_its_link_are_the_files_in_rst(between: str) -> None:
    text = f"A Study of Things That Stand Above Their Links\n{between}\n`pdf <https://arxiv.org/abs/2401.00003>`_\n"
    [one] = read_text(text, Path("a.rst"))[1]
    if isinstance(one, Entry):
        assert one.raw == "\n".join(text.split("\n")[one.line_start - 1 : one.line_end])
    else:
        assert one.line == 5  # told, not lost


def test_number_that_rst_gives_is_no_text_of_the_file() -> None:
    text = "My reading\n\x1f#. `Learning to prune\n<https://arxiv.org/abs/2401.00003>`_\n"
    [entry] = [one for one in read_text(text, Path("a.rst"))[1] if isinstance(one, Entry)]
    assert entry.raw == text.removesuffix("\n")


@pytest.mark.parametrize("sign", ["\r", "\x85", "\u2028"], ids=["return", "next line", "line separator"])
def test_only_what_ends_a_line_of_a_file_ends_one_of_yaml(sign: str) -> None:
    text = f"- title: Learning{sign} to prune all of the trees\n- title: Learning to prune some of them\n"
    entries = [one for one in read_text(text, Path("a.yaml"))[1] if isinstance(one, Entry)]
    assert [(one.line_start, one.line_end) for one in entries] == [(1, 1), (2, 2)]


def test_text_of_broken_yaml_is_read_once() -> None:
    text = '["\n- title: Papers that we read\n  - title: "Its quote is missing\n'
    [entry] = [one for one in read_text(text, Path("a.yaml"))[1] if not isinstance(one, Unread)]
    assert (entry.line_start, entry.line_end) == (1, 3)
