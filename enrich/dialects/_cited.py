"""What bibliographies write around a title: names and a year before it, a sentence of its own, a venue in italics."""

import re

from enrich.dialects._details import tells_facts
from enrich.dialects._inline import Inline, Span
from enrich.dialects._links import leads_to_paper
from enrich.dialects._names import authors_in, backwards_in, is_like_name, is_one_name, may_hold_names, names_end
from enrich.dialects._words import word_count
from enrich.venues import find_venue, is_venue, unknown_venue

_INITIALLED = r"(?:[^\W\d_][\w'’ -]{1,30}, (?:[A-Z]\.[ -]?+){1,3}+[,;&. ]*+(?:and )?+)"
_DATED = (  # `Bee, A., & Dee, C. (2010). `, `Bee, A. and Dee, C., 2010, August. `
    rf"[*_]{{0,2}}{_INITIALLED}{{1,20}}(?:et al\.?,? )?"
    r"(?:\((?:19|20)[0-9]{2}[a-z]?(?:, [A-Z][a-z]{2,8}(?: [0-9]{1,2})?)?\)[.,:]?"
    r"|\(n\.d\.\)[.,:]?|(?:19|20)[0-9]{2}[a-z]?(?:, [A-Z][a-z]{2,8})?[.,:])"
    r"[*_]{0,2}\s+"
)
_INITIALS_FIRST = (  # `A. B. Bee, C.-D. van Dee, and E. Eff`, as BibTeX's own styles have it
    r"(?:[A-Z]\.[ -]?+){1,4}(?:(?:van|von|der|den|de|di|la|le) ){0,2}[^\W\d_a-z][\w'’-]++(?: [^\W\d_a-z][\w'’-]++)?"
)
_NAMES_FIRST = re.compile(
    rf"{_INITIALS_FIRST}(?:(?:(?:,? (?:and|&) |, ){_INITIALS_FIRST}){{1,60}}(?:,? and others|,? et al)?|,? et al)"
    r"[.:]\s+(?=[^\W_])|"
    rf"{_INITIALS_FIRST}(?:(?:,? (?:and|&) |, ){_INITIALS_FIRST}){{0,60}},\s+(?=[A-Z][\w-]+\s\w)"
)
_REFERENCE_WITH_YEAR = re.compile(_DATED)
_REFERENCE = re.compile(
    rf"{_DATED}|{_INITIALLED}{{2,20}}(?:et al\. )?(?=[A-Z][^.]{{8}})"
    rf"|{_INITIALLED}{{2,20}}(?:et al\.)?:\s+(?=[A-Z])|{_INITIALLED}et al[.,:]{{1,2}}\s+(?=[A-Z][^.]{{8}})"
)
_NAMES_AND_YEAR = re.compile(r"([^\n()\[\]:;]{8,400}?)\. (?:19|20)[0-9]{2}\. (?=[A-Z\"“*_])")
_ONE_PERSON = re.compile(
    r"([^\W\d_a-z][^.,\n\[\]]{4,40}(?:\.[^.,\n\[\]]{2,30})?)(?:\.\s(?=(?:19|20)[0-9]{2}\.)|, ed(?:itor)?s?\.\s)"
)
# Of 1,181,554 titles on arXiv, 46 begin like this with words that may be one person's name, and four more behind them.
_NAME_ALONE = re.compile(r"([^\W\d_a-z][\w'’-]+(?: [A-Z]\.)? [^\W\d_a-z][\w'’-]+)\.\s(?=[A-Z])")
_FIRST_SENTENCE = re.compile(
    r"([^.:\n\[\]*\"“<]{5,400}+(?:(?<=\b[A-Z])\.[^.:\n\[\]*\"“<]{1,60}+){0,9}(?: al)?)"
    r"[.](?!(?<=\b[A-Z]\.)\s[A-Z][\w'’-]+(?:,|\s(?:and|&)\s))\s+"
)
_INITIALS_LAST = re.compile(r"[^\W\d_]+(?: [A-Z]{1,3})+,")  # `Bee A B, Dee C. Title: Subtitle`
_GOES_ON_WITH_NAME = re.compile(r"(?<=\b[A-Z]\.\s)[A-Z][\w'’-]+:\s")  # behind an initial: `Bee and Cy D. Dee: A Title`
_NAMES_COLON = re.compile(r"([^:\n\[\]*\"“<]{5,400}):\s+(?=\S)")
_YEAR_BEHIND = re.compile(r"\s*+\(?(?:19|20)[0-9]{2}[a-z]?\)?[.,:]\s+")
_CITED = re.compile(  # `Bee and Dee (2010 JEP), A Title`, `Bee (2010), A Title`
    r"[\s*_]*+[A-Z][\w'’-]+(?:(?:(?:, and |, | and | & )[A-Z][\w'’-]+){1,6}(?:,? et al\.?)?|,? et al\.?)"
    r"\s?\((?:19|20)[0-9]{2}[a-z]?[^()\n]{0,30}\)(?:[.,:]| [-–—])\s+"
    r"|[\s*_]*+[A-Z][\w'’-]+ \((?:19|20)[0-9]{2}[a-z]?[^()\n]{0,30}\),\s+"
)
# `Ada Bee, Cy Dee: A Title. IEEE Barns 2015: 2541-2550`
_DBLP = re.compile(
    r"((?![^:\n]{0,400}[a-z]\.\s)[^:\n\[\]]{5,400}):\s?(?=[A-Z0-9][^\n]{10,400}?[.?]\s[^\n]{2,120}"
    r"\b(?:19|20)[0-9]{2}\)?(?:: [\d:-]+)?\.?\s*$)",
    re.MULTILINE,
)
_UNTIL_COLON = re.compile(r"([^:\[\]]{5,400}):\s+(?=[^\[\]]{5,400}\.\s[0-9]{1,5}(?:[:-][0-9-]{1,9})?\Z)", re.DOTALL)
_SEVERAL = re.compile(r" and | & | et al")
_TITLE_OVER = re.compile(r'(?<=\w\w)(?<!\bvs)(?:\.|(?<=\?))["”*_]{0,3}\s+(?=[A-Z0-9*_(\["“])')
_VENUE_NEXT = re.compile(r"[*_][A-Z]|(?:ACM|IEEE|In|Journal|Proceedings)\b")
_ACRONYM = re.compile(r"(?:arXiv|[A-Z]{2,10}[a-z]?)")
_YEAR_ALONE = re.compile(r"(?:arXiv\s)?(?:19[5-9]|20[0-4])[0-9](?:[./-][0-9]{1,2}){0,2}")
_DATED_NAME = re.compile(r"[A-Z][\w&' -]{1,40}[ '’-]+(?:19|20)?[0-9]{2}")  # `EuroMLSys 2021`
_TWO_SURNAMES = re.compile(r"[A-Z][\w'’-]+ (?:and|&) [A-Z][\w'’-]+")
_CODE_MARKS = re.compile(r"(?<=\S)\s*\[(?:`[^`\n]{1,20}`[\s,]{0,3}){1,6}\]")  # [`lf.` `dat.`]
_LINE = re.compile(r"[^\s\"“][^\n]*?(?=[\"”]?\s*(?:\n|\Z))")  # without the quotes around it
_QUOTE = re.compile(r'["“”]')
_BEHIND_TITLE = (",", ".", ";", ")")
_BETWEEN = re.compile(r"\W*(?:arXiv:\S+\W*)?")
_LEADING = (" in", " In", " at", " of", " the", " to", " by", " from")


