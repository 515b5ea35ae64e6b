"""Stage 4b: runs, lists, and the history of entries and verdicts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from enrich.errors import StopRun
from enrich.models import Author, Entry, Link, Match
from enrich.store import Store
from tests.small_database import LORA, UNASKED, contents, entry, linked, observed, open_store, read_list, record, rows


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new database."""
    with open_store(tmp_path / "papers.db") as opened:
        yield opened


def test_a_run_leaves_a_heartbeat(store: Store) -> None:
    run = store.start_run("run", "0.1.0")
    assert rows(store, "SELECT status, finished_at FROM runs") == [(None, None)]
    store.finish_run(run, "degraded", {"entries": 74})
    assert rows(store, "SELECT command, status, counts, version FROM runs") == [
        ("run", "degraded", '{"entries": 74}', "0.1.0")
    ]


def test_a_run_that_never_ended_was_interrupted(store: Store) -> None:
    store.start_run("run", "0.1.0")
    second = store.start_run("run", "0.1.0")
    store.finish_run(second, "ok", {})
    assert rows(store, "SELECT status, finished_at IS NULL FROM runs ORDER BY id") == [("interrupted", 1), ("ok", 0)]


def test_every_field_of_an_entry_is_stored(store: Store) -> None:
    said = Entry(
        position=3,
        section="A / B",
        line_start=7,
        line_end=9,
        raw="- **LoRA**\n\n  *A, ..., Erdős*",
        title="LoRA vs Full Fine-tuning",
        kind="blog",
        marks=(":+1:", "🌟"),
        stated_arxiv_id="2410.21228",
        stated_doi="10.1145/3292500",
        stated_year=2024,
        stated_venue="OSDI",
        stated_citations=0,
        stated_pages=58,
        stated_authors=("A", "Erdős"),
        stated_authors_complete=False,
        links=(Link(label="code", url="https://github.com/A/b", kind="code", repository_id="A/b"),),
    )
    read_list(store, [(said, UNASKED)])
    columns = [name for name in Entry.model_fields if name != "links"]
    (stored,) = rows(store, f"SELECT {', '.join(columns)} FROM entries")
    expected = said.model_dump() | {
        "marks": '[":+1:", "🌟"]',
        "stated_authors": '["A", "Erdős"]',
        "stated_authors_complete": 0,
    }
    assert dict(zip(columns, stored, strict=True)) == {name: expected[name] for name in columns}
    links = rows(store, "SELECT position, label, url, kind, repository_id FROM entry_links")
    assert links == [(1, "code", "https://github.com/A/b", "code", "A/b")]
    assert rows(store, "SELECT id, stars FROM repositories") == [("A/b", None)]


def test_what_the_list_does_not_say_is_null(store: Store) -> None:
    read_list(store, [(entry("LoRA"), UNASKED)])
    stated = "stated_arxiv_id, stated_doi, stated_year, stated_venue, stated_citations, stated_pages, stated_authors"
    assert rows(store, f"SELECT {stated}, stated_authors_complete, marks FROM entries") == [(*[None] * 8, "[]")]


def test_an_entry_stays_itself_when_its_line_moves_or_its_count_is_edited(store: Store) -> None:
    read_list(store, [(entry("LoRA", 1), UNASKED), (entry("BERT", 2), UNASKED)])
    before = rows(store, "SELECT title, id, first_seen_at FROM entries ORDER BY title")
    changes = read_list(store, [(entry("BERT", 1), UNASKED), (entry("**LoRA**", 2, stated_citations=9), UNASKED)])
    after = rows(store, "SELECT replace(title, '**', ''), id, first_seen_at FROM entries ORDER BY id DESC")
    assert after == before
    assert changes == (0, 0, 2)
    assert rows(store, "SELECT position, stated_citations FROM entries ORDER BY id") == [(2, 9), (1, None)]


