"""A database held against the world: every value must be what its source says about that very paper."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.reliability.place import Place, papers_of
from tests.services.arxiv import comment, journal_ref
from tests.services.papers import Paper, number, openalex_id, s2_id
from tests.services.world import World

Rows = list[tuple[Any, ...]]

_FIELDS = (
    *("arxiv_version", "title", "abstract", "published_on", "updated_on", "year", "venue", "primary_category"),
    *("categories", "doi", "journal_ref", "comment", "pages", "is_withdrawn", "is_retracted"),
)


def wrong_values(place: Place, db: Path, believed: Collection[str] = ()) -> list[str]:
    """Everything in the database that is not true, one line each.

    What the services in ``believed`` say that they do not know is taken for unknown.
    """
    papers = dict(papers_of(place.lists))
    with closing(sqlite3.connect(db)) as rows:
        checks = (_papers, _authors, _names, _counts, _shown, _repositories, _matches)
        found = [line for check in checks for line in check(place, papers, rows)]
        found += _unknown(place, papers, rows, believed)
        found += [f"integrity_check: {row[0]}" for row in rows.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"foreign key: {row}" for row in rows.execute("PRAGMA foreign_key_check")]
    return found


def lost_values(before: Path, after: Path) -> list[str]:
    """Every value of an earlier night that is not there any more, one line each."""
    with closing(sqlite3.connect(before)) as old, closing(sqlite3.connect(after)) as new:
        return [*_lost_fields(old, new), *_lost_rows(old, new)]


def _lost_fields(old: sqlite3.Connection, new: sqlite3.Connection) -> Iterator[str]:
    """Columns that were filled and are empty."""
    fields = (*_FIELDS, "citation_count")
    for table, columns in (("papers", fields), ("repositories", ("stars", "forks", "archived", "pushed_at"))):
        sql = f"SELECT id, {', '.join(columns)} FROM {table}"
        now = {row[0]: row for row in new.execute(sql)}
        for row in old.execute(sql):
            for column, before, after in zip(columns, row[1:], now.get(row[0], (None,) * 99)[1:], strict=False):
                if before is not None and after is None:
                    yield f"{table}.{column} of {row[0]} is lost"


def _lost_rows(old: sqlite3.Connection, new: sqlite3.Connection) -> Iterator[str]:
    """Rows that were there and are not."""
    for sql in (
        "SELECT paper_id, source, observed_at, count, status FROM citation_counts",
        "SELECT repository_id, observed_at, stars FROM star_counts",
        "SELECT scheme, value, paper_id FROM paper_ids",
        "SELECT e.title, m.paper_id FROM matches m JOIN entries e ON e.id = m.entry_id WHERE m.paper_id IS NOT NULL",
        "SELECT s.paper_id, s.position, a.name FROM authorships s JOIN authors a ON a.id = s.author_id",
    ):
        for row in set(old.execute(sql)) - set(new.execute(sql)):
            yield f"row {row} is lost"


def _papers(place: Place, papers: dict[str, Paper], rows: sqlite3.Connection) -> Iterator[str]:
    source_of = {row[:2]: row[2] for row in rows.execute("SELECT paper_id, field, source FROM field_sources")}
    for paper_id, *values in rows.execute(f"SELECT id, {', '.join(_FIELDS)} FROM papers"):
        if paper_id not in papers:
            yield f"paper {paper_id} is in no list"
            continue
        for field, value in zip(_FIELDS, values, strict=True):
            source = source_of.get((paper_id, field), "nobody")
            if value is not None and value not in _allowed(papers[paper_id], field, source):
                yield f"{field} of {paper_id} is {str(value)[:60]!r}, says {source}"


def _allowed(paper: Paper, field: str, source: str) -> tuple[Any, ...]:
    """What a source may have said about a field; nothing, when it says nothing about it."""
    only_first = source == "datacite"  # it knows the day of the first version only
    day = str(paper.published)
    truth: dict[str, tuple[Any, ...]] = {
        "arxiv_version": (1 if only_first else paper.version,),
        "title": (" ".join(paper.title.split()),),
        "abstract": (" ".join(paper.abstract.split()), paper.abstract),
        "published_on": (day[:7],) if source == "arxiv_id" else (day, day[:7]) if source == "catalogue" else (day,),
        "updated_on": (day if only_first else str(paper.updated),),
        "year": (paper.published.year,),
        "venue": (paper.venue or "Invented Journal",),
        "primary_category": paper.categories[:1],
        "categories": (json.dumps(paper.categories), json.dumps(paper.categories, separators=(",", ":"))),
        "doi": ((paper.doi or "").lower(),),
        "journal_ref": (journal_ref(paper),),
        "comment": (comment(paper),),
        "pages": (int(comment(paper).partition(" ")[0]),),
        "is_withdrawn": (int(paper.withdrawn),),
        "is_retracted": (int(paper.retracted),),
    }
    return truth[field]


def _authors(place: Place, papers: dict[str, Paper], rows: sqlite3.Connection) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for paper_id, name in rows.execute(
        "SELECT s.paper_id, a.name FROM authorships s JOIN authors a ON a.id = s.author_id ORDER BY 1, s.position"
    ):
        found.setdefault(paper_id, []).append(name)
    for paper_id, names in found.items():
        if paper_id in papers and tuple(names) != papers[paper_id].authors:
            yield f"authors of {paper_id} are {names}"


def _names(place: Place, papers: dict[str, Paper], rows: sqlite3.Connection) -> Iterator[str]:
    for scheme, value, paper_id in rows.execute("SELECT scheme, value, paper_id FROM paper_ids"):
        paper = papers.get(paper_id)
        if paper is None or f"{scheme}:{value}".lower() not in _names_of(paper):
            yield f"{paper_id} is also called {scheme}:{value}"


def _names_of(paper: Paper) -> set[str]:
    names = [f"arxiv:{paper.arxiv_id}", f"doi:{paper.doi}", f"doi:{paper.arxiv_doi}", f"s2:{s2_id(paper.arxiv_id)}"]
    names += [f"openalex:{openalex_id(paper.arxiv_id, kind)}" for kind in ("work", "second", "preprint")]
    names += [f"dblp:journals/corr/abs-{paper.arxiv_id.replace('.', '-')}"]
    names += [f"scholar:{number('scholar', paper.arxiv_id)}"]
    return {name.lower() for name in names}


def _counts(place: Place, papers: dict[str, Paper], rows: sqlite3.Connection) -> Iterator[str]:
    """Every stored count, even one in doubt, is the paper's own of that day."""
    for paper_id, source, moment, count in rows.execute(
        "SELECT paper_id, source, observed_at, count FROM citation_counts"
    ):
        paper = papers.get(paper_id)
        if paper is None or count not in _true_counts(place.world, source, paper, moment):
            yield f"{source} counts {count} for {paper_id} on {moment}"


