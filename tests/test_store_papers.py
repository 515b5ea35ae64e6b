"""Stage 4b: what is known about papers is written with its source, and nothing good is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enrich.models import Author, Link, Match
from enrich.store import Store
from tests.small_database import (
    COMPRESSION,
    FLASH,
    GAN,
    LORA,
    TITLES,
    contents,
    entry,
    linked,
    observed,
    open_store,
    read_list,
    record,
    rows,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new database."""
    with open_store(tmp_path / "papers.db") as opened:
        yield opened


def save(store: Store, *records: Any, counts: tuple[Any, ...] = ()) -> None:
    """Store what is known about papers, as a refresh without entries does."""
    run = store.start_run("refresh", "0.1.0")
    store.save_batch(run, store.begin_list("lists/a.md", None, "generated", ""), [], records, counts)


def test_a_matched_paper_has_a_row_with_what_its_id_tells(store: Store) -> None:
    match = linked("doi:10.1145/3292500")
    read_list(
        store, [(entry("LoRA"), linked(LORA)), (entry("Old", 2), linked("arxiv:hep-th/9901001")), (entry("X"), match)]
    )
    assert rows(store, "SELECT id, arxiv_id, title, published_on, year FROM papers ORDER BY id") == [
        ("arxiv:2410.21228", "2410.21228", None, "2024-10", 2024),
        ("arxiv:hep-th/9901001", "hep-th/9901001", None, "1999-01", 1999),
        ("doi:10.1145/3292500", None, None, None, None),
    ]
    told = rows(store, f"SELECT field, source FROM field_sources WHERE paper_id = '{LORA}' ORDER BY field")
    assert told == [("published_on", "arxiv_id"), ("year", "arxiv_id")]


def test_a_day_replaces_the_month_of_the_id_and_stays(store: Store) -> None:
    read_list(store, [(entry("LoRA"), linked(LORA))])
    save(store, record(LORA, published_on="2024-10-28"))
    read_list(store, [(entry("LoRA"), linked(LORA))])
    assert rows(store, "SELECT published_on, year FROM papers") == [("2024-10-28", 2024)]


def test_every_field_of_a_record_is_stored_with_its_source(store: Store) -> None:
    fields: dict[str, Any] = {
        "arxiv_version": 3,
        "title": "LoRA",
        "abstract": "Fine-tuning …",
        "published_on": "2024-10-28",
        "updated_on": "2025-01-02",
        "year": 2024,
        "venue": "ICML",
        "primary_category": "cs.LG",
        "categories": ("cs.LG", "cs.CL"),
        "doi": "10.1145/1",
        "journal_ref": "Proc. ICML",
        "comment": "9 pages",
        "pages": 9,
        "is_withdrawn": False,
        "is_retracted": True,
    }
    save(store, record(LORA, "arxiv", **fields))
    (stored,) = rows(store, f"SELECT {', '.join(fields)} FROM papers")
    assert stored == tuple((fields | {"categories": '["cs.LG", "cs.CL"]'}).values())
    told = rows(store, "SELECT field FROM field_sources WHERE source = 'arxiv' AND fetched_at = '2025-01-01T00:00:00Z'")
    assert set(told) == {*fields, "authors"}


def test_nothing_good_is_erased(store: Store) -> None:
    save(store, record(LORA, "arxiv", venue="ICML", abstract="Fine-tuning …", year=2024))
    before = contents(store)
    save(
        store,
        record(LORA, "arxiv", authors=None),
        record(LORA, "arxiv", authors=()),
        record(LORA, "openalex", title="Lora", year=2025),
    )
    assert contents(store) == before


def test_a_better_source_wins_in_either_order(store: Store) -> None:
    crossref = record(LORA, "crossref", title="LoRA v. full", venue="ICML", authors=(Author(name="R. Shuttleworth"),))
    arxiv = record(LORA, "arxiv", venue="arXiv")
    save(store, crossref, arxiv)
    once = contents(store)
    assert rows(store, "SELECT title, venue FROM papers") == [(TITLES[LORA], "ICML")]
    for order in ((arxiv, crossref), (crossref,), (arxiv,)):
        save(store, *order)
        assert contents(store) == once


def test_an_equal_value_of_a_better_source_gives_it_that_source(store: Store) -> None:
    save(store, record(LORA, "catalogue"))
    save(store, record(LORA, "arxiv", fetched_at="2026-01-01"))
    assert set(rows(store, "SELECT source, fetched_at FROM field_sources WHERE field IN ('title', 'authors')")) == {
        ("arxiv", "2026-01-01")
    }


def test_authors_are_stored_in_order_and_shared_by_spelling(store: Store) -> None:
    save(
        store, record(COMPRESSION), record(FLASH, authors=(Author(name="Wei Chen"), Author(name="Wei Chen", orcid="0")))
    )
    assert rows(store, "SELECT name, orcid FROM authors WHERE name = 'Wei Chen' ORDER BY orcid") == [
        ("Wei Chen", None),
        ("Wei Chen", "0"),
    ]
    assert rows(store, f"SELECT position FROM authorships WHERE paper_id = '{FLASH}'") == [1, 2]
    names = "SELECT name FROM authorships JOIN authors ON id = author_id WHERE paper_id = '{}' ORDER BY position"
    assert rows(store, names.format(COMPRESSION))[:3] == ["Wenxiao Wang", "Wei Chen", "Yicong Luo"]


