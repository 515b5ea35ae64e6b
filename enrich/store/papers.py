"""Rows of what is known about papers: fields with their sources, authors, other names, citation counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from enrich.identifiers import ArxivId
from enrich.models import Author, CitationCount, PaperRecord
from enrich.normalise import FIELDS, shown_count, writable_fields
from enrich.store.columns import column, insert, insert_indexed, keys, text

_COLUMNS = tuple(field for field in FIELDS if field != "authors")

PaperName = tuple[str, str, str]
"""Scheme, value and paper id: one more name of a paper."""


_AuthorRow = tuple[str, str | None, str | None, str | None, str | None]
"""Name, ORCID iD, Semantic Scholar's and OpenAlex' ids, affiliation; all but the last are one spelling of an author."""


class _Paper:
    """One paper while a batch is written: what it is now, what of that is to be written, and who said it."""

    def __init__(self, paper_id: str, stored: dict[str, Any] | None) -> None:
        self.id = paper_id
        self.is_new = stored is None
        self.values: dict[str, Any] = stored or dict.fromkeys(_COLUMNS)
        self.values["authors"] = ()
        self.sources: dict[str, str] = {}
        self.changed: set[str] = set()
        self.said: dict[str, tuple[str, str]] = {}

    def take(self, record: PaperRecord) -> None:
        """Take over what the record may write."""
        for field, value in writable_fields(record, self.sources).items():
            storable = tuple(map(_author_row, value)) if field == "authors" else column(value)
            if storable is None or storable == ():
                continue
            if self.values[field] != storable:
                self.values[field] = storable
                self.changed.add(field)
            elif self.sources.get(field) == record.source:
                continue
            self.sources[field] = record.source
            self.said[field] = (record.source, record.fetched_at)


def _author_row(author: Author) -> _AuthorRow:
    name = text(author.name.replace("\0", " "))  # SQLite's JSON, by which names are looked up, ends at a NUL
    others = (author.orcid, author.s2_id, author.openalex_id, author.affiliation)
    orcid, s2_id, openalex_id, affiliation = (value and text(value) for value in others)
    return (name, orcid, s2_id, openalex_id, affiliation)


def save_papers(
    db: Database,
    now: str,
    paper_ids: Iterable[str],
    records: Sequence[PaperRecord],
    names: Iterable[PaperName],
) -> None:
    """Write a row for each of the papers, and what the records say of them; what is equal or less trusted is not."""
    recorded = {record.paper_id for record in records}
    papers = _open_papers(db, set(paper_ids), recorded)
    _read_sources(db, papers, recorded)
    _read_authors(db, papers, recorded)
    for record in records:
        papers[record.paper_id].take(record)
    for paper in papers.values():
        if told := _told_by_id(paper, now):
            paper.take(told)
    _write_papers(db, papers.values())
    if changed := [paper for paper in papers.values() if "authors" in paper.changed]:
        _write_authors(db, changed)
    db.conn.executemany(
        "INSERT INTO field_sources (paper_id, field, source, fetched_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET source = excluded.source, fetched_at = excluded.fetched_at",
        [(paper.id, field, *said) for paper in papers.values() for field, said in paper.said.items()],
    )
    told_names = ((scheme, value, record.paper_id) for record in records for scheme, value in record.ids)
    db.conn.executemany(
        "INSERT INTO paper_ids (scheme, value, paper_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [
            (scheme, text(value), paper_id)
            for scheme, value, paper_id in (*told_names, *names)
            if f"{scheme}:{value}" != paper_id
        ],
    )


def _told_by_id(paper: _Paper, now: str) -> PaperRecord | None:
    """What an arXiv id itself tells, when nothing better is known: month and year of the first version."""
    if paper.values["published_on"] is not None and paper.values["year"] is not None:
        return None
    scheme, _, value = paper.id.partition(":")
    arxiv_id = ArxivId.find(value) if scheme == "arxiv" else None
    if arxiv_id is None:
        return None
    return PaperRecord(
        paper_id=paper.id, source="arxiv_id", fetched_at=now, published_on=arxiv_id.month, year=arxiv_id.year
    )


def _open_papers(db: Database, paper_ids: set[str], recorded: set[str]) -> dict[str, _Paper]:
    """Papers that may change: those of records, and those that have no row yet."""
    rows = db.execute("SELECT id FROM papers WHERE id IN (SELECT value FROM json_each(?))", [keys(paper_ids)])
    missing = paper_ids - {row[0] for row in rows}
    rows = db.execute(
        f"SELECT id, {', '.join(_COLUMNS)} FROM papers WHERE id IN (SELECT value FROM json_each(?))", [keys(recorded)]
    )
    stored = {row[0]: dict(zip(_COLUMNS, row[1:], strict=True)) for row in rows}
    return {paper_id: _Paper(paper_id, stored.get(paper_id)) for paper_id in sorted(missing | recorded)}


def _read_sources(db: Database, papers: Mapping[str, _Paper], paper_ids: Iterable[str]) -> None:
    rows = db.execute(
        "SELECT paper_id, field, source FROM field_sources WHERE paper_id IN (SELECT value FROM json_each(?))",
        [keys(paper_ids)],
    )
    for paper_id, field, source in rows:
        papers[paper_id].sources[field] = source


def _read_authors(db: Database, papers: Mapping[str, _Paper], paper_ids: Iterable[str]) -> None:
    rows = db.execute(
        "SELECT s.paper_id, a.name, a.orcid, a.s2_id, a.openalex_id, s.affiliation"
        " FROM authorships AS s JOIN authors AS a ON a.id = s.author_id"
        " WHERE s.paper_id IN (SELECT value FROM json_each(?)) ORDER BY s.paper_id, s.position",
        [keys(paper_ids)],
    )
    found: defaultdict[str, list[_AuthorRow]] = defaultdict(list)
    for paper_id, *row in rows:
        found[paper_id].append(tuple(row))
    for paper_id, authors in found.items():
        papers[paper_id].values["authors"] = tuple(authors)


def _write_papers(db: Database, papers: Iterable[_Paper]) -> None:
    new = []
    updates: defaultdict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for paper in papers:
        if paper.is_new:
            scheme, _, value = paper.id.partition(":")
            arxiv_id = value if scheme == "arxiv" else None
            new.append((paper.id, arxiv_id, *(paper.values[name] for name in _COLUMNS)))
        elif changed := tuple(name for name in _COLUMNS if name in paper.changed):
            updates[changed].append((*(paper.values[name] for name in changed), paper.id))
    insert_indexed(db, "papers", ("id", "arxiv_id", *_COLUMNS), new)
    for names, rows in updates.items():
        db.conn.executemany(f"UPDATE papers SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?", rows)


def _write_authors(db: Database, papers: Sequence[_Paper]) -> None:
    ids = _author_ids(db, {row[:4] for paper in papers for row in paper.values["authors"]})
    renewed = keys(paper.id for paper in papers if not paper.is_new)
    before = db.execute(
        "SELECT author_id FROM authorships WHERE paper_id IN (SELECT value FROM json_each(?))", [renewed]
    ).fetchall()
    db.execute("DELETE FROM authorships WHERE paper_id IN (SELECT value FROM json_each(?))", [renewed])
    insert(
        db,
        "authorships",
        ("paper_id", "position", "author_id", "affiliation"),
        [
            (paper.id, position, ids[row[:4]], row[4])
            for paper in papers
            for position, row in enumerate(paper.values["authors"], 1)
        ],
    )
    # A spelling that no paper has any more was replaced by a better one.
    db.execute(
        "DELETE FROM authors WHERE id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM authorships AS s WHERE s.author_id = authors.id)",
        [keys(row[0] for row in before)],
    )


_Spelling = tuple[str, str | None, str | None, str | None]


def _author_ids(db: Database, wanted: set[_Spelling]) -> dict[_Spelling, int]:
    """Row numbers of these spellings; rows that are missing are made."""
    names = sorted({key[0] for key in wanted})
    rows = db.execute(
        "SELECT name, orcid, s2_id, openalex_id, id FROM authors WHERE name IN (SELECT value FROM json_each(?))",
        [keys(names)],
    )
    ids: dict[_Spelling, int] = {row[:4]: row[4] for row in rows}
    next_id = db.execute("SELECT ifnull(max(id), 0) + 1 FROM authors").fetchone()[0]
    missing = sorted(wanted - ids.keys(), key=repr)
    new = dict(zip(missing, range(next_id, next_id + len(missing)), strict=True))
    insert(
        db,
        "authors",
        ("id", "name", "orcid", "s2_id", "openalex_id"),
        [(number, *spelling) for spelling, number in new.items()],
    )
    return ids | new


def save_counts(db: Database, counts: Sequence[CitationCount], order: Sequence[str]) -> None:
    """Add observations that are new, and choose again which count of these papers is shown."""
    rows = [
        (seen.paper_id, text(seen.source), seen.observed_at, column(seen.count), seen.status, column(seen.url))
        for seen in counts
    ]
    db.conn.executemany(
        "INSERT INTO citation_counts (paper_id, source, observed_at, count, status, url) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [row for row in rows if row[3] is not None],
    )
    choose_counts(db, {seen.paper_id for seen in counts}, order)


def choose_counts(db: Database, papers: Iterable[str], order: Sequence[str]) -> None:
    """Choose which count of these papers is shown."""
    paper_ids = keys(papers)
    newest: defaultdict[str, list[CitationCount]] = defaultdict(list)
    for paper_id, source, observed_at, count in db.execute(
        "SELECT paper_id, source, max(observed_at), count FROM citation_counts"
        " WHERE status = 'ok' AND paper_id IN (SELECT value FROM json_each(?)) GROUP BY paper_id, source",
        [paper_ids],
    ):
        newest[paper_id].append(CitationCount(paper_id=paper_id, source=source, observed_at=observed_at, count=count))
    stored = {
        paper_id: tuple(shown)
        for paper_id, *shown in db.execute(
            "SELECT id, citation_count, citation_source, citation_observed_at FROM papers"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [paper_ids],
        )
    }
    shown = ((paper_id, shown_count(found, order)) for paper_id, found in newest.items())
    chosen = [((seen.count, seen.source, seen.observed_at), paper_id) for paper_id, seen in shown if seen]
    db.conn.executemany(
        "UPDATE papers SET citation_count = ?, citation_source = ?, citation_observed_at = ? WHERE id = ?",
        [(*values, paper_id) for values, paper_id in chosen if stored[paper_id] != values],
    )