def _shown(place: Place, papers: dict[str, Paper], rows: sqlite3.Connection) -> Iterator[str]:
    for paper_id, source, moment, count in rows.execute(
        "SELECT id, citation_source, citation_observed_at, citation_count FROM papers WHERE citation_count IS NOT NULL"
    ):
        paper = papers.get(paper_id)
        if paper is None or count not in _true_counts(place.world, source, paper, moment):
            yield f"{paper_id} shows {count} by {source} on {moment}"


def _true_counts(world: World, source: str, paper: Paper, moment: str) -> set[int]:
    """The count of that day; OpenAlex has records of its own for preprints, which count less."""
    count = world.count(source, paper.arxiv_id, _day(moment))
    return {count, count // 5} if source == "openalex" and paper.doi else {count}


def _repositories(place: Place, papers: dict[str, Paper], rows: sqlite3.Connection) -> Iterator[str]:
    world = place.world
    for name, stars, forks, archived, pushed_at, license_id, moment in rows.execute(
        "SELECT id, stars, forks, archived, pushed_at, license, observed_at FROM repositories"
        " WHERE observed_at IS NOT NULL"
    ):
        true = world.repository(name, _day(moment))
        if true is None or (stars, forks, archived, pushed_at, license_id) != (
            *(true.stars, true.forks, int(true.archived)),
            *(f"{true.pushed_at:%Y-%m-%dT%H:%M:%SZ}", true.license),
        ):
            yield f"{name} has {stars} stars, {forks} forks, {archived}, {pushed_at}, {license_id}"
    for name, moment, stars in rows.execute("SELECT repository_id, observed_at, stars FROM star_counts"):
        true = world.repository(name, _day(moment))
        if true is None or true.stars != stars:
            yield f"{name} had {stars} stars on {moment}"


def _matches(place: Place, papers: dict[str, Paper], rows: sqlite3.Connection) -> Iterator[str]:
    """An entry is its paper, or open."""
    paper_of = {paper.title: paper_id for paper_id, paper in papers.items()}
    for title, paper_id, verdict in rows.execute(
        "SELECT e.title, m.paper_id, m.verdict FROM entries e JOIN matches m ON m.entry_id = e.id"
    ):
        if paper_id not in (None, paper_of.get(title)):
            yield f"{title!r} is taken for {paper_id}"
        if verdict not in ("linked", "title_exact", "title_author", "not_asked", "not_found"):
            yield f"{title!r} is called {verdict}"


def _unknown(
    place: Place, papers: dict[str, Paper], rows: sqlite3.Connection, believed: Collection[str]
) -> Iterator[str]:
    """Nobody is said not to know what they know, and a title is called unknown only when it is."""
    for source, subject in rows.execute("SELECT source, subject FROM fetches WHERE status = 'not_found'"):
        paper = papers.get(subject)
        is_title = subject.startswith("title:")
        if source not in believed and not is_title and (paper is None or place.world.knows(source, paper)):
            yield f"{source} is said not to know {subject}"
    known = {paper.title for service, paper in place.lists.only.items() if service not in believed}
    for (title,) in rows.execute(
        "SELECT e.title FROM entries e JOIN matches m ON m.entry_id = e.id WHERE m.verdict = 'not_found'"
    ):
        if title in known:
            yield f"{title!r} is called not_found"


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).date()