def reference_end(text: str, start: int, end: int) -> int:
    """Where names with initials end that open a reference, with the year: `Bee, A., & Dee, C. (2010). `; else 0."""
    found = _REFERENCE.match(text, start, end) or _NAMES_FIRST.match(text, start, end)
    if found is None:
        return 0
    year = _YEAR_BEHIND.match(text, found.end(), end)  # `A. Bee and C. Dee. 2010. A Title`
    return year.end() if year else found.end()


def cited_end(inline: Inline, end: int) -> int:
    """Where several names and a year end that open an item, as in `Bee et al (2010) - A Title`; else 0."""
    names = _DBLP.match(inline.text, 0, end)
    found = authors_in(names[1]) if names else None
    if names and found and len(found[0]) > 1:
        return names.end()
    names = _CITED.match(inline.text, 0, end)
    if names is None or not _SEVERAL.search(names[0]):
        return 0
    words = inline.plain(names.end(), inline.next_link(names.end(), end))
    return names.end() if word_count(words) > 2 and not authors_in(words.partition(". ")[0]) else 0


def linked_names_end(inline: Inline, end: int) -> int:
    """Where what is marked as the title begins behind several linked names: `[Ada Bee](…), [Cy Dee](…):`; else 0."""
    position, names = 0, list[str]()
    for span in inline.links:
        name, between = inline.plain(span.inner, span.inner_end), inline.plain(position, span.start)
        if span.start >= end or between.strip(" ,;&*") not in {"", "and"} or not is_like_name(name):
            break
        position = span.end
        names.append(name)
    if len(names) < 2 or authors_in(", ".join(names)) is None:
        return 0
    papers = (span for span in inline.links if span.start >= position and leads_to_paper(span, inline))
    bold = (span for span in inline.strong if span.start >= position)
    title = min((span.start for span in (next(papers, None), next(bold, None)) if span), default=end)
    return title if title < end and not any(map(str.isalnum, inline.plain(position, title))) else 0


