"""The values that travel between the stages.

They never change: a stage returns what it made instead of marking what it was given. Unknown is ``None``, never 0 or
-1. Column names of the database are the field names here, wherever both exist.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

EntryKind = Literal["paper", "blog", "docs", "video", "code", "model", "dataset", "demo", "post", "other"]
LinkKind = Literal["arxiv", "pdf", "code", "scholar", "project", "social", "video", "other"]
Verdict = Literal[
    "linked",
    "mismatch",
    "title_exact",
    "title_author",
    "ambiguous",
    "not_found",
    "not_asked",
    "related",
    "not_paper",
    "override",
]
CERTAIN: frozenset[Verdict] = frozenset({"linked", "title_exact", "title_author", "override"})
"""Verdicts that say that the entry is the paper; by the others it names it wrongly, or only has to do with it."""
IdScheme = Literal[
    "arxiv",
    "doi",
    "s2",
    "openalex",
    "dblp",
    "scholar",
    "openreview",
    "acl",
    "pmlr",
    "jmlr",
    "cvf",
    "ecva",
    "usenix",
    "neurips",
    "mlsys",
    "ieee",
    "acm",
    "aaai",
]
Count = Annotated[int, Field(ge=0)]


class Frozen(BaseModel):
    """A value that never changes and has no field we did not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Link(Frozen):
    """One link of an entry; ``label`` has no emphasis, ``repository_id`` is ``owner/name`` for a code link."""

    label: str
    url: str
    kind: LinkKind
    repository_id: str | None = None


class Entry(Frozen):
    """One entry of a list: what the list says, before anybody is asked.

    ``line_start`` and ``line_end`` count from 1 and are inclusive; ``raw`` is exactly those lines, without the last
    line's end. ``title`` has no markup, no marks and no broken encoding. ``stated_…`` is what the list claims;
    ``stated_site_id`` is a name as in `enrich.sites`.
    """

    position: int
    section: str | None
    line_start: int
    line_end: int
    raw: str
    title: str
    kind: EntryKind = "paper"
    marks: tuple[str, ...] = ()
    stated_arxiv_id: str | None = None
    stated_doi: str | None = None
    stated_site_id: str | None = None
    stated_year: int | None = None
    stated_venue: str | None = None
    stated_citations: Count | None = None
    stated_pages: Count | None = None
    stated_stars: Count | None = None
    stated_authors: tuple[str, ...] | None = None
    stated_authors_complete: bool | None = None
    links: tuple[Link, ...] = ()

    @property
    def stated_id(self) -> str | None:
        """The best of the ids that the list gives."""
        return self.stated_arxiv_id or self.stated_doi or self.stated_site_id


class Unread(Frozen):
    """A line of a list that looks as if it mattered and was not understood; ``line`` counts from 1."""

    line: int
    text: str
    reason: str


class Author(Frozen):
    """One author as a source names them."""

    name: str
    orcid: str | None = None
    s2_id: str | None = None
    openalex_id: str | None = None
    affiliation: str | None = None


class PaperRecord(Frozen):
    """What one source says about one paper. ``None`` means that the source does not say, so nothing is written.

    ``published_on`` is ``YYYY-MM-DD``, or ``YYYY-MM`` where only the month is known. ``ids`` are other names of the
    same work as (scheme, value).
    """

    paper_id: str
    source: str
    fetched_at: str
    arxiv_id: str | None = None
    arxiv_version: int | None = None
    title: str | None = None
    abstract: str | None = None
    published_on: str | None = None
    updated_on: str | None = None
    year: int | None = None
    venue: str | None = None
    primary_category: str | None = None
    categories: tuple[str, ...] | None = None
    doi: str | None = None
    journal_ref: str | None = None
    comment: str | None = None
    pages: Count | None = None
    is_withdrawn: bool | None = None
    is_retracted: bool | None = None
    authors: tuple[Author, ...] | None = None
    ids: tuple[tuple[IdScheme, str], ...] = ()


class CitationCount(Frozen):
    """One observation: this source said this count of this paper on this day (ISO 8601, UTC)."""

    paper_id: str
    source: str
    observed_at: str
    count: Count
    status: Literal["ok", "quarantined"] = "ok"
    url: str | None = None


class Candidate(Frozen):
    """A paper that an entry might be: ``score`` (0 to 100) only ranks, ``relation`` says how the titles agree."""

    paper_id: str
    title: str
    score: float
    relation: str
    year: int | None = None
    surnames: tuple[str, ...] = ()


class Match(Frozen):
    """The verdict on one entry, with the rule that decided (``method``) and what it was decided from (``evidence``)."""

    verdict: Verdict
    method: str
    paper_id: str | None = None
    score: float | None = None
    evidence: dict[str, Any] = Field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()


class RepositoryStats(Frozen):
    """One look at a repository of code: ``id`` is ``owner/name`` as the service writes it today.

    ``moved_to`` is that name, when ``id`` is an older one by which it was asked for. ``etag`` lets the next look be
    answered by "unchanged"; that look then says nothing else.
    """

    id: str
    observed_at: str
    moved_to: str | None = None
    stars: Count | None = None
    forks: Count | None = None
    archived: bool | None = None
    pushed_at: str | None = None
    license: str | None = None
    etag: str | None = None


class Subject(NamedTuple):
    """What the sources are asked about: a paper with every name that it goes by, or a repository by its name."""

    id: str
    kind: Literal["paper", "repository"] = "paper"
    arxiv_id: str | None = None
    dois: tuple[str, ...] = ()
    other_ids: Mapping[str, str] = {}
    titles: tuple[str, ...] = ()
    year: int | None = None
    etag: str | None = None


class Found(Frozen):
    """A source knows what it was asked for, and the answer is about that."""

    key: str
    record: PaperRecord | None = None
    counts: tuple[CitationCount, ...] = ()
    repository: RepositoryStats | None = None


class Absent(Frozen):
    """A source says that it does not know what it was asked for; silence is no such evidence."""

    key: str


class Failed(Frozen):
    """A source gave no usable answer; nothing can be written from it. ``retry_at`` is when asking again makes sense."""

    key: str
    reason: str
    retry_at: str | None = None


Outcome = Found | Absent | Failed


class Answer(NamedTuple):
    """What one source said about one subject in this run, over all the names it was asked by (``names``).

    ``retry_at`` (ISO 8601, UTC) is when asking again makes sense, where that is known.
    """

    subject_id: str
    status: Literal["ok", "not_found", "failed", "not_asked"]
    record: PaperRecord | None = None
    counts: tuple[CitationCount, ...] = ()
    repository: RepositoryStats | None = None
    error: str | None = None
    retry_at: str | None = None
    names: tuple[str, ...] = ()


class SourceReport(NamedTuple):
    """What came of one source in a run; ``down`` is why it was given up, ``until`` for how long."""

    source: str
    requests: int
    found: int
    absent: int
    failed: int
    not_asked: int
    down: str | None
    until: str | None


class Plan(NamedTuple):
    """What asking one source would take: requests, seconds at its pace, and credits where it counts them."""

    source: str
    subjects: int
    requests: int
    seconds: float
    credits: int
