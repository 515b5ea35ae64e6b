"""How a value that a list states is written anew, in the way the list writes it.

Each function takes the text that stands there and the value, and returns the text that is to stand there, or None
when nothing sensible can be written. What services say is never trusted to be harmless: a text that could be markup
is not written at all.
"""

import re
from collections.abc import Sequence

from enrich.text import surname

PREPRINT = frozenset({"arxiv", "corr", "preprint", "arxiv preprint", "under review", "submitted"})
"""Venues, in lower case, of which a list says only that the paper was not published yet."""

_NUMBER = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?[kKmM]?|None|N/A|\?")
_SCALES = {"k": 1_000, "m": 1_000_000}
_LINK = re.compile(r"(\[[^\[\]]*\]\()([^()\s]*)(\))")
_ELISION = re.compile(r"\.{3}|…|\bet\.?\s?al\b|等|and others")
_MARKUP = re.compile(r"[*_`\[\]<>|\\\n\r\t,;]")
_SAFE_URL = re.compile(r"https?://[^\s()<>\[\]\"'`|\\]{1,1000}")


def number_like(old: str, number: int) -> str:
    """The number as ``old`` is written: ``1234``, ``1,234`` or ``1.2k``."""
    scale = _SCALES.get(old[-1:].lower())
    if scale and number >= scale:
        return f"{number / scale:.1f}".removesuffix(".0") + old[-1]
    return f"{number:,}" if "," in old else str(number)


def rewrite_number(old: str, number: int, url: str | None = None) -> str | None:
    """A count or stars in the place of another; when the number is a link, ``url`` becomes its target."""
    found = _NUMBER.search(old)
    if found is None:
        return None
    new = old[: found.start()] + number_like(found[0], number) + old[found.end() :]
    if url is None or not _SAFE_URL.fullmatch(url):
        return new
    return _LINK.sub(lambda link: link[1] + url + link[3], new, count=1)


def rewrite_authors(old: str, names: Sequence[str], most: int | None) -> str | None:
    """All names, or the first ones and the last when there are more than ``most``, in the place of an elided list.

    None unless everybody who is named there is one of them.
    """
    stated = [name.strip(" .") for name in re.split(r",|;|\band\b|&", _ELISION.sub(",", old))]
    known = {surname(name) for name in names}
    if not names or any(map(_MARKUP.search, names)) or not {surname(name) for name in stated if name} <= known:
        return None
    if most is None or len(names) <= most:
        return ", ".join(names)
    elision = found[0] if (found := _ELISION.search(old)) and not found[0].isalpha() else "..."
    return ", ".join((*names[: max(most - 1, 1)], elision, names[-1]))


def rewrite_venue(old: str, venue: str) -> str | None:
    """A venue in the place of one that says only that the paper is a preprint."""
    if old.strip().lower() not in PREPRINT or _MARKUP.search(venue):
        return None
    return venue


def link_to_arxiv(arxiv_id: str) -> str:
    """A link that is put behind an entry without one."""
    return f" [[arXiv](https://arxiv.org/abs/{arxiv_id})]"
