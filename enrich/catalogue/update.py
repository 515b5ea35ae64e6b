"""Changes a catalogue in place, one transaction for each batch: readers see all of a batch or nothing of it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from enrich.catalogue import keys
from enrich.catalogue.records import all_titles, row
from enrich.catalogue.tables import FIELDS, store_rows
from enrich.errors import StopRun
from enrich.text import fold_title

if TYPE_CHECKING:
    from enrich.catalogue.digest import Digest

_PATIENCE = 30  # seconds to wait for those who read
_ASSIGNED = ", ".join(f"{field} = ?" for field in FIELDS)


class Changes(NamedTuple):
    """What was changed: papers that were unknown, known ones of which something else is known now, and papers gone.

    ``retitled`` are those of the changed ones that go by a new title.
    """

    new: int = 0
    changed: int = 0
    retitled: int = 0
    gone: int = 0

    def and_(self, later: "Changes") -> "Changes":
        """These changes and later ones."""
        return Changes(*map(sum, zip(self, later, strict=True)))


class Update:
    """Write access to a catalogue that is there. Use it as a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)

    def close(self) -> None:
        """Give the file free."""
        self._db.close()

    def read_state(self) -> dict[str, str]:
        """What the catalogue says about itself, and what callers of `apply` left there."""
        return dict(self._db.execute("SELECT key, value FROM meta"))

    def apply(
        self, records: Iterable[Mapping[str, Any]], gone: Sequence[str], state: Mapping[str, str | None]
    ) -> Changes:
        """Store what is new about papers, and the ``state`` (None forgets a key), in one transaction.

        A paper that goes by another title keeps the former one; what a record does not tell stays as it is.
        """
        # Loads numpy, which takes a while; most runs change nothing.
        from enrich.catalogue.digest import digest, digest_titles

        by_id = {record["arxiv_id"]: record for record in records}
        with self._transaction():
            known = self._known(by_id)
            fresh = digest(self._next(), [record for name, record in by_id.items() if name not in known])
            changed, added = self._change(by_id, known)
            store_rows(self._db, fresh.rows)
            for part in (fresh, digest_titles(added)):
                self._file(part)
            deleted = self._db.execute(
                "DELETE FROM papers WHERE arxiv_id IN (SELECT value FROM json_each(?))", [json.dumps(list(gone))]
            ).rowcount
            changes = Changes(len(fresh.rows), changed, len(added), deleted)
            self._note(fresh, changes, state)
        return changes

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            with self._db:
                yield
        except (OSError, sqlite3.Error) as error:
            raise StopRun(f"{self._path}: the catalogue cannot be changed: {error}") from error

    def _known(self, arxiv_ids: Iterable[str]) -> dict[str, tuple[Any, ...]]:
        """Number and fields of these papers, by id; unknown ones are missing from the answer."""
        rows = self._db.execute(
            f"SELECT arxiv_id, id, {', '.join(FIELDS)} FROM papers WHERE arxiv_id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(arxiv_ids))],
        )
        return {arxiv_id: tuple(known) for arxiv_id, *known in rows}

    def _next(self) -> int:
        found = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'papers'").fetchone()
        return int(found[0]) + 1 if found else 1

    def _change(
        self, by_id: Mapping[str, Mapping[str, Any]], known: Mapping[str, tuple[Any, ...]]
    ) -> tuple[int, list[tuple[int, str]]]:
        """Bring known papers up to date; returns how many changed, and the titles under which they were not known."""
        changed, added = 0, []
        for arxiv_id, (number, *fields) in known.items():
            record = by_id[arxiv_id]
            before = fields[0].split("\n")
            titles = all_titles(record["title"], before)
            told = row(number, record, titles)[2:]
            now = [new or old for old, new in zip(fields, told, strict=True)]
            if now == fields:
                continue
            changed += 1
            self._db.execute(f"UPDATE papers SET {_ASSIGNED} WHERE id = ?", (*now, number))
            if fold_title(titles[0]) not in map(fold_title, before):
                added.append((number, titles[0]))
        return changed, added

    def _file(self, part: "Digest") -> None:
        """Store what titles are found by."""
        import numpy as np

        from enrich.catalogue.entries import buckets, pair_entries, rank_words

        title_keys = zip(part.title_keys.tolist(), part.titles.papers.tolist(), strict=True)
        self._db.executemany("INSERT OR IGNORE INTO title_keys VALUES (?, ?)", title_keys)
        counts = np.bincount(part.titles.words, minlength=len(part.words)).tolist()
        self._db.executemany(
            "INSERT INTO words VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET titles = titles + excluded.titles",
            zip(part.words, counts, strict=True),
        )
        known = dict(
            self._db.execute(
                "SELECT word, titles FROM words WHERE word IN (SELECT value FROM json_each(?))",
                [json.dumps(part.words)],
            )
        )
        rarities = rank_words(part.words, [known[word] for word in part.words])
        entries = np.union1d(part.entries, pair_entries(part.titles, rarities))
        for bucket, packed in buckets(entries):
            self._add_to_bucket(bucket, packed)

    def _add_to_bucket(self, bucket: int, packed: bytes) -> None:
        found = self._db.execute("SELECT entries FROM near_keys WHERE bucket = ?", [bucket]).fetchone()
        entries = {*keys.unpacked(packed), *keys.unpacked(found[0] if found else b"")}
        self._db.execute("INSERT OR REPLACE INTO near_keys VALUES (?, ?)", (bucket, keys.packed(sorted(entries))))

    def _note(self, fresh: "Digest", changes: Changes, state: Mapping[str, str | None]) -> None:
        meta = self.read_state()
        changed = dict(state)
        if any(changes):
            base, _, updates = meta["stamp"].partition("+")
            changed["stamp"] = f"{base}+{int(updates or 0) + 1}"
            changed["titles"] = str(int(meta["titles"]) + len(fresh.title_keys) + changes.retitled)
            changed["papers"] = str(int(meta["papers"]) + changes.new - changes.gone)
            changed["newest"] = max(meta.get("newest", ""), fresh.newest)
        self._db.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [(key, value) for key, value in changed.items() if value is not None],
        )
        self._db.executemany(
            "DELETE FROM meta WHERE key = ?", [(key,) for key, value in changed.items() if value is None]
        )
