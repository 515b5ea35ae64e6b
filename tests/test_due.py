"""Which papers and repositories each kind of source is to be asked about."""

from pathlib import Path

import pytest

from enrich.models import Link
from enrich.store import Asked
from tests.small_database import ATTENTION, FLASH, GAN, LORA, TITLES, entry, linked, open_store, read_list, record

LIST = "lists/a.md"
PUBLISHED = "doi:10.1145/3386569.3392402"
REPOSITORY = Link(label="code", url="https://github.com/o/n", kind="code", repository_id="o/n")


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        pytest.param("paper", [GAN, ATTENTION, FLASH, LORA, PUBLISHED], id="every-paper"),
        pytest.param("published", [GAN, FLASH, PUBLISHED], id="papers-with-a-doi-however-it-is-known"),
        pytest.param("repository", ["o/n"], id="repositories"),
    ],
)
def test_sources_are_asked_only_about_what_they_may_know(tmp_path: Path, kind: str, due: list[str]) -> None:
    records = (record(GAN, doi="10.1145/3422622"), record(FLASH, ids=(("doi", "10.18653/v1/2024.acl-long.678"),)))
    titles = {**TITLES, PUBLISHED: "Consistent Video Depth Estimation"}
    papers = [ATTENTION, FLASH, GAN, LORA, PUBLISHED]
    batch = [
        (entry(titles[paper], place, links=(REPOSITORY,) if paper == GAN else ()), linked(paper))
        for place, paper in enumerate(papers, 1)
    ]
    with open_store(tmp_path / "papers.db") as store:
        read_list(store, batch, LIST, records=records)
        asked = Asked([LIST], "2025-01-02T00:00:00Z")
        assert [subject.id for subject in store.read_due("any", kind, asked)] == due
