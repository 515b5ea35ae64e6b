"""The views and the full-text indexes: rows in, rows out."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from enrich.models import Author, CitationCount, Match, Verdict
from tests.small_database import (
    ATTENTION,
    COMPRESSION,
    FLASH,
    GAN,
    LORA,
    TITLES,
    UNASKED,
    build,
    entry,
    linked,
    observed,
    open_store,
    read_list,
    record,
)

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The small database of real papers."""
    path = build(tmp_path_factory.mktemp("views") / "papers.db")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection


def counted(path: Path, *counts: CitationCount) -> sqlite3.Connection:
    """A database with these observations of one paper."""
    with open_store(path / "counts.db") as store:
        read_list(store, [(entry(TITLES[GAN]), linked(GAN))], counts=counts)
    return sqlite3.connect(path / "counts.db")


def test_entries_resolved_shows_each_entry_beside_its_paper(small: sqlite3.Connection) -> None:
    columns = "position, verdict, paper_id, paper_title, author_count, citation_count, citation_source, year"
    rows = small.execute(
        f"SELECT {columns} FROM entries_resolved WHERE list = 'lists/a.md' ORDER BY position"
    ).fetchall()
    assert [row[:3] for row in rows] == [
        (1, "linked", COMPRESSION),
        (2, "linked", ATTENTION),
        (3, "linked", GAN),
        (4, "ambiguous", None),
        (5, "mismatch", FLASH),
        (6, "not_paper", None),
        (7, "not_asked", None),
        (8, "linked", ATTENTION),
    ]
    assert rows[0][3:] == (TITLES[COMPRESSION], 8, 60, "semanticscholar", 2024)
    assert rows[2][3:] == (None, None, 42955, "semanticscholar", 2014)
    assert rows[3][3:] == (None, None, None, None, None)


def test_entries_resolved_joins_authors_in_the_order_of_the_paper(tmp_path: Path) -> None:
    with open_store(tmp_path / "papers.db") as store:
        # The rows of authors are made in the order of the first paper.
        first = record(LORA, authors=tuple(Author(name=name) for name in ("Ünal, A.", "B", "C")))
        second = record(FLASH, authors=tuple(Author(name=name) for name in ("C", "Ünal, A.", "B", "C")))
        batch = [(entry(TITLES[LORA]), linked(LORA)), (entry(TITLES[FLASH], 2), linked(FLASH))]
        read_list(store, batch, records=(first, second))
        rows = store.db.execute("SELECT authors, author_count FROM entries_resolved ORDER BY position").fetchall()
    assert rows == [("Ünal, A., B, C", 3), ("C, Ünal, A., B, C", 4)]


def test_citation_latest_has_the_newest_trusted_count_of_each_source(tmp_path: Path) -> None:
    counts = (
        observed(GAN, "2023-09-20", 42940),
        observed(GAN, "2023-09-21", 42955, url="https://api.semanticscholar.org/arXiv:1406.2661"),
        observed(GAN, "2023-09-22", 2, status="quarantined"),
        observed(GAN, "2023-09-01", 30000, "openalex"),
    )
    with closing(counted(tmp_path, *counts)) as db:
        rows = db.execute("SELECT source, observed_at, count, url FROM citation_latest ORDER BY source").fetchall()
    url = "https://api.semanticscholar.org/arXiv:1406.2661"
    assert rows == [("openalex", "2023-09-01", 30000, None), ("semanticscholar", "2023-09-21", 42955, url)]


@pytest.mark.parametrize(
    ("earlier", "growth"),
    [
        pytest.param([], (None, None, None), id="one-observation"),
        pytest.param([("2023-09-15", 42000)], (None, None, None), id="six-days-are-no-week"),
        pytest.param([("2023-09-14", 42000)], (955, None, None), id="a-week"),
        pytest.param([("2023-09-14T00:00:00Z", 42000)], (955, None, None), id="a-week-with-the-time-of-day"),
        pytest.param(
            [("2023-09-01", 41000), ("2023-08-20", 40955)], (1955, 2000, None), id="youngest-that-is-old-enough"
        ),
        pytest.param([("2022-09-21", 30000)], (12955, 12955, 12955), id="a-year"),
    ],
)
def test_citation_growth(
    earlier: list[tuple[str, int]], growth: tuple[int | None, int | None, int | None], tmp_path: Path
) -> None:
    days = (observed(GAN, day, number) for day, number in [*earlier, ("2023-09-21", 42955)])
    odd = observed(GAN, "2023-09-10", 2, status="quarantined")
    other = observed(GAN, "2020-01-01", 1, "openalex")
    with closing(counted(tmp_path, *days, odd, other)) as db:
        rows = db.execute(
            "SELECT growth_7_days, growth_30_days, growth_365_days FROM citation_growth"
            " WHERE source = 'semanticscholar'"
        ).fetchall()
    assert rows == [growth]


