"""What all answers have in common: values whose form nobody promises, and pages that may not be whole.

Nothing here trusts its input: what does not have the expected form is None, or OddAnswer where a wrong value must not
pass for a missing one.
"""

import html
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from enrich.identifiers import ArxivId, Doi
from enrich.models import Absent, Author, CitationCount, Failed, Found, Outcome, PaperRecord

T = TypeVar("T")

NOT_WHOLE = "the answer is not whole"
OTHER_PAPER = "the answer is about another paper"
UNREADABLE = "the answer cannot be read"

_MOST = 10**9  # nothing that we count comes near it, and the database holds it
_YEARS = range(1500, 2200)
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", re.ASCII)
# Only elements that publishers use in titles and abstracts: in "Vec<T>" and "a < b" the bracket is text. Those of the
# second kind stand between words.
_INLINE = re.compile(
    r"</?(?:(?:mml|m):[a-z]+|a|b|em|font|i|inf|italic|bold|math|mi|mn|mo|mrow|msub|msup|mtext|sc|scp|small|span|strike"
    r"|strong|sub|sup|tt|u|underline|jats:(?:bold|italic|monospace|sc|strike|sub|sup|underline))(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"</?(?:jats:[a-z-]+|br|div|li|p|sec|title|ul)(?:\s[^<>]*)?/?>", re.IGNORECASE)


class OddAnswer(ValueError):
    """One item of an answer cannot be believed; the message is the reason, without quoting the item."""


def decode(content: bytes) -> Any:
    """The value of a JSON body, or None."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def member(value: Any, *path: str | int) -> Any:
    """What stands at a path of keys and positions, or None."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        else:
            value = value[step] if isinstance(value, list) and step < len(value) else None
    return value


def members(value: Any, *path: str | int) -> list[Any]:
    """The list at a path; an empty one when there is none."""
    found = member(value, *path)
    return found if isinstance(found, list) else []


def text(value: Any) -> str | None:
    """A text with its white space collapsed and without what no database takes; None when nothing is left."""
    if not isinstance(value, str):
        return None
    return " ".join(value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8").split()) or None


def untagged(value: Any) -> str | None:
    """A text without markup and entities (``H<sub>2</sub>O &amp; co`` → ``H2O & co``); LaTeX is kept.

    Twice, because publishers send ``&lt;i&gt;`` and ``&amp;amp;`` as well.
    """
    if not isinstance(value, str):
        return None
    for _ in range(2):
        value = html.unescape(_BLOCK.sub(" ", _INLINE.sub("", value)))
    return text(value)


def whole(value: Any) -> int | None:
    """A whole number that is not negative, or None."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value < _MOST else None


def count(value: Any) -> int | None:
    """A count; None when the service does not say. Raises OddAnswer for anything else."""
    if value is not None and whole(value) is None:
        raise OddAnswer("the answer has a count that is none")
    return whole(value)


def year(value: Any) -> int | None:
    """A year of four digits, given as number or text, or None."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}", value):
        value = int(value)
    found = whole(value)
    return found if found in _YEARS else None


def day(value: Any) -> str | None:
    """The day (``YYYY-MM-DD``) of a date or a time as the services write them, or None."""
    written = value[:10] if isinstance(value, str) else ""
    try:
        return date.fromisoformat(written).isoformat() if len(written) == 10 else None
    except ValueError:
        return None


def orcid(value: Any) -> str | None:
    """The bare ORCID of a link or a number, or None."""
    found = _ORCID.search(value[:100]) if isinstance(value, str) else None
    return found[0] if found else None


def authors(found: Sequence[Author | None], most: int | None = None) -> tuple[Author, ...] | None:
    """The authors, when all of them can be read; ``most`` is the number at which the service cuts its list."""
    known = tuple(author for author in found if author is not None)
    if not known or len(known) < len(found) or (most is not None and len(known) >= most):
        return None
    return known


def paper_id(arxiv_id: str | None, doi: str | None, other: str) -> str:
    """How a paper is called here when only its names are known: by arXiv first, then by its publisher."""
    return f"arxiv:{arxiv_id}" if arxiv_id else f"doi:{doi}" if doi else other


def paper_dois(dois: Sequence[str], longest: int = 120) -> tuple[str, ...]:
    """The DOIs that fit into a filter, where comma and bar divide and an address has an end."""
    known = (Doi.find(doi) for doi in dois)
    fitting = (str(doi) for doi in known if doi and len(doi) <= longest and not set(",|!") & set(doi))
    return tuple(dict.fromkeys(fitting))


def key_of_doi(value: Any) -> str | None:
    """The DOI in an answer as we write it in a key, those of arXiv included, or None."""
    if not isinstance(value, str):
        return None
    arxiv_id = ArxivId.find(value)
    return arxiv_id.doi if arxiv_id else Doi.find(value)


def counts(record: PaperRecord, cited: int | None, url: str) -> tuple[CitationCount, ...]:
    """The observation that belongs to a record, when the service said a count; ``url`` tells its records apart."""
    if cited is None:
        return ()
    seen = CitationCount(
        paper_id=record.paper_id, source=record.source, observed_at=record.fetched_at, count=cited, url=url
    )
    return (seen,)


def fail_all(keys: Sequence[str], reason: str) -> list[Outcome]:
    """No key got a usable answer."""
    return [Failed(key=key, reason=reason) for key in keys]


def flaw_of_page(asked: Collection[str], named: Collection[str | None], total: int | None) -> str | None:
    """Why silence about a key means nothing on this page; None when the page is whole.

    ``named`` has what each item is about (None when it does not say), ``total`` the number that the service announces.
    """
    if total is None or total != len(named) or None in named:
        return NOT_WHOLE
    return None if set(named) <= set(asked) else OTHER_PAPER


def outcomes(
    keys: Sequence[str], items: Mapping[str, T], flaw: str | None, read_item: Callable[[str, T], Found]
) -> list[Outcome]:
    """One outcome for each key: its item as ``read_item`` understands it, else absent, or failed if there is a flaw."""

    def outcome(key: str) -> Outcome:
        if key not in items:
            return Failed(key=key, reason=flaw) if flaw else Absent(key=key)
        try:
            return read_item(key, items[key])
        except OddAnswer as odd:
            return Failed(key=key, reason=str(odd))

    return [outcome(key) for key in keys]
