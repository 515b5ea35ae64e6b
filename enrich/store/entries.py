"""Rows of what a list says: its entries, their links and their matches, and which entries came and went."""

from collections import Counter, defaultdict, deque
from collections.abc import Container, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from sqlite_utils import Database

from enrich.models import Candidate, Entry, Link, Match
from enrich.store.columns import column, insert, insert_indexed, keys, text, to_json
from enrich.text import fold_title, text_key

# Columns that are what the list says, in the order of the model.
_SAID = tuple(name for name in Entry.model_fields if name != "links")
_said = attrgetter(*_SAID)
_SEEN = ("first_seen_at", "last_seen_at", "first_seen_in_run", "seen_in_run")
# What a match is decided from; while it stays, a match that a service helped to decide stays, too.
_CLAIM = tuple(
    _SAID.index(name) for name in ("title", "kind", "stated_arxiv_id", "stated_doi", "stated_site_id", "stated_year")
)
# What an entry takes over from the row that was made when its title was edited.
_TAKEN_OVER = ("identity", *_SAID, "last_seen_at", "seen_in_run")


class Moment(NamedTuple):
    """The run that writes, and the time of its transaction (ISO 8601, UTC)."""

    run_id: int
    now: str


class ListChanges(NamedTuple):
    """Entries that came, went and stayed since the list was last read to its end."""

    added: int
    removed: int
    kept: int


class Reading:
    """One reading of a list from its start to its end; tells entries of one title apart by their ids, then by order."""

    def __init__(self) -> None:
        self._titles: Counter[int] = Counter()
        self.revived = 0

    def identity(self, entry: Entry) -> int:
        """Key of the entry in its list: its folded title, the id it states, and how many such there were so far."""
        name = fold_title(entry.title) or entry.raw.strip()
        name = f"{name}|{entry.stated_id or ''}"
        title = text_key(name)
        self._titles[title] += 1
        return text_key(f"{name}#{self._titles[title]}")


def save_entries(
    db: Database, moment: Moment, list_id: int, reading: Reading, batch: Sequence[tuple[Entry, Match]]
) -> None:
    """Write entries, links, repositories and matches of a batch; what is equal to the stored rows is not written."""
    identities = [reading.identity(entry) for entry, _ in batch]
    stored = _stored_entries(db, list_id, identities)
    next_id = db.execute("SELECT ifnull(max(id), 0) + 1 FROM entries").fetchone()[0]
    new: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    links: dict[int, tuple[Link, ...]] = {}
    matches: dict[int, Match] = {}
    known: list[int] = []
    same_claim: set[int] = set()
    for identity, (entry, match) in zip(identities, batch, strict=True):
        row = tuple(map(column, _said(entry)))
        if identity not in stored:
            entry_id = next_id + len(new)
            new.append((entry_id, list_id, identity, *row, moment.now, moment.now, moment.run_id, moment.run_id))
        else:
            entry_id, is_removed, *values = stored[identity]
            known.append(entry_id)
            reading.revived += is_removed
            if tuple(values) != row:
                changed.append((*row, entry_id))
            if all(values[index] == row[index] for index in _CLAIM):
                same_claim.add(entry_id)
        links[entry_id], matches[entry_id] = entry.links, match
    insert_indexed(db, "entries", ("id", "list_id", "identity", *_SAID, *_SEEN), new)
    db.conn.executemany(f"UPDATE entries SET {', '.join(f'{name} = ?' for name in _SAID)} WHERE id = ?", changed)
    db.execute(
        "UPDATE entries SET last_seen_at = ?, seen_in_run = ?, removed_at = NULL"
        " WHERE id IN (SELECT value FROM json_each(?))",
        [moment.now, moment.run_id, keys(known)],
    )
    _save_links(db, links, known)
    save_matches(db, moment.now, matches, same_claim)


