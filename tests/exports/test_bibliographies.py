"""BibTeX and CSL-JSON load in real readers, every field comes back, and nothing in a title does anything."""

import io
import json
import re
import warnings
from typing import Any

import bibtexparser
import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pybtex.database import BibliographyData, parse_string
from pybtex.richtext import Text
from pylatexenc.latex2text import LatexNodes2Text

from enrich.escape import one_line
from enrich.exports import load
from enrich.exports._people import Name, split_name
from enrich.exports.bibtex import entry
from enrich.query import Row
from tests.exports.papers import HOSTILE, NAMES, TITLES

PLAIN = LatexNodes2Text(math_mode="verbatim", keep_comments=True, strict_latex_spaces=True)
# https://github.com/citation-style-language/schema: csl-data.json
CSL_TEXTS = {"id", "type", "title", "container-title", "publisher", "number", "number-of-pages", "DOI", "URL"}
CSL_TEXTS |= {"keyword", "abstract", "note"}
CSL_NAME = {"family", "given", "non-dropping-particle", "suffix", "literal"}


def written(name: str, papers: list[Row]) -> str:
    file = io.BytesIO()
    load(name).write(papers, file)
    return file.getvalue().decode()


def as_read(latex: str) -> str:
    """What LaTeX prints, but for two hyphens or quotes in a row: those it prints as a dash and a curly quote."""
    for command, sign in {"braceleft": r"\{", "braceright": r"\}"}.items():
        latex = latex.replace(f"\\text{command}{{}}", sign)
    for sign in "-'`":
        latex = latex.replace(sign, f"{sign}{{}}")
    return str(PLAIN.latex_to_text(latex)).replace("ˆ", "^")


@pytest.fixture(scope="module")
def bibtex(hostile: list[Row]) -> BibliographyData:
    return parse_string(written("bibtex", hostile), "bibtex")


def test_pybtex_reads_every_paper_and_no_other(hostile: list[Row], bibtex: BibliographyData) -> None:
    assert list(bibtex.entries) == [paper["key"] for paper in hostile]


def test_every_text_comes_back_from_bibtex(hostile: list[Row], bibtex: BibliographyData) -> None:
    for paper in hostile:
        if paper["title"] not in TITLES.values():
            fields = bibtex.entries[paper["key"]].fields
            assert as_read(fields["title"]) == one_line(paper["title"])
            assert as_read(fields["abstract"]) == one_line(paper["abstract"])
            assert as_read(fields.get("journal") or fields["booktitle"]) == one_line(paper["title"])


LATEX = {
    "mathematics": r"Bounds in {$\mathbb{R}^d$} with {$L_2$} and {$\ell_{1,\infty}$} Norms",
    "mathematics with stars": r"On {$C^*$}-algebras and {${x}_2 * y_{3}$} for {BERT}",
    "accents": r"The Erd\H{o}s--R\'enyi Graph of B{é}nard and Schr\"{o}dinger",
    "capitals": "{BERT} and {LLaMA3} in {3D}: Part {I} of a {Q}-Learning Survey with {arXiv}",
    "Chinese": "注意力就是你所需要的 with {GPT}-4",
    "Arabic": "الانتباه هو كل ما تحتاجه",
}


@pytest.mark.parametrize("name", TITLES)
def test_latex_in_titles_and_capitals_stay(hostile: list[Row], bibtex: BibliographyData, name: str) -> None:
    key = next(paper["key"] for paper in hostile if paper["title"] == TITLES[name])
    assert bibtex.entries[key].fields["title"] == LATEX[name]


def test_ids_dates_and_places_come_back_from_bibtex(hostile: list[Row], bibtex: BibliographyData) -> None:
    for paper in hostile:
        found = bibtex.entries[paper["key"]]
        fields = found.fields
        assert fields["eprint"] == paper["arxiv_id"]
        assert fields["archivePrefix"] == "arXiv"
        assert fields["url"] == f"https://arxiv.org/abs/{paper['arxiv_id']}"
        assert fields.get("doi") == ("10.1000/a_b%25c%7Bd%7D<e>" if paper["doi"] else None)
        assert fields["year"] == "2024"
        assert fields.get("note") == ("Retracted" if paper["is_retracted"] else None)
        assert ("journal" in fields) + ("booktitle" in fields) == 1
        assert found.type == ("inproceedings" if "booktitle" in fields else "article")


def test_people_are_taken_apart_for_bibtex(hostile: list[Row], bibtex: BibliographyData) -> None:
    people = bibtex.entries[hostile[0]["key"]].persons["author"]
    assert [(" ".join(p.first_names), " ".join(p.prelast_names), " ".join(p.last_names)) for p in people[:4]] == [
        ("Ashish", "", "Vaswani"),
        ("Ludwig", "van", "Beethoven"),
        ("Robert", "", "Downey"),
        ("Christopher", "", "Manning"),
    ]
    assert people[2].lineage_names == ["Jr."]
    assert [str(p) for p in people[4:9]] == [
        "{The LLaMA Team}",
        "{OpenAI}",
        "{李飞飞}",
        "Erdős, Paul",
        "{Smith and Wesson}",
    ]
    assert len(people) == len(NAMES)


