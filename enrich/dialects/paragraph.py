"""Entries that are no list items: a paragraph, a line of a quotation or a heading that names one paper.

    **Title** [[pdf]](https://arxiv.org/abs/2410.20011)

    #### [Title](https://arxiv.org/abs/2410.20011)

Prose that mentions a paper is none: the title stands first, what follows it is no sentence, and there is a link.
"""

import re

from enrich.dialects import base

NAME = "paragraph"
SHAPES = frozenset({"paragraph", "heading"})

_PROSE = re.compile(
    r"(?:this|these|we|our|you|your|i|it|if|please|see|check|here|there|more|for|news?|update|note|thanks?|welcome|cite"
    r"|the following|in this|to cite|read|contact|based on|inspired by|from)\b",
    re.IGNORECASE,
)
# Behind a title may stand punctuation, a bracket, a link, or one of these words; another word goes on with a sentence.
_GOES_ON = re.compile(
    r"\s*+(?!https?:|(?:by|in|et|ar[Xx]iv|bio[Rr]xiv|med[Rr]xiv|and|at|from|accepted|published|code|pdf|paper|preprint)\b)[a-z]{2,}"
)
_LEADS_ON = re.compile(r"[^\W\d_]{2,}(?:\s[^\W\d_]+)+\s*\Z")  # words that lead on to a title
_MEETING = re.compile(  # has people, a venue and a page, too
    r"\b(?:challenge|competition|course|lectures?|seminar|talk|track|tutorials?|workshops?)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\A[0-9]{1,3}[.)]\s+(?=[^\W\d_])")  # `**13. Title**`: one of 1,181,554 titles on arXiv begins so
_TAG = re.compile(r"\[[^\[\]]{1,40}\]\s?[\"“]?")
_LABEL = re.compile(r"(?:\((?:[A-Z][\w '’-]{1,20})?(?:19|20)[0-9]{2}\)|`[^`\n]{1,40}`|\[[^\[\]\n]{1,40}\])\s+")
_DATED = re.compile(r"([A-Z][^.!?;:\[\]\n]{1,60}\s(?:19|20)[0-9]{2})\s?[,:]\s*(?=\[)")
_BOLD_AND_VENUE = re.compile(  # `**A Title**. (2022-FLOC) Ada Bee.`
    r"\*\*[^*\n]{20,300}\*\*[.,]?\s"
    r"\((?:(?:19|20)[0-9]{2}[- ]([A-Z][\w&-]{1,20})|([A-Z][\w&-]{1,20})[- ](?:19|20)[0-9]{2})\)"
)
_SENTENCES = re.compile(r"[.!?。！]\s+[^\W\d_]+(?:\s[a-z]+){3}")


def sniff(item: base.Item) -> bool:
    """An item that can be read."""
    return read(item) is not None


