"""What the words of a list say: made readable, then the years, venues and authors that are found in them."""

import re

from enrich.text import repair_encoding

# Control characters separate words like a space. Marks of direction, of no width and soft hyphens are no part of any
# word; the joiner (U+200D) is one of them, except inside an emoji.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
JOINER = "\u200d"

_STOCK_WORDS = """
abs abstract acl acm arxiv bibtex blog code colab data dataset demo doc docs doi github here homepage html huggingface
keras link links model mxnet notes official official-code openreview page paper papers pdf poster post preprint press
proceedings project project-page pub publication pytorch repo site slides source summary supp supplementary talk
tensorflow tf video web webpage website 论文 代码 链接
"""
_STOCK_LABELS = frozenset(_STOCK_WORDS.split())
_WORD = re.compile(r"[^\W\d_]{2,}")

_VENUE_NAMES = """
AAAI ACL ACMMM AISTATS ASPLOS ATC BMVC CCS CHI CIKM COLING COLM COLT CVPR CoRL CoNLL EACL ECCV ECML EMNLP EuroSys HPCA
ICASSP ICCV ICDE ICDM ICIP ICLR ICML ICPR ICRA IJCAI IJCV INTERSPEECH IROS ISCA ISWC JMLR KDD MICCAI MICRO MLSys NAACL
NDSS NIPS NSDI NeurIPS OSDI PAMI PLDI PPoPP RSS SIGCOMM SIGGRAPH SIGIR SIGMOD SOSP TACL TIP TKDE TMLR TNNLS TPAMI UAI
UIST USENIX VLDB WACV WSDM WWW Nature Science
"""
VENUES = tuple(_VENUE_NAMES.split())
_VENUE = re.compile(rf"(?<![\w-])({'|'.join(VENUES)})(?![\w-]*[a-z])")
# More than two digits behind the point belong to an arXiv id (2010.12345), not to a date (2010.12).
_YEAR = re.compile(r"(?<![0-9.])(?:19[5-9][0-9]|20[0-4][0-9])(?![0-9]|\.[0-9]{3})")
_ENDS_WITH_YEAR = re.compile(r"(?:[^\d()]{0,30}[\s,:'’])?(?:19[5-9][0-9]|20[0-4][0-9])", re.ASCII)
_SHORT_YEAR = re.compile(r"['’][0-9]{2}(?![0-9])", re.ASCII)
_MAX_TAIL = 40  # characters

_AND = re.compile(r" (?:and|&) |, ?and |,")
_ELIDED = re.compile(r"\.{2,}|…|\[?et\.?\s+al\.?\]?|others", re.IGNORECASE)
_ET_AL = re.compile(r" (?:et\.? al\.?|\.{3}|…)\Z", re.IGNORECASE)
_NAME_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")


def readable(text: str, *, keep_joiners: bool = False) -> str:
    """Undo broken encodings, and take out what nobody sees; joiners may stay, so that emoji do not fall apart."""
    text = repair_encoding(text)
    if text.isprintable():
        return text
    text = _INVISIBLE.sub("", _CONTROLS.sub(" ", text))
    return " ".join((text if keep_joiners else text.replace(JOINER, "")).split())


def word_count(text: str) -> int:
    """Words of two letters or more, in the first 1000 characters."""
    return len(_WORD.findall(text[:1000]))


def is_stock_label(label: str) -> bool:
    """Whether a label says what kind of thing it links (`paper`, `code`), and is no title."""
    words = label.lower().strip("[]()【】*_ :.").split()
    return not words or all(word.strip("[]()") in _STOCK_LABELS for word in words) or not _WORD.search(label)


def year_in(text: str) -> int | None:
    """Return the first number that can only be a year."""
    year = _YEAR.search(text)
    return int(year[0]) if year else None


def venue_in(text: str) -> str | None:
    """Return the first name of a well-known conference or journal, as written."""
    venue = _VENUE.search(text)
    return venue[1] if venue else None


def split_tail(title: str) -> tuple[str, str]:
    """Take `(2023)`, `(OpenAI, 2023)` or `(NeurIPS'23)` off the end of a title; return the rest, and what was taken."""
    start = max(title.rfind("("), title.rfind("（")) if title.endswith((")", "）")) else -1
    tail = title[start:] if start > 0 else ""
    if not 0 < len(tail) < _MAX_TAIL:
        return title, ""
    is_dated_venue = _VENUE.search(tail) and (year_in(tail) or _SHORT_YEAR.search(tail))
    is_tail = is_dated_venue or _ENDS_WITH_YEAR.fullmatch(tail[1:-1])
    rest = title[:start].rstrip(" .,")
    return (rest, tail) if is_tail and _WORD.search(rest) else (title, "")


def split_authors(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Split `A, B, ..., C` (on one line) into its names and whether that is everybody; None when there is no name."""
    text = text.strip(" ,;")
    shorter = _ET_AL.sub("", text)
    is_complete = shorter == text
    names: list[str] = []
    for part in map(str.strip, _AND.split(shorter)):
        if _ELIDED.fullmatch(part):
            is_complete = False
        elif names and _NAME_SUFFIX.fullmatch(part):
            names[-1] += ", " + part
        elif part:
            names.append(part)
    return (tuple(names), is_complete) if names else None
