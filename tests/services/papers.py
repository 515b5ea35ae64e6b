"""A paper, and what is made of its arXiv id by rule (the rules are listed in `tests.services.world`)."""

import re
from datetime import date
from functools import cache
from hashlib import sha1
from typing import NamedTuple

from enrich.catalogue import read_bundled

COUNTING_SINCE = date(2025, 1, 1)  # counts grow from here
_SHARES = {
    "semanticscholar": 1.0,
    "openalex": 0.3,  # far below Semantic Scholar for preprints
    "crossref": 0.4,
    "datacite": 0.05,
    "scholar": 1.4,
}
_NEW_STYLE = re.compile(r"(\d\d)(\d\d)\.\d{4,5}")
_OLD_STYLE = re.compile(r"[a-z-]+(?:\.[A-Z]{2})?/(\d\d)(\d\d)\d{3}")


class Paper(NamedTuple):
    """One paper; ``doi`` is the publisher's, never arXiv's own, and ``venue`` is None for a mere preprint."""

    arxiv_id: str
    title: str
    authors: tuple[str, ...]
    abstract: str
    published: date
    version: int
    categories: tuple[str, ...]
    venue: str | None
    doi: str | None
    withdrawn: bool = False
    retracted: bool = False

    @property
    def arxiv_doi(self) -> str:
        """The DOI that arXiv registers at DataCite."""
        return f"10.48550/arXiv.{self.arxiv_id}"

    @property
    def updated(self) -> date:
        """Day of the newest version."""
        return date.fromordinal(self.published.toordinal() + 37 * (self.version - 1))


def natural_count(service: str, arxiv_id: str, day: date) -> int:
    """The count of a paper to which nothing happens."""
    first = int(10 ** (4.7 * fraction("citations", arxiv_id) ** 1.5)) - 1
    growth = first * max(0, (day - COUNTING_SINCE).days) // 1_000
    return int((first + growth) * _SHARES[service])


def number(*parts: str) -> int:
    """A large number that depends on the text only."""
    return int.from_bytes(sha1("\0".join(parts).encode()).digest()[:7], "big")


def fraction(*parts: str) -> float:
    """A number from 0 to 1 that depends on the text only."""
    return number(*parts) / 2**56


def s2_id(arxiv_id: str) -> str:
    """Semantic Scholar's id of a paper."""
    return sha1(arxiv_id.encode()).hexdigest()


def corpus_id(arxiv_id: str) -> int:
    """Semantic Scholar's other id of a paper."""
    return number("corpus", arxiv_id) % 10**9


def openalex_id(arxiv_id: str, kind: str = "work") -> str:
    """OpenAlex's id of a paper; ``kind`` tells a second record of the same paper apart."""
    return f"W{4_000_000_000 + number('openalex', kind, arxiv_id) % 10**9}"


@cache
def bundled_papers() -> dict[str, Paper]:
    """Every paper of the catalogue that ships with the program, by its arXiv id."""
    return {row["arxiv_id"]: _paper(row) for row in read_bundled("papers.jsonl.gz")}


def _paper(row: dict[str, object]) -> Paper:
    arxiv_id = str(row["arxiv_id"])
    doi = row.get("doi")
    return Paper(
        arxiv_id=arxiv_id,
        title=str(row["title"]),
        authors=tuple(map(str, row["authors"])),  # type: ignore[call-overload]
        abstract=str(row["abstract"]),
        published=_published(arxiv_id, str(row.get("published") or "")),
        version=1 + number("version", arxiv_id) % 4,
        categories=tuple(map(str, row.get("categories") or ["cs.LG"])),  # type: ignore[call-overload]
        venue=str(row["venue"]) if row.get("venue") else None,
        doi=str(doi) if doi and not str(doi).lower().startswith("10.48550/") else None,
    )


def _published(arxiv_id: str, known: str) -> date:
    if len(known) == len("2017-06-12"):
        return date.fromisoformat(known)
    found = _NEW_STYLE.match(arxiv_id) or _OLD_STYLE.match(arxiv_id)
    year, month = (int(found[1]), int(found[2])) if found else (20, 1)
    return date(year + (1900 if year > 90 else 2000), min(max(month, 1), 12), 1 + number("day", arxiv_id) % 28)
