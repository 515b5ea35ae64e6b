"""What the full name of a venue, as services write it, tells: its short name, its year, whether it is a conference."""

import re

from enrich.venues import CONFERENCES, FULL_NAMES, JOURNALS, folded_words, is_venue, short_venue

_PHRASES = {" ".join(words): short for words, short in FULL_NAMES.items()}

_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*(?:[&/@+-][A-Z][A-Za-z]*)*")
_YEAR = re.compile(r"[ '’-]*(?:(?:19|20)[0-9]{2}|(?<=['’])[0-9]{2})\Z")
_NAMED_YEAR = re.compile(r"(?<![0-9])(?:19[5-9]|20[0-4])[0-9](?![0-9])")
_ABBREVIATION = re.compile(r"(?=[^.]*\.)[A-Z][A-Za-z]*\.?(?: [A-Z][A-Za-z]*\.?)*")  # IEEE Signal Process. Mag.
_JOURNAL_WORDS = re.compile(
    r"\b(?:journal|transactions|letters|proc\. natl)\b"
    r"|\bproc(?:\.|eedings) of the (?:national academy|royal society|ieee\Z)",
    re.IGNORECASE,
)
_CONFERENCE_WORDS = re.compile(
    r"\b(?:conference|conf|workshops?|symposium|proceedings|proc|meeting|congress|colloquium|findings|lecture notes)\b",
    re.IGNORECASE,
)
_JOURNAL_ACRONYMS = frozenset({*JOURNALS, "PNAS", "CACM", "JAIR", "TIP", "PAMI", "TOG", "TOIS", "TIST", "PLOS", "JACM"})


def short_name(venue: str) -> str | None:
    """One word, or the usual abbreviation, for a venue; None when it has no such name (``Nature Communications``)."""
    words = f" {' '.join(folded_words(venue))} "
    for phrase, short in _PHRASES.items():
        if f" {phrase} " in words:
            return short
    name = _YEAR.sub("", venue.strip())
    if " " not in name and is_venue(venue):
        return short_venue(venue)[0]
    return name if _ACRONYM.fullmatch(name) or _ABBREVIATION.fullmatch(name) else None


def year_of(venue: str) -> int | None:
    """The year that a venue names (``NeurIPS 2017``): when the paper was published there."""
    year = _NAMED_YEAR.search(venue)
    return int(year[0]) if year else None


def is_conference(venue: str) -> bool:
    """Whether papers appear there in proceedings, rather than in a journal: by its name alone."""
    short = short_name(venue)
    if short in CONFERENCES or short in _JOURNAL_ACRONYMS:
        return short in CONFERENCES
    if _JOURNAL_WORDS.search(venue):
        return False
    return bool(_CONFERENCE_WORDS.search(venue)) or bool(short and _ACRONYM.fullmatch(short))
