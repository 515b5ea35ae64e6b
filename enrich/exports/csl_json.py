"""CSL-JSON: the bibliography that Zotero, Pandoc and every citeproc read (https://docs.citationstyles.org).

One array, an item a line. The ``id`` of an item is its BibTeX key.
"""

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from enrich.escape import inert_json, one_line, paper_page
from enrich.exports._people import split_name
from enrich.exports._published import publication_date, venue_of
from enrich.exports.base import Paper
from enrich.full_venues import is_conference


def write(papers: Iterable[Paper], file: BinaryIO) -> None:
    """Write an item for each paper."""
    start = "[\n"
    for paper in papers:
        file.write((start + inert_json(json.dumps(item(paper), ensure_ascii=False))).encode())
        start = ",\n"
    file.write(b"[]\n" if start == "[\n" else b"\n]\n")


def item(paper: Paper) -> dict[str, Any]:
    """One item; what is not known has no variable."""
    venue = venue_of(paper)
    date = publication_date(paper)
    found = {
        "id": paper["key"],
        "type": _type(venue),
        "title": paper["title"],
        "author": [_author(author["name"]) for author in paper["authors"]],
        "issued": {"date-parts": [date]} if date else None,
        "container-title": venue,
        "publisher": "arXiv" if paper["arxiv_id"] and not venue else None,
        "number": f"arXiv:{paper['arxiv_id']}" if paper["arxiv_id"] else None,
        "number-of-pages": paper["pages"],
        "DOI": paper["doi"],
        "URL": paper_page(paper["arxiv_id"], paper["doi"]),
        "keyword": ", ".join(paper["categories"] or ()),
        "abstract": paper["abstract"],
        "note": "Retracted" if paper["is_retracted"] else "Withdrawn" if paper["is_withdrawn"] else None,
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _type(venue: str | None) -> str:
    if not venue:
        return "article"  # a preprint: https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types
    return "paper-conference" if is_conference(venue) else "article-journal"


def _author(name: str) -> dict[str, str]:
    found = split_name(one_line(name))
    if found.is_whole:
        return {"literal": found.family}
    parts = {
        "family": found.family,
        "given": found.given,
        "non-dropping-particle": found.particle,
        "suffix": found.suffix,
    }
    return {part: text for part, text in parts.items() if text}
