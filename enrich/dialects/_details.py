"""What stands below the title of a paper, and is no title itself: names, a venue, a date, labelled links."""

import re

from enrich.dialects._inline import Inline
from enrich.dialects._items import Item
from enrich.dialects._links import leads_to_paper, tells_experiment
from enrich.dialects._names import authors_in
from enrich.dialects._words import is_stock_label, readable, word_count
from enrich.venues import find_venue, is_venue

_LONGEST = 100  # characters of a line that tells a venue or a date
_LONGEST_FIELD = 1_000  # characters of one behind a label that no title begins with
_MOST_WORDS = 6  # of one that is not in a table
_MOST_OF_SOURCE = 8  # of the name of a journal
_LABELLED = re.compile(r"\W{0,4}[^\W\d_][^:：]{0,20}[:：]\s*\S")
_LABELS_OF_PAPERS = r"""
abstract affiliations? arxiv(?:\sid)? authors? bibtex categor(?:y|ies) citations? code comments? conference
contributions? date doi enlace file focus github institut(?:e|ion)s? journal
key\s(?:contribution|finding|idea|insight|point)s? keywords? link methods? notes? overview pages? paper pdf problem
publication publish(?:er|ed) relevance released? results? source status subjects? summary tags? takeaways? tl;?dr
topics? type url venue website year autor(?:es)? año 作者 机构 单位 会议 期刊 发表 时间 日期 论文 代码 链接 摘要 关键词
"""
_OF_PAPER = re.compile(  # labels that no title begins with
    rf"\W{{0,4}}(?:{'|'.join(_LABELS_OF_PAPERS.split())})(?:\s(?:in|at|on|date|link|url))?\W{{0,3}}[:：]", re.IGNORECASE
)
_LINKS_OF_PAPER = re.compile(
    r"[\W_]{0,4}(?:paper|code|pdf|method|project(?:\spage)?|website|video)s?(?:\s?\([^()]{1,30}\))?[\s*_]{0,3}[:：]",
    re.IGNORECASE,
)
_ADDRESS_OF_PAPER = re.compile(  # `Paper: https://…`, `论文地址：[https://…](…)`
    r"\W{0,4}(?:paper(?:\s(?:link|url))?|arxiv|pdf|论文(?:地址|链接)?|原文)\W{0,4}[:：]\W{0,4}(?:https?:|\w{1,6}\]\()",
    re.IGNORECASE,
)
_LABELS_OF_TITLES = frozenset({"title", "name", "survey", "method", "note", "update", "标题", "题目"})
_AUTHORS = re.compile(r"\W{0,8}(?:authors?|autor(?:es)?|作者)\W{0,3}[:：]", re.IGNORECASE)
_LABEL = re.compile(r"[^\W\d_][\w ]{0,20}[:：]")
_ENDS_WITH_YEAR = re.compile(r"(?:19[5-9]|20[0-4])[0-9][\W_]*\Z")
_ENDS_WITH_MONTH = re.compile(r",\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s[0-9]{4}[\W_]*\Z")
_DAY = re.compile(r"(?:19[5-9]|20[0-4])[0-9][./-][0-9]{1,2}(?:[./-][0-9]{1,2})?[\W_]*")
_NAMES_VENUE = re.compile(
    r"\([A-Z][A-Za-z&]{2,12}\)[\s,]{1,2}[0-9]{4}|(?i:\b(?:conference|symposium|transactions|journal|letters|workshop|magazine)\b)"
)
_HONOURS = re.compile(
    r"(?:oral|spotlight|poster|highlight|best (?:student )?paper(?: award)?|award)[\W_]*", re.IGNORECASE
)
_INITIALLED = re.compile(  # `A. Bee, C. Dee`, `A. Bee and C. Dee`, `A. Bee. *FLOC*`
    r"(?:[A-Z]\.[\s-]*){1,3}[^\W\d_a-z][^\s,]*(?:\s[^\s,]+)?(?:\s?,\s|\sand\s[A-Z]|(?<=\.)\s+[*_])"
)
_CONTENTS = re.compile(r"\[[^\[\]\n]*+\]\(#(?!http)[^()\s]*+\)")
_ARCHIVE_FIRST = re.compile(r"(?:arXiv|bioRxiv|medRxiv|chemRxiv)\b", re.IGNORECASE)
_ARCHIVE = re.compile(r"(?:arXiv|preprint)\b", re.IGNORECASE)


def is_detail(text: str, *, is_strict: bool = False) -> bool:
    """Whether a text without links is nothing but details: `CVPR 2020 (Oral)`, `Ada Bee, Cy Dee`, `Code: soon`.

    ``is_strict`` wants a label that no title begins with.
    """
    label = _OF_PAPER if is_strict else _LABELLED
    longest = _LONGEST_FIELD if is_strict else _LONGEST
    lines = [readable(Inline(line).plain()).strip(" .*_") for line in text.split("\n") if line.strip()]
    return bool(lines) and all(tells_facts(line) or (label.match(line) and len(line) < longest) for line in lines)


