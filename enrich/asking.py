"""The online part of a run: what is due, asked side by side, stored batch by batch, until nothing more is due.

Rounds, because an answer may make something else worth asking: a title that was found needs authors and a count, a
preprint that turns out to be published has a DOI to ask by, a count in doubt wants a second opinion.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

from enrich.catalogue import KnownPaper
from enrich.client import Client, HostPolicy
from enrich.errors import SourceDown
from enrich.evidence import Claim
from enrich.fetch import Batch, Task, ask_side_by_side, cut_batches
from enrich.models import Answer, Failed, Found, Match, Outcome, PaperRecord, Plan, SourceReport, Subject
from enrich.resolve import Resolver
from enrich.search import ORDER, Wanted, search_titles, title_subject
from enrich.sites import SiteId
from enrich.sources.base import SearchSource, Source
from enrich.store import Asked, OpenEntry, Store, StoredTitle
from enrich.text import fold_title, surnames

_MOST_ROUNDS = 4
_FALLBACKS = {"datacite": "arxiv"}  # asked only about what neither the other one nor the catalogue could tell
_OF_ARXIV = frozenset({"arxiv", "catalogue", "datacite"})  # know arXiv's papers at first hand
_REGISTRARS = _OF_ARXIV | {"crossref"}  # gave the id, so they know whose it is

Tell = Callable[[str, int, int, str], None]
"""Hears of a piece of work: its label, how much of how much is done, and why it was given up, when it was."""


class Asking:
    """Asks for everything that is due about the entries of some lists.

    ``sources`` are asked in this run; ``everywhere`` are those that all have to say no before a title is not found.
    """

    def __init__(
        self,
        store: Store,
        client: Client,
        sources: Mapping[str, Source],
        resolver: Resolver,
        asked: Asked,
        now: Callable[[], str],
        tell: Tell = lambda label, done, total, remark: None,
        everywhere: Sequence[str] = ORDER,
    ) -> None:
        self._store, self._client, self._sources, self._resolver = store, client, sources, resolver
        self._asked, self._now, self._tell, self._everywhere = asked, now, tell, everywhere
        self._names: dict[tuple[str, str], tuple[str, ...]] = {}  # (source, subject): names asked in this run
        self._said: defaultdict[str, dict[str, str]] = defaultdict(dict)  # last status by source and subject
        self._doubted: defaultdict[str, list[str]] = defaultdict(list)
        self._downs: dict[str, SourceDown] = {}

    def run(self) -> list[SourceReport]:
        """Ask until nothing more is due, and report on every source that was to be asked."""
        for _ in range(_MOST_ROUNDS):
            tasks = self._tasks()
            self._ask(tasks)
            decided = self._store.join_papers() + self._check_stated() + self._search()
            if not tasks and not decided:
                break
        self._store.save_cooldowns(self._client.cooldowns())
        still_open = self._store.read_open_entries(self._store.list_names())
        self._store.forget_titles({title_subject(entry.title) for entry in still_open})
        return self._reports()

    def plan(self, policies: Mapping[str, HostPolicy]) -> list[Plan]:
        """What the first round would take, and the titles that would be looked up, at most."""
        plans = []
        for task in self._tasks():
            requests = [task.source.request(batch.keys) for batch in task.batches]
            plans.append(
                _plan(task.source.NAME, task.source.NAME, task.subjects, len(requests), requests[0].cost, policies)
            )
        for name, source in self._search_sources():
            if titles := len(self._unsearched(name)):
                requests_needed = -(-titles // source.SEARCH_BATCH)
                cost = source.search_request(["title"]).cost
                plans.append(_plan(f"{name} (titles)", name, titles, requests_needed, cost, policies))
        return plans

    # --- papers and repositories ----------------------------------------------------------------------------------

    def _tasks(self) -> list[Task]:
        """What is due, by the names that were not asked yet in this run."""
        tasks = []
        for source in self._sources.values():
            tasks.append(Task(source, cut_batches(source, list(self._due(source)))))
            tasks.append(Task(source, cut_batches(source, list(self._in_doubt(source))), second=True))
        return [task for task in tasks if task.batches]

    def _due(self, source: Source) -> Iterator[tuple[Subject, tuple[str, ...]]]:
        first = _FALLBACKS.get(source.NAME)
        missed = self._missed_by(first) if first else frozenset()
        if first and not missed:
            return
        due = self._store.read_due(source.NAME, source.KIND, self._asked)
        absent = self._store.read_absent_names(source.NAME, source.KIND, self._asked)
        for subject in due:
            absent.pop(subject.id, None)  # it is asked by all its names again
        for subject in [*due, *self._store.read_subjects(sorted(absent))]:
            is_needed = first is None or subject.id in missed
            before = self._names.get((source.NAME, subject.id)) or absent.get(subject.id, ())
            names = tuple(name for name in source.keys(subject) if name not in before)
            if names and is_needed:
                self._names[source.NAME, subject.id] = before + names
                yield subject, names

    def _missed_by(self, source: str) -> Set[str]:
        """Papers of which a source told nothing, now or before its rest, and whose title nobody told at first hand.

        Crossref's word does not count: whether it came before or after this question would decide what is asked.
        """
        now = {subject for subject, status in self._said[source].items() if status != "ok"}
        earlier = {subject for subject in self._store.read_missed(source) if (source, subject) not in self._names}
        missed = now | earlier
        known = self._store.read_titles(sorted(missed))
        return {name for name in missed if name not in known or known[name].source not in _OF_ARXIV}

    def _in_doubt(self, source: Source) -> Iterator[tuple[Subject, tuple[str, ...]]]:
        """Papers whose count is in doubt, by the names that were learnt since they were asked."""
        for subject in self._store.read_subjects(self._doubted.pop(source.NAME, [])):
            before = self._names[source.NAME, subject.id]
            if names := tuple(name for name in source.keys(subject) if name not in before):
                yield subject, names

    def _ask(self, tasks: Sequence[Task]) -> None:
        totals = {_label(task): task.subjects for task in tasks}
        for label, total in totals.items():
            self._tell(label, 0, total, "")
        done: Counter[str] = Counter()
        for answered in ask_side_by_side(self._client, tasks, self._now, self._believed):
            name, label = answered.task.source.NAME, _label(answered.task)
            if answered.task.second:
                self._store.save_second_answers(name, answered.answers)
            else:
                answers = [answer._replace(names=self._names[name, answer.subject_id]) for answer in answered.answers]
                self._doubted[name] += self._store.save_answers(name, answers)
                self._note(name, answers, answered.down)
            done[label] += 0 if answered.down else len(answered.answers)
            self._tell(label, done[label], totals[label], _reason(answered.down))

    def _believed(self, batch: Batch, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """The outcomes, with failures for records that are clearly another paper's: services mix them up."""
        known = self._store.read_titles(batch.subjects)
        return [
            Failed(key=outcome.key, reason="the answer is about another paper")
            if isinstance(outcome, Found)
            and outcome.record
            and name in known
            and self._is_another(known[name], outcome.record)
            else outcome
            for name, outcome in zip(batch.subjects, outcomes, strict=True)
        ]

    def _is_another(self, known: StoredTitle, record: PaperRecord) -> bool:
        """Whether neither title nor people of a record are those that somebody told who knows as well or better."""
        if record.title is None or fold_title(record.title) == fold_title(known.title):
            return False
        if record.source in _REGISTRARS and known.source not in _REGISTRARS:
            return False
        people = tuple(author.name for author in record.authors or ())
        match = self._resolver.check(Claim(record.title, authors=people), _known(record.paper_id, known))
        return match.verdict == "mismatch" and match.evidence["authors"] != "agree"

    def _note(self, source: str, answers: Iterable[Answer], down: SourceDown | None) -> None:
        if down is not None:
            self._downs[source] = down
        self._said[source] |= {answer.subject_id: answer.status for answer in answers}

    # --- entries --------------------------------------------------------------------------------------------------

    def _check_stated(self) -> int:
        """Hold the titles of entries that name an id against what is now known of the paper of that id."""
        open_entries = [entry for entry in self._open() if entry.method == "stated_unchecked" and entry.paper_id]
        known = self._store.read_titles([entry.paper_id for entry in open_entries if entry.paper_id])
        matches = {
            entry.id: self._resolver.check(_claim(entry), _known(entry.paper_id, known[entry.paper_id]))
            for entry in open_entries
            if entry.paper_id in known
        }
        if matches:
            self._store.save_decisions(matches, [])
        return len(matches)

    def _search(self) -> int:
        """Look up the titles that nothing known fits, at one source after the other; returns how many were decided."""
        decided = 0
        if not self._open():
            return decided
        for name, source in self._search_sources():
            done, wanted = 0, self._unsearched(name)
            for found in search_titles(self._client, source, self._resolver, wanted, self._now):
                self._store.save_search(name, found.matches, found.records, found.answers)
                self._names |= {(name, answer.subject_id): () for answer in found.answers}
                self._note(name, found.answers, found.down)
                decided += sum(match.paper_id is not None for match in found.matches.values())
                done += 0 if found.down else len(found.answers)
                self._tell(f"{name} (titles)", done, len(wanted), _reason(found.down))
        self._settle()
        return decided

    def _search_sources(self) -> Iterator[tuple[str, SearchSource]]:
        for name in ORDER:
            source = self._sources.get(name)
            if source is not None and hasattr(source, "search_request"):
                yield name, source  # type: ignore[misc]  # it has what a SearchSource has

    def _open(self) -> list[OpenEntry]:
        return self._store.read_open_entries(self._asked.lists)

    def _unsearched(self, source: str) -> list[Wanted]:
        """Titles of open entries that this source is to be asked about."""
        wanted: dict[str, Wanted] = {}
        for entry in self._open():
            if entry.method != "stated_unchecked" or SiteId.find(entry.paper_id or ""):
                title = wanted.setdefault(title_subject(entry.title), Wanted(entry.title, {}))
                title.claims[entry.id] = _claim(entry)
        resting = self._store.read_resting(source, list(wanted), self._asked)
        return [one for name, one in wanted.items() if name not in resting and (source, name) not in self._names]

    def _settle(self) -> None:
        """Call a title not found when everybody who looks for titles said so."""
        entries = {entry.id: entry for entry in self._open() if entry.verdict == "not_asked"}
        if not self._everywhere or not entries:
            return
        titles = [title_subject(entry.title) for entry in entries.values()]
        nowhere = set.intersection(*(self._store.read_absent(name, titles) for name in self._everywhere))
        match = Match(verdict="not_found", method="asked_everywhere", evidence={"asked": list(self._everywhere)})
        matches = {number: match for number, entry in entries.items() if title_subject(entry.title) in nowhere}
        if matches:
            self._store.save_decisions(matches, [])

    # --- report ---------------------------------------------------------------------------------------------------

    def _reports(self) -> list[SourceReport]:
        requests = self._client.requests()
        reports = []
        for name in self._sources:
            total, down = Counter(self._said[name].values()), self._downs.get(name)
            if not total and not requests.get(name):
                continue
            reports.append(
                SourceReport(
                    source=name,
                    requests=requests.get(name, 0),
                    found=total["ok"],
                    absent=total["not_found"],
                    failed=total["failed"],
                    not_asked=total["not_asked"],
                    down=down.reason if down else None,
                    until=down.until if down else None,
                )
            )
        return reports


def _label(task: Task) -> str:
    return f"{task.source.NAME} (second opinions)" if task.second else task.source.NAME


def _reason(down: SourceDown | None) -> str:
    return f"gave up: {down.reason}" if down else ""


def _claim(entry: OpenEntry) -> Claim:
    return Claim(
        title=entry.title,
        kind=entry.kind,
        arxiv_id=entry.stated_arxiv_id,
        doi=entry.stated_doi,
        year=entry.stated_year,
        authors=entry.stated_authors,
        site_id=entry.stated_site_id,
    )


def _known(paper_id: str, stored: StoredTitle) -> KnownPaper:
    return KnownPaper(paper_id, stored.title, " ".join(surnames(stored.authors.split("\n"))), stored.year)


def _plan(label: str, source: str, subjects: int, requests: int, cost: int, policies: Mapping[str, HostPolicy]) -> Plan:
    return Plan(label, subjects, requests, max(0, requests - 1) * policies[source].min_interval, cost * requests)
