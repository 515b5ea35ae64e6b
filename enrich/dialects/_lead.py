"""What stands before a title: dates, venues, tags, marks, and links that say `paper`."""

import re

from enrich.dialects._cited import words_until_link
from enrich.dialects._inline import Inline
from enrich.dialects._words import is_stock_label, word_count
from enrich.venues import PLAIN_WORDS, VENUES, find_venue, is_venue, unknown_venue

_LEAD = re.compile(  # dates and years that stand before a title, perhaps in bold
    r"(?P<mark>\*\*|__|[*_`])?"
    r"(?P<open>[\[(【])?(?:[0-9]{4}([/.-])[0-9]{1,2}(?:\3[0-9]{1,2})?|(?:19|20)[0-9]{6}|(?:19|20)[0-9]{2})"
    # A year that files a title with its venue belongs to that, and digits behind a point make an id of it.
    r"(?![^\W_]|\.[0-9]{3}|(?:-|:\s)(?:[A-Z][a-z]*[A-Z][A-Za-z]*|arXiv)(?:_W)?(?:-|\s[-–—:]\s))"
    r"(?(open)[\])】])(?(mark)(?P=mark))[\s,:.|-]*"
)
_DATE_LEAD = re.compile(  # `arxiv 2024, 12, Title`
    r"(?:[Aa]r[Xx]iv,?\s+)?(?:19|20)[0-9]{2},(?:\s[0-9]{1,2},)?\s+(?=[A-Z])"
)
_VENUE_COLON = re.compile(  # `ACM MM 2023: Title`
    r"([A-Z][A-Za-z&/ -]{1,30}['’ ]?(?:19|20)?[0-9]{2})[:：]\s*(?=[^\s0-9])"
)
_NUMBER_LEAD = re.compile(r"\*\*\[?[0-9]{1,3}[.)\]]{1,2}\*\*\s*+")  # `**1.** Title`
_BOLD_CELL = re.compile(r"\*\*([^*|\n]{2,30})\*\*(?=\s*\|)")  # `**ICCV'21** | Title`
_CODE_LEAD = re.compile(r"`([^`\n]{2,40})`[\s:,|-]++(?=\S)")  # `CVPR 2023` in backticks, before a title
_DATED_NAME = re.compile(r"[A-Z][A-Za-z&' ]{1,30}[ '’-]?(?:19|20)?[0-9]{2}|(?i:arxiv|preprint)|[0-9]{4}")
_KEY_LEAD = re.compile(r"<(kbd|sub|sup|code)\b[^<>]*+>([^<>]{1,40})</\1>[\s:,-]*+")  # `<kbd>CVPR 2023</kbd> Title`
_BARS = re.compile(r"(?:\s*+</(?:span|a|b|font)>)*+(?:\s*+\|[\s|]*+)?+")
_OPEN_TAGS = re.compile(r"(?:<(?:span|font)\b[^<>]*+>\s*+|<a\b[^<>]*+></a>\s*+)*+")  # and anchors to link to
_MARKS_AND_BARS = re.compile(r"[\s\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f300-\U0001faff]*+(?:\|[\s|]*+)?+")
_ADDRESS = re.compile(r"<?https?://[^\s<>]{1,500}>?(?:\s+[-–—|:]\s+|(?<=>):\s+)(?=[^\W_])")  # `https://… - Title`
_OPENED = re.compile(r"[\s<《]*+")  # what may stand between a tag and the link that is the title
_TAG = re.compile(
    r"([*_]{1,2}|`)?(?:\[([^\[\]\n]{1,120})\]|[(（]([^()（）\n]{1,120})[)）]|【([^【】\n]{1,120})】)(?(1)\1)[\s:,-]*"
)
_NAMES = "|".join(map(re.escape, VENUES))
_SURE_NAMES = "|".join(re.escape(name) for name in VENUES if name not in PLAIN_WORDS)
_VENUE_LEAD = re.compile(
    rf"(?:(?:{_NAMES})[ -]?['’]?(?:20|19)?[0-9]{{2}}(?=[\s:,(])|(?:{_SURE_NAMES})(?:[:,]|(?= \|))"
    rf"|(?i:arxiv|{_SURE_NAMES})(?:19|20)[0-9]{{2}}(?=[:,]\s)"
    r"|[A-Z][A-Za-z&]{2,11}['’][0-9]{2}(?=[\s:,(])|arXiv(?=[\s:,]))"
    r"(?:\s(?:(?i:workshop|oral|spotlight|findings|poster|submission|(?:best|outstanding)(?:\s(?:student|paper|award|finalist)){1,4})\b"
    r"|\((?i:workshop|oral|spotlight|findings|poster|(?:best|outstanding)\s[a-z ]{5,20})\)))?[\s:,]*(?=\S)"
)
# A journal or a publisher in brackets before a title: `(Machine Learning) Title`, `(IEEE) Title`, `(计算机学报)标题`
_JOURNAL_NAME = re.compile(
    r"(?:IEEE|ACM|[A-Z][a-z]+)(?:,? (?:[A-Z][a-z]+|and|of|on|in|for|the|&)){1,7}|[A-Z]{3,12}|[\u4e00-\u9fff]{3,20}"
)
_ARCHIVES = frozenset({"arxiv", "preprint", "biorxiv", "medrxiv"})
_BRACKETS = frozenset("[(【<")
_LINK_LEAD = re.compile(r"[\s\])】,:|-]*+")
MAX_TAG = 6  # words of a tag that a title may stand behind: `[Acronym] Title of the Paper`


