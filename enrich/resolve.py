"""Stage 2: which paper an entry is, or why we do not say (verdicts of DESIGN §7).

Similarity only ranks candidates. A paper is accepted by an id that the entry names, or by a title that agrees by a
closed rule (`enrich.titles`), with author or year evidence where the title alone could mean another paper. When in
doubt the verdict has no paper, and the candidates are listed.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from enrich.catalogue import Catalogue, KnownPaper
from enrich.identifiers import ArxivId, Doi
from enrich.models import Candidate, Entry, EntryKind, Match, Verdict
from enrich.sites import SiteId
from enrich.text import fold_title, surnames, title_words
from enrich.titles import Relation, Title, makes_another_paper, relation, same_name, similarity

_MOST_CANDIDATES = 5
_MOST_DIFFERENT = 3  # candidates whose titles do not agree; a person may still know one of them
_EARLIEST, _LATEST = -1, 3  # stated year minus year on arXiv: a preprint may follow its paper or lead it by years
_COMMON_WORD = 0.002  # a word in more than this share of the titles says little about one of them
_TELLING_WORDS = 3  # content words below which a title of common words may be anybody's ("Deep Learning")
_TELLING_HEAD = 4  # content words of a shared head from which on the year is enough to confirm it
_SAME_SUBJECT = 0.5  # share of content words; with the stated id and the authors it means a retitled paper
_MOST_WORDS = 60  # a longer "title" is a paragraph

_AGREES = "agree"
_CONFLICT = "conflict"
_UNKNOWN = "unknown"


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
    words = text.split()
    return len(words) == 1 or (len(words) == 2 and words[1].startswith("["))


class Override(NamedTuple):
    """What a person decided about an entry; no paper id means: none of the papers offered."""

    paper_id: str | None


class _Fit(NamedTuple):
    """One candidate held against a claim."""

    paper: KnownPaper
    relation: Relation
    year: str
    authors: str
    score: float
    title: str  # the one of the paper's titles that fits best

    @property
    def conflicts(self) -> bool:
        """Whether year or authors speak against it."""
        return self.authors == _CONFLICT or self.year == _CONFLICT

    def evidence(self, claim: Claim) -> dict[str, Any]:
        found: dict[str, Any] = {"relation": self.relation, "year": self.year, "authors": self.authors}
        if claim.year is not None:
            found |= {"stated_year": claim.year, "paper_year": self.paper.year}
        return found


class Resolver:
    """Resolves claims against one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._common = max(2, int(_COMMON_WORD * catalogue.info().titles))
        self._counts: dict[str, int] = {}

    def resolve(self, claims: Sequence[Claim], overrides: Mapping[int, Override] | None = None) -> list[Match]:
        """One match for each claim, in order; ``overrides`` are by position in ``claims``."""
        overrides = overrides or {}
        titles = [Title(claim.title) for claim in claims]
        same_title = self._catalogue.find_titles({title.folded for title in titles if title.folded})
        by_id, id_by_doi = self._find_stated(claims)
        matches = []
        for number, (claim, title) in enumerate(zip(claims, titles, strict=True)):
            same = same_title.get(title.folded, [])
            if number in overrides:
                matches.append(_overridden(overrides[number]))
            elif claim.doi and not claim.arxiv_id and claim.doi not in id_by_doi and claim.kind == "paper":
                matches.append(self._by_unknown_doi(claim, title, same))
            elif claim.arxiv_id or claim.doi:
                arxiv_id = claim.arxiv_id or id_by_doi.get(claim.doi or "")
                paper_id = f"arxiv:{arxiv_id}" if arxiv_id else f"doi:{claim.doi}"
                matches.append(self._by_id(claim, title, paper_id, by_id.get(arxiv_id or ""), same))
            elif claim.site_id:
                matches.append(self._by_site_id(claim, claim.site_id, title, same))
            elif claim.kind != "paper":
                matches.append(Match(verdict="not_paper", method=f"kind_{claim.kind}"))
            else:
                matches.append(self._by_title(claim, title, same))
        return matches

    def _find_stated(self, claims: Sequence[Claim]) -> tuple[dict[str, KnownPaper], dict[str, str]]:
        """Papers by arXiv id, and arXiv ids by DOI, for what the claims name."""
        dois = {claim.doi for claim in claims if claim.doi}
        id_by_doi = self._catalogue.find_dois(dois) if dois else {}
        arxiv_ids = {claim.arxiv_id for claim in claims if claim.arxiv_id} | set(id_by_doi.values())
        return self._catalogue.find_ids(arxiv_ids) if arxiv_ids else {}, id_by_doi

    def _by_id(
        self, claim: Claim, title: Title, paper_id: str, paper: KnownPaper | None, same_title: list[KnownPaper]
    ) -> Match:
        if claim.kind != "paper":
            return Match(verdict="related", method="linked_id", paper_id=paper_id)
        if paper is None:
            return Match(verdict="linked", method="stated_unchecked", paper_id=paper_id)
        if claim.is_id:
            return Match(verdict="linked", method="stated_id_alone", paper_id=paper_id)
        fit = self._fit(claim, title, paper)
        method = self._why_linked(title, fit, same_title)
        others = [self._fit(claim, title, other) for other in same_title if other.paper_id != paper.paper_id]
        if method is None:
            return _match("mismatch", "stated_id_title_differs", claim, [fit, *others], fit)
        return _match("linked", method, claim, [], fit)

    def _why_linked(self, title: Title, fit: _Fit, same_title: list[KnownPaper]) -> str | None:
        """The rule by which a stated id is the entry's paper; None when the title is another paper's."""
        if fit.relation != "different":
            return "stated_id"
        known = [Title(text) for text in fit.paper.titles]
        if same_title or any(_is_sequel(title, one) for one in known):  # another paper's to the letter, or "Part II"
            return None
        if any(same_name(title, one) for one in known):
            return "stated_id_same_name"
        if fit.authors == _AGREES and any(_same_subject(title, one) for one in known):
            return "stated_id_authors"
        return None

    def _by_unknown_doi(self, claim: Claim, title: Title, same_title: list[KnownPaper]) -> Match:
        """The preprint of that title, when there is exactly one; else the DOI is believed until somebody is asked."""
        found = self._among_same_title(claim, title, [_same_fit(claim, paper) for paper in same_title])
        if found.paper_id is None:
            return Match(verdict="linked", method="stated_unchecked", paper_id=f"doi:{claim.doi}")
        return found.model_copy(update={"verdict": "linked", "method": "stated_doi_title"})

    def _by_site_id(self, claim: Claim, site_id: str, title: Title, same_title: list[KnownPaper]) -> Match:
        """The paper of that title, where it can be told; else the name at the site is believed, and looked up later."""
        if claim.kind != "paper":
            return Match(verdict="related", method="linked_id", paper_id=site_id)
        found = self._by_title(claim, title, same_title)
        if found.paper_id is None:
            return Match(verdict="linked", method="stated_unchecked", paper_id=site_id)
        return found.model_copy(update={"evidence": found.evidence | {"stated_site_id": site_id}})

    def _by_title(self, claim: Claim, title: Title, same_title: list[KnownPaper]) -> Match:
        if not 0 < len(title.words) <= _MOST_WORDS:
            return Match(verdict="not_asked", method="no_title")
        if same_title:
            return self._among_same_title(claim, title, [_same_fit(claim, paper) for paper in same_title])
        return self._among_near(claim, title)

    def check(self, claim: Claim, paper: KnownPaper) -> Match:
        """Match of a claim that names an id, now that the paper of that id is known."""
        title = Title(claim.title)
        same = self._catalogue.find_titles([title.folded]).get(title.folded, []) if title.folded else []
        others = [other for other in same if other.paper_id != paper.paper_id]
        return self._by_id(claim, title, paper.paper_id, paper, others)

    def among(self, claim: Claim, offered: Sequence[KnownPaper]) -> Match:
        """Match of a claim among papers that somebody offers for its title, by the rules for the catalogue's papers."""
        title = Title(claim.title)
        same = [paper for paper in offered if title.folded in map(fold_title, paper.titles)]
        # Whoever offers one of several papers of a title does not say that there is only one.
        known = self._catalogue.find_titles([title.folded]).get(title.folded, []) if title.folded else []
        same += [paper for paper in known if paper.paper_id not in {other.paper_id for other in same}]
        if same:
            return self._among_same_title(claim, title, [_same_fit(claim, paper) for paper in same])
        return self._among_fits(claim, title, [self._fit(claim, title, paper) for paper in offered])

    def _among_same_title(self, claim: Claim, title: Title, fits: list[_Fit]) -> Match:
        possible = [fit for fit in fits if not fit.conflicts]
        agreeing = [fit for fit in possible if fit.authors == _AGREES]
        if len(agreeing) == 1:
            verdict: Verdict = "title_exact" if len(fits) == 1 else "title_author"
            return _match(verdict, "same_title_author", claim, [], agreeing[0])
        if not fits:
            return Match(verdict="not_asked", method="unknown_to_catalogue")
        if not possible:
            return _match("ambiguous", "evidence_disagrees", claim, fits)
        if len(possible) > 1 or agreeing:
            return _match("ambiguous", "several_papers", claim, fits)
        if self._may_be_anybodys(title):
            return _match("ambiguous", "title_too_common", claim, fits)
        if len(fits) == 1:
            return _match("title_exact", "same_title", claim, [], possible[0])
        if possible[0].year == _AGREES:
            return _match("title_author", "same_title_year", claim, [], possible[0])
        return _match("ambiguous", "several_papers", claim, fits)

    def _among_near(self, claim: Claim, title: Title) -> Match:
        return self._among_fits(
            claim, title, [self._fit(claim, title, paper) for paper in self._catalogue.find_near(title)]
        )

    def _among_fits(self, claim: Claim, title: Title, fits: list[_Fit]) -> Match:
        agreeing = [fit for fit in fits if fit.relation != "different"]
        if not agreeing:
            return _match("not_asked", "unknown_to_catalogue", claim, fits)
        possible = [fit for fit in agreeing if not fit.conflicts]
        confirmed = [fit for fit in possible if self._confirms(title, fit)]
        by_authors = [fit for fit in confirmed if fit.authors == _AGREES]
        if len(by_authors) == 1 or (len(confirmed) == 1 and len(possible) == 1):
            best = (by_authors or confirmed)[0]
            return _match("title_author", f"{best.relation}_confirmed", claim, [], best)
        return _match("ambiguous", "unconfirmed" if len(possible) == 1 else "several_papers", claim, fits)

    def _confirms(self, title: Title, fit: _Fit) -> bool:
        """Whether authors or year make a title that agrees only in part the same paper."""
        if fit.authors == _AGREES:
            return True
        if fit.year != _AGREES or self._may_be_anybodys(title):
            return False
        if fit.relation == "subtitle_dropped":  # "NeRF" of 2020 could be any paper that begins with its name
            return len(title.content_words) >= _TELLING_HEAD
        if fit.relation == "name_added":  # "PSMNet: …" is one; "RL: …" is a reader's remark
            return all(self._word_count(word) < self._common for word in title_words(title.head))
        return fit.relation in ("typo", "name_dropped", "truncated")

    def _may_be_anybodys(self, title: Title) -> bool:
        words = title.content_words
        return len(words) < _TELLING_WORDS and all(self._word_count(word) >= self._common for word in words)

    def _word_count(self, word: str) -> int:
        if word not in self._counts:
            self._counts[word] = self._catalogue.word_counts([word]).get(word, 0)
        return self._counts[word]

    def _fit(self, claim: Claim, title: Title, paper: KnownPaper) -> _Fit:
        fits = [
            (relation(title, known, self._is_word), similarity(title, known), known)
            for known in map(Title, paper.titles)
        ]
        found, score, known = min(fits, key=lambda fit: (fit[0] == "different", -fit[1]))
        return _evidence(claim, paper, found, score, known.text)

    def _is_word(self, word: str) -> bool:
        return self._word_count(word) > 0