def test_citation_growth_says_since_when(tmp_path: Path) -> None:
    with closing(counted(tmp_path, observed(GAN, "2023-08-20", 1), observed(GAN, "2023-09-21", 3))) as db:
        since = db.execute("SELECT since_7_days, since_30_days, since_365_days FROM citation_growth").fetchone()
    assert since == ("2023-08-20", "2023-08-20", None)


def test_needs_review_begins_with_wrong_ids_and_leaves_out_what_is_no_paper(small: sqlite3.Connection) -> None:
    rows = small.execute("SELECT verdict, title, paper_title FROM needs_review").fetchall()
    assert rows == [
        ("mismatch", "Quantization of Everything", TITLES[FLASH]),
        ("ambiguous", "Efficient Inference", None),
        ("not_asked", "Nobody Knows This Paper", None),
    ]


def test_needs_review_names_the_candidates(small: sqlite3.Connection) -> None:
    candidates = small.execute(
        "SELECT json_extract(value, '$.paper_id') FROM needs_review, json_each(candidates) WHERE verdict = 'ambiguous'"
    ).fetchall()
    assert candidates == [(FLASH,), (LORA,)]


def test_a_blog_that_was_not_found_needs_no_review(tmp_path: Path) -> None:
    missing = Match(verdict="not_found", method="title")
    with open_store(tmp_path / "papers.db") as store:
        read_list(store, [(entry("A blog", kind="blog"), missing), (entry("A paper", 2), missing)])
        assert store.db.execute("SELECT title FROM needs_review").fetchall() == [("A paper",)]


def test_stale_names_what_is_missing(small: sqlite3.Connection) -> None:
    rows = small.execute("SELECT paper_id, what, why FROM stale ORDER BY paper_id, what").fetchall()
    assert rows == [
        (GAN, "authors", "missing"),
        (GAN, "title", "missing"),
        (FLASH, "citation_count", "missing"),
    ]


def test_stale_names_answers_that_are_due_again(tmp_path: Path) -> None:
    with open_store(tmp_path / "papers.db") as store:
        facts = (observed(ATTENTION, "2025-01-01", 1),)
        complete = record(ATTENTION, published_on="2017-06-12")
        read_list(store, [(entry(TITLES[ATTENTION]), linked(ATTENTION))], records=(complete,), counts=facts)
        fetches = [("old", "2020-01-01T00:00:00Z"), ("fresh", "2999-01-01T00:00:00Z"), ("never", None)]
        for source, until in fetches:
            store.db.execute(
                "INSERT INTO fetches (source, subject, status, attempts, fresh_until) VALUES (?, ?, 'ok', 1, ?)",
                [source, ATTENTION, until],
            )
        rows = store.db.execute("SELECT paper_id, what, why, since FROM stale ORDER BY what").fetchall()
    assert rows == [(ATTENTION, "never", "old", None), (ATTENTION, "old", "old", "2020-01-01T00:00:00Z")]


@pytest.mark.parametrize(
    ("numbers", "suspicious"),
    [
        pytest.param([7546, 309], [(309, 7546, "fall")], id="a-collapse"),
        pytest.param([42955, 42950], [], id="a-small-fall"),
        pytest.param([11, 1], [(1, 11, "fall")], id="ten-of-eleven"),
        pytest.param([10, 1], [], id="nine-are-too-few"),
        pytest.param([1000, 910], [], id="nine-percent-are-too-few"),
        pytest.param([405, 0], [(0, 405, "fall")], id="a-fall-to-zero"),
        pytest.param([1, 100_000], [], id="a-rise"),
    ],
)
def test_suspicious_counts(numbers: list[int], suspicious: list[tuple[int, int, str]], tmp_path: Path) -> None:
    counts = [observed(GAN, f"2023-09-{day}", number) for day, number in enumerate(numbers, 15)]
    with closing(counted(tmp_path, *counts, observed(GAN, "2023-09-30", 1, "openalex"))) as db:
        rows = db.execute("SELECT count, previous_count, reason FROM suspicious_counts").fetchall()
    assert rows == suspicious