def facts(db: Path) -> dict[str, Rows]:
    """All rows that two runs on the same days must have in common: no row numbers, no times, no numbers of tries."""
    named = "SELECT title FROM entries AS e WHERE e.id = entry_id"
    queries = {
        "entries": "SELECT identity, position, title, raw, removed_at IS NULL FROM entries",
        "links": f"SELECT ({named}), position, label, url, kind, repository_id FROM entry_links",
        "matches": f"SELECT ({named}), paper_id, verdict, method, score, evidence, candidates FROM matches",
        "papers": f"SELECT id, arxiv_id, {', '.join(_FIELDS)} FROM papers",
        "shown": "SELECT id, citation_count, citation_source FROM papers",
        "authors": "SELECT s.paper_id, s.position, a.name, a.orcid, a.s2_id, a.openalex_id, s.affiliation"
        " FROM authorships s JOIN authors a ON a.id = s.author_id",
        "field sources": "SELECT paper_id, field, source FROM field_sources",
        "names": "SELECT scheme, value, paper_id FROM paper_ids",
        "counts": "SELECT paper_id, source, count, status, url FROM citation_counts",
        "repositories": "SELECT id, stars, forks, archived, pushed_at, license FROM repositories",
        "stars": "SELECT repository_id, stars FROM star_counts",
        "fetches": "SELECT source, subject, status, error FROM fetches",
        "lists": "SELECT title, dialect, sha256 FROM lists",
    }
    with closing(sqlite3.connect(db)) as rows:
        return {name: sorted(rows.execute(sql), key=repr) for name, sql in queries.items()}


def lacking(found: dict[str, Rows], expected: dict[str, Rows], but: Collection[str] = ()) -> list[str]:
    """Rows that are expected and not found, one line each; the tables in ``but`` do not count."""
    return [
        f"{name} lack {row}" for name in expected if name not in but for row in expected[name] if row not in found[name]
    ]
