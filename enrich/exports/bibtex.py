r"""BibTeX, in UTF-8, as BibTeX, biber and pybtex read it.

A paper with a venue is an ``@inproceedings`` or an ``@article``, a preprint a ``@misc``. Text is escaped
(`enrich.escape`): no title can run a command (``\write18``), end its field or begin another entry.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO
from urllib.parse import quote

from enrich.escape import latex, one_line, paper_page
from enrich.exports._people import split_name
from enrich.exports._published import publication_date, venue_of
from enrich.exports.base import Paper
from enrich.full_venues import is_conference

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# What an id may hold: LaTeX does not read the fields of ids, so they cannot be escaped, only percent-encoded.
_IN_IDS = "!'()*+,-./:;<=>?[]_"

Field = tuple[str, str]
"""Name and value of a field; the value as it stands behind ``=``."""


def write(papers: Iterable[Paper], file: BinaryIO) -> None:
    """Write an entry for each paper, a field a line, with an empty line between entries."""
    gap = ""
    for paper in papers:
        file.write((gap + entry(paper)).encode())
        gap = "\n"


def entry(paper: Paper) -> str:
    """One entry; what is not known has no field."""
    kind, venue = _published(paper)
    fields = [*_work(paper), *venue, *_dates(paper), *_ids(paper), *_remarks(paper)]
    return f"@{kind}{{{paper['key']},\n" + "".join(f"  {name} = {value},\n" for name, value in fields) + "}\n"


def _work(paper: Paper) -> Iterator[Field]:
    if paper["title"]:
        yield "title", f"{{{latex(paper['title'], protect=True)}}}"
    if paper["authors"]:
        yield "author", f"{{{' and '.join(_author(author['name']) for author in paper['authors'])}}}"


def _author(name: str) -> str:
    """``van der Last, Jr., First``; what cannot be taken apart goes in braces, so that nothing else takes it apart."""
    found = split_name(one_line(name))
    if found.is_whole:
        return f"{{{latex(found.family)}}}"
    family = latex(f"{found.particle} {found.family}")
    return ", ".join(part for part in (family.strip(), latex(found.suffix), latex(found.given)) if part)


def _published(paper: Paper) -> tuple[str, list[Field]]:
    """Kind of the entry, and where the paper was published, when that is known."""
    venue = venue_of(paper)
    if not venue:
        return "misc", []
    value = f"{{{latex(venue)}}}"
    return ("inproceedings", [("booktitle", value)]) if is_conference(venue) else ("article", [("journal", value)])


def _dates(paper: Paper) -> Iterator[Field]:
    date = publication_date(paper)
    if date:
        yield "year", f"{{{date[0]}}}"
    if len(date) > 1:
        yield "month", _MONTHS[date[1] - 1]


def _ids(paper: Paper) -> Iterator[Field]:
    if paper["doi"]:
        yield "doi", f"{{{quote(paper['doi'], safe=_IN_IDS)}}}"
    if paper["arxiv_id"]:
        yield "eprint", f"{{{quote(paper['arxiv_id'], safe=_IN_IDS)}}}"
        yield "archivePrefix", "{arXiv}"
    if paper["arxiv_id"] and paper["primary_category"]:
        yield "primaryClass", f"{{{latex(paper['primary_category'])}}}"
    if page := paper_page(paper["arxiv_id"], paper["doi"]):
        yield "url", f"{{{page}}}"


def _remarks(paper: Paper) -> Iterator[Field]:
    if paper["is_retracted"] or paper["is_withdrawn"]:
        yield "note", "{Retracted}" if paper["is_retracted"] else "{Withdrawn}"
    if paper["abstract"]:
        yield "abstract", f"{{{latex(paper['abstract'])}}}"
