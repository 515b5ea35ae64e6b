"""Stage 2: which paper an entry is, or why we do not say (verdicts of DESIGN §7).

Similarity only ranks candidates. A paper is accepted by an id that the entry names, or by a title that agrees by a
closed rule (`enrich.titles`), with author or year evidence where the title alone could mean another paper. When in
doubt the verdict has no paper, and the candidates are listed.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from enrich.catalogue import Catalogue, KnownPaper
from enrich.evidence import AGREES, MOST_DIFFERENT, Claim, Fit, ranked, same_fit, weigh
from enrich.identifiers import ArxivId, Doi
from enrich.models import Match, Verdict
from enrich.sites import SiteId
from enrich.text import fold_title, repair_encoding, title_words
from enrich.titles import (
    KIND_WORDS,
    LONG_TITLE,
    TRUST,
    Relation,
    Title,
    closest,
    is_coined,
    makes_another_paper,
    relation,
    same_name,
    similarity,
)

_COMMON_WORD = 0.002  # a word in more than this share of the titles says little about one of them
_COMMON_NAME = 0.001  # a word in more than this share of the titles names a field ("RL: …"), not one paper
_TELLING_WORDS = 3  # content words below which a title of common words may be anybody's ("Deep Learning")
_TELLING_TITLE = 4  # content words from which on a head with the year, or a misspelt title, is one paper's
_TELLING_KEPT = 3  # uncommon words that a retitled paper must have kept besides its name
_TELLING_ALONE = 2  # uncommon words of a changed title from which on no year is needed
_SAME_SUBJECT = 0.5  # share of content words; with the stated id and the authors it means a retitled paper
_MOST_WORDS = 60  # a longer "title" is a paragraph

# A longer title may be the next paper of the same people, and so may a part, or another rest behind the same name.
_NEVER: frozenset[Relation] = frozenset(("extended", "subtitle_added", "part_dropped", "different"))


class Override(NamedTuple):
    """What a person decided about an entry; no paper id means: none of the papers offered."""

    paper_id: str | None


class Resolver:
    """Resolves claims against one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        titles = catalogue.info().titles
        self._common, self._common_name = (max(2, int(share * titles)) for share in (_COMMON_WORD, _COMMON_NAME))
        self._counts: dict[str, int] = {}

    def resolve(self, claims: Sequence[Claim], overrides: Mapping[int, Override] | None = None) -> list[Match]:
        """One match for each claim, in order; ``overrides`` are by position in ``claims``."""
        overrides = overrides or {}
        titles = [Title(repair_encoding(claim.title)) for claim in claims]
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

    def _why_linked(self, title: Title, fit: Fit, same_title: list[KnownPaper]) -> str | None:
        """The rule by which a stated id is the entry's paper; None when the title is another paper's."""
        if TRUST[fit.relation] < TRUST["revised"]:
            return "stated_id"
        known = [Title(text) for text in fit.paper.titles]
        if same_title or any(_is_sequel(title, one) for one in known):  # another paper's to the letter, or "Part II"
            return None
        if fit.relation == "revised":
            return "stated_id"
        if any(same_name(title, one) for one in known):
            return "stated_id_same_name"
        alike = [one for one in known if _same_subject(title, one)]
        if alike and fit.authors == AGREES:
            return "stated_id_authors"
        is_told = not fit.conflicts and any(self._is_rewritten(title, one) for one in alike)
        return "stated_id_same_subject" if is_told else None

    def _is_rewritten(self, title: Title, known: Title) -> bool:
        """Whether two titles of one subject both have words of their own, and share some that are not everybody's.

        A title that only has words more may be the next paper's, and surveys of a subject are many. In the real lists
        147 ids have such a title, by eye all of them that paper's; of 22 ids whose title is another paper's to the
        letter, none shares half of its words.
        """
        words, theirs = set(title.content_words), set(known.content_words)
        shared = words & theirs
        is_own = bool(words - theirs) and bool(theirs - words) and KIND_WORDS.isdisjoint(shared)
        return is_own and len(shared) >= _TELLING_KEPT and self._telling_words(words, theirs) > 0

    def _by_unknown_doi(self, claim: Claim, title: Title, same_title: list[KnownPaper]) -> Match:
        """The preprint of that title, when there is exactly one; else the DOI is believed until somebody is asked."""
        found = self._among_same_title(claim, title, [same_fit(claim, paper) for paper in same_title])
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
            return self._among_same_title(claim, title, [same_fit(claim, paper) for paper in same_title])
        return self._among_near(claim, title)

    def check(self, claim: Claim, paper: KnownPaper) -> Match:
        """Match of a claim that names an id, now that the paper of that id is known."""
        title = Title(repair_encoding(claim.title))
        same = self._catalogue.find_titles([title.folded]).get(title.folded, []) if title.folded else []
        others = [other for other in same if other.paper_id != paper.paper_id]
        return self._by_id(claim, title, paper.paper_id, paper, others)

    def among(self, claim: Claim, offered: Sequence[KnownPaper]) -> Match:
        """Match of a claim among papers that somebody offers for its title, by the rules for the catalogue's papers."""
        title = Title(repair_encoding(claim.title))
        same = [paper for paper in offered if title.folded in map(fold_title, paper.titles)]
        # Whoever offers one of several papers of a title does not say that there is only one.
        known = self._catalogue.find_titles([title.folded]).get(title.folded, []) if title.folded else []
        same += [paper for paper in known if paper.paper_id not in {other.paper_id for other in same}]
        if same:
            return self._among_same_title(claim, title, [same_fit(claim, paper) for paper in same])
        return self._among_fits(claim, title, self._fits(claim, title, offered))

    def _among_same_title(self, claim: Claim, title: Title, fits: list[Fit]) -> Match:
        possible = [fit for fit in fits if not fit.conflicts]
        agreeing = [fit for fit in possible if fit.authors == AGREES]
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
        if possible[0].year == AGREES:
            return _match("title_author", "same_title_year", claim, [], possible[0])
        return _match("ambiguous", "several_papers", claim, fits)

    def _among_near(self, claim: Claim, title: Title) -> Match:
        return self._among_fits(claim, title, self._fits(claim, title, self._catalogue.find_near(title)))

    def _among_fits(self, claim: Claim, title: Title, fits: list[Fit]) -> Match:
        possible = [fit for fit in fits if fit.relation != "different" and not fit.conflicts]
        confirmed = [(fit, proof) for fit in possible if (proof := self._proof(title, fit))]
        by_authors = [(fit, proof) for fit, proof in confirmed if fit.authors == AGREES]
        agreeing = [fit for fit in possible if fit.agrees]
        if len(by_authors) == 1 or (len(confirmed) == 1 and agreeing in ([], [confirmed[0][0]])):
            best, proof = (by_authors or confirmed)[0]
            return _match("title_author", f"{best.relation}_{proof}", claim, [], best)
        if not any(fit.agrees for fit in fits):
            return _match("not_asked", "unknown_to_catalogue", claim, fits)
        return _match("ambiguous", "unconfirmed" if len(possible) == 1 else "several_papers", claim, fits)

    def _proof(self, title: Title, fit: Fit) -> str | None:
        """What makes a title that agrees only in part the same paper, when it is the only such one; None for nothing.

        ``confirmed`` is by authors or year, ``alone`` by the words that the titles share.
        """
        if fit.relation in _NEVER:
            return None
        known = Title(fit.title)
        if fit.relation == "renamed" and (fit.authors == AGREES or _is_name_in_name(title, known)):
            return "confirmed" if fit.authors == AGREES else None
        if fit.relation in ("retitled", "renamed"):
            return self._proof_behind_name(title, known, fit)
        if fit.authors == AGREES:
            return "confirmed"
        if fit.relation == "abridged" or self._may_be_anybodys(min(title, known, key=_length)):
            return None
        if not self._is_telling(title, known, fit.relation):
            return None
        if fit.year == AGREES:
            return "confirmed"
        return "alone" if self._is_certain(title, known, fit) else None

    def _is_telling(self, title: Title, known: Title, found: Relation) -> bool:
        """Whether what two titles share is one paper's, and not the name of a field or of a method."""
        if found == "subtitle_dropped":  # "NeRF" of 2020 could be any paper that begins with its name
            return len(title.content_words) >= _TELLING_TITLE
        if found == "reworded":
            return same_name(title, known) or len(title.content_words) >= LONG_TITLE
        if found == "revised":
            return self._telling_words(title.content_words, known.content_words) > 0
        if found == "name_added":  # "PSMNet: …" is one; "RL: …" is a reader's remark
            return self._may_be_name(title.head)
        if found == "name_dropped":
            return is_coined(known.head) or self._may_be_name(known.head)
        return True

    def _is_certain(self, title: Title, known: Title, fit: Fit) -> bool:
        """Whether what two titles share is enough without a year."""
        if fit.relation == "typo":
            return len(title.content_words) >= _TELLING_TITLE
        if fit.relation == "revised":
            return self._telling_words(title.content_words, known.content_words) >= _TELLING_ALONE
        return fit.relation != "subtitle_dropped"

    def _proof_behind_name(self, title: Title, known: Title, fit: Fit) -> str | None:
        """What makes a paper that kept only its name, or all but its name, the same by the words behind the name."""
        has_evidence = AGREES in (fit.year, fit.authors)
        telling = self._telling_words(title.rest_content, known.rest_content)
        if has_evidence and telling >= _TELLING_KEPT:
            return "confirmed"
        # The next paper of the same people is mostly of another year.
        if fit.relation == "retitled" or telling < (1 if fit.year == AGREES else _TELLING_ALONE):
            return None
        return "confirmed" if has_evidence else "alone"

    def _telling_words(self, words: Iterable[str], others: Iterable[str]) -> int:
        """How many uncommon words both have."""
        return sum(not self._is_common(word) for word in set(words) & set(others))

    def _may_be_anybodys(self, title: Title) -> bool:
        words = title.content_words
        return len(words) < _TELLING_WORDS and all(map(self._is_common, words))

    def _may_be_name(self, head: str) -> bool:
        words = title_words(head)
        return any(self._word_count(word) < self._common_name for word in words) and not any(map(str.isdecimal, words))

    def _is_common(self, word: str) -> bool:
        return self._word_count(word) >= self._common

    def _word_count(self, word: str) -> int:
        if word not in self._counts:
            self._counts[word] = self._catalogue.word_counts([word]).get(word, 0)
        return self._counts[word]

    def _fits(self, claim: Claim, title: Title, papers: Iterable[KnownPaper]) -> list[Fit]:
        """The papers whose titles agree in any way, and the few others that look most like the title."""
        fits, others = [], []
        for paper in papers:
            known, found = self._best(title, paper)
            if found == "different":
                others.append((paper, known))
            else:
                fits.append(weigh(claim, paper, found, similarity(title, known), known.text))
        for place, score in closest(title, [known for _, known in others], MOST_DIFFERENT):
            paper, known = others[place]
            fits.append(weigh(claim, paper, "different", score, known.text))
        return fits

    def _fit(self, claim: Claim, title: Title, paper: KnownPaper) -> Fit:
        known, found = self._best(title, paper)
        return weigh(claim, paper, found, similarity(title, known), known.text)

    def _best(self, title: Title, paper: KnownPaper) -> tuple[Title, Relation]:
        """The one of a paper's titles that agrees best, and how."""
        titles = [(known, relation(title, known, self._word_count)) for known in map(Title, paper.titles)]
        return min(titles, key=lambda fit: TRUST[fit[1]]) if len(titles) > 1 else titles[0]


def _length(title: Title) -> int:
    return len(title.words)


def _is_name_in_name(title: Title, known: Title) -> bool:
    """Whether one name holds the other, as those of a paper and of the next one on its subject do: BERT, TinyBERT."""
    name, other = title.head_folded, known.head_folded
    return name in other or other in name


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


def _match(verdict: Verdict, method: str, claim: Claim, listed: Sequence[Fit], found: Fit | None = None) -> Match:
    return Match(
        verdict=verdict,
        method=method,
        paper_id=found.paper.paper_id if found else None,
        score=round(found.score, 1) if found else None,
        evidence=found.evidence(claim) if found else {},
        candidates=ranked(listed) if listed else (),
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
