"""Titles behind what stands out before them: a name with a colon, an acronym in brackets, a citation, a tag."""

import re

from enrich.dialects._cited import italics_behind
from enrich.dialects._details import is_label, tells_facts
from enrich.dialects._inline import Inline, Span
from enrich.dialects._lead import MAX_TAG, behind_bars, is_before_link
from enrich.dialects._links import leads_to_paper
from enrich.dialects._names import authors_in, names_before, names_end
from enrich.dialects._ranges import (
    AFTER_TITLE,
    JOURNAL,
    LEADS_ON,
    Candidate,
    is_long,
    is_named_paper,
    is_title_like,
    names_journal,
    next_bar,
    next_mark,
    plain_text,
    quotation,
)
from enrich.dialects._surnames import cites_others, is_citation, may_be_families
from enrich.dialects._words import word_count
from enrich.venues import is_venue

_REMARK = re.compile(  # `**Acr** (ICRA 2019) — what it does`, `**Acr** - a system that does it`
    r"\s*+\([^()\n]{2,40}\)\s*+[–—]|\s*+[-–—]\s++(?:an?|the)\s"
)
_SIGN = re.compile(r"\s?[:：,]\s?|\s?[-–—]{1,2}\s")  # between a name and what it stands for
_STOP = re.compile(r"\.\s")
_CITED_SIGN = re.compile(r"\s?\([^()\n]{2,40} et al\.?\)\s?[-–—:]\s")  # `**Name** (Bee et al.) - *Title*`
_SHORTEST_TITLE = 15  # characters of four words
_MOST_OF_HEAD = 6  # words of a link that the rest of its title stands behind: `[The Head](…): And the Rest`
_MOST_OF_NAME = 3  # words of the name of a method that stands before a link to its paper
MOST_WITHIN = 5  # words of a bold run within a title
_WORD_NEXT = re.compile(r"[:：]? [^\W_]")
_FACT_BEHIND = re.compile(
    r"\s?\([A-Z][\w&' -]{1,30}[0-9]{2}\)\s?[:：]\s*+"
)  # `**BERT** (NAACL 2019): Pre-training of …`
_BY = re.compile(  # `Xiao et al., 2023.`, `Dao & Gu,`, `Shazeer,`
    r"[^\W\d_a-z][\w'’-]+(?:(?:,|,? &|,? and) [^\W\d_a-z][\w'’-]+){0,3}(?: et al\.?)?"
    r"(?:[,.]? \(?(?:[A-Z]{2}[\w&]* )?(?:19|20)[0-9]{2}\)?)?[.,:]?"
)
_FROM = re.compile(r"(?:or .{1,40} )?from ")
_COLON = re.compile(r"[*_~]{0,3}\s?[:：](?![a-z0-9+_-]{1,40}:)")  # and no short code: `:fire:`


def link_by_title(inline: Inline, short: Candidate, end: int) -> Candidate | None:
    """The link to the paper that is called by its title, behind a mere name: `**[BERT](…)** is from [Title](…)`."""
    links = inline.links
    if not links or not any(
        short.end <= span.start and span.inner_end - span.inner > _SHORTEST_TITLE for span in links
    ):
        return None
    words = inline.plain(short.start, short.end)
    link = next((span for span in links if short.start <= span.start < short.end), None)
    if link and leads_to_paper(link, inline):
        return None
    paper = next((span for span in links if span.start >= short.end and leads_to_paper(span, inline)), None)
    if paper is None or paper.start >= end:
        return None
    leads_on = LEADS_ON.search(inline.plain(short.end, paper.start) if link else words) is not None
    leads_on = leads_on or (not short.stands_out and JOURNAL.match(words) is not None)
    leads_on = leads_on or is_citation(words.rpartition(": ")[2]) or (words[-1:] == "." and not is_title_like(words))
    label = inline.plain(paper.inner, paper.inner_end)
    is_topic = _is_topic(inline, short, paper, words, label)
    if not (leads_on or is_topic) and word_count(words) > (_MOST_OF_NAME if short.stands_out else 0):
        return None
    is_title = word_count(label) > (3 - leads_on if is_title_like(label) else 5)
    is_title = is_title and not (names_journal(label) or is_citation(label) or "://" in label)
    return Candidate(paper.start, min(paper.end, end)) if is_title else None


def _is_topic(inline: Inline, bold: Candidate, paper: Span, words: str, label: str) -> bool:
    """Whether a few bold words and a comma only say what the linked paper is about: `**Barn Owls**, [A Title](…)`."""
    is_apart = inline.text[bold.start] == "*" and inline.text[bold.end : paper.start].strip() in {",", ":", "-", "–"}
    is_longer = word_count(label) > max(_MOST_OF_NAME + 1, word_count(words)) and is_title_like(label)
    return is_apart and is_longer and word_count(words) <= MOST_WITHIN and not tells_facts(label)