def _same_fit(claim: Claim, paper: KnownPaper) -> _Fit:
    """Fit of a paper that was found under the folded title itself."""
    return _evidence(claim, paper, "same", 100.0, paper.titles_text.partition("\n")[0])


def _evidence(claim: Claim, paper: KnownPaper, found: Relation, score: float, title: str) -> _Fit:
    year = _year_evidence(claim.year, paper.year)
    return _Fit(paper, found, year, _author_evidence(claim.authors, paper), score, title)


def _year_evidence(stated: int | None, published: int | None) -> str:
    if stated is None or published is None:
        return _UNKNOWN
    return _AGREES if _EARLIEST <= stated - published <= _LATEST else _CONFLICT


def _author_evidence(stated: Sequence[str], paper: KnownPaper) -> str:
    """Agreement of people: half of the stated surnames must be the paper's; lists elide, reorder and misspell."""
    if not stated:
        return _UNKNOWN
    names, known = surnames(tuple(stated)), paper.surnames
    if not names or not known:
        return _UNKNOWN
    shared = sum(name in known for name in names)
    if 2 * shared >= len(names):
        return _AGREES
    return _UNKNOWN if shared else _CONFLICT


def _same_subject(title: Title, known: Title) -> bool:
    """Whether two titles share half of their words, those of the longer one counted."""
    words, theirs = set(title.content_words), set(known.content_words)
    return len(words & theirs) >= _SAME_SUBJECT * max(len(words), len(theirs), 1)