_FILED_LABEL = re.compile(r"(?:19|20)[0-9]{2}\s?[-–:]\s?[A-Za-z][\w&' -]{1,40}")  # `[[2024-arXiv]](…) **Title**`
_TAG_AND_DASHES = re.compile(r"[A-Z][\w/+-]{1,20}?\s?-{3,}\s*(?=\S)")  # `RGBT ---- Title`


def _lead(inline: Inline, position: int, end: int) -> int | None:
    """Where a date, a venue, or a bracket with one of them or with an acronym ends, if one stands here."""
    text = inline.text
    if dated := _DATE_LEAD.match(text, position, end) or _TAG_AND_DASHES.match(text, position, end):
        return dated.end()
    called = _VENUE_COLON.match(text, position, end) if text[position : position + 1].isupper() else None
    if called and (is_venue(called[1]) or called[1][:5].lower() == "arxiv"):
        return called.end()
    if text.startswith(("http", "<http"), position) and (address := _ADDRESS.match(text, position, end)):
        return address.end()
    is_word = text[position : position + 1].isalpha()
    found = _VENUE_LEAD.match(text, position, end) if is_word else _LEAD.match(text, position, end)
    if found or is_word:
        return found.end() if found else None
    bold = _BOLD_CELL.match(text, position, end)
    if bold and (is_venue(bold[1]) or any(map(str.isdigit, bold[1]))):
        return bold.end()
    code = _CODE_LEAD.match(text, position, end)
    if code and (
        is_venue(code[1]) or unknown_venue(code[1]) or _LEAD.fullmatch(code[1]) or _DATED_NAME.fullmatch(code[1])
    ):
        return code.end()
    key = _KEY_LEAD.match(text, position, end)
    if key and (any(map(str.isdigit, key[2])) or find_venue(key[2])):
        return key.end()
    tag = _TAG.match(text, position, end)
    if tag is None or text.startswith("(", tag.end()) or "](" in tag[0]:
        return _link_lead(inline, position, end)
    words = tag[tag.lastindex or 0]
    is_fact = _is_fact(words)
    is_fact = is_fact or (tag[3] is not None and not position and _JOURNAL_NAME.fullmatch(words) is not None)
    is_acronym = tag[3] is None and word_count(words) <= MAX_TAG and words_until_link(inline, tag.end(), end) > 2
    return tag.end() if is_fact or is_acronym or is_before_link(inline, tag.end()) else None


def _is_fact(words: str) -> bool:
    is_spelt_so = " " not in words and is_venue(f"{words} 2000")  # `(Neurips) Title`
    return any(map(str.isdigit, words)) or words.lower() in _ARCHIVES or is_spelt_so or find_venue(words) is not None


def is_before_link(inline: Inline, position: int) -> bool:
    """Whether a link that is called like a title stands right here, perhaps behind `<`."""
    opened = _OPENED.match(inline.text, position)
    start = opened.end() if opened else position
    link = next((span for span in inline.links if span.start >= start), None)
    return link is not None and link.start == start and word_count(inline.plain(link.inner, link.inner_end)) > 2


def _link_lead(inline: Inline, position: int, end: int) -> int | None:
    """Where links end that say `paper` or name a venue, and stand before the title: `[[ACL](…)] Title`."""
    text = inline.text
    if text[position : position + 1] not in _BRACKETS:
        return None
    span = next((span for span in inline.links if span.start >= position), None)
    if span is None or text[position : span.start].strip("[(【 "):
        return None
    label = inline.plain(span.inner, span.inner_end)
    is_decorated = span.start > position and word_count(label) < 4 and words_until_link(inline, span.end, end) > 2
    says_where = is_venue(label) or _is_workshop(label) or _FILED_LABEL.fullmatch(label.strip("[]")) is not None
    if not (is_stock_label(label) or is_decorated or says_where):
        return None
    behind = _LINK_LEAD.match(text, span.end, end)
    stop = behind.end() if behind else span.end
    return stop if stop < end else None


def _is_workshop(label: str) -> bool:
    """Whether a label names a workshop: `ICLR Practical Learning Workshop`."""
    return label.rstrip("s").endswith("Workshop") and find_venue(label) is not None


def lead_end(inline: Inline, end: int) -> int:
    """Where the text begins behind dates and short tags such as `[2024/03]` or `(ICLR 2022)`."""
    text = inline.text
    numbered = _NUMBER_LEAD.match(text, 0, end)
    position = numbered.end() if numbered else 0
    before = _MARKS_AND_BARS.match(text, position, end)
    position = before.end() if before else position
    opened = _OPEN_TAGS.match(text, position, end)
    position = opened.end() if opened else position
    for _ in range(4):
        stop = _lead(inline, position, end)
        if stop is None or text.startswith("(", stop):
            break
        position = behind_bars(text, stop)
    return position


def behind_bars(text: str, position: int) -> int:
    """Where the bars end that part the cells of an item, if some stand at a place."""
    bars = _BARS.match(text, position)
    return bars.end() if bars else position
