"""Strings the stages together: which lists are due, batch by batch through resolve, fetch and store, and a report.

The unit of work is a batch, stored in one transaction. A list counts as done when its last transaction is; a run that
is stopped anywhere is finished by the next one, with the same rows.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

from enrich import __version__
from enrich.catalogue import Catalogue, open_catalogue
from enrich.errors import ConfigError, EnrichError
from enrich.fetch import fetch_facts
from enrich.models import Entry, Match, Unread
from enrich.overrides import overrides_file, read_overrides
from enrich.parse import ListInfo, read_entries, scan
from enrich.resolve import Claim, Override, Resolver
from enrich.settings import Settings
from enrich.store import Store
from enrich.text import fold_title

_BATCH = 1_000  # entries in one transaction


class Progress:
    """What a run tells while it works; this one says nothing."""

    def start(self, label: str, total: int | None = None) -> None:
        """A new piece of work begins, of so many steps when that is known."""

    def advance(self, done: int) -> None:
        """So many steps of the piece are done."""


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
    """What a run did; ``status`` as in ``runs.status``."""

    status: Literal["ok", "degraded", "failed", "interrupted"]
    lists: tuple[ListOutcome, ...]


def utc_now() -> str:
    """The time as the database writes it: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def find_lists(patterns: Sequence[str]) -> list[Path]:
    """Files that match the patterns, sorted; overrides and hidden files are no lists."""
    found = {path for pattern in patterns for path in Path().glob(pattern) if path.is_file()}
    if not found:
        raise ConfigError(f"no lists found at {', '.join(patterns)}: put a list there, or name one (enrich run LIST…)")
    return sorted(found)


def run_lists(
    settings: Settings,
    paths: Sequence[Path],
    *,
    command: str = "run",
    now: Callable[[], str] = utc_now,
    progress: Progress | None = None,
) -> Outcome:
    """Parse, resolve, fetch and store these lists; a list that cannot be read is reported and the others go on."""
    progress = progress or Progress()
    scans = [_scan(path) for path in paths]
    if not any(isinstance(found, ListInfo) for found in scans):
        return Outcome("failed", tuple(found for found in scans if isinstance(found, ListOutcome)))
    with (
        closing(_open_catalogue(settings.catalogue, progress)) as catalogue,
        Store.open(settings.db, now=now, count_order=settings.count_sources) as store,
    ):
        run_id = store.start_run(command, __version__)
        work = _Work(store, catalogue, Resolver(catalogue), run_id, progress)
        outcomes: list[ListOutcome] = []
        try:
            outcomes.extend(found if isinstance(found, ListOutcome) else work.do(found) for found in scans)
        except BaseException as error:
            _record_end(store, run_id, "interrupted" if isinstance(error, KeyboardInterrupt) else "failed", outcomes)
            raise
        # What nobody could be asked for stays marked; only --offline says that this was wanted.
        failed = any(outcome.state == "failed" for outcome in outcomes)
        status: Literal["ok", "degraded"] = "degraded" if failed or not settings.offline else "ok"
        _record_end(store, run_id, status, outcomes)
        return Outcome(status, tuple(outcomes))


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
    try:
        store.finish_run(run_id, status, totals)
    except (EnrichError, sqlite3.Error):
        if status == "ok":
            raise  # else the first error is the one to tell


class _Work:
    """The tools of one run."""

    def __init__(self, store: Store, catalogue: Catalogue, resolver: Resolver, run_id: int, progress: Progress) -> None:
        self._store = store
        self._catalogue = catalogue
        self._resolver = resolver
        self._run_id = run_id
        self._progress = progress
        self._fetched: set[str] = set()

    def do(self, info: ListInfo) -> ListOutcome:
        """Bring one list up to date; a list whose inputs are those of its last run is only touched."""
        path = info.path.as_posix()
        inputs = self._inputs(info)
        before = self._store.list_inputs(path)
        if before == inputs:
            entries = self._store.touch_list(path, self._run_id)
            return ListOutcome(path, "unchanged", entries=entries)
        overrides = read_overrides(info.path)
        list_id = self._store.begin_list(path, info.title, info.dialect, info.reason)
        self._progress.start(path)
        done = unread = 0
        for batch in _batches(read_entries(info)):
            entries_read = [item for item in batch if isinstance(item, Entry)]
            unread += len(batch) - len(entries_read)
            self._save(list_id, entries_read, overrides)
            done += len(entries_read)
            self._progress.advance(done)
        changes = self._store.finish_list(self._run_id, list_id, info.sha256, inputs)
        state: Literal["new", "changed"] = "new" if before is None else "changed"
        return ListOutcome(path, state, done, changes.added, changes.removed, unread)

    def _inputs(self, info: ListInfo) -> str:
        """Digest of everything that decides the list's rows."""
        file = overrides_file(info.path)
        overrides = file.read_bytes() if file.exists() else b""
        parts = (info.sha256, sha256(overrides).hexdigest(), self._catalogue.stamp, __version__)
        return sha256("\n".join(parts).encode()).hexdigest()

    def _save(self, list_id: int, entries: Sequence[Entry], overrides: dict[str, Override]) -> None:
        chosen = {
            number: overrides[fold]
            for number, entry in enumerate(entries)
            if overrides and (fold := fold_title(entry.title)) in overrides
        }
        matches: list[Match] = self._resolver.resolve([Claim.of(entry) for entry in entries], chosen)
        papers = {match.paper_id for match in matches if match.paper_id} - self._fetched
        facts = fetch_facts(sorted(papers), self._catalogue)
        batch = list(zip(entries, matches, strict=True))
        self._store.save_batch(self._run_id, list_id, batch, facts.records, facts.counts)
        self._fetched |= papers


def _batches(items: Iterable[Entry | Unread]) -> Iterator[list[Entry | Unread]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
