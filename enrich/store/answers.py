"""Rows of what the services answered: what is due to be asked, and what came of it.

``fetches`` has one row for each source and subject. A subject is due when it was never asked, when ``fresh_until`` has
passed, or when that is NULL because the last try failed.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlite_utils import Database

from enrich.counts import MAX_INTERVAL, ask_again, judge, next_interval, worth_storing
from enrich.models import Answer, CitationCount, EntryKind, RepositoryStats, Subject, Verdict
from enrich.store.columns import column, keys, text
from enrich.store.papers import save_counts, save_papers

_NEGATIVE = (timedelta(days=7), timedelta(days=30), timedelta(days=90))  # DESIGN §11: what is unknown is asked rarely
# A nightly job is never exactly a day apart: what is due within this time is due now.
_SLACK = timedelta(hours=3)
SOURCE_ITSELF = "*"
"""Subject of the row that keeps a source's cool-down."""

_PAPERS = """
    SELECT DISTINCT m.paper_id AS subject
    FROM matches m JOIN entries e ON e.id = m.entry_id JOIN lists l ON l.id = e.list_id
    WHERE m.paper_id IS NOT NULL AND e.removed_at IS NULL AND l.path IN (SELECT value FROM json_each(:lists))
"""
_REPOSITORIES = """
    SELECT DISTINCT k.repository_id AS subject FROM entry_links k JOIN entries e ON e.id = k.entry_id
    JOIN lists l ON l.id = e.list_id
    WHERE k.repository_id IS NOT NULL AND e.removed_at IS NULL AND l.path IN (SELECT value FROM json_each(:lists))
"""
_PUBLISHED = f"""
    SELECT subject FROM ({_PAPERS}) WHERE subject LIKE 'doi:%'
        OR subject IN (SELECT id FROM papers WHERE doi IS NOT NULL)
        OR subject IN (SELECT paper_id FROM paper_ids WHERE scheme = 'doi')
"""
_SUBJECTS = {"paper": _PAPERS, "published": _PUBLISHED, "repository": _REPOSITORIES}
_DUE = """
    SELECT subject FROM ({subjects}) LEFT JOIN (SELECT * FROM fetches WHERE source = :source) f USING (subject)
    WHERE f.source IS NULL OR f.fresh_until IS NULL OR f.fresh_until <= :now
       OR (f.status <> 'not_asked' AND f.fetched_at <= :too_old)
    ORDER BY subject
"""


class Asked(NamedTuple):
    """When and about whom is asked: the lists that count, the time, and the age from which on a value is too old."""

    lists: Sequence[str]
    now: str
    too_old: str | None = None


def read_due(db: Database, source: str, kind: str, asked: Asked) -> list[Subject]:
    """Subjects of these lists that this source is to be asked about; ``kind`` is the source's ``KIND``."""
    values = {"lists": keys(asked.lists), "source": source, "now": asked.now, "too_old": asked.too_old or ""}
    due = [row[0] for row in db.execute(_DUE.format(subjects=_SUBJECTS[kind]), values)]
    return _read_repositories(db, due) if kind == "repository" else read_subjects(db, due)


def _read_repositories(db: Database, names: Sequence[str]) -> list[Subject]:
    rows = db.execute(
        "SELECT id, etag FROM repositories WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", [keys(names)]
    )
    return [Subject(name, "repository", etag=etag) for name, etag in rows]


def read_subjects(db: Database, paper_ids: Sequence[str]) -> list[Subject]:
    """These papers with every name that they go by, in the order of their ids."""
    names: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for paper_id, scheme, value in db.execute(
        "SELECT paper_id, scheme, value FROM paper_ids WHERE paper_id IN (SELECT value FROM json_each(?))"
        " ORDER BY scheme, value",
        [keys(paper_ids)],
    ):
        names[paper_id].append((scheme, value))
    rows = db.execute(
        "SELECT id, arxiv_id, doi, title, year FROM papers WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        [keys(paper_ids)],
    ).fetchall()
    return [_subject(*row, names=names[row[0]]) for row in rows]


