"""What formats share: the papers they are given.

A format is a module of this folder with ``write(papers, file)``; its name is that of its file. It writes paper by
paper, so that memory does not grow with their number. A paper is a dictionary with the columns of the table `papers`
(db/README.md) and ``key`` (what it is cited by), ``authors``, ``ids`` and ``counts``.
"""

from collections.abc import Iterable
from typing import Any, BinaryIO, Literal, Protocol

Paper = dict[str, Any]

# Columns that every paper has, in the order in which they are written. Dates are text: `2024-02` is one, too.
COLUMNS: dict[str, Literal["text", "whole", "truth", "texts"]] = {
    "key": "text",
    "id": "text",
    "arxiv_id": "text",
    "arxiv_version": "whole",
    "title": "text",
    "abstract": "text",
    "published_on": "text",
    "updated_on": "text",
    "year": "whole",
    "venue": "text",
    "primary_category": "text",
    "categories": "texts",
    "doi": "text",
    "journal_ref": "text",
    "comment": "text",
    "pages": "whole",
    "is_withdrawn": "truth",
    "is_retracted": "truth",
    "citation_count": "whole",
    "citation_source": "text",
    "citation_observed_at": "text",
}
# Lists that every paper has: their columns.
LISTS: dict[str, dict[str, Literal["text", "whole"]]] = {
    "authors": {"name": "text", "affiliation": "text", "orcid": "text"},
    "ids": {"scheme": "text", "value": "text"},
    "counts": {"source": "text", "observed_at": "text", "count": "whole", "url": "text"},
}


class Export(Protocol):
    """A module that writes one format."""

    def write(self, papers: Iterable[Paper], file: BinaryIO) -> None:
        """Write the papers as they come."""