def is_reference(text: str) -> bool:
    """Whether a text begins like a reference, with names and a year: `Bee, A., & Dee, C. (2010). A Title`."""
    if not text.lstrip("*_")[:1].isupper():
        return False
    if _REFERENCE_WITH_YEAR.match(text):
        return True
    named = _NAMES_AND_YEAR.match(text)  # `Ada Bee and C. Dee. 2010. A Title`
    found = authors_in(named[1]) if named else None
    return found is not None and (len(found[0]) > 1 or not found[1])


def words_until_link(inline: Inline, start: int, end: int) -> int:
    """How many words stand in a range before its first link."""
    return word_count(inline.plain(start, inline.next_link(start, end)))


def behind_names(inline: Inline, position: int, end: int) -> int:
    """Where names end that stand before a title: `Ada Bee and Cy Dee. Title of …`, `Ada Bee, Cy Dee, Title of …`."""
    text = inline.text
    names = _FIRST_SENTENCE.match(text, position, end)
    is_list = names is not None and (authors_in(names[1]) or backwards_in(names[1]))
    stop = names.end() if names and is_list else names_end(text, position, end)
    if not stop or _GOES_ON_WITH_NAME.match(text, stop):
        stop = _before_colon(text, position, end) or stop
    if not stop and (alone := _ONE_PERSON.match(text, position, end)) and is_one_name(alone[1]):
        stop = alone.end()  # `Ada Bee. 2002. A Title`
    if not stop and (alone := _NAME_ALONE.match(text, position, end)) and is_one_name(alone[1]):
        stop = alone.end() if words_until_link(inline, alone.end(), end) > 3 else 0  # `Ada Bee. A Title of …`
    behind = _FIRST_SENTENCE.match(text, stop, end) if stop else None
    if not stop or (behind and authors_in(behind[1])):  # `Equalization and Correction. Bee, Ada et al.`
        return position
    year = _YEAR_BEHIND.match(text, stop, end)
    stop = year.end() if year else stop
    return stop if words_until_link(inline, stop, end) > (1 if year else 2) else position


def _before_colon(text: str, position: int, end: int) -> int:
    """Where two names or more with a colon end: `Ada Bee, Cy Dee: A Title`; else 0."""
    names = None if _INITIALS_LAST.match(text, position) else _NAMES_COLON.match(text, position, end)
    found = authors_in(names[1]) if names else None
    return names.end() if names and found and len(found[0]) > 1 else 0


def cited_title(inline: Inline, start: int, stop: int) -> tuple[int, int]:
    """The title in a range that begins with it, up to the end of its sentence; one of two words before a venue."""
    for over in _TITLE_OVER.finditer(inline.text, start, stop):
        words = word_count(inline.text[start : over.start()])
        if words > 2 or (words == 2 and _VENUE_NEXT.match(inline.text, over.end())):
            return start, over.start()
    return start, stop


