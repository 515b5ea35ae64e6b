"""Papers that turn out to be one work: the preprint's row stays, and what was known of the other joins it.

A list may name a paper by its DOI alone, and another list its preprint; only an answer of a service tells that both are
one. The names that lead from one to the other are in ``paper_ids``.
"""

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from enrich.store.columns import keys
from enrich.store.papers import choose_counts
from enrich.text import fold_title, surnames

# A paper, and another paper of which the first one's id is said to be one more name.
_TWINS = """
    SELECT p.id, n.paper_id FROM paper_ids n JOIN papers p ON p.id = n.scheme || ':' || n.value
    WHERE p.id <> n.paper_id ORDER BY 1, 2
"""
_DESCRIBED = """
    SELECT p.title, (SELECT group_concat(a.name, char(10)) FROM authorships s JOIN authors a ON a.id = s.author_id
                     WHERE s.paper_id = p.id)
    FROM papers p WHERE p.id = ?
"""
_MOVED = {"matches": "paper_id", "paper_ids": "paper_id", "citation_counts": "paper_id", "fetches": "subject"}
_DROPPED = ("authorships", "field_sources")


def canonical_ids(db: Database, paper_ids: Iterable[str]) -> dict[str, str]:
    """The paper that each of these ids is only another name of; ids that are nobody's other name are missing."""
    rows = db.execute(
        "SELECT scheme || ':' || value, paper_id FROM paper_ids"
        " WHERE (scheme, value) IN (SELECT substr(value, 1, instr(value, ':') - 1),"
        " substr(value, instr(value, ':') + 1) FROM json_each(?))",
        [keys(paper_ids)],
    )
    return dict(rows.fetchall())


def join_papers(db: Database, order: Sequence[str]) -> int:
    """Join papers that are said to be one and are called alike or share an author; returns how many were joined."""
    joined = 0
    for one, other in db.execute(_TWINS).fetchall():
        kept, dropped = (one, other) if one.startswith("arxiv:") else (other, one)
        if _both_there(db, kept, dropped) and _is_one_work(db, kept, dropped):
            _join(db, kept, dropped, order)
            joined += 1
    return joined


def _both_there(db: Database, kept: str, dropped: str) -> bool:
    """Whether neither was joined with a third one just before."""
    found = db.execute("SELECT count(*) FROM papers WHERE id IN (?, ?)", [kept, dropped]).fetchone()
    return bool(found[0] == 2) and not dropped.startswith("arxiv:")


def _is_one_work(db: Database, kept: str, dropped: str) -> bool:
    (title, people), (other_title, other_people) = (
        db.execute(_DESCRIBED, [name]).fetchone() for name in (kept, dropped)
    )
    if title is None or other_title is None or fold_title(title) == fold_title(other_title):
        return True
    return bool(set(surnames((people or "").split("\n"))) & set(surnames((other_people or "").split("\n"))))


def _join(db: Database, kept: str, dropped: str, order: Sequence[str]) -> None:
    for table, column in _MOVED.items():
        db.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", [kept, dropped])
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", [dropped])
    for table in _DROPPED:
        db.execute(f"DELETE FROM {table} WHERE paper_id = ?", [dropped])
    db.execute("DELETE FROM papers WHERE id = ?", [dropped])
    scheme, _, value = dropped.partition(":")
    db.execute("INSERT OR IGNORE INTO paper_ids (scheme, value, paper_id) VALUES (?, ?, ?)", [scheme, value, kept])
    db.execute("DELETE FROM paper_ids WHERE scheme || ':' || value = ?", [kept])
    choose_counts(db, [kept], order)
