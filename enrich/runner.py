"""Strings the stages together: which lists are due, batch by batch through resolve, fetch and store, and a report.

The unit of work is a batch, stored in one transaction. A list counts as done when its last transaction is; a run that
is stopped anywhere is finished by the next one, with the same rows.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime
from glob import glob
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from filelock import FileLock, Timeout

from enrich import __version__
from enrich.catalogue import Catalogue, open_catalogue
from enrich.catalogue.update import Update
from enrich.errors import ConfigError, EnrichError, StopRun
from enrich.evidence import Claim
from enrich.models import Entry, Match, Plan, SourceReport, Unread
from enrich.overrides import Name, name_of, overrides_file, read_overrides
from enrich.parse import ListInfo, read_entries, scan
from enrich.progress import Progress
from enrich.resolve import Override, Resolver
from enrich.settings import Settings
from enrich.store import Store

if TYPE_CHECKING:  # the network is imported only when it is asked
    from enrich.harvest import Harvested

_BATCH = 1_000  # entries in one transaction


class ListOutcome(NamedTuple):
    """What became of one list; ``error`` says why its state is ``failed``."""

    path: str
    state: Literal["new", "changed", "unchanged", "failed"]
    entries: int = 0
    added: int = 0
    removed: int = 0
    unread: int = 0
    error: str | None = None


class Outcome(NamedTuple):
    """What a run did; ``status`` as in ``runs.status``, ``sources`` those that had something to be asked."""

    status: Literal["ok", "degraded", "failed", "interrupted"]
    lists: tuple[ListOutcome, ...]
    sources: tuple[SourceReport, ...] = ()
    plans: tuple[Plan, ...] = ()

    @property
    def nothing_came(self) -> bool:
        """Whether services were to be asked, and none of them gave anything."""
        return bool(self.sources) and not any(report.found or report.absent for report in self.sources)


def utc_now() -> str:
    """The time as the database writes it: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def find_lists(patterns: Sequence[str]) -> list[Path]:
    """Files that match the patterns, sorted; hidden files are no lists."""
    found = {Path(name) for pattern in patterns for name in glob(pattern, recursive=True)}  # noqa: PTH207  (takes whole paths, too)
    lists = sorted(path for path in found if path.is_file() and not path.name.startswith("."))
    if not lists:
        raise ConfigError(f"no lists found at {', '.join(patterns)}: put a list there, or name one (enrich run LIST…)")
    return lists


def list_name(path: Path) -> str:
    """Name of a list in the database: its path from the working directory, or the whole path when it is elsewhere."""
    whole = Path(os.path.normpath(path.absolute()))
    here = Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()


def run_lists(
    settings: Settings,
    paths: Sequence[Path],
    *,
    command: str = "run",
    gone: Callable[[str], bool] = lambda name: False,
    only_plan: bool = False,
    with_facts: bool = True,
    now: Callable[[], str] = utc_now,
    progress: Progress | None = None,
) -> Outcome:
    """Parse, resolve, fetch and store these lists; a list that cannot be read is reported and the others go on.

    ``gone`` says of a list in the database whether it is one that should be here and is not: a new file with the same
    content takes its place, else its entries count as removed. ``only_plan`` stops before a service is asked;
    without ``with_facts`` nothing is added that the catalogue knows about the papers.
    Raises StopRun while another run works on the same database.
    """
    progress = progress or Progress()
    scans = [_scan(path) for path in paths]
    if not any(isinstance(found, ListInfo) for found in scans):
        return Outcome("failed", tuple(found for found in scans if isinstance(found, ListOutcome)))
    with (
        _only_run(settings.db),
        closing(_open_catalogue(settings.catalogue, progress)) as catalogue,
        Store.open(settings.db, now=now, count_order=settings.count_sources) as store,
    ):
        run_id = store.start_run(command, __version__)
        work = _Work(store, catalogue, Resolver(catalogue), run_id, progress, with_facts)
        outcomes: list[ListOutcome] = []
        try:
            work.adopt([found for found in scans if isinstance(found, ListInfo)], gone)
            outcomes.extend(found if isinstance(found, ListOutcome) else work.do(found) for found in scans)
            outcome = _asked(work, settings, tuple(outcomes), only_plan, now)
        except BaseException as error:
            with suppress(EnrichError):  # the first error is the one to tell
                _record_end(store, run_id, _how_it_ended(error), outcomes)
            raise
        _record_end(store, run_id, outcome.status, outcomes)
        return outcome


def harvest_catalogue(
    settings: Settings, since: date | None, progress: Progress, now: Callable[[], str] = utc_now
) -> "Harvested":
    """Ask arXiv what changed and bring the catalogue up to date; one that is not there yet is built first.

    Counts as a run: no other one asks arXiv meanwhile. Raises StopRun while another run works on the same database.
    """
    from enrich.online import harvest_arxiv

    with _only_run(settings.db), Store.open(settings.db, now=now) as store:
        _open_catalogue(settings.catalogue, progress).close()
        run_id = store.start_run("catalogue harvest", __version__)
        try:
            with closing(Update(settings.catalogue)) as update:
                done = harvest_arxiv(settings, store, update, now, progress, since)
        except BaseException as error:
            with suppress(EnrichError):  # the first error is the one to tell
                store.finish_run(run_id, _how_it_ended(error), {})
            raise
        store.finish_run(run_id, "degraded" if done.stopped else "ok", {"papers": done.records})
        return done