def _stored_entries(db: Database, list_id: int, identities: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    rows = db.execute(
        f"SELECT identity, id, removed_at IS NOT NULL, {', '.join(_SAID)} FROM entries"
        " WHERE list_id = ? AND identity IN (SELECT value FROM json_each(?))",
        [list_id, keys(identities)],
    )
    return {row[0]: row[1:] for row in rows}


_LINK = ("position", "label", "url", "kind", "repository_id")


def _save_links(db: Database, links: Mapping[int, tuple[Link, ...]], known: Iterable[int]) -> None:
    stored: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for entry_id, *row in db.execute(
        f"SELECT entry_id, {', '.join(_LINK)} FROM entry_links"
        " WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY entry_id, position",
        [keys(known)],
    ):
        stored[entry_id].append(tuple(row))
    wanted = {entry_id: _link_rows(found) for entry_id, found in links.items()}
    changed = [entry_id for entry_id, rows in wanted.items() if rows != stored.get(entry_id, [])]
    repositories = {(row[-1],) for entry_id in changed for row in wanted[entry_id] if row[-1] is not None}
    db.conn.executemany("INSERT INTO repositories (id) VALUES (?) ON CONFLICT DO NOTHING", sorted(repositories))
    db.conn.executemany("DELETE FROM entry_links WHERE entry_id = ?", [(i,) for i in changed if i in stored])
    insert(db, "entry_links", ("entry_id", *_LINK), [(i, *row) for i in changed for row in wanted[i]])


def _link_rows(links: Iterable[Link]) -> list[tuple[Any, ...]]:
    return [
        (position, text(link.label), text(link.url), link.kind, column(link.repository_id))
        for position, link in enumerate(links, 1)
    ]


_MATCH = ("paper_id", "verdict", "method", "score", "evidence", "candidates")


def save_matches(db: Database, now: str, matches: Mapping[int, Match], same_claim: Container[int] = ()) -> None:
    """Write the matches of entries; one that is equal, or knows less than the stored one of the same claim, is not."""
    stored = {
        entry_id: tuple(row)
        for entry_id, *row in db.execute(
            f"SELECT entry_id, {', '.join(_MATCH)} FROM matches WHERE entry_id IN (SELECT value FROM json_each(?))",
            [keys(matches)],
        )
    }
    changed = []
    for entry_id, match in matches.items():
        row, before = _match_row(match), stored.get(entry_id)
        if row != before and not (before and entry_id in same_claim and _knows_less(match, *before[:2])):
            changed.append((entry_id, *row, now))
    db.conn.executemany("DELETE FROM matches WHERE entry_id = ?", [(row[0],) for row in changed if row[0] in stored])
    insert(db, "matches", ("entry_id", *_MATCH, "decided_at"), changed)


def _knows_less(match: Match, paper_id: str | None, verdict: str) -> bool:
    """Whether a match was made without asking, and the stored one with an answer."""
    if match.verdict == "not_asked":
        return verdict in ("title_exact", "title_author", "ambiguous", "not_found")
    if match.verdict == "ambiguous":  # among papers of which the one that a service knew is none
        is_listed = paper_id in {candidate.paper_id for candidate in match.candidates}
        return verdict in ("title_exact", "title_author") and not is_listed
    if match.method != "stated_unchecked":
        return False
    return verdict in ("title_exact", "title_author") or (
        match.paper_id == paper_id and verdict in ("linked", "mismatch")
    )


def _match_row(match: Match) -> tuple[Any, ...]:
    candidates = to_json([_candidate(found) for found in match.candidates]) if match.candidates else "[]"
    return (match.paper_id, match.verdict, match.method, match.score, to_json(match.evidence), candidates)


def _candidate(found: Candidate) -> dict[str, Any]:
    return found.model_dump(exclude_none=True)


def finish_entries(db: Database, moment: Moment, list_id: int, reading: Reading, last_run: int) -> ListChanges:
    """Settle the entries of a list that was read to its end; ``last_run`` is the run that did so before (0: none).

    An entry that was not met again but has the id or the title of a new one is that one, edited: it keeps its row.
    The others are marked as removed, and keep their match.
    """
    fresh = "seen_in_run = ? AND first_seen_in_run > ?"
    new = _loose(db, list_id, fresh, (moment.run_id, last_run))
    gone = _loose(db, list_id, "removed_at IS NULL AND seen_in_run <> ?", (moment.run_id,))
    for old_id, new_id in _pairs(gone, new):
        _take_over(db, old_id, new_id)
    removed = db.execute(
        "UPDATE entries SET removed_at = ? WHERE list_id = ? AND removed_at IS NULL AND seen_in_run <> ?",
        [moment.now, list_id, moment.run_id],
    ).rowcount
    live, added = db.execute(
        f"SELECT count(*), ifnull(sum({fresh}), 0) FROM entries WHERE list_id = ? AND removed_at IS NULL",
        [moment.run_id, last_run, list_id],
    ).fetchone()
    added += reading.revived
    return ListChanges(added, removed, live - added)


class _Loose(NamedTuple):
    """An entry that came or went, with what tells whether it is the same as another: the best sign first."""

    id: int
    signs: tuple[str, ...]


def _loose(db: Database, list_id: int, condition: str, values: tuple[int, ...]) -> list[_Loose]:
    """Entries of a list that came or went, in the order of the list."""
    rows = db.execute(
        f"SELECT id, stated_arxiv_id, stated_doi, stated_site_id, title FROM entries WHERE list_id = ? AND {condition}"
        " ORDER BY position, id",
        [list_id, *values],
    )
    return [
        _Loose(entry_id, (arxiv_id or "", doi or "", site_id or "", f"title:{fold_title(title)}"))
        for entry_id, arxiv_id, doi, site_id, title in rows
    ]


def _pairs(gone: Sequence[_Loose], new: Sequence[_Loose]) -> list[tuple[int, int]]:
    """(old id, new id) of entries that are one: the same arXiv id, else DOI, else name at a site, else title."""
    paired: dict[int, int] = {}
    for kind in range(4):
        waiting: defaultdict[str, deque[int]] = defaultdict(deque)
        for entry in gone:
            if entry.id not in paired and entry.signs[kind]:
                waiting[entry.signs[kind]].append(entry.id)
        taken = set(paired.values())
        for entry in new:
            queue = waiting.get(entry.signs[kind])
            if queue and entry.id not in taken:
                paired[queue.popleft()] = entry.id
    return list(paired.items())


def _take_over(db: Database, old_id: int, new_id: int) -> None:
    """Give the old row what the new row says, with its links and its match, and drop the new row."""
    values = db.execute(f"SELECT {', '.join(_TAKEN_OVER)} FROM entries WHERE id = ?", [new_id]).fetchone()
    for table in ("entry_links", "matches"):
        db.execute(f"DELETE FROM {table} WHERE entry_id = ?", [old_id])
        db.execute(f"UPDATE {table} SET entry_id = ? WHERE entry_id = ?", [old_id, new_id])
    db.execute("DELETE FROM entries WHERE id = ?", [new_id])
    assignments = ", ".join(f"{name} = ?" for name in _TAKEN_OVER)
    db.execute(f"UPDATE entries SET {assignments} WHERE id = ?", [*values, old_id])
