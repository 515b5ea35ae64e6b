"""Several papers in one item, line or cell: `Week 3: [A Title](…), [Another Title](…) [[code]](…)`.

An ordinary entry has more than one link, too, so each of these is wanted: two links or more that lead to different
papers and are called by their titles, something like a comma before each of them, and around them nothing but a short
label before the first one, facts, and links that say what they are.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal

from enrich.dialects._details import is_fact, tells_facts
from enrich.dialects._inline import Inline, Span
from enrich.dialects._items import Item
from enrich.dialects._links import arxiv_id_of, is_paper_link, link_at
from enrich.dialects._names import authors_in, is_one_name, names_before
from enrich.dialects._surnames import is_citation
from enrich.dialects._words import is_stock_label, readable, word_count
from enrich.dialects.base import Fields
from enrich.models import Link
from enrich.venues import is_venue

_FEWEST_WORDS = 3  # of a title that is surely one
_MOST_LINKS = 100  # of a text, and papers of an item: each of them repeats its lines
_LONGEST_GAP = 300  # characters between two links
_LONGEST_LABEL = 6  # words before the first title
_LONGEST_BOLD = 3  # words of them in bold or quotes: more are a title
_LABEL = re.compile(r"\W*(?:[^\W_][^:：]{0,60}(?:[:：]|\s[-–—]))?\W*")
_PARTED = re.compile(r"[,;、，；•\n]|<(?:br|li)\b|(?<!\w)(?:and|&)(?!\w)")
_READING = re.compile(  # words that may stand between titles
    r"\W*+(?:(?:and|required|optional|recommended|background|readings?|[0-9]{1,2})\b\W*+)*+", re.IGNORECASE
)
_NO_TITLE = re.compile(  # `[Extended version with proofs](…)` is a link of the paper before it
    r"\b(?:appendix|arxiv|chapters?|code|corrigendum|errat(?:a|um)|homework|lectures?|link|notes?|pages?|papers?|pdf"
    r"|poster|preprint|presentation|proofs?|sections?|slides?|supplement(?:al|ary)?|talk|tutorial|video)\b"
    r"|\b(?:conference|extended|full|journal|long|published|revised|short|updated) version",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_EAST = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")

_Role = Literal["title", "beside", "none"]


def each_paper(item: Item, fields: Fields, read: Callable[[Item], Fields | None]) -> list[Fields]:
    """What an item says of each of its papers; nothing if it is about one, of which ``fields`` are all it says.

    A row is about one paper when a column of its own tells the venue, the people or the title. What other cells link is
    said of all papers, unless it is a paper itself. An edit for one paper would change the lines of the others, too, so
    none of them has places for one.
    """
    is_row = item.shape == "row"
    if (
        len(fields.links) < 2
        or item.shape == "heading"
        or not (is_row or _may_be_titles(fields.links))
        or (is_row and fields.spans)
    ):
        return []
    parts = _parts(item)
    found = [one for part in parts if (one := read(part))]
    is_named = any("title" in name.lower() for name in item.columns)
    is_label = not is_named and word_count(fields.title) <= _LONGEST_BOLD and not _is_linked(item, fields.title)
    is_apart = is_row and not is_label and all(one.title != fields.title for one in found)
    if not found or len(found) < len(parts) or is_apart:
        return []
    own = {link for one in found for link in one.links}
    shared = tuple(link for link in fields.links if link not in own and not is_paper_link(link)) if is_row else ()
    return [one._replace(links=(*one.links, *shared), spans=()) for one in found]


def _is_linked(row: Item, title: str) -> bool:
    """Whether the cell of a row that begins with a title has links, so that its paper is what they lead to."""
    cells = [cell for cell in row.cells if cell.inline.plain().startswith(title)]
    return any(cell.inline.links for cell in cells)


def _parts(item: Item) -> list[Item]:
    """What belongs to each paper of an item, as items of their own; nothing when it is about one paper."""
    texts = item.cells if item.shape == "row" else [item]
    if named := [part for one in texts for part in _by_names(item, one)]:
        return named
    if broken := [part for one in texts for part in _by_breaks(item, one)]:
        return broken
    found = [(one.inline, titles) for one in texts if len(titles := _titles(one)) > 1]
    if sum(len(titles) for _, titles in found) > _MOST_LINKS:
        return []
    return [part for inline, titles in found for part in _cut(item, inline, titles)]


def _by_breaks(item: Item, text: Item) -> list[Item]:
    """The lines of a text that ``<br>`` parts, each of which cites a paper of its own; else nothing."""
    if "<br" not in text.text:
        return []
    lines = [line for line in _BREAK.split(text.text) if any(map(str.isalnum, line))]
    if not 1 < len(lines) <= _MOST_LINKS:
        return []
    titles = [next((span for span in inline.links if _is_cited(inline, span)), None) for inline in map(Inline, lines)]
    urls = {span.url for span in titles if span}
    return [Item(item.line, line, text=line) for line in lines] if len(urls) == len(lines) else []


def _by_names(row: Item, cell: Item) -> list[Item]:
    """The papers of a cell that holds nothing but links called by their names: `[BERT](…), [GPT](…) · [Code](…)`."""
    inline = cell.inline
    links = sorted(inline.links) if row.shape == "row" else []
    roles = [_role(inline, span) for span in links[: _MOST_LINKS + 1]]
    titles = [span for span, role in zip(links, roles, strict=False) if role == "title"]
    if not 1 < len(titles) <= _MOST_LINKS or "none" in roles or roles[0] != "title":
        return []
    papers = [link for span in titles if (link := link_at(span, inline)) and is_paper_link(link)]
    is_bare = not any(map(str.isalnum, inline.beside_links()))
    return (
        _cut(row, inline, titles) if is_bare and len(papers) == len(titles) and _are_different(inline, titles) else []
    )


def _is_cited(inline: Inline, span: Span) -> bool:
    """Whether a link is called by a title, and stands first or behind the names of its authors: `Bee, Ada. "[…](…)`."""
    before = inline.plain(0, span.start).rstrip(' "“')
    are_names = before.endswith(".") and names_before(f"{before} 2000.") is not None  # also a single person
    return _is_sure(inline, span) and (not before or are_names)


def _cut(item: Item, inline: Inline, titles: Sequence[Span]) -> list[Item]:
    """A text, cut before each title but the first, whose label is no part of it."""
    ends = [*[title.start for title in titles[1:]], len(inline.text)]
    texts = [inline.text[title.start : end].rstrip(" \n,;&") for title, end in zip(titles, ends, strict=False)]
    return [Item(item.line, text, text=text) for text in texts]


def _may_be_titles(links: Sequence[Link]) -> bool:
    """Whether two links to papers are called by more than two words; few are, which spares the closer look."""
    count = 0
    for link in links:
        if link.label.count(" ") > 1 and is_paper_link(link):
            count += 1
    return count > 1


def _titles(item: Item) -> list[Span]:
    """The links that are called by the titles of papers, if a text holds nothing else of weight."""
    inline = item.inline
    if "\n\n" in inline.text:
        return []
    links = sorted(inline.links)[: _MOST_LINKS + 1]
    roles = [_role(inline, span) for span in links]
    if not 0 < len(links) <= _MOST_LINKS or roles[0] != "title" or "none" in roles:
        return []
    if not _is_label(inline, links[0].start):
        return []
    for number, span in enumerate(links, 1):
        is_last = number == len(links)
        end = len(inline.text) if is_last else links[number].start
        is_parted = is_last or roles[number] == "beside" or _PARTED.search(inline.text, span.end, end) is not None
        if not is_parted or not _is_beside(inline, span.end, end):
            return []
    titles = [span for span, role in zip(links, roles, strict=True) if role == "title"]
    sure = sum(_is_sure(inline, span) for span in titles)
    return titles if sure > 1 and _are_different(inline, titles) else []


def _role(inline: Inline, span: Span) -> _Role:
    """What a link is beside the others: a title, or a link of the paper before it; a person spoils it all."""
    label, link = readable(inline.plain(span.inner, span.inner_end)), link_at(span, inline)
    is_said = is_stock_label(label) or is_venue(label) or is_fact(label) or is_citation(label)
    if link is None or is_said or _NO_TITLE.search(label):
        return "beside"
    if is_paper_link(link):
        return "title"
    if is_one_name(label) or authors_in(label):
        return "none"
    return "title" if word_count(label) >= _FEWEST_WORDS and link.kind in {"other", "project"} else "beside"


def _is_sure(inline: Inline, span: Span) -> bool:
    """Whether a title is one beyond doubt, and leads to a paper."""
    label, link = inline.plain(span.inner, span.inner_end), link_at(span, inline)
    return link is not None and is_paper_link(link) and word_count(label) >= _FEWEST_WORDS and not label[0].islower()


def _are_different(inline: Inline, titles: Sequence[Span]) -> bool:
    """Whether no two titles name one paper, perhaps in another language or with an addition."""
    labels = sorted("".join(filter(str.isalnum, inline.plain(span.inner, span.inner_end).lower())) for span in titles)
    links = [link for span in titles if (link := link_at(span, inline))]
    ids = [arxiv_id_of([link]) or link.url for link in links]
    are_apart = not any(other.startswith(label) for label, other in pairwise(labels))
    return are_apart and len(set(ids)) == len(ids) and len({_EAST.search(label) is None for label in labels}) == 1


def _is_label(inline: Inline, end: int) -> bool:
    """Whether what stands before the first title is short: `Transformers:`, or nothing at all."""
    words = inline.plain(0, min(end, _LONGEST_GAP))
    is_marked = any(span.end <= end for span in inline.strong[:1]) or '"' in words or "“" in words
    is_short = end < _LONGEST_GAP and word_count(words) <= (_LONGEST_BOLD if is_marked else _LONGEST_LABEL)
    return is_short and (_LABEL.fullmatch(words) or _READING.fullmatch(words)) is not None


def _is_beside(inline: Inline, start: int, end: int) -> bool:
    """Whether nothing but facts stands behind a link: `(ICML 2019),`, `by Bee et al.`, `(required)<br>`."""
    words = readable(inline.plain(start, min(end, start + _LONGEST_GAP)))
    lead = _READING.match(words)
    rest = words[lead.end() if lead else 0 :].strip(" ,.;:()[]*_")
    return end - start < _LONGEST_GAP and (not rest or is_citation(rest) or tells_facts(rest))