def test_a_quarantined_count_is_suspicious_and_its_successor_is_not(tmp_path: Path) -> None:
    counts = (
        observed(GAN, "2023-09-20", 42940),
        observed(GAN, "2023-09-21", 429550, status="quarantined"),
        observed(GAN, "2023-09-22", 42955),
    )
    with closing(counted(tmp_path, *counts)) as db:
        rows = db.execute("SELECT observed_at, count, previous_count, reason FROM suspicious_counts").fetchall()
    assert rows == [("2023-09-21", 429550, 42940, "quarantined")]


def test_duplicate_entries_in_one_list_and_across_lists(small: sqlite3.Connection) -> None:
    rows = small.execute("SELECT paper_id, list, line_start, in_list, lists, entries FROM duplicate_entries").fetchall()
    assert rows == [
        (ATTENTION, "lists/a.md", 2, 2, 2, 3),
        (ATTENTION, "lists/a.md", 8, 2, 2, 3),
        (ATTENTION, "lists/b.md", 1, 1, 2, 3),
    ]


def test_wrong_ids_and_blogs_about_a_paper_are_no_duplicates(tmp_path: Path) -> None:
    verdicts: tuple[Verdict, ...] = ("linked", "mismatch", "related")
    matches = [Match(verdict=verdict, method="id", paper_id=GAN) for verdict in verdicts]
    with open_store(tmp_path / "papers.db") as store:
        read_list(store, [(entry(f"Title {number}", number), match) for number, match in enumerate(matches, 1)])
        assert store.db.execute("SELECT * FROM duplicate_entries").fetchall() == []


def test_views_leave_out_entries_that_went(small: sqlite3.Connection) -> None:
    assert small.execute("SELECT count(*) FROM entries WHERE removed_at IS NOT NULL").fetchone() == (1,)
    for view in ("entries_resolved", "needs_review"):
        assert small.execute(f"SELECT * FROM {view} WHERE title = 'Removed Soon'").fetchall() == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("pruned", {COMPRESSION}, id="another-form-of-a-word-of-the-abstract"),
        pytest.param("attention", {ATTENTION}, id="a-word-of-the-title"),
        pytest.param("quantization", {COMPRESSION, FLASH}, id="several-papers"),
        pytest.param("title:quantization", set(), id="one-column-only"),
    ],
)
def test_full_text_of_papers(words: str, found: set[str], small: sqlite3.Connection) -> None:
    rows = small.execute(
        "SELECT id FROM papers_fts JOIN papers ON papers.rowid = papers_fts.rowid WHERE papers_fts MATCH ?", [words]
    )
    assert {row[0] for row in rows} == found


def test_full_text_follows_every_change(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    with open_store(path) as store:
        read_list(store, [(entry("Old Words", stated_arxiv_id="2402.09748"), UNASKED)])
        read_list(store, [(entry("New Words", stated_arxiv_id="2402.09748"), linked(COMPRESSION))])
        read_list(store, [(entry("NEW words!"), linked(COMPRESSION))], records=(record(COMPRESSION, title="Old"),))
        read_list(store, [(entry("NEW words!"), linked(COMPRESSION))], records=(record(COMPRESSION, title="New"),))
        for index, word, number in [
            ("entries_fts", "old", 0),
            ("entries_fts", "new", 1),
            ("papers_fts", "old", 0),
            ("papers_fts", "new", 1),
        ]:
            rows = store.db.execute(f"SELECT rowid FROM {index} WHERE {index} MATCH ?", [word]).fetchall()
            assert len(rows) == number, (index, word)
        for index in ("entries_fts", "papers_fts"):
            store.db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")


def test_every_view_has_a_test_here() -> None:
    tested = Path(__file__).read_text("utf-8")
    for file in (ROOT / "db" / "views").glob("*.sql"):
        assert re.search(rf"FROM {file.stem}\b", tested), file.stem
