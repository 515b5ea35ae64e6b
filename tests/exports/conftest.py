"""Databases of papers to export."""

import pytest

from enrich.models import CitationCount
from enrich.query import Row
from tests.exports.papers import hostile_records, read_papers, write_database


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """Hostile papers, as a database gives them back."""
    records = hostile_records()
    counts = (
        CitationCount(paper_id=records[0].paper_id, source="openalex", observed_at="2025-01-01", count=12),
        CitationCount(paper_id=records[0].paper_id, source="openalex", observed_at="2025-02-01", count=15),
        CitationCount(
            paper_id=records[0].paper_id, source="crossref", observed_at="2025-01-01", count=9, url="https://x.org"
        ),
    )
    return read_papers(write_database(tmp_path_factory.mktemp("hostile") / "papers.db", records, counts))
