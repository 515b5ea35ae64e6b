"""What the full name of a venue, as services write it, tells: its short name, its year, whether it is a conference."""

import re

from enrich.venues import is_venue, short_venue

# Short name, then a phrase of the long one in lower case; of two that fit, the first one counts.
_CONFERENCES = {
    "NeurIPS": "neural information processing systems",
    "ICLR": "learning representations",
    "ICML": "international conference on machine learning",
    "AISTATS": "artificial intelligence and statistics",
    "COLT": "conference on learning theory",
    "COLM": "conference on language modeling",
    "UAI": "uncertainty in artificial intelligence",
    "AAAI": "aaai conference on artificial intelligence",
    "IJCAI": "joint conference on artificial intelligence",
    "CVPR": "computer vision and pattern recognition",
    "WACV": "applications of computer vision",
    "ECCV": "european conference on computer vision",
    "ICCV": "international conference on computer vision",
    "BMVC": "british machine vision",
    "MICCAI": "medical image computing and computer",
    "EMNLP": "empirical methods in natural language processing",
    "NAACL": "north american chapter of the association for computational linguistics",
    "EACL": "european chapter of the association for computational linguistics",
    "ACL": "meeting of the association for computational linguistics",
    "COLING": "conference on computational linguistics",
    "CoNLL": "computational natural language learning",
    "INTERSPEECH": "interspeech",
    "ICASSP": "acoustics, speech",
    "KDD": "knowledge discovery and data mining",
    "CIKM": "information and knowledge management",
    "SIGIR": "research and development in information retrieval",
    "WSDM": "web search and data mining",
    "WWW": "the web conference",
    "ICRA": "conference on robotics and automation",
    "IROS": "intelligent robots and systems",
    "CoRL": "conference on robot learning",
    "CHI": "human factors in computing systems",
    "ASPLOS": "architectural support for programming languages",
    "ISCA": "symposium on computer architecture",
    "HPCA": "high-performance computer architecture",
    "MICRO": "symposium on microarchitecture",
    "SOSP": "symposium on operating systems principles",
    "OSDI": "operating systems design and implementation",
    "NSDI": "networked systems design and implementation",
    "ATC": "usenix annual technical conference",
    "EuroSys": "european conference on computer systems",
    "SIGCOMM": "sigcomm",
    "SIGMOD": "management of data",
    "ICDE": "conference on data engineering",
    "PLDI": "programming language design and implementation",
    "PPoPP": "principles and practice of parallel programming",
    "MLSys": "conference on machine learning and systems",
}
_JOURNALS = {
    "TMLR": "transactions on machine learning research",
    "JMLR": "journal of machine learning research",
    "TACL": "transactions of the association for computational linguistics",
    "TPAMI": "transactions on pattern analysis and machine intelligence",
    "TNNLS": "transactions on neural networks and learning systems",
    "TKDE": "transactions on knowledge and data engineering",
    "VLDB": "proceedings of the vldb endowment",
    "IJCV": "international journal of computer vision",
}
_LONG_NAMES = {phrase: short for short, phrase in (_JOURNALS | _CONFERENCES).items()}

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
_JOURNAL_ACRONYMS = frozenset(
    {*_JOURNALS, "PNAS", "CACM", "JAIR", "TIP", "PAMI", "TOG", "TOIS", "TIST", "PLOS", "JACM"}
)


def short_name(venue: str) -> str | None:
    """One word, or the usual abbreviation, for a venue; None when it has no such name (``Nature Communications``)."""
    lower = venue.lower()
    for phrase, short in _LONG_NAMES.items():
        if phrase in lower:
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
    if short in _CONFERENCES or short in _JOURNAL_ACRONYMS:
        return short in _CONFERENCES
    if _JOURNAL_WORDS.search(venue):
        return False
    return bool(_CONFERENCE_WORDS.search(venue)) or bool(short and _ACRONYM.fullmatch(short))