def _subject(
    paper_id: str,
    arxiv_id: str | None,
    doi: str | None,
    title: str | None,
    year: int | None,
    *,
    names: Iterable[tuple[str, str]],
) -> Subject:
    scheme, _, value = paper_id.partition(":")
    known = [(scheme, value), *([("doi", doi)] if doi else []), *names]
    dois = dict.fromkeys(value for scheme, value in known if scheme == "doi")
    others = {scheme: value for scheme, value in known if scheme not in ("arxiv", "doi")}
    return Subject(
        id=paper_id,
        arxiv_id=arxiv_id,
        dois=tuple(dois),
        other_ids=others,
        titles=(title,) if title else (),
        year=year,
    )


_OPEN = """
    SELECT e.id, e.title, e.kind, e.stated_arxiv_id, e.stated_doi, e.stated_site_id, e.stated_year, e.stated_authors,
           m.paper_id, m.verdict, m.method
    FROM entries e JOIN lists l ON l.id = e.list_id JOIN matches m ON m.entry_id = e.id
    WHERE e.removed_at IS NULL AND e.kind = 'paper' AND l.path IN (SELECT value FROM json_each(?))
        AND (m.verdict IN ('not_asked', 'not_found', 'ambiguous') OR m.method = 'stated_unchecked')
    ORDER BY e.id
"""


class OpenEntry(NamedTuple):
    """An entry that an answer of a service may decide: what it claims, and the match that it has now."""

    id: int
    title: str
    kind: EntryKind
    stated_arxiv_id: str | None
    stated_doi: str | None
    stated_site_id: str | None
    stated_year: int | None
    stated_authors: tuple[str, ...]
    paper_id: str | None
    verdict: Verdict
    method: str


def read_open_entries(db: Database, lists: Sequence[str]) -> list[OpenEntry]:
    """Entries of these lists that are open, by their number."""
    rows = db.execute(_OPEN, [keys(lists)]).fetchall()
    return [OpenEntry._make((*row[:7], tuple(json.loads(row[7] or "[]")), *row[8:])) for row in rows]


class StoredTitle(NamedTuple):
    """What a paper is called: its title and who said so, its authors (one a line), its year."""

    title: str
    authors: str
    year: int | None
    source: str | None


def read_titles(db: Database, paper_ids: Sequence[str]) -> dict[str, StoredTitle]:
    """What these papers are called; those without a title are missing."""
    rows = db.execute(
        "SELECT p.id, p.title, (SELECT group_concat(a.name, char(10)) FROM authorships s JOIN authors a"
        " ON a.id = s.author_id WHERE s.paper_id = p.id), p.year,"
        " (SELECT source FROM field_sources f WHERE f.paper_id = p.id AND f.field = 'title') FROM papers p"
        " WHERE p.title IS NOT NULL AND p.id IN (SELECT value FROM json_each(?))",
        [keys(paper_ids)],
    )
    return {paper_id: StoredTitle(title, authors or "", *rest) for paper_id, title, authors, *rest in rows}


def read_resting(db: Database, source: str, subjects: Sequence[str], asked: Asked) -> set[str]:
    """Those of these titles that this source found nowhere or could not be asked about, and that may rest."""
    rows = db.execute(
        "SELECT subject FROM fetches WHERE source = ? AND fresh_until > ? AND status <> 'ok'"
        " AND (status <> 'not_found' OR fetched_at > ?) AND subject IN (SELECT value FROM json_each(?))",
        [source, asked.now, asked.too_old or "", keys(subjects)],
    )
    return {row[0] for row in rows}


def read_absent(db: Database, source: str, subjects: Sequence[str]) -> set[str]:
    """Those of these subjects that this source does not know, as it said when it was last asked."""
    rows = db.execute(
        "SELECT subject FROM fetches WHERE source = ? AND status = 'not_found'"
        " AND subject IN (SELECT value FROM json_each(?))",
        [source, keys(subjects)],
    )
    return {row[0] for row in rows}


def read_absent_names(db: Database, source: str, kind: str, asked: Asked) -> dict[str, tuple[str, ...]]:
    """Subjects of these lists that this source does not know, with the names that it was asked by."""
    rows = db.execute(
        f"SELECT subject, names FROM ({_SUBJECTS[kind]}) JOIN fetches USING (subject)"
        " WHERE source = :source AND status = 'not_found' AND names IS NOT NULL",
        {"lists": keys(asked.lists), "source": source},
    )
    return {subject: tuple(json.loads(names)) for subject, names in rows}


