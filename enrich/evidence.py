"""What speaks for a paper being an entry's: how the titles agree, the year, the people."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from enrich.catalogue import KnownPaper
from enrich.identifiers import ArxivId, Doi
from enrich.models import Candidate, Entry, EntryKind
from enrich.text import surnames, title_words
from enrich.titles import TRUST, Relation

AGREES = "agree"
MOST_DIFFERENT = 3
"""Candidates whose titles do not agree; a person may still know one of them."""

_CONFLICT, _UNKNOWN = "conflict", "unknown"
_MOST_CANDIDATES = 5
_EARLIEST, _LATEST = -1, 3  # stated year minus year on arXiv: a preprint may follow its paper or lead it by years


class Claim(NamedTuple):
    """What an entry says about its paper."""

    title: str
    kind: EntryKind = "paper"
    arxiv_id: str | None = None
    doi: str | None = None
    year: int | None = None
    authors: tuple[str, ...] = ()
    site_id: str | None = None

    @classmethod
    def of(cls, entry: Entry) -> "Claim":
        """The claim of an entry as parsed."""
        return cls(
            title=entry.title,
            kind=entry.kind,
            arxiv_id=entry.stated_arxiv_id,
            doi=entry.stated_doi,
            year=entry.stated_year,
            authors=entry.stated_authors or (),
            site_id=entry.stated_site_id,
        )

    @classmethod
    def of_text(cls, text: str) -> "Claim":
        """The claim of a text alone: a title, or an id, a DOI or a link to one."""
        arxiv_id, doi = (ArxivId.find(text), Doi.find(text)) if _is_word(text) else (None, None)
        return cls(title=text, arxiv_id=str(arxiv_id) if arxiv_id else None, doi=str(doi) if doi else None)

    @property
    def is_id(self) -> bool:
        """Whether the id that it names is all that it says."""
        found = ArxivId.find(self.title) if self.arxiv_id else Doi.find(self.title)
        return found is not None and found == (self.arxiv_id or self.doi) and _is_word(self.title)


def _is_word(text: str) -> bool:
    """Whether a text is one word, or one with the `[cs.CL]` that arXiv writes behind its ids."""
    words = text.split(maxsplit=2)
    return len(words) == 1 or (len(words) == 2 and words[1].startswith("["))


class Fit(NamedTuple):
    """One candidate held against a claim."""

    paper: KnownPaper
    relation: Relation
    year: str
    authors: str
    score: float
    title: str  # the one of the paper's titles that fits best

    @property
    def agrees(self) -> bool:
        """Whether the titles can be one paper's."""
        return TRUST[self.relation] < TRUST["part_dropped"]

    @property
    def conflicts(self) -> bool:
        """Whether year or authors speak against it."""
        return self.authors == _CONFLICT or self.year == _CONFLICT

    def evidence(self, claim: Claim) -> dict[str, Any]:
        """What is stored beside a match."""
        found: dict[str, Any] = {"relation": self.relation, "year": self.year, "authors": self.authors}
        if claim.year is not None:
            found |= {"stated_year": claim.year, "paper_year": self.paper.year}
        return found


def same_fit(claim: Claim, paper: KnownPaper) -> Fit:
    """Fit of a paper that was found under the folded title itself."""
    return weigh(claim, paper, "same", 100.0, paper.titles_text.partition("\n")[0])


def weigh(claim: Claim, paper: KnownPaper, found: Relation, score: float, title: str) -> Fit:
    """A paper held against a claim, by the one of its titles that agrees best."""
    # A list that names the year before cannot mean a paper that came later under a title that is not quite the same.
    year = _year_evidence(claim.year, paper.year, _EARLIEST if found == "same" else 0)
    return Fit(paper, found, year, _author_evidence(claim.authors, paper), score, title)


def _year_evidence(stated: int | None, published: int | None, earliest: int) -> str:
    if stated is None or published is None:
        return _UNKNOWN
    return AGREES if earliest <= stated - published <= _LATEST else _CONFLICT


def _author_evidence(stated: Sequence[str], paper: KnownPaper) -> str:
    """Agreement of people: half of the stated surnames must be the paper's; lists elide, reorder and misspell."""
    if not stated:
        return _UNKNOWN
    names, known = surnames(tuple(stated)), paper.surnames
    if not names or not known:
        return _UNKNOWN
    shared = sum(name in known for name in names)
    if 2 * shared >= len(names):
        return AGREES
    # "Zhang San" may be written family name first, in the list or by the source.
    in_any_order = sum(any(word in known for word in title_words(name)) for name in stated)
    return _UNKNOWN if shared or 2 * in_any_order >= len(names) else _CONFLICT


def ranked(fits: Iterable[Fit]) -> tuple[Candidate, ...]:
    """The candidates that a person is shown, those whose title agrees first."""
    best = sorted(fits, key=lambda fit: (fit.relation == "different", -fit.score, fit.paper.paper_id))
    agreeing = [fit for fit in best if fit.relation != "different"]
    different = best[len(agreeing) :][:MOST_DIFFERENT]
    return tuple(
        Candidate(
            paper_id=fit.paper.paper_id,
            title=fit.title,
            score=round(fit.score, 1),
            relation=fit.relation,
            year=fit.paper.year,
            surnames=tuple(fit.paper.surnames),
        )
        for fit in (agreeing + different)[:_MOST_CANDIDATES]
    )
