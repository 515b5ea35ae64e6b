"""Stage 3: what is known about the papers that were found.

Without a network there is one place to ask, the local catalogue. The services join it here: each is asked for what is
due and answers for every key.
"""

from collections.abc import Sequence
from typing import NamedTuple

from enrich.catalogue import Catalogue
from enrich.models import CitationCount, PaperRecord


class Facts(NamedTuple):
    """What was learnt about a batch of papers."""

    records: list[PaperRecord]
    counts: list[CitationCount]


def fetch_facts(paper_ids: Sequence[str], catalogue: Catalogue) -> Facts:
    """Records and citation counts of these papers; what nobody knows is missing."""
    arxiv_ids = [value for scheme, _, value in (paper.partition(":") for paper in paper_ids) if scheme == "arxiv"]
    if not arxiv_ids:
        return Facts([], [])
    return Facts(catalogue.read_records(arxiv_ids), catalogue.read_counts(arxiv_ids))
