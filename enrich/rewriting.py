"""How a value that a list states is written anew, in the way the list writes it.

Each function takes the text that stands there and the value, and returns the text that is to stand there, or None
when nothing sensible can be written. What services say is never trusted to be harmless: a text that could be markup
is not written at all.
"""

import re
from collections.abc import Sequence

from enrich.text import surname

PREPRINT = frozenset({"arxiv", "corr", "preprint", "arxiv preprint", "under review", "submitted", "预印本"})
"""Venues, in lower case, of which a list says only that the paper was not published yet."""

_NUMBER = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?[kKmM]?")
_UNKNOWN = re.compile(r"none|null|n/?a|tbd|[-–—]+|[?/x无]", re.IGNORECASE)
_SCALES = {"k": 1_000, "m": 1_000_000}
_LINK = re.compile(r"(\[[^\[\]]*\]\()([^()\s]*)(\))")
_ELISION = re.compile(r"\.{3}|…|\bet\.?\s?al\b|等|and others")
_MARKUP = re.compile(r"[*_`\[\]<>|\\\n\r\t,;]")
_BORDER = re.compile(r"(?<!\\)\|")  # of a cell
_SAFE_URL = re.compile(r"https?://[^\s()<>\[\]\"'`|\\]{1,1000}")


def number_like(old: str, number: int) -> str:
    """The number as ``old`` is written: ``1234``, ``1,234`` or ``1.2k``."""
    scale = _SCALES.get(old[-1:].lower())
    if scale and number >= scale:
        return f"{number / scale:.1f}".removesuffix(".0") + old[-1]
    return f"{number:,}" if "," in old else str(number)


def rewrite_number(old: str, number: int, url: str | None = None) -> str | None:
    """A count or stars in the place of another, or of what says that it is not known; an empty cell gets one, too.

    When the number is a link, ``url`` becomes its target.
    """
    if not old:
        return f" {number}"
    found = _NUMBER.search(old) or _UNKNOWN.search(old)
    if found is None:
        return None
    new = old[: found.start()] + number_like(found[0], number) + old[found.end() :]
    if url is None or not _SAFE_URL.fullmatch(url):
        return new
    return _LINK.sub(lambda link: link[1] + url + link[3], new, count=1)


def rewrite_authors(old: str, names: Sequence[str], most: int | None) -> str | None:
    """All names, or the first ones and the last when there are more than ``most``, in the place of an elided list.

    None unless everybody who is named there is one of them, and stays named.
    """
    if not names or any(map(_MARKUP.search, names)):
        return None
    if most is None or len(names) <= most:
        kept, new = names, ", ".join(names)
    else:
        kept = [*names[: max(most - 1, 1)], names[-1]]
        new = ", ".join((*kept[:-1], "…" if "…" in old else "...", kept[-1]))
    stated = [name.strip(" .") for name in re.split(r",|;|\band\b|&", _ELISION.sub(",", old))]
    return new if {surname(name) for name in stated if name} <= set(map(surname, kept)) else None


def rewrite_venue(old: str, venue: str) -> str | None:
    """A venue in the place of one that says only that the paper is a preprint."""
    if old.strip().lower() not in PREPRINT or _MARKUP.search(venue):
        return None
    return venue


def link_to_arxiv(arxiv_id: str) -> str:
    """A link that is put behind an entry without one."""
    return f" [[arXiv](https://arxiv.org/abs/{arxiv_id})]"


def place_of_link(raw: str, beside: str) -> int | None:
    """Where a link can be put into an entry: behind its first line, or in the cell of a row that has ``beside``.

    None in HTML, where Markdown means nothing.
    """
    head = raw.partition("\n")[0].rstrip()
    if "<td" in raw.lower() or head.lstrip().startswith("<"):
        return None
    if not head.lstrip().startswith("|") and not head.endswith("|"):
        return len(head)
    at = head.find(beside)
    border = _BORDER.search(head, at + len(beside)) if at >= 0 else None
    return len(head[: border.start()].rstrip()) if border else None
