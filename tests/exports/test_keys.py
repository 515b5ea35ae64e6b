"""Citation keys: readable, unique, the same in every export, and stable while papers are added."""

import re
from pathlib import Path

import pytest

from enrich.models import Author, PaperRecord
from enrich.selection import Scope
from tests.exports.papers import read_papers, record, write_database


def keys_of(path: Path, records: list[PaperRecord]) -> dict[str, str]:
    path.unlink(missing_ok=True)
    return {paper["id"]: paper["key"] for paper in read_papers(write_database(path, records))}


def paper(arxiv_id: str, title: str | None = "A Survey of Everything", author: str | None = "Wei Wang") -> PaperRecord:
    scheme = "" if ":" in arxiv_id else "arxiv:"
    authors = (Author(name=author),) if author else None
    return record(1, title, paper_id=scheme + arxiv_id, authors=authors, year=2024)


KEYS: dict[str, tuple[PaperRecord, str]] = {
    "author, year, first telling word": (paper("2401.00001", "On the Use of Attention"), "wang2024use"),
    "accents and apostrophes": (paper("2401.00001", "BERT's Éclat", "Paul Erdős"), "erdos2024berts"),
    "mathematics": (paper("2401.00001", r"$\pi_0$: A Flow Model"), "wang20240"),
    "Greek": (paper("2401.00001", "β-VAE"), "wang2024beta"),
    "only Chinese": (paper("2401.00001", "注意力", "李飞飞"), "2024"),
    "no author": (paper("2401.00001", author=None), "2024survey"),
    "no title": (paper("2401.00001", None), "2401.00001"),
    "an endless word": (paper("2401.00001", "x" * 5000), "wang2024" + "x" * 30),
    "hostile": (paper("2401.00001", "},@article{x, \\input{y}", "}{ %"), "2024articlex"),
}


@pytest.mark.parametrize(("one", "key"), KEYS.values(), ids=KEYS)
def test_key(tmp_path: Path, one: PaperRecord, key: str) -> None:
    assert keys_of(tmp_path / "papers.db", [one]) == {one.paper_id: key}


def test_of_several_the_oldest_has_the_bare_key(tmp_path: Path) -> None:
    several = [paper("2402.00001"), paper("2401.00009"), paper("cs/9901001"), paper("doi:10.1/x")]
    keys = keys_of(tmp_path / "papers.db", several)
    assert keys.pop("doi:10.1/x").startswith("wang2024survey-")
    assert keys == {
        "arxiv:cs/9901001": "wang2024survey",
        "arxiv:2401.00009": "wang2024survey-2401.00009",
        "arxiv:2402.00001": "wang2024survey-2402.00001",
    }


def test_papers_that_are_added_change_no_key(tmp_path: Path) -> None:
    several = [paper("2401.00005"), paper("2401.00009")]
    before = keys_of(tmp_path / "papers.db", several)
    after = keys_of(tmp_path / "papers.db", [paper("2401.00007"), *several, paper("2403.00001")])
    assert {paper_id: after[paper_id] for paper_id in before} == before
    assert len(set(after.values())) == 4


def test_a_key_is_the_same_when_only_a_part_is_exported(tmp_path: Path) -> None:
    path = write_database(tmp_path / "papers.db", [paper("2401.00005"), paper("2401.00009")])
    whole = {one["id"]: one["key"] for one in read_papers(path)}
    assert {one["id"]: one["key"] for one in read_papers(path, Scope(("lists/a.md",), "Survey"))} == whole


def test_keys_are_plain_and_unique(hostile: list[dict[str, str]]) -> None:
    assert all(re.fullmatch(r"[a-z0-9.-]+", one["key"]) for one in hostile)