def read(item: base.Item) -> base.Fields | None:
    """Read a paragraph or a heading; None when it is prose, or leads to no paper."""
    links = base.links_of(item) if "://" in item.text else ()
    is_sure = any(map(base.is_paper_link, links)) or base.is_reference(item.text)
    dated = _DATED.match(item.text) if links else None  # `FLOC 2021, [Title](…)`
    is_sure = is_sure or (dated is not None and base.is_venue(dated[1]))
    placed = _BOLD_AND_VENUE.match(item.text) if item.text.startswith("**") else None
    is_placed = placed is not None and base.is_venue(placed[1] or placed[2])
    if not (is_sure or is_placed or ((links or item.text.startswith("**")) and base.may_hold_names(item.text))):
        return None
    found = base.find_title(item)
    stands_out = found is not None and (found.stands_out or item.shape == "heading")
    if found is None or (not stands_out and _PROSE.match(item.inline.plain(found.start, found.end))):
        return None
    inline, end = item.inline, base.head_end(item)
    before = inline.plain(0, found.start)
    are_names = base.names_before(before) is not None or base.person_before(before.rstrip(" [")) is not None
    if not are_names and _LEADS_ON.search(before):
        return None
    inner, written = base.read_title(inline, found.start, found.end, base.AFTER_TITLE)
    title, tail = base.split_tail(base.trimmed(_NUMBER.sub("", written)))
    facts = base.read_facts(item, found.start, found.end, tail)
    is_below = item.text[found.start - 1 : found.start] == "\n" and base.word_count(written) > 3
    is_first = is_below or not before.strip(base.AFTER_TITLE + ']"“')
    is_first = is_first or _LABEL.fullmatch(item.text[: found.start]) is not None
    is_tagged = _TAG.fullmatch(before) is not None
    is_dated = dated is not None and found.start <= dated.end()
    is_marked = is_dated or (stands_out and (are_names or is_first)) or is_tagged or base.is_reference(item.text)
    is_told = is_marked and (are_names or facts.venue or facts.year)
    is_linked = item.shape == "heading" and any((span.start, span.end) == (0, len(item.text)) for span in inline.links)
    is_card = item.shape == "heading" and base.is_address_of_paper(item.text.partition("\n\n")[2])
    fewest = 1 if is_told or is_linked or is_card else 2 if item.shape == "heading" and base.arxiv_id_of(links) else 3
    is_labelled = is_first and _has_labels(inline, found.end)
    is_title = _is_title(title, fewest=fewest, is_marked=is_marked or is_labelled or is_card or fewest == 2)
    if not is_sure and not (stands_out and _tells_paper(title, facts, is_placed=is_placed)):
        return None
    if not is_title or (_GOES_ON.match(inline.plain(found.end, end)) and not _ends_at_link(item.inline, found.end)):
        return None
    marks, after = base.marks_around(inline, found.start, found.end, end)
    return base.Fields(
        title=title,
        marks=marks + inner + after,
        stated_arxiv_id=base.arxiv_id_of(links) or facts.arxiv_id,
        stated_doi=base.doi_of(links) or facts.doi,
        stated_year=facts.year,
        stated_venue=facts.venue,
        stated_citations=facts.citations,
        stated_stars=facts.stars,
        stated_authors=facts.authors,
        stated_authors_complete=facts.is_complete,
        links=links,
        spans=facts.spans,
    )


def _has_labels(inline: base.Inline, end: int) -> bool:
    """Whether the next link is set as lists set them, and prose does not: `[[paper]](…)`, a badge."""
    link = next((span for span in inline.links if span.start >= end), None)
    if link is None:
        return False
    if not base.is_stock_label(inline.plain(link.inner, link.inner_end)):
        return False
    return inline.text[link.inner : link.inner + 2].startswith(("[", "\\[", "!")) or inline.text[link.start - 1] == "["


def _tells_paper(title: str, facts: base.Facts, *, is_placed: bool) -> bool:
    """Whether it takes no link to see that a title is a paper's: it has authors, and a venue or a year.

    It takes no authors when a known venue and the year stand in the right place (``is_placed``).
    """
    are_several = is_placed or (facts.authors is not None and (len(facts.authors) > 1 or not facts.is_complete))
    is_dated = facts.venue is not None or facts.year is not None
    return are_several and is_dated and base.is_title_like(title) and not _MEETING.search(title)


def _ends_at_link(inline: base.Inline, end: int) -> bool:
    """Whether a mark and a link that says what it leads to end a title: `A Title, [project](…)`."""
    link = next((span for span in inline.links if span.start >= end), None)
    is_next = link is not None and link.start == end and inline.text[:end].rstrip().endswith((",", ".", "[", "("))
    return is_next and link is not None and base.is_stock_label(inline.plain(link.inner, link.inner_end))


def _is_title(title: str, *, fewest: int, is_marked: bool) -> bool:
    """Whether words at the head of a paragraph are a title; what its author marked needs less to be one."""
    if len(title.split()) < fewest or _SENTENCES.search(title) or base.leads_on(title) or base.authors_in(title):
        return False
    return (is_marked and not title[0].islower()) or base.is_title_like(title)