def test_entries_of_equal_titles_are_told_apart_by_their_order(store: Store) -> None:
    twice = [(entry("Attention", 1), UNASKED), (entry("attention!", 2), UNASKED), (entry("🌟", 3), UNASKED)]
    assert read_list(store, twice) == (3, 0, 0)
    assert read_list(store, twice) == (0, 0, 3)
    assert read_list(store, [(entry("Attention", 1), UNASKED)]) == (0, 2, 1)


def test_equal_titles_are_told_apart_across_batches(store: Store) -> None:
    run = store.start_run("run", "0.1.0")
    number = store.begin_list("a.md", None, "generated", "")
    for position in (1, 2):
        store.save_batch(run, number, [(entry("Attention", position), UNASKED)], [], [])
    assert store.finish_list(run, number, "sha", "inputs").added == 2


def test_an_entry_that_went_keeps_its_match_and_comes_back_as_itself(store: Store) -> None:
    both = [(entry("LoRA", 1), linked(LORA)), (entry("BERT", 2), UNASKED)]
    read_list(store, both)
    (number,) = rows(store, "SELECT id FROM entries WHERE title = 'LoRA'")
    assert read_list(store, both[1:]) == (0, 1, 1)
    gone = "SELECT e.id, paper_id FROM entries AS e JOIN matches ON entry_id = e.id WHERE removed_at IS NOT NULL"
    assert rows(store, gone) == [(number, LORA)]
    assert read_list(store, both[1:]) == (0, 0, 1)
    assert read_list(store, both) == (1, 0, 1)
    assert rows(store, gone) == []


@pytest.mark.parametrize(
    "stated",
    [{"stated_arxiv_id": "2410.21228"}, {"stated_doi": "10.1145/1"}, {"stated_site_id": "pmlr:v139/radford21a"}],
    ids=["same-arxiv-id", "same-doi", "same-name-at-a-site"],
)
def test_an_entry_stays_itself_when_its_title_is_edited(stated: dict[str, str], store: Store) -> None:
    links = (Link(label="pdf", url="https://arxiv.org/pdf/2410.21228", kind="pdf"),)
    read_list(store, [(entry("LoRA vs Full", 1, **stated, links=links), UNASKED), (entry("BERT", 2), UNASKED)])
    (before,) = rows(store, "SELECT id, first_seen_at FROM entries WHERE title = 'LoRA vs Full'")
    edited = [(entry("LoRA versus Full", 1, **stated), linked(LORA)), (entry("BERT", 2), UNASKED)]
    assert read_list(store, edited) == (0, 0, 2)
    assert rows(store, "SELECT id, first_seen_at FROM entries WHERE title = 'LoRA versus Full'") == [before]
    assert rows(store, f"SELECT verdict FROM matches WHERE entry_id = {before[0]}") == ["linked"]
    assert rows(store, "SELECT * FROM entry_links") == []
    assert read_list(store, edited) == (0, 0, 2)
    assert len(rows(store, "SELECT id FROM entries")) == 2


def test_each_edited_title_is_paired_with_one_row(store: Store) -> None:
    def twice(word: str) -> list[tuple[Entry, Match]]:
        return [(entry(f"{word} {n}", n, stated_arxiv_id="2410.21228", stated_doi="10.1/x"), UNASKED) for n in (1, 2)]

    read_list(store, twice("Old"))
    numbers = rows(store, "SELECT id FROM entries ORDER BY position")
    assert read_list(store, twice("New")) == (0, 0, 2)
    assert rows(store, "SELECT id FROM entries ORDER BY position") == numbers


def test_a_row_that_was_paired_by_one_id_is_not_paired_again_by_another(store: Store) -> None:
    ids = {"stated_arxiv_id": "2410.21228"}, {"stated_doi": "10.1/x"}
    read_list(store, [(entry("Old 1", 1, **ids[0], **ids[1]), UNASKED), (entry("Old 2", 2, **ids[1]), UNASKED)])
    numbers = rows(store, "SELECT id FROM entries ORDER BY position")
    edited = [(entry(f"New {n}", n, **stated), UNASKED) for n, stated in enumerate(ids, 1)]
    assert read_list(store, edited) == (0, 0, 2)
    assert rows(store, "SELECT id FROM entries ORDER BY position") == numbers


