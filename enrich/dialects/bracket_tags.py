"""Hand-typed lists whose items begin with facts in brackets: ``1. [C60 2024 USENIX] Title :+1:``.

In the bracket, in any order: ``C60``, ``C1,234`` or ``C1.2k`` citations, ``2024`` or ``Y2024`` year, ``P 58`` pages,
``Blog`` and the like for the kind, and what else is one or looks like one: the venue.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from enrich.dialects import base
from enrich.models import EntryKind

NAME = "bracket-tags"
SHAPES = frozenset({"item"})

_BRACKET = re.compile(r"(?:~~)?\[([^\[\]\n]{1,80})\](?![\[(:])(?![ \t]*+<\[)[ \t]*+(?:[|·–—-]++[ \t]++)?")
_TAG = re.compile(
    r"""
    [Cc](?P<citations>[0-9]{1,9}|[0-9]{1,4}(?:\.[0-9]{1,3})?[KkMm]) | (?P<unknown>[Cc](?:-[0-9]{1,9}|\?))
    | [Pp]{1,2}\.?(?P<pages>[0-9]{1,5}) | [Yy]?(?P<year>(?:19[5-9]|20[0-4])[0-9])
    """,
    re.VERBOSE,
)
_COUNT = re.compile(r"[CcPp]+\.?[0-9]")  # what begins like this is a number that its author could not spell
_COUNT_PLACE = re.compile(
    r"(?<![^\[\s,;|])[Cc]\.? *([0-9]{1,4}(?:\.[0-9]{1,3})?[KkMm]|[0-9]{1,3}(?:,[0-9]{3})++|-?[0-9]{1,9}|\?)"
    r"(?![^\s,;|\]])"
)
_SEPARATORS = re.compile(r"[\s,;|]+")
_SPLIT_TAG = re.compile(r"\b([CcPp]\.?) +(?=[0-9?])")
_THOUSANDS = re.compile(r"\b[CcPp]\.?[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])")
_SCALE = {"k": 1_000, "m": 1_000_000}
# A venue is a name that we know, an acronym (either perhaps with its year: ISCA'24), or a journal's abbreviated name.
_ACRONYM = re.compile(r"[A-Z]{3,12}(?:[&/@+-][A-Z]{2,12}){0,3}", re.ASCII)
_ABBREVIATION = re.compile(r"[A-Z][a-z]{0,12}\.", re.ASCII)
_NAME_WORD = re.compile(r"[A-Z][A-Za-z]{0,20}\.?", re.ASCII)
_VENUE_YEAR = re.compile(r"[-'’]?(?:19|20)?[0-9]{2}", re.ASCII)
_VENUE_PARTS = """
ACM Cell Findings HotNets HotOS IEEE MM MobiCom MobiSys SC SenSys SoCC Symposium Transactions Workshop Workshops
"""
_VENUES = frozenset(map(str.lower, [*base.VENUES, *_VENUE_PARTS.split()]))
_TOPIC_NAMES = """
AI API ASR CNN CPU CUDA DNN FPGA GAN GNN GPT GPU HOT HTML LLM LLMS LORA LSTM MLLM MOE NEW NLP NPU OCR PDF PEFT QA RAG
RLHF RNN SFT SLM SOTA SSD TBD TODO TPU TTS VIT VLM VQA WIP
"""
_TOPICS = frozenset(_TOPIC_NAMES.split())
_KINDS: dict[str, EntryKind] = {
    "paper": "paper",
    "survey": "paper",
    "article": "blog",
    "blog": "blog",
    "post": "post",
    "tweet": "post",
    "thread": "post",
    "docs": "docs",
    "doc": "docs",
    "documentation": "docs",
    "video": "video",
    "talk": "video",
    "lecture": "video",
    "code": "code",
    "repo": "code",
    "github": "code",
    "tool": "code",
    "model": "model",
    "dataset": "dataset",
    "data": "dataset",
    "demo": "demo",
    "book": "other",
    "course": "other",
    "slides": "other",
}
_MEETINGS = frozenset({"Conference", "Journal", "Letters", "Proceedings", "Symposium", "Transactions", "Workshop"})
_PUBLISHERS = frozenset({"Communications", "Nature", "Science"})  # journals are called so, and on
_SMALL_WORDS = frozenset({"and", "for", "in", "of", "on", "the"})
_QUOTES = frozenset('"“')
_STOP = " \t\n[(|·-–—:,"
_GOES_ON = re.compile(r"['’-]?\w|[:：]?\s+[*_~]{0,3}[^\W_]")  # words right behind a link


_WORD_NEXT = re.compile(r" (?!by\b|in\b|at\b|from\b)[a-z]")


class _Tags(NamedTuple):
    """What stands in the bracket; ``known`` counts the tags that only this dialect has, also those it cannot read."""

    known: int = 0
    citations: int | None = None
    year: int | None = None
    pages: int | None = None
    kind: EntryKind | None = None
    venue: str | None = None
    unread: tuple[str, ...] = ()


def _number(text: str) -> int:
    """Read `1234` or `1.2k`."""
    scale = _SCALE.get(text[-1].lower())
    return round(float(text[:-1]) * scale) if scale else int(text)


def _words(content: str) -> list[str]:
    """Words of a bracket; the spaces and commas inside of a number part nothing."""
    content = _SPLIT_TAG.sub(r"\1", content)
    content = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), content)
    return [word for word in _SEPARATORS.split(content) if word]


def _is_known_venue(word: str) -> bool:
    """Whether a word is, but for a year behind it, a name that we know (`Usenix`, `ISCA'24`, `EMNLP-Findings`)."""
    name = word.lower().rstrip("0123456789").rstrip("-'’")
    return all(part in _VENUES for part in re.split("[-/&@+]", name)) and word[0].isalpha()


def _is_acronym(word: str) -> bool:
    """Whether a word is written like the acronym of a venue, and is none of the usual topics."""
    found = _ACRONYM.match(word)
    if found is None or found[0] in _TOPICS:
        return False
    return found.end() == len(word) or _VENUE_YEAR.fullmatch(word, found.end()) is not None


def _is_journal(words: list[str]) -> bool:
    """Whether words are the short name of a journal, such as `IEEE Signal Process. Mag.`."""
    return any(map(_ABBREVIATION.fullmatch, words)) and all(map(_NAME_WORD.fullmatch, words))


def _is_meeting(words: list[str]) -> bool:
    """Whether words are the name of a meeting or a journal, written out: `Pacific Symposium on Biocomputing`."""
    if len(words) < 2 or not all(word[0].isupper() or word in _SMALL_WORDS for word in words):
        return False
    return words[0] in _PUBLISHERS or not _MEETINGS.isdisjoint(words)


def _venue(words: list[str]) -> tuple[str | None, list[str]]:
    """Find the venue among the words that are no other tag; beside it what is no part of it.

    Next to a word that nobody understands, only a venue that we know is believed.
    """
    words = [word for word in words if word.lower() != "arxiv"]
    known = [word for word in words if _is_known_venue(word)]
    is_sure = _is_journal(words) or _is_meeting(words) or all(word in known or _is_acronym(word) for word in words)
    named = words if is_sure else known
    return " ".join(named) or None, [word for word in words if word not in named]


def _read_tags(content: str) -> _Tags:
    """Read the content of a bracket, word by word."""
    numbers: dict[str, int] = {}
    kind: EntryKind | None = None
    others: list[str] = []
    unread: list[str] = []
    known = 0
    for word in _words(content):
        tag = _TAG.fullmatch(word)
        if tag or _COUNT.match(word) or word.lower() in _KINDS:
            known += 1
        if tag:
            name = str(tag.lastgroup)
            if name != "unknown":
                numbers.setdefault(name, _number(tag[name]))
        elif _COUNT.match(word):
            unread.append(word)
        elif word.lower() in _KINDS:
            kind = kind or _KINDS[word.lower()]
        else:
            others.append(word)
    venue, no_venue = _venue(others)
    return _Tags(known=known, kind=kind, venue=venue, unread=(*unread, *no_venue), **numbers)


def _names_venue(tags: _Tags) -> bool:
    """Whether a word of the bracket is a venue that we know; a method may be written like one: `[CDL] A Title`."""
    return tags.venue is not None and any(map(_is_known_venue, tags.venue.split()))


def _is_sure(tags: _Tags, item: base.Item) -> bool:
    """Whether something in the bracket is found in this dialect only, or a venue stands in it alone."""
    is_venue = _names_venue(tags) or "://" not in item.text
    return tags.known > 0 or (is_venue and tags.venue is not None and sum(map(str.isupper, tags.venue)) >= 3)


def sniff(item: base.Item) -> bool:
    """An item that begins with a bracket of tags, most of which are understood."""
    bracket = _BRACKET.match(item.text)
    if bracket is None or bracket.end() == len(item.text):
        return False
    tags = _read_tags(bracket[1])
    has_number = tags.citations is not None or tags.pages is not None or _COUNT_PLACE.search(bracket[1])  # `[C? 2024]`
    is_filed = not has_number and item.text.startswith("[", bracket.end())
    return tags.known >= len(tags.unread) and _is_sure(tags, item) and not is_filed


def _title_end(item: base.Item, start: int) -> int:
    """Where the title ends: behind it stands a link, unless that link is the title or a word of it."""
    inline, end = item.inline, base.head_end(item)
    for number, link in enumerate(sorted(span for span in inline.links if start <= span.start < end)):
        label = inline.plain(link.inner, link.inner_end)
        is_first = number == 0 and not inline.plain(start, link.start).strip(_STOP)
        is_whole = is_first and base.word_count(label) > 2
        is_decorated = link.inner == link.start or item.text[link.start - 1] in "[("
        if is_whole or is_decorated or base.is_stock_label(label) or not _GOES_ON.match(item.text, link.end, end):
            return min(end, link.end if is_first else link.start)
    return end


def _title_place(item: base.Item, start: int) -> tuple[int, int]:
    """Where the title stands behind the bracket: what stands out there, else all up to names or links."""
    end = _title_end(item, start)
    found = base.title_within(item.inline, start, end)
    if found is None or item.text[start : found.start].strip(' *_"“'):
        return start, end
    is_cut = _WORD_NEXT.match(item.text, found.end) is not None  # `**A Title** with More Words`
    is_cut = is_cut or any(span.start == found.end for span in item.inline.links)  # that is a word of the title
    return (start, end) if is_cut else (found.start, found.end)


def _spans(item: base.Item, bracket: re.Match[str], tags: _Tags) -> Iterator[base.FieldSpan]:
    """Where the count stands, also one that is not known (`C?`), and the venue."""
    if count := _COUNT_PLACE.search(item.text, bracket.start(1), bracket.end(1)):
        yield base.span_in(item, "stated_citations", *count.span(1))
    if tags.venue and (start := item.text.find(tags.venue, bracket.start(1), bracket.end(1))) >= 0:
        yield base.span_in(item, "stated_venue", start, start + len(tags.venue))


def read(item: base.Item) -> base.Fields | None:
    """Read one item; tags that are not understood become a problem, the rest is read all the same."""
    bracket = _BRACKET.match(item.text)
    if bracket is None:
        return None
    tags = _read_tags(bracket[1])
    if not _is_sure(tags, item):
        return None
    start, end = _title_place(item, bracket.end())
    marks, title = base.read_title(item.inline, start, end, _STOP)
    title, tail = base.split_tail(base.trimmed(title) if title[:1] in _QUOTES else title)
    if not title:
        return None
    links = base.links_of(item)
    facts = base.read_facts(item, start, end, tail)
    venue, venue_year = base.short_venue(tags.venue) if tags.venue else (base.venue_in(tail), None)
    has_facts = bool(tags.citations is not None or tags.pages or venue or any(map(base.is_paper_link, links)))
    kind = tags.kind or ("paper" if has_facts or not links else base.entry_kind(links[0]))
    if kind == "dataset" and venue and any(map(base.is_paper_link, links)):
        kind = "paper"  # of a track for such: `[2023 NeurIPS Datasets]`
    if not (links or tags.known or _names_venue(tags)):
        kind = "other"  # `[SPE-RECO] Speech Recognition`: what looks like a venue may be the code of a topic
    return base.Fields(
        title=title,
        kind=kind,
        marks=marks,
        stated_arxiv_id=base.arxiv_id_of(links) or facts.arxiv_id,
        stated_doi=base.doi_of(links),
        stated_year=tags.year or venue_year or base.year_in(tail),
        stated_venue=venue,
        stated_citations=tags.citations,
        stated_pages=tags.pages,
        stated_authors=facts.authors,
        stated_authors_complete=facts.is_complete,
        links=links,
        spans=tuple(_spans(item, bracket, tags)),
        problem=f"tag not understood: {' '.join(tags.unread)}" if tags.unread else None,
    )