def is_label(words: str) -> bool:
    """Whether words with a colon behind them are a label, which no title begins with: `Paper:`, `Title:`."""
    return _OF_PAPER.match(words) is not None or words.rstrip(":：").lower() in _LABELS_OF_TITLES


def is_address_of_paper(text: str) -> bool:
    """Whether a line is a label that means the paper, and an address: `Paper: https://arxiv.org/abs/2401.00001`."""
    return _ADDRESS_OF_PAPER.match(text) is not None


def tells_authors(text: str) -> bool:
    """Whether a line of a text names the authors, with a label that says so."""
    return any(_AUTHORS.match(line) for line in text.split("\n"))


def tells_facts(line: str) -> bool:
    """Whether a line is a venue, a date, an honour, or a list of names."""
    if authors_in(line):
        return True
    venue = find_venue(line)
    is_first = venue is not None and not line[: venue.start].strip(" *_(") and len(line) <= _LONGEST
    if is_first or _DAY.fullmatch(line) or _HONOURS.fullmatch(line) or (_ARCHIVE.match(line) and len(line) <= _LONGEST):
        return True
    is_short = len(line.split()) <= _MOST_WORDS or (_ENDS_WITH_MONTH.search(line) is not None and len(line) <= _LONGEST)
    is_short = is_short or (_NAMES_VENUE.search(line) is not None and len(line) <= _LONGEST)
    return is_short and ":" not in line and _ENDS_WITH_YEAR.search(line) is not None


_VENUE_LAST = re.compile(r"\.\s(?:[A-Z][\w&-]{1,15}|arXiv),?\s?['’]?(?:20)?[0-9]{2}\.?\Z")
_NAMES_ALONE = re.compile(r"([*_])(?![*_\s])[^*_\n]{5,400}\1")  # `*Ada Bee, Cy Dee*`
_UNLINKED = re.compile(r"\[[^\[\]]{1,40}\](?:\[[^\[\]]{0,40}\]|\(\))")  # `[Code][Coming soon]`, `[Code]()`
_GOES_ON = re.compile(r"(?:(?<=,)|(?<=\band)|(?<=&))[ \t]*+\n")  # a list of names does, on the next line
_BESIDE_VENUES = """
abstract and appear april apr arxiv at august aug award benchmark best conference dataset datasets december dec demo
extended february feb findings full highlight in industry january jan july jul june jun long main march mar may
november nov october oct of on oral outstanding paper papers poster preprint regular september sep short spotlight
student supplement the to top track volume workshop workshops
"""
_WORDS_OF_VENUES = frozenset(_BESIDE_VENUES.split())
_FACT_WORD = re.compile(r"[^\W\d_]+")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&/-]+")


def is_fact(label: str) -> bool:
    """Whether a label says nothing but where or when a paper appeared: `arXiv, 5 Sep 2024`, `ACL 2023 Findings`."""
    venue = find_venue(label)
    rest = label[: venue.start] + label[venue.end :] if venue else label
    words = _FACT_WORD.findall(rest)
    unknown = [word for word in words if word.lower() not in _WORDS_OF_VENUES]
    is_dated = any(map(str.isdigit, label))
    is_named = venue is not None or len(words) > len(unknown) or bool(unknown)
    return is_dated and is_named and len(label) < _LONGEST and all(map(_ACRONYM.fullmatch, unknown))


def is_contents(item: Item) -> bool:
    """Whether an item belongs to a table of contents: it has links, and all of them stay on the page."""
    if "#" not in item.text or not ("](" in item.text or "href" in item.text):
        return False
    if _CONTENTS.fullmatch(item.text):
        return True
    links = item.inline.links
    if not links or not all("#" in span.url and "http" not in span.url for span in links):
        return False
    rest = item.inline.plain(0, links[0].start) + item.inline.plain(links[-1].end)
    return not any(map(str.isalpha, rest))


def _begins_with_names(words: str) -> bool:
    """Whether a text begins with initials and the name of a family, as no title does: `A. Bee, C. Dee and …`."""
    return _INITIALLED.match(words) is not None


def begins_with_facts(item: Item) -> bool:
    """Whether an item has nothing but a venue, a date or names before stock links: `*FLOC 2019* [[pdf]](…)`."""
    links = item.inline.links
    words = readable(item.inline.plain(0, links[0].start)).strip(" .,*_[(|:-–—") if links else ""
    return bool(words) and tells_facts(words) and only_stock_links(item)


def _is_address(item: Item) -> bool:
    """Whether an item is a bare address, perhaps behind a short bracket: `[ECCV2020] https://…`."""
    links = item.inline.links if "://" in item.text else []
    if len(links) != 1 or links[0].inner != links[0].start or links[0].end != len(item.text):
        return False
    return word_count(item.inline.plain(0, links[0].start)) < 3


