"""The world that the services tell about: real papers, invented numbers.

The papers are those of the catalogue that ships with the program. What the catalogue does not have is made by rule from
the arXiv id, so the same id gives the same answer on every machine:

=====================  ==============================================================================================
value                  rule
=====================  ==============================================================================================
citation count         a start value between 0 and some 50,000 (few papers have many), growing every day by about 0.1 %
                       of it; every source sees another share of it
day of submission      the catalogue's; else the month in the id and a day from its hash
version                1 to 4, from the hash of the id
ids                    Semantic Scholar: SHA-1 of the arXiv id; OpenAlex: ``W`` and ten digits; both from the id
known to               arXiv, DataCite, Scholar: all; Semantic Scholar, OpenAlex: all but about one in a hundred;
                       Crossref: papers with a publisher's DOI (DataCite registers arXiv's own)
repositories           any ``owner/name``: about one in thirty is missing, about one in thirty has moved
=====================  ==============================================================================================

Tests ask `World` for what they expect (``world.count("openalex", "1706.03762", day)``) and script what happens
(`collapse`, `swap`, `hide`, `kill`, `rename`), from a day on and until another.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import NamedTuple

from enrich.text import fold_title, title_words
from tests.services.papers import COUNTING_SINCE, Paper, bundled_papers, fraction, natural_count, number

_UNKNOWN_TO = {"semanticscholar": 97, "openalex": 89}  # about one in so many


class Repository(NamedTuple):
    """One repository of code; ``full_name`` is what it is called today."""

    full_name: str
    number: int
    stars: int
    forks: int
    archived: bool
    pushed_at: datetime
    license: str | None


class Event(NamedTuple):
    """Something that happens to a paper (or, with an empty id, to a whole service) for a while."""

    kind: str
    service: str
    arxiv_id: str
    value: str | int | None
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        """Whether it happens on that day; ``until`` is the first day on which it no longer does."""
        return self.since <= day and (self.until is None or day < self.until)


class World:
    """Papers, counts and repositories as each service sees them on a day."""

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        self._clock = clock or (lambda: datetime.now(UTC))
        self._events: list[Event] = []
        self._marks: dict[str, dict[str, bool]] = {}
        self._moved: dict[str, str] = {}
        self._gone: set[str] = set()
        self._settled: set[str] = set()  # repositories that somebody scripted, so no rule moves or loses them
        self._indexes: dict[str, dict[str, str]] = {}

    # Time

    def now(self) -> datetime:
        """The time in this world (UTC)."""
        return self._clock()

    @property
    def today(self) -> date:
        """The day in this world."""
        return self.now().date()

    def travel_to(self, moment: date) -> None:
        """Stop the clock at a moment, or at noon of a day."""
        stopped = moment if isinstance(moment, datetime) else datetime.combine(moment, time(12), UTC)
        self._clock = lambda: stopped

    # Papers

    @cached_property
    def papers(self) -> dict[str, Paper]:
        """Every paper by its arXiv id."""
        return bundled_papers()

    def paper(self, arxiv_id: str) -> Paper | None:
        """The truth about a paper; the exact id, without version."""
        paper = self.papers.get(arxiv_id)
        return paper._replace(**self._marks[arxiv_id]) if paper and arxiv_id in self._marks else paper  # type: ignore[arg-type]

    def record(self, service: str, arxiv_id: str, day: date | None = None) -> Paper | None:
        """What a service has under an arXiv id; None when it does not know the paper."""
        paper = self.paper(arxiv_id)
        if paper is None or not self.knows(service, paper, day):
            return None
        swapped = self._event("swap", service, arxiv_id, day)
        if swapped is None:
            return paper
        other = self.papers[str(swapped.value)]
        return other._replace(arxiv_id=paper.arxiv_id, doi=paper.doi)

    def knows(self, service: str, paper: Paper, day: date | None = None) -> bool:
        """Whether a service has a record of a paper."""
        if self._event("hide", service, paper.arxiv_id, day):
            return False
        if service == "crossref":
            return paper.doi is not None
        return service not in _UNKNOWN_TO or number(service, paper.arxiv_id) % _UNKNOWN_TO[service] != 0

    def neighbour(self, paper: Paper) -> Paper:
        """Another paper, always the same one: what a service answers that mixes up its records.

        It has a publisher's DOI exactly when the paper has one, so that every service could have it.
        """
        others = self.with_doi if paper.doi else self.without_doi
        at = number("neighbour", paper.arxiv_id) % len(others)
        return others[at] if others[at].arxiv_id != paper.arxiv_id else others[at - 1]

    @cached_property
    def with_doi(self) -> tuple[Paper, ...]:
        """Papers that a publisher gave a DOI."""
        return tuple(paper for paper in self.papers.values() if paper.doi)

    @cached_property
    def without_doi(self) -> tuple[Paper, ...]:
        """Papers that only arXiv gave a DOI."""
        return tuple(paper for paper in self.papers.values() if not paper.doi)

    @cached_property
    def by_doi(self) -> dict[str, Paper]:
        """Papers by each of their DOIs, in lower case."""
        found = {paper.arxiv_doi.lower(): paper for paper in self.papers.values()}
        return {paper.doi.lower(): paper for paper in self.with_doi if paper.doi} | found

    def index(self, name: str, make: Callable[[str], str]) -> dict[str, str]:
        """Ids at arXiv by the names that a service gives its papers, made once."""
        if name not in self._indexes:
            self._indexes[name] = {make(arxiv_id): arxiv_id for arxiv_id in self.papers}
        return self._indexes[name]

    # Titles

    @cached_property
    def _words(self) -> dict[str, list[tuple[str, ...]]]:
        words: dict[str, list[tuple[str, ...]]] = {}
        for arxiv_id, title in self._title_words.items():
            for word in set(title):
                words.setdefault(word, []).append((arxiv_id, *title))
        return words

    @cached_property
    def _title_words(self) -> dict[str, tuple[str, ...]]:
        return {arxiv_id: tuple(title_words(paper.title)) for arxiv_id, paper in self.papers.items()}

    def with_all_words(self, text: str) -> list[Paper]:
        """Papers whose title has every word of a text."""
        asked = set(title_words(text))
        return [self.papers[found[0]] for found in self._rarest(asked) if asked <= set(found[1:])]

    def with_phrase(self, text: str) -> list[Paper]:
        """Papers whose title has the words of a text one after the other."""
        phrase = f" {' '.join(title_words(text))} "
        candidates = self._rarest(set(phrase.split()))
        return [self.papers[found[0]] for found in candidates if phrase in f" {' '.join(found[1:])} "]

    def _rarest(self, words: set[str]) -> list[tuple[str, ...]]:
        return min((self._words.get(word, []) for word in words), key=len, default=[])

    def ranked(self, text: str, papers: Iterable[Paper] | None = None) -> list[tuple[float, Paper]]:
        """Papers that share a word with a text, the most alike first; the score is the share of common words."""
        asked = set(title_words(text))
        allowed = None if papers is None else {paper.arxiv_id for paper in papers}
        common = {found for word in asked for found in self._words.get(word, []) if len(self._words[word]) < 2_000}
        scored = [
            (len(asked & set(found[1:])) / len(asked | set(found[1:])), found[0])
            for found in common
            if allowed is None or found[0] in allowed
        ]
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return [(share, self.papers[arxiv_id]) for share, arxiv_id in scored]

    def is_titled(self, paper: Paper, text: str) -> bool:
        """Whether a text is the title of a paper, spelling aside."""
        return fold_title(paper.title) == fold_title(text)

    # Counts

    def count(self, service: str, arxiv_id: str, day: date | None = None) -> int:
        """How often a service says that a paper is cited, on a day (today when None)."""
        day = day or self.today
        collapsed = self._event("collapse", service, arxiv_id, day)
        if collapsed:
            return int(collapsed.value or 0)
        swapped = self._event("swap", service, arxiv_id, day)
        return natural_count(service, str(swapped.value) if swapped else arxiv_id, day)

    # Events

    def collapse(self, service: str, arxiv_id: str, count: int, since: date, until: date | None = None) -> None:
        """A service loses most of a paper's citations."""
        self._events.append(Event("collapse", service, arxiv_id, count, since, until))

    def swap(self, service: str, arxiv_id: str, other: str, since: date, until: date | None = None) -> None:
        """A service shows the title, people and count of another paper under a paper's own ids."""
        self._events.append(Event("swap", service, arxiv_id, other, since, until))

    def hide(self, service: str, arxiv_id: str, since: date = date.min, until: date | None = None) -> None:
        """A service does not know a paper."""
        self._events.append(Event("hide", service, arxiv_id, None, since, until))

    def kill(self, service: str, since: date = date.min, until: date | None = None) -> None:
        """A service accepts connections and resets them."""
        self._events.append(Event("kill", service, "", None, since, until))

    def is_dead(self, service: str) -> bool:
        """Whether a service answers nothing today."""
        return self._event("kill", service, "", None) is not None

    def mark(self, arxiv_id: str, *, withdrawn: bool = False, retracted: bool = False) -> None:
        """The authors withdraw a paper from arXiv, or its publisher retracts it."""
        self._marks[arxiv_id] = {"withdrawn": withdrawn, "retracted": retracted}

    def _event(self, kind: str, service: str, arxiv_id: str, day: date | None) -> Event | None:
        day = day or self.today
        happening = (
            event
            for event in reversed(self._events)
            if (event.kind, event.service, event.arxiv_id) == (kind, service, arxiv_id) and event.covers(day)
        )
        return next(happening, None)

    # Repositories

    def rename(self, old: str, new: str) -> None:
        """A repository moves."""
        self._moved[old.lower()] = new
        self._settled |= {old.lower(), new.lower()}

    def delete(self, full_name: str) -> None:
        """A repository is deleted or made private."""
        self._gone.add(full_name.lower())

    def moved_to(self, full_name: str) -> str:
        """What a repository is called today."""
        if full_name.lower() in self._moved:
            return self.moved_to(self._moved[full_name.lower()])
        moves = full_name.lower() not in self._settled and number("moved", full_name.lower()) % 31 == 1
        return f"{full_name}-next" if moves else full_name

    def repository(self, full_name: str, day: date | None = None) -> Repository | None:
        """A repository under any name it had; None when it is missing."""
        today_name = self.moved_to(full_name)
        names = {full_name.lower(), today_name.lower()}
        lost = not names & self._settled and number("gone", full_name.lower()) % 29 == 0
        if lost or names & self._gone:
            return None
        key = today_name.lower()
        first = int(10 ** (5 * fraction("stars", key) ** 2))
        days = max(0, ((day or self.today) - COUNTING_SINCE).days)
        return Repository(
            full_name=today_name,
            number=number("repository", key) % 10**9,
            stars=first + first * days // 500,
            forks=first // 7,
            archived=number("archived", key) % 23 == 0,
            pushed_at=datetime(2024, 1 + number("month", key) % 12, 3, 4, 5, 6, tzinfo=UTC),
            license=(None, "MIT", "Apache-2.0")[number("license", key) % 3],
        )
