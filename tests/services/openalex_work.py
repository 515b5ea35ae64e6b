"""One work as OpenAlex shows it, with the fields that the program could need."""

from typing import Any, NamedTuple

from tests.services.papers import Paper, number

_ARXIV = {
    "id": "https://openalex.org/S4306400194",
    "display_name": "arXiv (Cornell University)",
    "issn_l": None,
    "issn": None,
    "is_oa": True,
    "is_in_doaj": False,
    "is_core": False,
    "host_organization": "https://openalex.org/I205783295",
    "host_organization_name": "Cornell University",
    "host_organization_lineage": ["https://openalex.org/I205783295"],
    "host_organization_lineage_names": ["Cornell University"],
    "type": "repository",
}
_MOST_AUTHORS = 100


class Work(NamedTuple):
    """A record: its number, the DOI (lower case) and the count that it has for itself."""

    paper: Paper
    number: str
    doi: str
    cited: int
    relevance: float | None = None


def show_work(work: Work, this_year: int) -> dict[str, Any]:
    """The whole record; ``relevance_score`` only with a search, at most 100 people."""
    paper = work.paper
    address, doi = f"https://openalex.org/{work.number}", f"https://doi.org/{work.doi}"
    location = _location(work, doi)
    scored = {} if work.relevance is None else {"relevance_score": work.relevance}
    return {
        "id": address,
        "doi": doi,
        "title": paper.title,
        "display_name": paper.title,
        **scored,
        "publication_year": paper.published.year,
        "publication_date": str(paper.published),
        "ids": {"openalex": address, "doi": doi},
        "language": "en",
        "primary_location": location,
        "type": "preprint" if location["version"] == "submittedVersion" else "article",
        "indexed_in": ["arxiv", "datacite"] if paper.doi is None else ["crossref"],
        "open_access": {
            "is_oa": True,
            "oa_status": "green",
            "oa_url": f"https://arxiv.org/abs/{paper.arxiv_id}",
            "any_repository_has_fulltext": True,
        },
        "authorships": [_authorship(paper, at) for at in range(min(len(paper.authors), _MOST_AUTHORS))],
        "countries_distinct_count": 0,
        "institutions_distinct_count": 0,
        "has_fulltext": False,
        "cited_by_count": work.cited,
        "biblio": {"volume": None, "issue": None, "first_page": None, "last_page": None},
        "is_retracted": paper.retracted,
        "is_paratext": False,
        "is_xpac": False,
        "locations_count": 1,
        "locations": [location],
        "referenced_works_count": number("references", paper.arxiv_id) % 60,
        "referenced_works": [],
        "related_works": [],
        "abstract_inverted_index": _inverted(paper.abstract),
        "cited_by_api_url": f"https://api.openalex.org/works?filter=cites:{work.number}",
        "counts_by_year": [{"year": this_year, "cited_by_count": work.cited // 4}],
        "updated_date": "2026-10-01T00:00:00.000000",
        "created_date": str(paper.published),
    }


def _location(work: Work, doi: str) -> dict[str, Any]:
    paper = work.paper
    preprint = work.doi.startswith("10.48550/")
    venue = None if preprint else {**_ARXIV, "display_name": paper.venue or "Invented Journal", "type": "journal"}
    return {
        "is_oa": True,
        "landing_page_url": f"https://arxiv.org/abs/{paper.arxiv_id}" if preprint else doi,
        "pdf_url": None,
        "source": venue or _ARXIV,
        "license": None,
        "license_id": None,
        "version": "submittedVersion" if preprint else "publishedVersion",
        "is_accepted": not preprint,
        "is_published": not preprint,
    }


def _authorship(paper: Paper, at: int) -> dict[str, Any]:
    name = paper.authors[at]
    place = "first" if at == 0 else "last" if at == len(paper.authors) - 1 else "middle"
    person = number("openalex author", name)
    orcid = f"https://orcid.org/0000-0002-{person % 10_000:04d}-{person // 10_000 % 10_000:04d}"
    return {
        "author_position": place,
        "author": {
            "id": f"https://openalex.org/A{5_000_000_000 + person % 10**9}",
            "display_name": name,
            "orcid": orcid if person % 3 else None,
        },
        "institutions": [],
        "countries": [],
        "is_corresponding": False,
        "raw_author_name": name,
        "raw_affiliation_strings": [],
        "affiliations": [],
    }


def _inverted(abstract: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position, word in enumerate(abstract.split()):
        found.setdefault(word, []).append(position)
    return found