def behind_remark(inline: Inline, end: int) -> int:
    """Where a link that is called by its title stands right behind a remark in italics; else 0."""
    remark = next(iter(inline.emphasis), None)
    link = next(iter(inline.links), None)
    if remark is None or link is None or remark.start or link.start >= end or inline.plain(remark.end, link.start):
        return 0
    label, words = inline.plain(link.inner, link.inner_end), inline.plain(remark.inner, remark.inner_end)
    is_like = is_title_like(label) or leads_to_paper(link, inline)
    is_title = word_count(label) > _MOST_OF_NAME and is_like and not (names_journal(label) or is_venue(label))
    return link.start if is_title and not is_title_like(words) else 0


def next_to_name(inline: Inline, name: Candidate, marked: list[Span], end: int) -> Candidate | None:
    """The bold run or link right behind a bold name: `**BERT** **Pre-training of …**`, `**[BERT]** [A Title](…)`."""
    if inline.text[name.start] != "*" or word_count(inline.plain(name.start, name.end)) > _MOST_OF_NAME - 1:
        return None
    other = next((span for span in marked if span.start >= name.end), None)
    if other is None or inline.text[name.end : other.start].strip(" :-") or other.end > end:
        return None
    label = inline.plain(other.inner, other.inner_end)
    is_title = word_count(label) > _MOST_OF_NAME and not (names_journal(label) or tells_facts(label))
    return Candidate(other.start, other.end) if is_title else None


def behind_citation(inline: Inline, first: Candidate, marked: list[Span], end: int) -> Candidate | None:
    """Text behind a link or a bold run that names the paper by its authors: `[Bee et al. (2019)](…): A Title`."""
    sign = _SIGN.match(inline.text, first.end, end) or _STOP.match(inline.text, first.end, end)
    if sign is None or not is_citation(inline.plain(first.start, first.end)):
        return None
    behind = quotation(inline.text, sign.end() - 1, end)
    if behind and behind.start <= sign.end() + 1:
        return behind
    italic = next((span for span in inline.emphasis[:3] if span.start == sign.end()), None)
    if italic and word_count(inline.plain(italic.inner, italic.inner_end)) > 2:
        return Candidate(italic.start, italic.end)
    rest = plain_text(inline, sign.end(), next_mark(inline, sign.end(), marked, end), fewest=3)
    return rest if rest and is_title_like(inline.plain(rest.start, rest.end).strip(AFTER_TITLE)) else None


def marked_behind(inline: Inline, name: Candidate, quoted: Candidate | None) -> Candidate | None:
    """The title in quotes, italics or bold behind a bold name: `**BERT** — Devlin et al. "Pre-training of …"`."""
    sign = _SIGN.match(inline.text, name.end) or _CITED_SIGN.match(inline.text, name.end)
    words = inline.plain(name.start, name.end) if sign else ""
    if sign is None or word_count(words) > MOST_WITHIN:
        return None
    stop = inline.next_link(name.end, len(inline.text))
    if quoted and name.end < quoted.start <= stop:
        found, between = quoted, inline.plain(sign.end(), quoted.start - 1)
    else:
        marked = next(
            (span for span in [*inline.emphasis[:3], *inline.strong[:3]] if name.end < span.start < stop), None
        )
        if marked is None:
            return None
        found, between = Candidate(marked.start, marked.end), inline.plain(sign.end(), marked.start)
    is_told = not between or names_before(between) or _BY.fullmatch(between) or between.endswith("paper")
    title = inline.plain(found.start, found.end)
    is_longer = word_count(title) > max(3, word_count(words)) or between != ""
    are_people = cites_others(title) or authors_in(title.rstrip(".")) or may_be_families(title)
    return found if is_told and is_longer and is_title_like(title.rstrip(".")) and not are_people else None


def headed(inline: Inline, head: Candidate, marked: list[Span], end: int) -> Candidate | None:
    """A title whose first words and their colon are bold, before its links: `**GenBarn:** Barns for All [pdf](…)`."""
    words = inline.plain(head.start, head.end)
    if inline.text[head.start] != "*" or not words.endswith(":") or word_count(words) > MOST_WITHIN or is_label(words):
        return None
    stop = next_bar(inline, head.end, italics_behind(inline, head.start, next_mark(inline, head.end, marked, end)))
    rest = plain_text(inline, head.end, stop, fewest=3)
    title = inline.plain(rest.start, rest.end).strip(AFTER_TITLE + ".") if rest and stop < end else ""
    return (
        Candidate(head.start, stop) if is_title_like(title) and not (authors_in(title) or names_before(title)) else None
    )


def set_in(inline: Inline, start: int, bold: Candidate, marked: list[Span], end: int) -> Candidate | None:
    """Text of which only a part is bold: `The **lottery ticket** hypothesis`, `**Made Easy**: a Title`."""
    text = inline.text
    if text[bold.start] not in "*<" or inline.next_link(bold.start, end) < bold.end:
        return None
    is_set_in = text[bold.end : bold.end + 1] == " " and text[start : bold.start].strip(" ").isalpha()
    is_head = bold.start == start and _COLON.match(text, bold.end, end) is not None
    if not (is_set_in or is_head):
        return None
    stop = italics_behind(inline, bold.start, next_mark(inline, bold.end, marked, end))
    rest = plain_text(inline, bold.end, stop, fewest=2)
    words = inline.plain(bold.end, stop)
    is_told = is_set_in or is_long(words) or (rest is not None and _is_rest(inline, bold, rest))
    return Candidate(start, stop) if rest and is_told else None