def _is_labelled_link(item: Item) -> bool:
    """Whether an item is a link behind a label, and called by no name of its own: `PubMed: [PMID:37258682](…)`."""
    links = item.inline.links
    if len(links) != 1 or item.inline.plain(links[0].end) or not _LABEL.fullmatch(item.inline.plain(0, links[0].start)):
        return False
    return is_stock_label(item.inline.plain(links[0].inner, links[0].inner_end))


def is_detail_of_paper(item: Item, title: str = "") -> bool:
    """Whether an item that is nested in another, perhaps below a title, tells of its paper, whatever it links."""
    is_of_title = _begins_with_names(item.text) or begins_with_facts(item) or tells_experiment(item.text)
    return (
        is_of_title
        or names_people(item)
        or _is_address(item)
        or _is_labelled_link(item)
        or (_LINKS_OF_PAPER.match(item.text) is not None and _is_labelled(item, title))
    )


def names_people(item: Item) -> bool:
    """Whether an item begins with a line of names, and has no title and no link that is called by one."""
    line = item.text.partition("\n")[0].partition("<br")[0]
    if not item.inline.links and (names := _VENUE_LAST.sub("", item.text)) != item.text:
        return authors_in(readable(Inline(names).plain())) is not None  # `Ada Bee, Cy Dee. arXiv, 2023.`
    return has_names(line) and only_stock_links(item) and is_beside_title(item)


def _is_labelled(item: Item, title: str) -> bool:
    """Whether the links of an item behind a label below a title are called by a word or two: `Paper: [FLOC](…)`."""
    labels = (item.inline.plain(span.inner, span.inner_end) for span in item.inline.links)
    long = [word for word in title.split() if len(word) > 3]
    return 2 * sum(word[0].isupper() for word in long) >= len(long) > 1 and all(
        word_count(label) < 4 for label in labels
    )


def labels_above(first: Item, nested: list[Item], depth: int) -> tuple[list[Item], list[Item]]:
    """The items, of one and those nested in it, that one at ``depth`` is nested in; and the others."""
    labels, others = [first], []
    for item in nested:
        while labels[-1].depth >= item.depth:
            others.append(labels.pop())
        labels.append(item)
    while labels[-1].depth >= depth:
        others.append(labels.pop())
    return labels, others


def goes_on_with(item: Item, paragraph: Item) -> bool:
    """Whether a paragraph below an item, and not in it, holds nothing but the names or the links of its paper."""
    if _NAMES_ALONE.fullmatch(paragraph.text) and has_names(paragraph.text):
        return True
    is_told = not item.inline.links or begins_with_facts(paragraph)
    links_paper = any(leads_to_paper(span, paragraph.inline) for span in paragraph.inline.links)
    return is_told and links_paper and only_stock_links(paragraph) and is_beside_title(paragraph)


def is_beside_paragraph(quotation: Item) -> bool:
    """Whether a quotation below a paragraph holds nothing but who wrote the paper, or where and when it appeared."""
    return not quotation.inline.links and (has_names(quotation.text) or is_detail(quotation.text))


def has_names(text: str) -> bool:
    """Whether a line of a text is a list of names."""
    return any(authors_in(readable(Inline(line).plain()).rstrip(" \\")) for line in text.split("\n")[:3])


def is_beside_title(item: Item) -> bool:
    """Whether an item has no title of its own: up to its links it holds a word or two, names, a venue or a date."""
    if any(word_count(item.inline.plain(span.inner, span.inner_end)) > 2 for span in item.inline.strong[:1]):
        return False
    for line in _GOES_ON.sub(" ", item.text).split("\n"):
        inline = Inline(line)
        words = _UNLINKED.sub("", readable(inline.beside_links())).strip(" .*_\\|")
        is_detail_line = authors_in(words) if inline.links else tells_facts(words) or _OF_PAPER.match(words)
        if word_count(words) > 2 and not is_detail_line:
            return False
        if inline.links and "\n" in item.text:
            return True
    return True


def is_names_and_source(item: Item) -> bool:
    """Whether an item holds names, and below them a link that is called by where and when a paper appeared."""
    link = next(iter(item.inline.links), None)
    names = item.text[: link.start].rstrip(" ") if link else ""
    if link is None or not names.endswith("\n"):
        return False
    label = item.inline.plain(link.inner, link.inner_end)
    is_source = _ENDS_WITH_YEAR.search(label) or _ARCHIVE_FIRST.match(label) or find_venue(label)
    return bool(is_source) and word_count(label) <= _MOST_OF_SOURCE and has_names(names)


def only_stock_links(item: Item) -> bool:
    """Whether no link of an item is called by a name of its own, but `paper` or the venue."""
    inline = item.inline
    labels = (inline.plain(span.inner, span.inner_end) for span in inline.links)
    return all(is_stock_label(label) or is_venue(label) or is_fact(label) for label in labels)
