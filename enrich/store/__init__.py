"""Stage 4b: the database. The only writer; one transaction for each batch, so that a killed run loses nothing.

``database`` opens the file, ``entries`` writes what the lists say, ``papers`` what is known about the papers.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from enrich.models import CERTAIN, Answer, CitationCount, Entry, Match, PaperRecord, Subject
from enrich.store.answers import (
    Asked,
    OpenEntry,
    StoredTitle,
    forget_titles,
    read_absent,
    read_absent_names,
    read_cooldowns,
    read_due,
    read_missed,
    read_open_entries,
    read_resting,
    read_subjects,
    read_titles,
    save_answers,
    save_cooldowns,
    save_second_answers,
)
from enrich.store.columns import text
from enrich.store.database import open_database, stop_on_errors, transaction
from enrich.store.entries import ListChanges, Moment, Reading, finish_entries, save_entries, save_matches
from enrich.store.joining import canonical_ids, join_papers
from enrich.store.papers import PaperName, save_counts, save_papers

__all__ = ["COUNT_ORDER", "Asked", "ListChanges", "OpenEntry", "Store", "StoredTitle"]

COUNT_ORDER = ("semanticscholar", "openalex", "crossref")
"""Sources of the shown citation count, the most trusted first, where the settings do not say otherwise."""

_CITES = re.compile(r"[?&]cites=([0-9]{1,25})(?![0-9,%])")


class Store:
    """The open database of a run; every method that writes does it in one transaction.

    Every method raises `StopRun` when the database cannot be used, and has then changed nothing.
    """

    def __init__(self, path: Path, db: Database, now: Callable[[], str], count_order: Sequence[str]) -> None:
        self.path = path
        self.db = db
        self._now = now
        self._count_order = tuple(count_order)
        self._readings: dict[int, Reading] = {}

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        now: Callable[[], str],
        count_order: Sequence[str] = COUNT_ORDER,
        busy_timeout: float = 5.0,
    ) -> Self:
        """Open the database, made or brought to the current schema where necessary.

        ``now`` gives the time as ISO 8601 UTC text; ``busy_timeout`` (seconds) is how long to wait for other programs.
        """
        return cls(path, open_database(path, busy_timeout=busy_timeout), now, count_order)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with stop_on_errors(self.path), transaction(self.db):
            yield self.db

    def start_run(self, command: str, version: str) -> int:
        """Begin a run and give its number; earlier runs that never ended were interrupted."""
        with self._writing() as db:
            db.execute("UPDATE runs SET status = 'interrupted' WHERE status IS NULL")
            run = db.execute(
                "INSERT INTO runs (command, started_at, version) VALUES (?, ?, ?)", [command, self._now(), version]
            )
            return int(run.lastrowid or 0)

    def finish_run(self, run_id: int, status: str, counts: Mapping[str, int]) -> None:
        """Record how a run ended (``ok``, ``degraded``, ``failed``, ``interrupted``) and what it did."""
        with self._writing() as db:
            db.execute(
                "UPDATE runs SET finished_at = ?, status = ?, counts = ? WHERE id = ?",
                [self._now(), status, json.dumps(counts), run_id],
            )

    def list_inputs(self, path: str) -> str | None:
        """Digest of what the last complete parse of a list was made from; None when there was none."""
        with stop_on_errors(self.path):
            row = self.db.execute("SELECT inputs FROM lists WHERE path = ?", [text(path)]).fetchone()
        return row[0] if row else None

    def list_names(self) -> list[str]:
        """Paths of all lists that were ever read."""
        with stop_on_errors(self.path):
            return [row[0] for row in self.db.execute("SELECT path FROM lists ORDER BY path")]

    def settle_vanished(self, vanished: Sequence[str], present: Mapping[str, str]) -> None:
        """Give the lists whose file is gone the name of a present file with the same content, else end their entries.

        ``present`` has the path of each present file by the SHA-256 of its content.
        """
        with self._writing() as db:
            for old in vanished:
                sha256 = db.execute("SELECT sha256 FROM lists WHERE path = ?", [text(old)]).fetchone()[0]
                new = present.get(sha256)
                if new and not db.execute("SELECT 1 FROM lists WHERE path = ?", [text(new)]).fetchone():
                    db.execute("UPDATE lists SET path = ? WHERE path = ?", [text(new), text(old)])
                else:
                    db.execute(
                        "UPDATE entries SET removed_at = ? WHERE removed_at IS NULL"
                        " AND list_id = (SELECT id FROM lists WHERE path = ?)",
                        [self._now(), text(old)],
                    )
                    db.execute("UPDATE lists SET inputs = NULL WHERE path = ?", [text(old)])

    def mark_updated(self, paths: Sequence[str]) -> None:
        """Note that fresh values were written into these lists."""
        with self._writing() as db:
            db.conn.executemany("UPDATE lists SET updated_at = ? WHERE path = ?", [(self._now(), p) for p in paths])

    def touch_list(self, path: str, run_id: int) -> int:
        """Note that a list was met unchanged, and give the number of its entries."""
        with self._writing() as db:
            return db.execute(
                "UPDATE entries SET last_seen_at = ?, seen_in_run = ? WHERE removed_at IS NULL"
                " AND list_id = (SELECT id FROM lists WHERE path = ?)",
                [self._now(), run_id, text(path)],
            ).rowcount

    def read_due(self, source: str, kind: str, asked: Asked) -> list[Subject]:
        """What a source is to be asked about (``kind``, as in `enrich.sources.base`), with every name it goes by."""
        with stop_on_errors(self.path):
            return read_due(self.db, source, kind, asked)

    def read_subjects(self, paper_ids: Sequence[str]) -> list[Subject]:
        """These papers with every name they go by."""
        with stop_on_errors(self.path):
            return read_subjects(self.db, paper_ids)

    def save_answers(self, source: str, answers: Sequence[Answer]) -> list[str]:
        """Write what a source answered to a batch; returns the papers whose count is worth asking by another name."""
        with self._writing() as db:
            return save_answers(db, source, answers, self._now(), self._count_order)

    def read_resting(self, source: str, subjects: Sequence[str], asked: Asked) -> set[str]:
        """Those of these titles that this source need not be asked about now."""
        with stop_on_errors(self.path):
            return read_resting(self.db, source, subjects, asked)

    def read_absent(self, source: str, subjects: Sequence[str]) -> set[str]:
        """Those of these subjects that this source does not know."""
        with stop_on_errors(self.path):
            return read_absent(self.db, source, subjects)

    def read_absent_names(self, source: str, kind: str, asked: Asked) -> dict[str, tuple[str, ...]]:
        """What this source does not know, with the names that it was asked by: by a new one it may know it."""
        with stop_on_errors(self.path):
            return read_absent_names(self.db, source, kind, asked)

    def forget_titles(self, still_open: Iterable[str]) -> None:
        """Forget failed look-ups of titles that are not open any more."""
        with self._writing() as db:
            forget_titles(db, still_open)

    def read_missed(self, source: str) -> set[str]:
        """Subjects of which this source told nothing when it was last asked."""
        with stop_on_errors(self.path):
            return read_missed(self.db, source)

    def read_cooldowns(self) -> dict[str, str]:
        """The time (ISO 8601, UTC) before which each source asked not to be asked."""
        with stop_on_errors(self.path):
            return read_cooldowns(self.db)

    def save_cooldowns(self, cooldowns: Mapping[str, str]) -> None:
        """Remember, for the next run, how long the sources want to rest."""
        with self._writing() as db:
            save_cooldowns(db, cooldowns)

    def save_second_answers(self, source: str, answers: Sequence[Answer]) -> None:
        """Let the answers to other names of papers settle the doubt about their counts."""
        with self._writing() as db:
            save_second_answers(db, source, answers, self._count_order)

    def read_open_entries(self, lists: Sequence[str]) -> list[OpenEntry]:
        """Entries of these lists that an answer of a service may decide, with the match that they have now."""
        with stop_on_errors(self.path):
            return read_open_entries(self.db, lists)

    def read_titles(self, paper_ids: Sequence[str]) -> dict[str, StoredTitle]:
        """What these papers are called; those without a title are missing."""
        with stop_on_errors(self.path):
            return read_titles(self.db, paper_ids)

    def save_decisions(self, matches: Mapping[int, Match], records: Sequence[PaperRecord]) -> None:
        """Write matches of entries that a service helped to decide, with what it said about their papers."""
        with self._writing() as db:
            self._decide(db, matches, records)

    def save_search(
        self, source: str, matches: Mapping[int, Match], records: Sequence[PaperRecord], answers: Sequence[Answer]
    ) -> None:
        """Write what came of looking for titles at a source: as `save_decisions`, and an answer for each title."""
        with self._writing() as db:
            self._decide(db, matches, records)
            save_answers(db, source, answers, self._now(), self._count_order)

    def _decide(self, db: Database, matches: Mapping[int, Match], records: Sequence[PaperRecord]) -> None:
        matched = {match.paper_id for match in matches.values() if match.paper_id is not None}
        save_papers(db, self._now(), matched, records, [])
        save_matches(db, self._now(), matches)

    def begin_list(self, path: str, title: str | None, dialect: str, reason: str) -> int:
        """Begin to read a list and give its number; it counts as unread until `finish_list`."""
        # The digest goes first: a reading that is killed half-way must not pass for the last complete one.
        with self._writing() as db:
            db.execute(
                "INSERT INTO lists (path, title, dialect, dialect_reason) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (path) DO UPDATE SET title = excluded.title, dialect = excluded.dialect,"
                " dialect_reason = excluded.dialect_reason, inputs = NULL",
                [text(path), title, dialect, reason],
            )
            list_id: int = db.execute("SELECT id FROM lists WHERE path = ?", [text(path)]).fetchone()[0]
        self._readings[list_id] = Reading()
        return list_id

    def save_batch(
        self,
        run_id: int,
        list_id: int,
        batch: Sequence[tuple[Entry, Match]],
        records: Sequence[PaperRecord],
        counts: Sequence[CitationCount],
    ) -> None:
        """Write a batch of a list that was begun, with what is known about its papers. Nothing good is overwritten."""
        batch = self._by_canonical_ids(batch)
        matched = {match.paper_id for _, match in batch if match.paper_id is not None}
        counted = {seen.paper_id for seen in counts}
        with self._writing() as db:
            moment = Moment(run_id, self._now())
            save_papers(db, moment.now, matched | counted, records, _scholar_names(batch))
            if batch:
                save_entries(db, moment, list_id, self._readings[list_id], batch)
            if counts:
                save_counts(db, counts, self._count_order)

    def _by_canonical_ids(self, batch: Sequence[tuple[Entry, Match]]) -> Sequence[tuple[Entry, Match]]:
        """The batch with the papers that its matches mean, where they use only another name of one."""
        with stop_on_errors(self.path):
            names = canonical_ids(self.db, {match.paper_id for _, match in batch if match.paper_id})
        if not names:
            return batch
        return [
            (entry, match.model_copy(update={"paper_id": names.get(match.paper_id or "", match.paper_id)}))
            for entry, match in batch
        ]

    def join_papers(self) -> int:
        """Join papers that turned out to be one work; returns how many."""
        with self._writing() as db:
            return join_papers(db, self._count_order)

    def finish_list(self, run_id: int, list_id: int, sha256: str, inputs: str) -> ListChanges:
        """Settle a list that was read to its end: which entries came and went, and what it was read from."""
        with self._writing() as db:
            moment = Moment(run_id, self._now())
            last_run = db.execute("SELECT ifnull(parsed_in_run, 0) FROM lists WHERE id = ?", [list_id]).fetchone()[0]
            changes = finish_entries(db, moment, list_id, self._readings.pop(list_id), last_run)
            db.execute(
                "UPDATE lists SET sha256 = ?, inputs = ?, parsed_at = ?, parsed_in_run = ? WHERE id = ?",
                [sha256, inputs, moment.now, run_id, list_id],
            )
        return changes


def _scholar_names(batch: Sequence[tuple[Entry, Match]]) -> list[PaperName]:
    """Numbers by which Google Scholar knows the papers, from ``cites=`` links of entries that are surely the paper."""
    return [
        ("scholar", found.group(1), match.paper_id)
        for entry, match in batch
        if match.paper_id is not None and match.verdict in CERTAIN
        for link in entry.links
        if link.kind == "scholar" and (found := _CITES.search(link.url))
    ]
