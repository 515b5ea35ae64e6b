"""Papers to write: real ones, and ones whose titles and names attack whoever reads them."""

from pathlib import Path
from typing import Any

from enrich.exports import CitationKeys
from enrich.models import Author, CitationCount, PaperRecord
from enrich.query import Reader, Row
from enrich.selection import Scope, citable, papers
from tests.small_database import entry as list_entry
from tests.small_database import linked, open_store, read_list

HOSTILE = {
    "HTML": "<script>alert(1)</script> & <b>Bold</b> &lt;Claims&gt;",
    "a Markdown link": "[Free](javascript:alert(1)) ![Image](http://example.org/x.png) `code` | **bold** _it_ ~~no~~",
    "a command of LaTeX": r"Reading \write18{rm -rf ~} and \input{/etc/passwd} at 100% of $5 & #1_a^2",
    "a command in mathematics": r"$\immediate\write18{ls}$ of $\catcode`\%=12$ is $x$",
    "open braces in mathematics": r"The Cost of $a{b$ and of $\{c$ and $d}$ Here",
    "open braces": "An {Open Brace, a \\{ and }} @article{fake, title = {Fake One}}",
    "a comment": "50% of All % Titles @comment{nothing} @string{x = 1}",
    "a formula of a spreadsheet": "=cmd|'/c calc'!A0",
    "a formula behind an apostrophe": "'=1+1 is Not 2",
    "a formula behind spaces": "  @SUM(1+1) Is Full",
    "SQL": "Robert'); DROP TABLE papers; --",
    "marks of direction": "Reading \u202eecnedive\u202c from \u200fRight\u2069 to Left",
    "control characters": "Two\nLines,\ta Tab\r and \x1b[31mRed\x7f",
    "a heading": "# Not a Heading",
    "an item": "1. Not an Item",
    "a front matter": "--- Not a Rule",
    "a template": "{{ 7 * 7 }} {% raw %} ${7*7}",
    "an address": "See https://example.org/a_b and www.example.org now",
    "backslashes": "A \\ B \\\\ C \\",
    "quotes": 'The "Best", or \'Better\'; "Good"',
    "dollars": "$$$ Bills: $1, $ 2 $, and $x",
}
TITLES = {
    "mathematics": r"Bounds in $\mathbb{R}^d$ with $L_2$ and $\ell_{1,\infty}$ Norms",
    "mathematics with stars": r"On $C^*$-algebras and ${x}_2 * y_{3}$ for BERT",
    "accents": r"The Erd\H{o}s--R\'enyi Graph of B{é}nard and Schr\"{o}dinger",
    "capitals": "BERT and LLaMA3 in 3D: Part I of a Q-Learning Survey with arXiv",
    "Chinese": "注意力就是你所需要的 with GPT-4",
    "Arabic": "الانتباه هو كل ما تحتاجه",
}
NAMES = (
    "Ashish Vaswani",
    "Ludwig van Beethoven",
    "Robert Downey Jr.",
    "Christopher D. Manning",
    "The LLaMA Team",
    "OpenAI",
    "李飞飞",
    "Erdős, Paul",
    "Smith and Wesson",
    "=1+1; \\input{x} {Brace",
)


def record(number: int, title: str | None, **fields: Any) -> PaperRecord:
    """A paper of this title."""
    usual = {
        "paper_id": f"arxiv:2401.{number:05}",
        "source": "catalogue",
        "fetched_at": "2025-01-01T00:00:00Z",
        "title": title,
        "authors": tuple(Author(name=name) for name in NAMES),
    }
    return PaperRecord.model_validate(usual | fields)


def hostile_records() -> list[PaperRecord]:
    """A paper for each hostile title; its abstract, venue and comment are no better, its DOI is odd."""
    titles = [*HOSTILE.values(), *TITLES.values()]
    return [
        record(
            number,
            title,
            abstract=title,
            venue=title if number % 2 else None,
            journal_ref=title,
            comment=title,
            doi="10.1000/a_b%c{d}<e>" if number % 3 else None,
            published_on="2024-01-31",
            pages=number,
            is_retracted=number == 2,
            categories=("cs.CL", "cs;LG"),
            ids=(("doi", f"10.1000/{number}"), ("s2", f"{number}")),
        )
        for number, title in enumerate(titles, 1)
    ]


def write_database(path: Path, records: list[PaperRecord], counts: tuple[CitationCount, ...] = ()) -> Path:
    """A database of these papers, each of which stands in one list by its title."""
    batch = [
        (list_entry(one.title or "A title", number), linked(one.paper_id)) for number, one in enumerate(records, 1)
    ]
    with open_store(path) as store:
        read_list(store, batch, records=tuple(records), counts=counts)
    return path


def read_papers(path: Path, scope: Scope | None = None) -> list[Row]:
    """Papers as the exports are given them."""
    with Reader(path) as reader:
        keys = CitationKeys(citable(reader))
        return [{"key": keys.key(row)} | row for row in papers(reader, scope or Scope())]
