"""Stage 4a: which source is believed for which field, and which citation count is shown."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enrich.models import CitationCount, PaperRecord

# Sources by trust, the best first; one that is not named comes last. ``list`` is what a maintainer typed,
# ``arxiv_id`` is what the id itself tells (the month).
_TRUST = ("arxiv", "crossref", "datacite", "semanticscholar", "openalex", "catalogue", "list", "arxiv_id")
# Where a paper was published, publishers know better than the preprint server.
_PUBLISHERS_FIRST = ("crossref", "semanticscholar", "openalex", "arxiv", "catalogue", "datacite", "list", "arxiv_id")
_TRUST_BY_FIELD = dict.fromkeys(("venue", "doi", "journal_ref"), _PUBLISHERS_FIRST)

# What names a record or says where it came from is no field of the paper.
_NOT_FIELDS = frozenset({"paper_id", "source", "fetched_at", "arxiv_id", "ids"})
FIELDS = tuple(name for name in PaperRecord.model_fields if name not in _NOT_FIELDS)
"""Fields of a paper that have a source of their own; all authors together are one field."""

_UNSTATED = "provider not stated"


def _rank(field: str, source: str) -> int:
    order = _TRUST_BY_FIELD.get(field, _TRUST)
    return order.index(source) if source in order else len(order)


def writable_fields(record: PaperRecord, stored: Mapping[str, str]) -> dict[str, Any]:
    """Fields that the record says and may write; ``stored`` has the source of each field that is known already.

    A source may replace its own values and those of sources that are trusted less. Between two that are trusted alike
    the first stays, or each run would write what the last one wrote over.
    """
    said = {field: value for field in FIELDS if (value := getattr(record, field)) is not None}
    return {
        field: value
        for field, value in said.items()
        if stored.get(field, record.source) == record.source
        or _rank(field, record.source) < _rank(field, stored[field])
    }


def shown_count(observations: Iterable[CitationCount], order: Sequence[str]) -> CitationCount | None:
    """The one count to show of a paper: the newest of the first source in ``order`` that has one.

    When none of them has one, the freshest of the others; sources that do not say whose count they repeat come last.
    A quarantined observation is never shown.
    """
    newest: dict[str, CitationCount] = {}
    for seen in observations:
        if seen.status == "ok" and (seen.source not in newest or newest[seen.source].observed_at < seen.observed_at):
            newest[seen.source] = seen
    for source in order:
        if source in newest:
            return newest[source]
    others = sorted(newest.values(), key=lambda seen: seen.source)
    others.sort(key=lambda seen: seen.observed_at, reverse=True)
    return min(others, key=lambda seen: _UNSTATED in seen.source, default=None)
