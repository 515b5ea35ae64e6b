"""A small database whose lists and services say hostile things, for the tests of every page that shows them."""

from pathlib import Path

from enrich.models import Author, Candidate, CitationCount, Link, Match, PaperRecord
from tests.small_database import ATTENTION, UNASKED, build, entry, linked, open_store, read_list, record

SCRIPT = "<script>document.title='owned'</script>"
IMAGE = "<img src=x onerror=\"document.title='owned'\">"
TURNED = "\u202eevil\u202c \u2066title\u2069"
HOSTILE = {
    "script": SCRIPT,
    "image": IMAGE,
    "closing tags": "</title></script></svg><svg onload=alert(1)>",
    "attribute": "\" autofocus onfocus=alert(1) x='",
    "Markdown link": "[click](javascript:alert(1))",
    "LaTeX": r"\write18{touch owned} $\pi_0$",
    "formula": "=cmd|' /C calc'!A0",
    "SQL": "'; DROP TABLE papers; --",
    "template": "{{ 7 * 191 }}{% raw %}",
    "right to left": TURNED,
    "control": "bell\x07 escape\x1b[31m",
    "long": "x" * 600,
}
ODD_IDS = {
    "a dot-dot path": "doi:10.1000/../../etc/passwd",
    "an old arXiv id": "arxiv:hep-th/9901001",
    "a query in a DOI": "doi:10.1000/(sici)1097-<1::aid>3.0.co;2-#?x=1&y=%41",
    "a DOI in another script": "doi:10.1000/título-标题",
}
LINKS = (
    Link(label=IMAGE, url="javascript:document.title='owned'", kind="other"),
    Link(label="data", url="data:text/html,<script>alert(1)</script>", kind="other"),
    Link(label="web", url='https://example.org/"onmouseover="alert(1)', kind="project"),
)


def build_hostile(path: Path) -> Path:
    """Write the small database with a list of hostile entries more, and give its path."""
    build(path)
    ids = {f"s2:{number:040x}": text for number, text in enumerate(HOSTILE.values(), 1)}
    ids |= dict.fromkeys(ODD_IDS.values(), "A title of an odd id")
    records = [_record(paper_id, text) for paper_id, text in ids.items()]
    counts = [
        CitationCount(paper_id=paper_id, source=SCRIPT, observed_at=f"2025-0{month}-01", count=month, url=LINKS[0].url)
        for paper_id in ids
        for month in range(1, 5)
    ]
    named = [
        (entry(text, number, section=text, stated_venue=text, links=LINKS, marks=(text,)), linked(paper_id))
        for number, (paper_id, text) in enumerate(ids.items(), 1)
    ]
    candidates = tuple(
        Candidate(paper_id=f"doi:10.1/;{text}", title=text, score=50.0, relation="near") for text in HOSTILE.values()
    )
    doubtful = (entry(IMAGE + " in doubt", 98), Match(verdict="ambiguous", method=SCRIPT, candidates=candidates))
    with open_store(path) as store:
        place = f"lists/{IMAGE}.md"
        read_list(
            store,
            [*named, doubtful, (entry(SCRIPT + " unknown", 99), UNASKED)],
            place,
            records=(*records,),
            counts=(*counts,),
        )
        read_list(store, [(entry("Attention Is All You Need"), linked(ATTENTION))], "lists/c.md")
    return path


def _record(paper_id: str, text: str) -> PaperRecord:
    authors = (Author(name=text, affiliation=text), Author(name="Wei Chen"))
    return record(ATTENTION, "semanticscholar").model_copy(
        update={
            "paper_id": paper_id,
            "title": text,
            "abstract": text,
            "venue": text,
            "comment": text,
            "journal_ref": text,
            "year": 2020,
            "published_on": "2020-01-01",
            "authors": authors,
            "ids": (("dblp", text),),
        }
    )
