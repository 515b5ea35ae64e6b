"""A small database of real papers, as a run leaves it, for the tests of store, views and documents."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from enrich.models import Author, Candidate, CitationCount, Entry, Link, Match, PaperRecord
from enrich.store import ListChanges, Store

COMPRESSION = "arxiv:2402.09748"
ATTENTION = "arxiv:1706.03762"
GAN = "arxiv:1406.2661"
FLASH = "arxiv:2312.11514"
LORA = "arxiv:2410.21228"

TITLES = {
    COMPRESSION: "Model Compression and Efficient Inference for Large Language Models: A Survey",
    ATTENTION: "Attention Is All You Need",
    GAN: "Generative Adversarial Networks",
    FLASH: "LLM in a flash: Efficient Large Language Model Inference with Limited Memory",
    LORA: "LoRA vs Full Fine-tuning: An Illusion of Equivalence",
}
AUTHORS = {
    COMPRESSION: "Wenxiao Wang, Wei Chen, Yicong Luo, Yongliu Long, Zhengkai Lin, Liye Zhang, Binbin Lin, Deng Cai",
    ATTENTION: "Ashish Vaswani, Noam Shazeer, Niki Parmar, Jakob Uszkoreit, Llion Jones, Aidan N. Gomez",
    FLASH: "Keivan Alizadeh, Iman Mirzadeh, Dmitry Belenko, Karen Khatamifard, Minsik Cho, Wei Chen",
    LORA: "Reece Shuttleworth, Jacob Andreas, Antonio Torralba, Pratyusha Sharma",
}


def clock() -> Callable[[], str]:
    """A clock that goes on by one second whenever it is read."""
    seconds = count()
    start = datetime(2025, 1, 1, tzinfo=UTC)
    return lambda: (start + timedelta(seconds=next(seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")


def open_store(path: Path, **options: Any) -> Store:
    """Open a store with a clock that goes on by itself."""
    return Store.open(path, now=clock(), **options)


def entry(title: str, position: int = 1, **fields: Any) -> Entry:
    """An entry of one line."""
    place = {"section": "Survey", "line_start": position, "line_end": position, "raw": f"{position}. {title}"}
    return Entry.model_validate(place | fields | {"title": title, "position": position})


def linked(paper_id: str) -> Match:
    """The verdict on an entry that names the id of a paper."""
    return Match(verdict="linked", method="id", paper_id=paper_id, score=100.0, evidence={"stated": paper_id})


UNASKED = Match(verdict="not_asked", method="offline")


def record(paper_id: str, source: str = "catalogue", **fields: Any) -> PaperRecord:
    """What a source says about one of the papers above."""
    names = AUTHORS.get(paper_id, "").split(", ")
    usual = {
        "title": TITLES[paper_id],
        "authors": tuple(Author(name=name) for name in names if name) or None,
        "fetched_at": "2025-01-01T00:00:00Z",
    }
    return PaperRecord.model_validate(usual | fields | {"paper_id": paper_id, "source": source})


def observed(paper_id: str, day: str, number: int, source: str = "semanticscholar", **fields: Any) -> CitationCount:
    """One observation of a citation count."""
    return CitationCount(paper_id=paper_id, source=source, observed_at=day, count=number, **fields)


def read_list(
    store: Store,
    batch: list[tuple[Entry, Match]],
    path: str = "lists/a.md",
    *,
    records: tuple[PaperRecord, ...] = (),
    counts: tuple[CitationCount, ...] = (),
) -> ListChanges:
    """One whole run on one list."""
    run = store.start_run("run", "0.1.0")
    number = store.begin_list(path, "A list", "generated", "2 of 2 items look like it")
    store.save_batch(run, number, batch, records, counts)
    changes = store.finish_list(run, number, "sha", f"inputs of run {run}")
    store.finish_run(run, "ok", {"entries": len(batch)})
    return changes


def rows(store: Store, sql: str) -> list[Any]:
    """Rows of a query; rows of one column as their values."""
    found = store.db.execute(sql).fetchall()
    return [row[0] for row in found] if found and len(found[0]) == 1 else found


def contents(store: Store, kept: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """All rows of all tables, without what each run may touch."""
    touched = {"last_seen_at", "seen_in_run", "parsed_at", "parsed_in_run", "inputs", *kept}
    found = {}
    for table in store.db.table_names():
        if table != "runs" and not table.endswith("_fts_data"):
            columns = [name for name in store.db[table].columns_dict if name not in touched]
            found[table] = sorted(store.db.execute(f"SELECT {', '.join(columns)} FROM [{table}]"), key=repr)
    return found


def _first_list() -> Iterator[tuple[Entry, Match]]:
    links = (
        Link(label="arxiv", url="http://arxiv.org/abs/2402.09748v1", kind="arxiv"),
        Link(label="24", url="https://scholar.google.com/scholar?cites=15298437236401112921", kind="scholar"),
        Link(label="code", url="https://github.com/huggingface/peft", kind="code", repository_id="huggingface/peft"),
    )
    yield entry(TITLES[COMPRESSION], 1, stated_citations=4, links=links), linked(COMPRESSION)
    yield entry("Attention Is All You Need", 2, marks=(":+1:",), stated_citations=100), linked(ATTENTION)
    yield entry("Generative Adversarial Nets", 3, stated_arxiv_id="1406.2661"), linked(GAN)
    candidates = tuple(Candidate(paper_id=i, title=TITLES[i], score=60.0, relation="near") for i in (FLASH, LORA))
    yield entry("Efficient Inference", 4), Match(verdict="ambiguous", method="title", candidates=candidates)
    wrong = linked(FLASH).model_copy(update={"verdict": "mismatch"})
    yield entry("Quantization of Everything", 5, stated_arxiv_id="2312.11514"), wrong
    yield entry("A blog on quantization", 6, kind="blog"), Match(verdict="not_paper", method="kind")
    yield entry("Nobody Knows This Paper", 7), UNASKED
    yield entry("Attention is all you need!", 8, section="Again"), linked(ATTENTION)


def build(path: Path) -> Path:
    """Write the small database and give its path."""
    first = list(_first_list())
    records = (
        record(
            COMPRESSION,
            abstract="Pruning, quantization and distillation of large language models.",
            published_on="2024-02-15",
            year=2024,
            ids=(("doi", "10.48550/arxiv.2402.09748"),),
        ),
        record(ATTENTION, published_on="2017-06-12", venue="NeurIPS 2017"),
        record(FLASH, abstract="Quantization is not needed.", published_on="2023-12-12"),
    )
    counts = (
        observed(COMPRESSION, "2024-12-01", 24),
        observed(COMPRESSION, "2025-01-01", 60),
        observed(ATTENTION, "2025-06-12", 184033, "Google Scholar via papercopilot/paperlists"),
        observed(GAN, "2023-09-21", 42955),
        observed(GAN, "2023-09-22", 2, status="quarantined"),
    )
    with open_store(path) as store:
        read_list(store, [*first, (entry("Removed Soon", 9), UNASKED)], records=records, counts=counts)
        read_list(store, first)
        read_list(store, [(entry(TITLES[ATTENTION]), linked(ATTENTION))], "lists/b.md")
    return path