def test_replaced_authors_leave_no_spelling_behind(store: Store) -> None:
    save(store, record(LORA, authors=(Author(name="R. Shuttleworth"), Author(name="Wei Chen"))), record(COMPRESSION))
    save(store, record(LORA, authors=(Author(name="Reece Shuttleworth", affiliation="MIT"),)))
    assert rows(store, "SELECT name FROM authors WHERE name LIKE '%Shuttleworth'") == ["Reece Shuttleworth"]
    assert rows(store, "SELECT affiliation FROM authorships WHERE affiliation IS NOT NULL") == ["MIT"]
    assert rows(store, "SELECT count(*) FROM authors WHERE name = 'Wei Chen'") == [1]


def test_other_names_of_a_paper_are_stored_and_the_first_claim_stands(store: Store) -> None:
    save(store, record(LORA, ids=(("doi", "10.1/a"), ("s2", "1"), ("arxiv", "2410.21228"))))
    save(store, record(FLASH, ids=(("doi", "10.1/a"),)))
    assert rows(store, "SELECT scheme, value, paper_id FROM paper_ids") == [("doi", "10.1/a", LORA), ("s2", "1", LORA)]


def test_entry_that_names_a_paper_at_a_site_is_that_paper_when_a_source_said_so(store: Store) -> None:
    alone = linked("acl:N18-2074")
    read_list(store, [(entry("Nets"), alone)], "lists/b.md")
    assert rows(store, "SELECT id, title FROM papers") == [("acl:N18-2074", None)]
    named = record(GAN, "semanticscholar", ids=(("acl", "N18-2074"),))
    read_list(store, [(entry(TITLES[GAN]), linked(GAN))], records=(named,))
    assert store.join_papers() == 1
    read_list(store, [(entry("Nets", raw="- Nets"), alone)], "lists/b.md")
    assert rows(store, "SELECT DISTINCT paper_id FROM matches") == [GAN]
    assert rows(store, "SELECT scheme, value, paper_id FROM paper_ids") == [("acl", "N18-2074", GAN)]


@pytest.mark.parametrize(
    ("verdict", "url", "known"),
    [
        (
            "linked",
            "https://scholar.google.com/scholar?cites=15298437236401112921&as_sdt=2005",
            ["15298437236401112921"],
        ),
        ("title_exact", "https://scholar.google.com/scholar?hl=en&cites=42", ["42"]),
        ("mismatch", "https://scholar.google.com/scholar?cites=42", []),
        ("related", "https://scholar.google.com/scholar?cites=42", []),
        ("linked", "https://scholar.google.com/scholar?cites=42,43", []),
        ("linked", "https://scholar.google.com/scholar?q=cites", []),
    ],
)
def test_scholar_links_of_certain_entries_name_the_paper(
    verdict: Any, url: str, known: list[str], store: Store
) -> None:
    links = (Link(label="1", url=url, kind="scholar"),)
    read_list(store, [(entry("LoRA", links=links), Match(verdict=verdict, method="id", paper_id=LORA))])
    assert rows(store, f"SELECT value FROM paper_ids WHERE scheme = 'scholar' AND paper_id = '{LORA}'") == known


def test_the_shown_count_has_its_source_and_date(store: Store) -> None:
    save(store, counts=(observed(GAN, "2023-09-21", 42955), observed(GAN, "2023-09-30", 50000, "openalex")))
    shown = "SELECT citation_count, citation_source, citation_observed_at FROM papers"
    assert rows(store, shown) == [(42955, "semanticscholar", "2023-09-21")]
    save(store, counts=(observed(GAN, "2023-09-22", 2, status="quarantined"),))
    assert rows(store, shown) == [(42955, "semanticscholar", "2023-09-21")]
    save(store, counts=(observed(GAN, "2023-10-01", 42999),))
    assert rows(store, shown) == [(42999, "semanticscholar", "2023-10-01")]
    assert rows(store, "SELECT count(*) FROM citation_counts") == [4]


def test_an_observation_is_never_rewritten(store: Store) -> None:
    save(store, counts=(observed(GAN, "2023-09-21", 42955),))
    save(store, counts=(observed(GAN, "2023-09-21", 1),))
    assert rows(store, "SELECT count FROM citation_counts") == [42955]


def test_an_unknown_count_is_null_and_zero_is_a_count(store: Store) -> None:
    save(store, record(LORA), counts=(observed(FLASH, "2025-01-01", 0), observed(GAN, "2025", 1, status="quarantined")))
    assert rows(store, "SELECT id, citation_count FROM papers ORDER BY id") == [(GAN, None), (FLASH, 0), (LORA, None)]


def test_the_order_of_sources_is_a_setting(tmp_path: Path) -> None:
    counts = (observed(GAN, "2023", 1), observed(GAN, "2023", 2, "openalex"))
    with open_store(tmp_path / "papers.db", count_order=("openalex",)) as store:
        save(store, counts=counts)
        assert rows(store, "SELECT citation_source FROM papers") == ["openalex"]