def test_an_unchanged_list_is_only_touched(store: Store) -> None:
    read_list(store, [(entry("LoRA"), linked(LORA)), (entry("Went", 2), UNASKED)], records=(record(LORA),))
    read_list(store, [(entry("LoRA"), linked(LORA))])
    before = contents(store, kept=("last_seen_at", "seen_in_run"))
    (seen,) = rows(store, "SELECT last_seen_at FROM entries WHERE title = 'LoRA'")
    run = store.start_run("run", "0.1.0")
    assert store.touch_list("lists/a.md", run) == 1
    assert contents(store, kept=("last_seen_at", "seen_in_run")) == before
    assert rows(store, f"SELECT title FROM entries WHERE seen_in_run = {run} AND last_seen_at > '{seen}'") == ["LoRA"]


def test_inputs_are_known_only_between_a_complete_reading_and_the_next_begin(store: Store) -> None:
    assert store.list_inputs("lists/a.md") is None
    read_list(store, [])
    assert store.list_inputs("lists/a.md") == "inputs of run 1"
    store.begin_list("lists/a.md", "A list", "generated", "")
    assert store.list_inputs("lists/a.md") is None


def test_lists_do_not_share_entries(store: Store) -> None:
    read_list(store, [(entry("LoRA"), UNASKED)], "a.md")
    assert read_list(store, [(entry("LoRA"), UNASKED)], "b.md") == (1, 0, 0)
    assert read_list(store, [], "a.md") == (0, 1, 0)
    assert rows(store, "SELECT path FROM lists JOIN entries ON list_id = lists.id WHERE removed_at IS NULL") == ["b.md"]


def test_a_verdict_is_dated_when_it_changes(store: Store) -> None:
    read_list(store, [(entry("LoRA"), UNASKED)])
    (first,) = rows(store, "SELECT decided_at FROM matches")
    read_list(store, [(entry("LoRA"), UNASKED)])
    assert rows(store, "SELECT decided_at FROM matches") == [first]
    read_list(store, [(entry("LoRA"), linked(LORA))])
    ((verdict, decided),) = rows(store, "SELECT verdict, decided_at FROM matches")
    assert verdict == "linked"
    assert decided > first


@pytest.mark.parametrize(
    "match",
    [
        pytest.param(Match(verdict="ambiguous", method="title", paper_id=LORA), id="an-abstention-with-a-paper"),
        pytest.param(Match(verdict="linked", method="id"), id="a-paper-without-its-id"),
    ],
)
def test_a_verdict_that_contradicts_itself_is_refused(match: Match, store: Store) -> None:
    with pytest.raises(StopRun, match="CHECK constraint failed"):
        read_list(store, [(entry("LoRA"), match)])
    assert rows(store, "SELECT * FROM entries") == rows(store, "SELECT * FROM papers") == []


def test_odd_text_and_huge_numbers_are_stored_as_far_as_they_can_be(store: Store) -> None:
    names = ("A\0B", "lone \ud800 surrogate", "'; DROP TABLE papers; --")
    odd = record(LORA, title="\ud83d broken", year=10**30, authors=tuple(Author(name=name) for name in names))
    links = (Link(label="\ud800", url="https://a\ud800.example", kind="other"),)
    match = Match(verdict="not_found", method="title", evidence={"\ud800": float("1")})
    for _ in range(2):
        read_list(
            store,
            [(entry("\ud800", stated_citations=10**30, links=links), match)],
            "list\udcff.md",
            records=(odd,),
            counts=(observed(LORA, "2025", 10**30),),
        )
    assert rows(store, "SELECT title, stated_citations FROM entries") == [("?", None)]
    assert rows(store, "SELECT title, year, citation_count FROM papers") == [("? broken", 2024, None)]
    assert set(rows(store, "SELECT name FROM authors")) == {"A B", "lone ? surrogate", "'; DROP TABLE papers; --"}