def forget_titles(db: Database, still_open: Iterable[str]) -> None:
    """Forget who could not be asked about titles that somebody else knew, or that stand in no list any more."""
    db.execute(
        "DELETE FROM fetches WHERE subject LIKE 'title:%' AND status IN ('failed', 'not_asked')"
        " AND subject NOT IN (SELECT value FROM json_each(?))",
        [keys(list(still_open))],
    )


def read_missed(db: Database, source: str) -> set[str]:
    """Subjects of which this source told nothing when it was last asked, or could not be asked."""
    return {row[0] for row in db.execute("SELECT subject FROM fetches WHERE source = ? AND status <> 'ok'", [source])}


def read_cooldowns(db: Database) -> dict[str, str]:
    """The time before which each source asked not to be asked."""
    rows = db.execute("SELECT source, fresh_until FROM fetches WHERE subject = ?", [SOURCE_ITSELF])
    return {source: until for source, until in rows if until}


def save_cooldowns(db: Database, cooldowns: Mapping[str, str]) -> None:
    """Keep the cool-downs that are running, and forget the others."""
    db.execute("DELETE FROM fetches WHERE subject = ?", [SOURCE_ITSELF])
    db.conn.executemany(
        "INSERT INTO fetches (source, subject, status, attempts, fresh_until) VALUES (?, ?, 'not_asked', 0, ?)",
        [(source, SOURCE_ITSELF, until) for source, until in cooldowns.items()],
    )


def save_answers(db: Database, source: str, answers: Sequence[Answer], now: str, order: Sequence[str]) -> list[str]:
    """Write what a source answered to a batch: facts, judged counts, stars, and when to ask again.

    Returns the papers whose count is in doubt and worth asking by another name now.
    """
    papers = [answer.subject_id for answer in answers if answer.record or answer.counts]
    records = [answer.record for answer in answers if answer.record]
    save_papers(db, now, papers, records, [])
    histories = read_histories(db, source, [answer.subject_id for answer in answers if answer.counts])
    judged = {answer.subject_id: _judged(answer, histories) for answer in answers if answer.counts}
    worth = [
        seen for name, seen in judged.items() if worth_storing(histories[name][-1] if histories[name] else None, seen)
    ]
    if worth:
        save_counts(db, worth, order)
    _save_repositories(db, [answer.repository for answer in answers if answer.repository])
    tries = _read_tries(db, source, [answer.subject_id for answer in answers])
    rows = [
        _fetch_row(source, answer, now, tries.get(answer.subject_id), _rest(answer, histories, judged, now))
        for answer in answers
    ]
    db.conn.executemany(
        "INSERT INTO fetches (source, subject, status, attempts, error, names, fetched_at, fresh_until)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET status = excluded.status,"
        " attempts = excluded.attempts, error = excluded.error, names = excluded.names,"
        " fetched_at = ifnull(excluded.fetched_at, fetched_at), fresh_until = excluded.fresh_until",
        rows,
    )
    return [name for name, seen in judged.items() if seen.status == "quarantined" and ask_again(histories[name], seen)]


def save_second_answers(db: Database, source: str, answers: Sequence[Answer], order: Sequence[str]) -> None:
    """Let what other names of a paper answered confirm, or stand in for, the last count of it that is in doubt."""
    histories = read_histories(db, source, [answer.subject_id for answer in answers])
    changed = []
    for answer in answers:
        history = histories[answer.subject_id]
        if not history or history[-1].status == "ok" or not answer.counts:
            continue
        before, doubted = history[:-1], history[-1]
        other = max(answer.counts, key=lambda seen: seen.count)
        if judge(before, doubted, answer.counts) == "ok":
            changed.append(doubted.model_copy(update={"status": "ok"}))
        elif judge(before, other) == "ok":
            changed.append(doubted.model_copy(update={"status": "ok", "count": other.count, "url": other.url}))
    db.conn.executemany(
        "UPDATE citation_counts SET count = ?, url = ?, status = ?"
        " WHERE paper_id = ? AND source = ? AND observed_at = ?",
        [(seen.count, seen.url, seen.status, seen.paper_id, seen.source, seen.observed_at) for seen in changed],
    )
    if changed:
        save_counts(db, changed, order)