def _how_it_ended(error: BaseException) -> str:
    return "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"


@contextmanager
def _only_run(db: Path) -> Iterator[None]:
    """Hold the lock of a database; the system lets go of it when the process ends, however it ends."""
    lock = db.with_name(db.name + ".lock")
    try:
        db.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, blocking=False):
            yield
    except Timeout:
        raise StopRun(f"{db}: another run is at work on it; wait until that has finished") from None
    except PermissionError:
        raise StopRun(f"{lock}: cannot be written to; change the permissions of its folder, or use --db") from None


def _asked(
    work: "_Work", settings: Settings, lists: tuple[ListOutcome, ...], only_plan: bool, now: Callable[[], str]
) -> Outcome:
    """The outcome of the lists and of the services, which are asked unless that is not wanted."""
    unread = any(outcome.state == "failed" for outcome in lists)
    if settings.offline:
        return Outcome("degraded" if unread else "ok", lists)
    from enrich.online import ask_services, plan_services

    paths = [outcome.path for outcome in lists if outcome.state != "failed"]
    if only_plan:
        return Outcome("ok", lists, plans=plan_services(settings, work.store, work.resolver, paths, now))
    reports = ask_services(settings, work.store, work.resolver, paths, now, work.progress)
    gaps = any(report.down or report.failed or report.not_asked for report in reports)
    return Outcome("degraded" if unread or gaps else "ok", lists, reports)


def _scan(path: Path) -> ListInfo | ListOutcome:
    try:
        read_overrides(path)
        return scan(path)
    except ConfigError as error:
        return ListOutcome(str(path), "failed", error=str(error))


def _open_catalogue(path: Path, progress: Progress) -> Catalogue:
    begun = False

    def report(done: int, total: int) -> None:
        nonlocal begun
        if not begun:
            progress.start("Building the catalogue", total)
            begun = True
        progress.advance(done)

    return open_catalogue(path, report)


def _record_end(store: Store, run_id: int, status: str, outcomes: Iterable[ListOutcome]) -> None:
    totals = {"lists": 0, "entries": 0, "added": 0, "removed": 0, "unread": 0, "failed": 0}
    for outcome in outcomes:
        totals["lists"] += 1
        totals["failed"] += outcome.state == "failed"
        for name in ("entries", "added", "removed", "unread"):
            totals[name] += getattr(outcome, name)
    store.finish_run(run_id, status, totals)


class _Work:
    """The tools of one run."""

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        resolver: Resolver,
        run_id: int,
        progress: Progress,
        with_facts: bool,
    ) -> None:
        self.store = store
        self._catalogue = catalogue
        self.resolver = resolver
        self._run_id = run_id
        self.progress = progress
        self._with_facts = with_facts
        self._fetched: set[str] = set()

    def adopt(self, found: Sequence[ListInfo], gone: Callable[[str], bool]) -> None:
        """Let renamed lists keep their entries, and settle those of lists that are gone."""
        vanished = [name for name in self.store.list_names() if gone(name)]
        if vanished:
            self.store.settle_vanished(vanished, {info.sha256: list_name(info.path) for info in found})

    def do(self, info: ListInfo) -> ListOutcome:
        """Bring one list up to date; a list whose inputs are those of its last run is only touched."""
        path = list_name(info.path)
        inputs = self._inputs(info)
        before = self.store.list_inputs(path)
        if before == inputs:
            entries = self.store.touch_list(path, self._run_id)
            return ListOutcome(path, "unchanged", entries=entries)
        overrides = read_overrides(info.path)
        list_id = self.store.begin_list(path, info.title, info.dialect, info.reason)
        self.progress.start(path)
        done = unread = 0
        for batch in _batches(read_entries(info)):
            entries_read = [item for item in batch if isinstance(item, Entry)]
            unread += len(batch) - len(entries_read)
            self._save(list_id, entries_read, overrides)
            done += len(entries_read)
            self.progress.advance(done)
        changes = self.store.finish_list(self._run_id, list_id, info.sha256, inputs)
        state: Literal["new", "changed"] = "new" if before is None else "changed"
        return ListOutcome(path, state, done, changes.added, changes.removed, unread)

    def _inputs(self, info: ListInfo) -> str:
        """Digest of everything that decides the list's rows."""
        file = overrides_file(info.path)
        overrides = file.read_bytes() if file.exists() else b""
        parts = (info.sha256, sha256(overrides).hexdigest(), self._catalogue.stamp, __version__)
        return sha256("\n".join(parts).encode()).hexdigest()

    def _save(self, list_id: int, entries: Sequence[Entry], overrides: dict[Name, Override]) -> None:
        chosen = {
            number: overrides[name]
            for number, entry in enumerate(entries)
            if overrides and (name := name_of(entry.title, entry.stated_id)) in overrides
        }
        matches: list[Match] = self.resolver.resolve([Claim.of(entry) for entry in entries], chosen)
        papers = {match.paper_id for match in matches if match.paper_id} - self._fetched
        records, counts = self._catalogue.read_facts(sorted(papers)) if self._with_facts else ([], [])
        batch = list(zip(entries, matches, strict=True))
        self.store.save_batch(self._run_id, list_id, batch, records, counts)
        self._fetched |= papers


def _batches(items: Iterable[Entry | Unread]) -> Iterator[list[Entry | Unread]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