def cited_in_link(inline: Inline, link: Span) -> tuple[int, int] | None:
    """The title in a link that is called by all of a reference; None when its label begins with no names."""
    if not may_hold_names(inline.text[link.inner : link.inner_end]):
        return None
    text, inner, inner_end = inline.text, link.inner, link.inner_end
    cited = _CITED.match(text, inner, inner_end) or _with_colon(text, inner, inner_end)
    begin = cited.end() if cited else reference_end(text, inner, inner_end) or behind_names(inline, inner, inner_end)
    title = cited_title(inline, begin, inner_end)
    if _QUOTE.match(text, begin) and not _QUOTE.search(text, begin + 1, title[1]):  # `"A Title." Venue`
        title = begin + 1, title[1]
    return title if begin > inner else None


def _with_colon(text: str, start: int, end: int) -> re.Match[str] | None:
    """Several names with a colon, as DBLP writes them before a title: `Ada Bee, Cy Dee: A Title. 57-63`."""
    names = _UNTIL_COLON.match(text, start, end)  # the pages are at its end, else these may be words of a title
    found = authors_in(names[1]) if names else None
    return names if found and len(found[0]) > 1 else None


def cited_below(inline: Inline, end: int) -> tuple[int, int] | None:
    """The title of the reference that is the next paragraph: `Ada Bee, Cy Dee, A Title, arXiv:2101.00001.`."""
    over = inline.text.find("\n", end + 2)
    stop = inline.next_link(end + 2, over if over >= 0 else len(inline.text))
    start = names_end(inline.text, end + 2, stop)
    words = inline.plain(start, stop)
    is_title = word_count(words) > 3 and not tells_facts(words) and not authors_in(words.partition(". ")[0])
    is_title = is_title and not authors_in(inline.plain(end + 2, stop).partition(" (")[0])
    return (start, stop) if start and is_title and not is_one_name(words.partition(" (")[0]) else None


def below_names(text: str) -> tuple[int, int] | None:
    """The line below names with a colon, as DBLP writes them: `Ada Bee, Cy Dee:`, then the title."""
    over = text.find("\n")
    line = text[:over].strip(" *_") if over > 0 else ""
    if not line.endswith(":"):
        return None
    words = line[:-1].replace("*", "")
    found = authors_in(words) or authors_in(words.partition(": ")[2])
    begin = _LINE.search(text, over)
    return begin.span() if begin and found and len(found[0]) > 1 else None


def italics_behind(inline: Inline, start: int, end: int) -> int:
    """Where italics or code begin that tell people or a venue: `Title, *Ada Bee et al, CVPR.*`; else the end."""
    if inline.codes and (marks := _CODE_MARKS.search(inline.text, start, end)):
        end = marks.start()
    line_break = inline.text.find("<br", start + 1, end) if inline.codes else -1
    for span in inline.codes[:3]:
        if start < span.start < end and _is_code_of_venue(inline, start, span, end if line_break < 0 else line_break):
            return span.start
    for span in inline.emphasis[:2]:
        if start < span.start < end:
            words = inline.plain(span.inner, span.inner_end)
            are_names = authors_in(words.rstrip(" .,")) is not None
            before = inline.plain(start, span.start)
            is_apart, is_led = before.endswith(_BEHIND_TITLE), before.endswith(_LEADING)  # `in *ICML*`
            is_told = " et al" in words or _TWO_SURNAMES.fullmatch(words) or find_venue(words)
            if are_names or (is_apart and is_told) or (not is_led and (is_venue(words) or unknown_venue(words))):
                return span.start
    return end


def _is_code_of_venue(inline: Inline, start: int, code: Span, end: int) -> bool:
    """Whether code behind a title says where it appeared: behind a comma, or with nothing but more code behind it."""
    words = inline.plain(code.inner, code.inner_end)
    is_fact = (
        _ACRONYM.fullmatch(words)
        or _DATED_NAME.fullmatch(words)
        or is_venue(words)
        or unknown_venue(words)
        or _YEAR_ALONE.fullmatch(words)
    )
    if not (is_fact or find_venue(words)):
        return False
    if inline.plain(start, code.start).endswith(","):
        return True
    position = code.end
    for span in inline.codes:
        if code.end <= span.start < end and _BETWEEN.fullmatch(inline.plain(position, span.start)):
            position = span.end
    return _BETWEEN.fullmatch(inline.plain(position, end)) is not None