def read_histories(db: Database, source: str, paper_ids: Sequence[str]) -> dict[str, list[CitationCount]]:
    """What this source said of the counts of these papers before, in time order."""
    found: dict[str, list[CitationCount]] = {paper_id: [] for paper_id in paper_ids}
    for paper_id, observed_at, count, status, url in db.execute(
        "SELECT paper_id, observed_at, count, status, url FROM citation_counts"
        " WHERE source = ? AND paper_id IN (SELECT value FROM json_each(?)) ORDER BY paper_id, observed_at",
        [source, keys(paper_ids)],
    ):
        found[paper_id].append(
            CitationCount(
                paper_id=paper_id, source=source, observed_at=observed_at, count=count, status=status, url=url
            )
        )
    return found


def _judged(answer: Answer, histories: Mapping[str, list[CitationCount]]) -> CitationCount:
    """The observation of an answer: of several records of one paper the largest count, judged by its past."""
    ranked = sorted(answer.counts, key=lambda seen: seen.count, reverse=True)
    new, others = ranked[0], ranked[1:]
    return new.model_copy(update={"status": judge(histories[answer.subject_id], new, others)})


def _rest(
    answer: Answer, histories: Mapping[str, list[CitationCount]], judged: Mapping[str, CitationCount], now: str
) -> timedelta:
    """How long a good answer may rest."""
    if answer.subject_id not in judged:
        return MAX_INTERVAL
    history = [*histories[answer.subject_id], judged[answer.subject_id]]
    return next_interval(history, datetime.fromisoformat(now))


def _read_tries(db: Database, source: str, subjects: Sequence[str]) -> dict[str, tuple[str, int]]:
    rows = db.execute(
        "SELECT subject, status, attempts FROM fetches"
        " WHERE source = ? AND subject IN (SELECT value FROM json_each(?))",
        [source, keys(subjects)],
    )
    return {subject: (status, attempts) for subject, status, attempts in rows}


def _fetch_row(
    source: str, answer: Answer, now: str, before: tuple[str, int] | None, rest: timedelta
) -> tuple[Any, ...]:
    status, attempts = before or ("", 0)
    attempts = attempts + 1 if answer.status == status and answer.status != "ok" else 1
    fresh_until: str | None = None
    if answer.status == "ok":
        fresh_until = _later(now, rest - _SLACK)
    elif answer.status == "not_found":
        fresh_until = _later(now, _NEGATIVE[min(attempts, len(_NEGATIVE)) - 1] - _SLACK)
    elif answer.retry_at:
        fresh_until = answer.retry_at
    answered_at = now if answer.status in ("ok", "not_found") else None
    error = text(answer.error[:500]) if answer.error else None
    names = text(json.dumps(answer.names)) if answer.names and answer.status == "not_found" else None
    return (source, text(answer.subject_id), answer.status, attempts, error, names, answered_at, fresh_until)


def _later(now: str, rest: timedelta) -> str:
    return (datetime.fromisoformat(now).astimezone(UTC) + rest).strftime("%Y-%m-%dT%H:%M:%SZ")


def _save_repositories(db: Database, looks: Sequence[RepositoryStats]) -> None:
    """Write stars; what a look does not say stays as it was. A renamed repository keeps the name that the list uses."""
    db.conn.executemany(
        "UPDATE repositories SET moved_to = iif(?, moved_to, ?), stars = ifnull(?, stars), forks = ifnull(?, forks),"
        " archived = ifnull(?, archived), pushed_at = ifnull(?, pushed_at), license = ifnull(?, license),"
        " etag = ifnull(?, etag), observed_at = ? WHERE id = ?",
        [
            (look.stars is None, look.moved_to and text(look.moved_to))
            + (column(look.stars), column(look.forks), column(look.archived), look.pushed_at, look.license)
            + (look.etag and text(look.etag), look.observed_at, text(look.id))
            for look in looks
        ],
    )
    db.conn.executemany(
        "INSERT INTO star_counts (repository_id, observed_at, stars) SELECT ?, ?, ?"
        " WHERE NOT EXISTS (SELECT 1 FROM star_counts WHERE repository_id = ? AND stars = ? AND observed_at ="
        " (SELECT max(observed_at) FROM star_counts WHERE repository_id = ?)) ON CONFLICT DO NOTHING",
        [
            (text(look.id), look.observed_at, look.stars, text(look.id), look.stars, text(look.id))
            for look in looks
            if look.stars is not None
        ],
    )
