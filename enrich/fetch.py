"""Stage 3: what is known about the papers that were found.

The services are asked side by side, one thread for each, in batches; whatever they do, every subject gets exactly one
answer, in batches that the caller stores as they come.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import NamedTuple

from enrich.client import Client
from enrich.errors import RetryLater, SourceDown
from enrich.models import Absent, Answer, Failed, Found, Outcome, PaperRecord, RepositoryStats, Subject
from enrich.sources.base import Source


class Batch(NamedTuple):
    """Keys of one request, and the subject that each is a name of."""

    keys: tuple[str, ...]
    subjects: tuple[str, ...]


class Task(NamedTuple):
    """What one source is to be asked in one round; ``second`` marks second opinions on counts in doubt."""

    source: Source
    batches: tuple[Batch, ...]
    second: bool = False

    @property
    def subjects(self) -> int:
        """How many subjects there are."""
        return sum(len(set(batch.subjects)) for batch in self.batches)


class Answered(NamedTuple):
    """Answers to one batch of a task; ``down`` is why the source is not asked again, where it is not."""

    task: Task
    answers: list[Answer]
    down: SourceDown | None = None


class _Heard(NamedTuple):
    """What a source said to one batch of a task."""

    task: Task
    batch: Batch
    outcomes: Sequence[Outcome]


_REFUSALS = frozenset({400, 413, 414, 422})
"""Statuses of a request that is wrong or too large, so that a smaller one may pass."""
_REFUSALS_AT_FIRST = 8  # a service that refuses everything is not asked for each key alone

Believe = Callable[[Batch, Sequence[Outcome]], Sequence[Outcome]]
"""Says what may be believed of the outcomes of a batch; called in the thread of the one who asks."""


def cut_batches(source: Source, named: Sequence[tuple[Subject, Sequence[str]]]) -> tuple[Batch, ...]:
    """Fill as few requests as possible; the names of one subject stay together."""
    batches: list[Batch] = []
    keys: list[str] = []
    owners: list[str] = []
    for subject, names in named:
        if keys and len(keys) + len(names) > source.BATCH:
            batches.append(Batch(tuple(keys), tuple(owners)))
            keys, owners = [], []
        keys += names
        owners += [subject.id] * len(names)
    if keys:
        batches.append(Batch(tuple(keys), tuple(owners)))
    return tuple(batches)


def ask_side_by_side(
    client: Client, tasks: Sequence[Task], now: Callable[[], str], believe: Believe = lambda batch, outcomes: outcomes
) -> Iterator[Answered]:
    """Ask every source its batches, one thread for each source, and give the answers as they come.

    The threads end with the process: a run that is interrupted waits for nobody.
    """
    answered: SimpleQueue[_Heard | Answered | BaseException | None] = SimpleQueue()
    for task in tasks:
        threading.Thread(target=_ask, args=(client, task, now, answered.put), daemon=True).start()
    running = len(tasks)
    while running:
        item = answered.get()
        if item is None:
            running -= 1
        elif isinstance(item, BaseException):
            raise item
        elif isinstance(item, _Heard):
            yield Answered(item.task, _by_subject(item.batch, believe(item.batch, item.outcomes)))
        else:
            yield item


def _ask(
    client: Client, task: Task, now: Callable[[], str], put: Callable[[_Heard | Answered | BaseException | None], None]
) -> None:
    waiting, patience = deque(task.batches), _REFUSALS_AT_FIRST
    try:
        while waiting:
            batch = waiting[0]
            try:
                outcomes, is_refused = ask_batch(client, task.source, batch, now())
            except SourceDown as down:
                left = [name for later in waiting for name in dict.fromkeys(later.subjects)]
                answers = [Answer(name, "not_asked", error=down.reason, retry_at=down.until) for name in left]
                put(Answered(task, answers, down))
                break
            waiting.popleft()
            patience += -1 if is_refused else 2
            if is_refused and patience > 0 and len(halves := _halves(batch)) > 1:
                waiting.extend(halves)
            else:
                put(_Heard(task, batch, outcomes))
        put(None)
    except BaseException as error:  # the caller's thread raises it
        put(error)


def _halves(batch: Batch) -> list[Batch]:
    """The batch cut in two between subjects, to find the key that a service refuses; itself when there is only one."""
    names = list(dict.fromkeys(batch.subjects))
    first = set(names[: len(names) // 2])
    parts: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    for key, name in zip(batch.keys, batch.subjects, strict=True):
        parts[name not in first].append((key, name))
    return [Batch(*zip(*part, strict=True)) for part in parts if part]


def ask_batch(client: Client, source: Source, batch: Batch, asked_at: str) -> tuple[list[Outcome], bool]:
    """One outcome for each key of a batch, and whether the service refused the request as a bad one.

    Raises SourceDown when the source is not to be asked any more.
    """
    try:
        response = client.send(source.NAME, source.request(batch.keys))
    except SourceDown:
        raise
    except RetryLater as error:
        failed = [Failed(key=key, reason=error.reason, retry_at=error.until) for key in batch.keys]
        return [*failed], error.status in _REFUSALS
    outcomes = source.read(batch.keys, response, asked_at)
    return outcomes, response.status in _REFUSALS and all(isinstance(outcome, Failed) for outcome in outcomes)


def _by_subject(batch: Batch, outcomes: Sequence[Outcome]) -> list[Answer]:
    grouped: dict[str, list[Outcome]] = {name: [] for name in batch.subjects}
    for name, outcome in zip(batch.subjects, outcomes, strict=True):
        grouped[name].append(outcome)
    return [_merged(name, found) for name, found in grouped.items()]


def _joined(subject_id: str, records: Sequence[PaperRecord]) -> PaperRecord:
    """The first record, with the names of all of them: a work that a service holds twice goes by both."""
    ids = dict.fromkeys(name for record in records for name in record.ids)
    return records[0].model_copy(update={"paper_id": subject_id, "ids": tuple(ids)})


def _named(subject_id: str, look: RepositoryStats) -> RepositoryStats:
    """A look under the name that the list uses: a renamed repository answers under its new one."""
    moved_to = look.id if look.id.lower() != subject_id.lower() else None
    return look.model_copy(update={"id": subject_id, "moved_to": moved_to})


def _merged(subject_id: str, outcomes: Sequence[Outcome]) -> Answer:
    """One answer from what was said to every name of a subject; the first record that was found stands."""
    found = [outcome for outcome in outcomes if isinstance(outcome, Found)]
    if found:
        records = [outcome.record for outcome in found if outcome.record]
        repositories = [outcome.repository for outcome in found if outcome.repository]
        counts = {
            (count.url or outcome.key): count.model_copy(update={"paper_id": subject_id})
            for outcome in found
            for count in outcome.counts
        }
        return Answer(
            subject_id,
            "ok",
            record=_joined(subject_id, records) if records else None,
            counts=tuple(counts.values()),
            repository=_named(subject_id, repositories[0]) if repositories else None,
        )
    failed = [outcome for outcome in outcomes if isinstance(outcome, Failed)]
    if failed or not all(isinstance(outcome, Absent) for outcome in outcomes):
        return Answer(subject_id, "failed", error=failed[0].reason, retry_at=failed[0].retry_at)
    return Answer(subject_id, "not_found")
