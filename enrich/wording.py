"""How numbers, days and verdicts are said, in every output alike."""

from collections.abc import Mapping
from datetime import datetime

from enrich.escape import one_line
from enrich.models import Verdict

VERDICTS: Mapping[Verdict, str] = {
    "linked": "the list names the id, and the title agrees",
    "title_exact": "found by title",
    "title_author": "found by title, confirmed by authors or year",
    "override": "decided by a person",
    "related": "links one paper without being it",
    "not_paper": "a blog, a video, a model page, …",
    "mismatch": "the id in the list is another paper's",
    "ambiguous": "several papers fit",
    "not_found": "nobody knows such a paper",
    "not_asked": "not in the catalogue, and not every service was asked",
}
"""What each verdict means, those that found the paper first."""


def number(value: int | None) -> str:
    """``12,345``; nothing when it is not known."""
    return "" if value is None else f"{value:,}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 paper``, ``2 papers``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def share(part: int, whole: int) -> str:
    """``38 %``; a share that is not whole is never called 0 or 100 %."""
    if not whole:
        return "–"
    percent = round(100 * part / whole)
    if part and not percent:
        return "< 1 %"
    return "> 99 %" if percent == 100 and part < whole else f"{percent} %"


def day(moment: str | None) -> str:
    """``23 Nov 2026`` of ISO 8601 text; what is no date stays as it is."""
    try:
        found = datetime.fromisoformat(moment or "")
    except ValueError:
        return one_line(moment)
    return f"{found.day} {found:%b %Y}"