def _is_rest(inline: Inline, head: Candidate, rest: Candidate) -> bool:
    """Whether a few words go on with a head of a few, each of them written like those of a title."""
    words = inline.plain(rest.start, rest.end).strip(AFTER_TITLE + ".")
    is_short = 1 < word_count(inline.plain(head.start, head.end)) <= _MOST_OF_NAME
    return is_short and word_count(words) > 2 and all(word[0].isupper() for word in words.split() if len(word) > 3)


def spelt_out(inline: Inline, short: Candidate, marked: list[Span], end: int) -> Candidate | None:
    """Text behind an acronym that stands before its title: `**[BERT]** Pre-training of …`.

    With a colon the acronym is the beginning of the title: `[BERT](…): Pre-training of …`; but behind a link that
    leads to no paper, such as one to code, stands a remark.
    """
    acronym = inline.plain(short.start, short.end)
    words = word_count(acronym)
    is_tag = words <= MAX_TAG and acronym[:1] == "[" and acronym[-1:] == "]"
    is_name = words < 2 or (" " not in acronym and _WORD_NEXT.match(inline.text, short.end) is not None)
    is_named_so = acronym.endswith(":") and inline.text[short.start] == "["  # `[Acr:](…) A Title | Venue`
    colon = _COLON.match(inline.text, short.end, end)
    is_head = colon is not None and words <= _MOST_OF_HEAD and inline.text[short.start] == "["
    if not (is_name or is_tag or is_head or (is_named_so and words <= _MOST_OF_NAME)):
        return None
    if _REMARK.match(inline.text, short.end, end):
        return None
    if is_tag and is_before_link(inline, short.end):
        return next((Candidate(span.start, min(span.end, end)) for span in marked if span.start > short.start), None)
    if named := _named_behind(inline, short, marked):
        return named
    if fact := _FACT_BEHIND.match(inline.text, short.end, end):
        return plain_text(inline, fact.end(), next_mark(inline, fact.end(), marked, end), fewest=3)
    if sentence := _sentence_behind(inline, short, marked, end):
        return sentence
    bars = behind_bars(inline.text, short.end)
    start = colon.end() if colon else short.end
    stop = italics_behind(inline, short.start, next_mark(inline, short.end, marked, end))
    if is_named_so:
        stop = next_bar(inline, short.end, stop)
        return Candidate(short.start, stop) if plain_text(inline, short.end, stop, fewest=3) else None
    if bars > short.end and (cell := plain_text(inline, bars, next_bar(inline, bars, stop), fewest=4)):
        return cell if is_title_like(inline.plain(cell.start, cell.end)) else None
    rest = plain_text(inline, start, next_bar(inline, start, stop) if colon else stop, fewest=3)
    link = next((span for span in inline.links if short.start <= span.start < short.end), None)
    if rest and colon and not is_tag and (link is None or leads_to_paper(link, inline)):
        told = inline.plain(rest.start, rest.end).strip(" .,")
        is_told = words > _MOST_OF_NAME and (tells_facts(told) or names_end(told, 0, len(told)) > 0)
        return None if is_told else _joined(inline, short, rest, acronym)
    return None if link and (colon or link.start == short.start) else rest


def _sentence_behind(inline: Inline, name: Candidate, marked: list[Span], end: int) -> Candidate | None:
    """The title of the paper whose name is linked before it: `[BERT](…). Pre-training of …, Devlin et al. 2019`."""
    if inline.text[name.start] != "[" or not inline.text.startswith(". ", name.end):
        return None
    rest = plain_text(inline, name.end + 2, next_mark(inline, name.end, marked, end), fewest=5)
    words = inline.plain(rest.start, rest.end) if rest else ""
    return rest if " et al" in words and is_title_like(words.partition(", ")[0]) else None


def _named_behind(inline: Inline, short: Candidate, marked: list[Span]) -> Candidate | None:
    """The link that says whose name stands before it: `[BERT](…) from Devlin et al.: [Pre-training of …](…)`."""
    other = next((Candidate(span.start, span.end) for span in marked if span.start >= short.end), None)
    if other is None or not _FROM.match(between := inline.plain(short.end, other.start)):
        return None
    return other if names_before(between.rpartition("from ")[2]) or is_named_paper(inline, other, between) else None


def _joined(inline: Inline, short: Candidate, rest: Candidate, acronym: str) -> Candidate | None:
    """The title with the acronym in front, unless it begins with that itself; None when it is no title at all."""
    words = inline.plain(rest.start, rest.end).rstrip(AFTER_TITLE)
    if words.lstrip('"“').startswith(acronym):
        return rest
    return Candidate(short.start, rest.end) if is_title_like(words) else None
