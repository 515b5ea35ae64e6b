"""What a report says: frozen values that Markdown, HTML and JSON are written from.

Unknown is ``None``. Times are ISO 8601 UTC text. A part that may be long holds its first rows and how many there are.
"""

from typing import Generic, Literal, TypeVar

from enrich.models import Frozen, Verdict

Row = TypeVar("Row")


class Part(Frozen, Generic[Row]):
    """The first rows of something, and how many there are in all."""

    total: int
    rows: tuple[Row, ...]

    @property
    def more(self) -> int:
        """How many rows are left out."""
        return self.total - len(self.rows)


class Period(Frozen):
    """The time that is told about: from ``since`` (None: from the beginning) to the end of the last whole run.

    ``runs`` counts the runs that it covers by ``runs.status`` (``unfinished`` for one without).
    """

    since: str | None
    until: str | None
    by_last_run: bool
    runs: dict[str, int]


class Totals(Frozen):
    """How much there is, and of how many papers each thing is known."""

    lists: int
    entries: int
    papers: int
    with_authors: int
    with_date: int
    with_venue: int
    with_count: int
    citations: int | None

    @property
    def known(self) -> dict[str, int]:
        """Of how many papers each thing is known, by its name."""
        return {
            "authors": self.with_authors,
            "date": self.with_date,
            "venue": self.with_venue,
            "citation count": self.with_count,
        }


class Paper(Frozen):
    """A paper, by the title that is known of it."""

    paper_id: str
    title: str | None


class Place(Frozen):
    """Where an entry stands: list, line from 1, section."""

    list: str
    line: int
    section: str | None


class NewPaper(Paper):
    """A paper whose first entry came in the period, or was identified in it; ``verdict`` says how."""

    year: int | None
    venue: str | None
    citation_count: int | None
    verdict: str
    place: Place


class Removed(Frozen):
    """An entry that was taken out of its list."""

    title: str
    list: str
    paper_id: str | None
    removed_at: str


class Growth(Paper):
    """Two believed counts by one source: the last before the period (else the first in it), and the newest."""

    source: str
    before: int
    before_at: str
    after: int
    after_at: str


class Learnt(Paper):
    """A fact about a paper that came in the period."""

    what: Literal["published", "withdrawn", "retracted"]
    where: str | None
    doi: str | None
    source: str
    at: str


class Doubt(Paper):
    """A count that is hard to believe beside the one before it; ``held_back`` when it is not shown."""

    source: str
    before: int | None
    before_at: str | None
    after: int
    after_at: str
    held_back: bool


class Failure(Frozen):
    """What a source could not tell when it was last asked, by reason; one subject stands for all."""

    source: str
    status: Literal["failed", "not_asked"]
    reason: str | None
    subjects: int
    example: str


class Rest(Frozen):
    """A source that wants to be left alone until then."""

    source: str
    until: str


class Open(Frozen):
    """An entry that a person should decide."""

    entry_id: int
    title: str
    verdict: Verdict
    place: Place
    paper_id: str | None
    paper_title: str | None


class Stars(Frozen):
    """The stars of a repository, before the period and now."""

    repository_id: str
    before: int
    after: int


class Curve(Paper):
    """The counts of a paper by one source, in time order: (time, count)."""

    source: str
    points: tuple[tuple[str, int], ...]


class Year(Frozen):
    """Papers published in a year (None: unknown), and all their citations that are known."""

    year: int | None
    papers: int
    citations: int | None


class Section(Frozen):
    """Papers of a section of a list (None: above the first heading), and all their known citations."""

    list: str
    section: str | None
    papers: int
    citations: int | None


class Coverage(Frozen):
    """Of how many papers a source gave a count that is still fresh, that is older, or none."""

    source: str
    fresh: int
    old: int
    none: int


class Report(Frozen):
    """Everything that a report tells."""

    title: str
    made_at: str
    period: Period
    totals: Totals
    gained: int
    new_papers: Part[NewPaper]
    identified: Part[NewPaper]
    removed: Part[Removed]
    fastest: Part[Growth]
    fastest_relative: Part[Growth]
    published: Part[Learnt]
    withdrawn: Part[Learnt]
    doubts: Part[Doubt]
    failures: Part[Failure]
    resting: tuple[Rest, ...]
    review: Part[Open]
    review_verdicts: dict[str, int]
    stars: Part[Stars]
    curves: tuple[Curve, ...]
    years: tuple[Year, ...]
    sections: Part[Section]
    coverage: tuple[Coverage, ...]