def test_bibtexparser_reads_the_same(hostile: list[Row], bibtex: BibliographyData) -> None:
    found = bibtexparser.loads(written("bibtex", hostile))
    assert [one["ID"] for one in found.entries] == list(bibtex.entries)
    assert found.comments == []
    for one in found.entries:
        assert one["title"] == bibtex.entries[one["ID"]].fields["title"]


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_no_title_runs_a_command(hostile: list[Row], title: str) -> None:
    text = entry(next(paper for paper in hostile if paper["title"] == title))
    commands = set(re.findall(r"\\([A-Za-z]+)", text))
    assert commands <= {"textbackslash", "textbraceleft", "textbraceright", "textasciitilde", "textasciicircum"}
    assert text.count("{") == text.count("}")
    assert re.search(r"(?<!\\)[%#&](?!25c)", text.replace("%7B", "").replace("%7D", "")) is None
    assert text.count("\n@") == 0


def test_a_style_keeps_the_capitals_that_matter(hostile: list[Row]) -> None:
    paper = next(paper for paper in hostile if paper["title"].startswith("BERT and"))
    title = parse_string(entry(paper), "bibtex").entries[paper["key"]].fields["title"]
    assert str(Text.from_latex(title).lower()) == "BERT and LLaMA3 in 3D: part I of a Q-learning survey with arXiv"


def test_csl_json_holds_what_its_schema_allows(hostile: list[Row]) -> None:
    items = json.loads(written("csl-json", hostile))
    for item in items:
        assert item.keys() <= CSL_TEXTS | {"author", "issued"}
        assert item["type"] in {"article", "article-journal", "paper-conference"}
        assert all(isinstance(item[name], str | int) for name in item.keys() & CSL_TEXTS)
        assert all(name.keys() <= CSL_NAME for name in item["author"])
        assert all(isinstance(part, int) for part in item["issued"]["date-parts"][0])


def test_every_text_comes_back_from_csl_json(hostile: list[Row]) -> None:
    for paper, item in zip(hostile, json.loads(written("csl-json", hostile)), strict=True):
        for column, name in {"key": "id", "title": "title", "abstract": "abstract", "doi": "DOI"}.items():
            assert item.get(name) == paper[column]
        assert item["container-title"] == (paper["venue"] or paper["journal_ref"])
        assert item["number"] == f"arXiv:{paper['arxiv_id']}"


def test_citeproc_makes_a_bibliography(hostile: list[Row]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its styles are older than its own schema
        source = CiteProcJSON(json.loads(written("csl-json", hostile)))
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        made = CitationStylesBibliography(style, source, formatter.plain)
        for paper in hostile:
            made.register(Citation([CitationItem(paper["key"])]))
        shown = [str(one) for one in made.bibliography()]
    assert len(shown) == len(hostile)
    assert all("2024" in one and "Vaswani" in one for one in shown)


def test_an_empty_bibliography_is_one() -> None:
    assert json.loads(written("csl-json", [])) == []
    assert written("bibtex", []) == ""


PEOPLE: dict[str, tuple[str, Name]] = {
    "two words": ("Noam Shazeer", Name("Shazeer", "Noam")),
    "initials": ("Aidan N. Gomez", Name("Gomez", "Aidan N.")),
    "particles": ("Laurens van der Maaten", Name("Maaten", "Laurens", "van der")),
    "particles before two names": ("Ana de la Cruz Ruiz", Name("Cruz Ruiz", "Ana", "de la")),
    "turned": ("Müller, Jan-Peter", Name("Müller", "Jan-Peter")),
    "turned with a suffix": ("King, Jr., Martin", Name("King", "Martin", suffix="Jr.")),
    "suffix": ("Martin L. King Jr.", Name("King", "Martin L.", suffix="Jr.")),
    "suffix behind a comma": ("Sammy Davis, Jr.", Name("Davis", "Sammy", suffix="Jr.")),
    "one word": ("Prabhat", Name("Prabhat")),
    "a group": ("ATLAS Collaboration", Name("ATLAS Collaboration")),
    "a group with a number": ("Team 42", Name("Team 42")),
    "a tie": ("Ada~Lovelace", Name("Lovelace", "Ada")),
    "only a particle": ("Jan van", Name("van", "Jan")),
    "too many commas": ("a, b, c, d", Name("a, b, c, d")),
    "nothing": ("", Name("")),
}


@pytest.mark.parametrize(("name", "expected"), PEOPLE.values(), ids=PEOPLE)
def test_names_are_taken_apart(name: str, expected: Name) -> None:
    assert split_name(name) == expected


DATES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a preprint has its month": ({"published_on": "2017-06-12"}, ["year = {2017}", "month = jun"]),
    "a venue has its own year": ({"published_on": "2018-12", "venue": "WACV 2021"}, ["year = {2021}"]),
    "a venue has no month": ({"published_on": "2018-12", "year": 2018, "venue": "Nature"}, ["year = {2018}"]),
    "the year differs": ({"published_on": "2018-12", "year": 2019}, ["year = {2019}"]),
    "an odd date": ({"published_on": "2018-77"}, []),
}


@pytest.mark.parametrize(("facts", "lines"), DATES.values(), ids=DATES)
def test_dates(hostile: list[Row], facts: dict[str, Any], lines: list[str]) -> None:
    unknown = {"published_on": None, "year": None, "venue": None, "journal_ref": None}
    text = entry(hostile[0] | unknown | facts)
    assert re.findall(r"(?:year|month) = [^,]*", text) == lines
