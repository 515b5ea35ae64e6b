"""What the words of a list say: made readable; labels of links, years and venues that are found in them."""

import re
from functools import lru_cache

from enrich.text import repair_encoding
from enrich.venues import find_venue

# Control characters separate words like a space. Marks of direction, of no width and soft hyphens are no part of any
# word; the joiner (U+200D) is one of them, except inside an emoji.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
JOINER = "\u200d"

_STOCK_WORDS = """
abs abstract acl acm arxiv bibtex blog code colab data dataset demo doc docs doi github here homepage html
huggingface keras link links model mxnet notes official official-code openreview page paper papers pdf poster post
preprint press proceedings project project-page pub publication pytorch repo report see site slide slides source
summary supp supplementary talk tech technical version tensorflow tf video web webpage website whitepaper 论文 代码 链接
总结 摘要 要約 요약 论文链接 阅读论文 查看论文 论文详解 模型代码 代码链接 论文地址
代码地址 项目主页 项目 主页 原文 下载 地址 数据集 論文 原論文 論文リンク コード
スライド 解説 논문 코드 링크
"""
_STOCK_LABELS = frozenset(_STOCK_WORDS.split())
_ID_LABEL = re.compile(
    r"(?:arxiv[:.])?[0-9]{4}\.[0-9]{4,5}(?:v[0-9]{1,2})?|/?10\.[0-9]{4,9}/\S+|pm(?:id|cid)?:?[0-9]{1,9}|pmc[0-9]{1,9}"
)
_ARCHIVE_LABEL = re.compile(  # `arXiv 2024`, `arXiv'24`, `arXiv, May 2024`, `bioRxiv 2024.05`
    r"(?:arxiv|biorxiv|medrxiv|preprint)[\s:'’,-]*(?:[a-z]{3,9}\.?\s)?(?:19|20)?[0-9]{2}(?:[./-][0-9]{1,2}){0,2}(?:\s[a-z]{3,9})?"
)
_BEHIND_LABEL = re.compile(  # `Code (not yet)`, `arXiv: Not available`
    r"(?<=\w)(?:\s\((?:not yet|soon|coming soon|tbd|tba)\)|\s?[:：]\s(?:not (?:yet )?available|coming soon|n/?a))\Z",
    re.IGNORECASE,
)
_SHORT_CODE = re.compile(r":[a-z0-9+_-]{1,40}:")
_LEADING = re.compile(r"\s(?:the|an?|for|by|of|in|to|and|with|from|at|as|our|this|see)\Z")
_WORD = re.compile(r"[^\W\d_]{2,}")

# More than two digits behind the point belong to an arXiv id (2010.12345), not to a date (2010.12).
# Behind `arXiv`, 2001 to 2012 are months of other years (`arXiv 2005` is May 2020).
_YEAR = re.compile(
    r"(?:1(?<![0-9.]1)9[5-9][0-9]|2(?<![0-9.]2)0(?:00|1[3-9]|[2-4][0-9]|(?<!r[Xx]iv 20)(?:0[1-9]|1[0-2])))"
    r"(?![0-9]|\.[0-9]{3})"
)
_ARXIV_YEAR = re.compile(  # `arXiv'24`, `Preprint'24`, `arXiv 24.08`
    r"(?:rxiv|preprint)(?:(?:\s?['’]\s?)?([0-3][0-9])(?![0-9.])|\W{1,6}([0-3][0-9])\.(?:0[1-9]|1[0-2])(?![0-9]))",
    re.IGNORECASE,
)
_DAY_OR_MONTH = re.compile(r"(?:(?:0?[1-9]|[12][0-9]|3[01])\.)?(?:0?[1-9]|1[0-2])\.((?:19[5-9]|20[0-4])[0-9])")
_POINTING = re.compile(
    r"(?:this|the|our|here|that)\s(?:\w+\s)?(?:paper|survey|post|blog|article|work|link|repo|page|list)s?"
)


def readable(text: str, *, keep_joiners: bool = False) -> str:
    """Undo broken encodings, and take out what nobody sees; joiners may stay, so that emoji do not fall apart."""
    if not text.isascii():
        text = repair_encoding(text)
    if text.isprintable():
        return text
    text = _INVISIBLE.sub("", _CONTROLS.sub(" ", text))
    return " ".join((text if keep_joiners else text.replace(JOINER, "")).split())


def word_count(text: str) -> int:
    """Words of two letters or more, in the first 1000 characters."""
    return len(_WORD.findall(text[:1000]))


def _is_stock_word(word: str) -> bool:
    bare = word.strip("[]()0123456789")
    return bare in _STOCK_LABELS or ("&" in bare and all(part in _STOCK_LABELS for part in bare.split("&")))


@lru_cache(1024)  # a list calls most of its links by the same few words
def is_stock_label(label: str) -> bool:
    """Whether a label says what kind of thing it links (`paper`, `code`) or repeats the address, and is no title."""
    named = _BEHIND_LABEL.sub("", label) if label.endswith((")", "e", "n", "a", "A")) else label
    words = named.lower().strip("[]()【】*_ :：.").split()
    if not label.isascii():
        words = [word for word in words if any(map(str.isalnum, word))]  # no emoji
    if len(words) == 1 and "://" in words[0]:
        return True
    if not words or not _WORD.search(label) or _SHORT_CODE.fullmatch(label) or _POINTING.fullmatch(label):
        return True
    if _is_stock_word(words[0]) and all(map(_is_stock_word, words)):
        return True
    return (len(words) < 3 and _ID_LABEL.fullmatch(words[-1]) is not None) or (
        words[0][0] in "abmp" and _ARCHIVE_LABEL.fullmatch(" ".join(words)) is not None
    )


def leads_on(words: str) -> bool:
    """Whether words lead on to what follows, as a title never ends: `A list of papers for`."""
    return _LEADING.search(words) is not None


def year_in(text: str) -> int | None:
    """Return the first number that can only be a year; `arXiv'24` is one, too."""
    year = _YEAR.search(text) if "20" in text or "19" in text else None
    if year:
        return int(year[0])
    short = _ARXIV_YEAR.search(text) if "rxiv" in (lowered := text.lower()) or "preprint" in lowered else None
    return 2000 + int(short[1] or short[2]) if short else None


def year_of_month(text: str) -> int | None:
    """The year of a text that is nothing but `5.2013` or `13.5.2013`, which may be a number elsewhere."""
    found = _DAY_OR_MONTH.fullmatch(text.strip())
    return int(found[1]) if found else None


def venue_in(text: str) -> str | None:
    """Return the short name of the first well-known conference or journal."""
    venue = find_venue(text)
    return venue.name if venue else None