def _is_sequel(title: Title, known: Title) -> bool:
    """Whether the titles differ by a number, or by a word such as Part or Reply."""
    return makes_another_paper(set(title.words) ^ set(known.words))


def _overridden(override: Override) -> Match:
    if override.paper_id is None:
        return Match(verdict="override", method="rejected")
    return Match(verdict="override", method="accepted", paper_id=override.paper_id)


def _match(verdict: Verdict, method: str, claim: Claim, listed: Sequence[_Fit], found: _Fit | None = None) -> Match:
    return Match(
        verdict=verdict,
        method=method,
        paper_id=found.paper.paper_id if found else None,
        score=round(found.score, 1) if found else None,
        evidence=found.evidence(claim) if found else {},
        candidates=_ranked(listed) if listed else (),
    )


def _ranked(fits: Iterable[_Fit]) -> tuple[Candidate, ...]:
    best = sorted(fits, key=lambda fit: (fit.relation == "different", -fit.score, fit.paper.paper_id))
    agreeing = [fit for fit in best if fit.relation != "different"]
    different = best[len(agreeing) :][:_MOST_DIFFERENT]
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


def paper_id_of(text: str) -> str | None:
    """Id of a paper in the database from what a person writes: an arXiv id, a DOI, a link, or such an id itself."""
    scheme, _, value = text.partition(":")
    if scheme == "openalex" and value:
        return text
    if arxiv_id := ArxivId.find(text):
        return f"arxiv:{arxiv_id}"
    if doi := Doi.find(text):
        return f"doi:{doi}"
    site_id = SiteId.find(text)
    return str(site_id) if site_id else None
