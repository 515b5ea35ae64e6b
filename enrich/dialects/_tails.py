"""What people put behind a title or before it, and is none of it: where and when it appeared, who wrote it, labels."""

import re

from enrich.dialects._names import authors_in, is_one_name, may_be_name
from enrich.dialects._words import is_stock_label, word_count, year_in
from enrich.venues import find_venue, full_year, is_venue

_WORD = re.compile(r"[^\W\d_]{2,}")
_ENDS_WITH_YEAR = re.compile(r"(?:[^\d()]{0,60}[\s,:'’])?(?:19[5-9][0-9]|20[0-4][0-9])", re.ASCII)
# What else stands in a bracket at the end: `ICLR'23`, `CHEOPS 22`, `aiDM2020`, `2018 arXiv`, a journal.
_TAIL = re.compile(
    r"(?!COVID)[^\W\d_][\w@/-]*[A-Z][\w@/-]*(?:\s[A-Z]\w*)?(?:[\s,]*['’‘]|\s)[0-9]{2}"
    r"|[A-Za-z-]*[A-Z][A-Za-z-]*[A-Z][A-Za-z-]*(?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}[\s,]*(?i:arxiv|preprint)|(?i:arxiv|preprint)[\s,]*(?:19|20)[0-9]{2},?\s[A-Z][a-z]{2,8}\.?"
    r"|(?:[A-Z][\w.]*\s|of\s|on\s|the\s|and\s|&\s|for\s|in\s){0,8}(?:Transactions|Journal)(?:\s(?:on|of|for)\s[^()]{2,60})?"
)
_YEAR_LEAD = re.compile(  # `2020 - Title`, `(2020) Title`, `[AAAI 2021] Title`, `(ACL-20)-Title`
    r"(?:19[5-9][0-9]|20[0-4][0-9])\s+[-–—]\s+(?=\S)"
    r"|[(\[](?:19[5-9][0-9]|20[0-4][0-9])(?:[./-][0-9]{1,2}){0,2}[)\]]\s+(?=\S)"
    r"|\[(?:[A-Z][\w&/ -]{1,30}['’]?(?:19[5-9]|20[0-4])[0-9]|(?i:arxiv|thesis))\]\s+(?=\S)"
    r"|\[(?:19[5-9]|20[0-4])[0-9][ -][A-Z][\w&/ -]{1,30}\]\s+(?=\S)"
    r"|\([A-Z][A-Za-z&]{1,11}[ '’-]?(?:19|20)?[0-9]{2}\)[\s:–—-]{1,3}(?=[^\W_])"
)
_KEYS_LEAD = re.compile(  # `2013 (Google) (NIPS) [Word2vec] Distributed …`
    r"(?:19|20)[0-9]{2}\s(?:\([^()]{2,40}\)\s?){1,3}[*_\s]*(?:\[[^\[\]]{1,40}\]\s?)?(?=[^\W_])"
)
# `(BlueBERT) Transfer Learning in …`: of 1,181,554 titles on arXiv, 15 begin like this themselves.
_NAME_LEAD = re.compile(
    r"[(\[]([\w+-]{2,30})[)\]]\s+(?=\1\b)"  # `[scOwl] scOwl: A Title`
    r"|[(\[](?!RE|CLS|MASK)[A-Z](?=[^()\[\]]*[A-Z0-9])[\w+-]{1,20}[)\]]\s+(?=[A-Z][^\s]*\s[^\s]+\s)"
)
# `[Barn Owls] A Title of …`: of 1,166,968 titles on arXiv, 17 begin like this themselves.
_TOPIC_LEAD = re.compile(
    r"\[(?!RE|CLS|MASK|Re\b|Extended|Preprint)[A-Z][^\[\]]{2,40}\]\s+(?=[A-Z][^\s]*(?:\s[^\s]+){3})"
)
_STAMP = re.compile(r"(?P<year>[12][0-9])(?:0[1-9]|1[0-2])-(?=[^\W\d_]\S*\s)")  # `1712-A Title`, of December 2017
_FILED = re.compile(  # `18-SOSP-Title`, `2014-ICLR_W - Title`
    r"(?P<year>(?:19|20)?[0-9]{2})(?:-|:\s)(?P<venue>[A-Z][a-z]*[A-Z][A-Za-z]*|arXiv)(?:_W)?(?:-|\s[-–—:]\s)(?=[^\W_])"
)
_DATE = re.compile(
    r"[,.]\s+(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]{0,6}\.?,?\s+)?(?:19[5-9]|20[0-4])[0-9]"
    r"(?:,\s[A-Z][\w/&.-]{1,30}(?:\s[A-Z][\w/&.-]{1,30}){0,2})?\Z",
    re.IGNORECASE,
)
_ACRONYM_YEAR = re.compile(  # `, ESANN, 2007`, ` -- SoCC 2016`, `. OpenReview 2021`
    r"(?:[,.]|\s(?:--|[-–—]))\s+(?:(?:ACM|IEEE)\s(?:[A-Z]{2,5}\s)?)?(?!COVID)[A-Z][A-Za-z]*[A-Z][A-Za-z@]*(?:\sAsia)?"
    r"(?:,\s*|\s+['’]?|['’]|-)(?:19[5-9]|20[0-4])[0-9]\Z|\.\s+Openreview\s(?:20[0-4])[0-9]\Z"
)
# `, SIGACT News 2001`, `, Distributed Computing 2006`, `,2021`: 23 of 1,181,554 titles on arXiv end like this.
_MORE_YEAR = re.compile(
    r",\s+(?:[A-Z][\w&.'-]*\s+|(?:of|on|and|the|in|for|[Rr]eport)\s){1,6}(?:19[5-9]|20[0-4])[0-9]\Z|,(?:19[5-9]|20[0-4])[0-9]\Z"
)
# `. Neural Computation 2010`, `, Annals of Barns, 2010`: 14 of 1,166,968 titles on arXiv end like the first.
_NAMED_YEAR = re.compile(
    r"(?:(?<=\w\w)\.|(?<=\))\.|(?<=[?!]))\s+(?P<name>[A-Z][\w&/-]*(?:\s(?:[A-Z&][\w&/-]*|of|on|and|in|the|for)){0,7}),?"
    r"\s(?:19[5-9]|20[0-4])[0-9]\.?\Z"
)
_NAMED_APART = re.compile(
    r",\s+(?!(?:An?|The)\s)(?P<name>[A-Z][\w&.-]*(?:\s(?:[A-Z&][\w&.-]*|of|on|in|the|for)){1,7}),"
    r"\s(?:19[5-9]|20[0-4])[0-9]\.?\Z"
)
_VOLUME = re.compile(  # `, Information Sciences 12(3), 2019`, `. Annals of Barns 12, 34-56 (2019)`
    r"[.,]\s+[A-Z][\w&.'’-]*(?:\s(?:[A-Z&][\w&.'’-]*|of|on|and|in|the|for)){0,8},?\s[0-9]{1,4}"
    r"(?:\s?\([0-9]{1,3}(?:[–-][0-9]{1,3})?\))?(?:[,:]\s?(?:pp?\.\s?)?[0-9]+(?:[–-]+[0-9]+)?)?"
    r"[,.]?\s?\(?(?:19[5-9]|20[0-4])[0-9]\)?(?:[,:]?\s[0-9A-Z]+(?:[–-]+[0-9]+)?)?\.?\Z"
)
_DAY = re.compile(  # `Title. 2016-02`, `Ada Bee. FLOC 2023. 02/2023.`
    r"[.,;]\s+(?:(?:19[5-9]|20[0-4])[0-9]-[01][0-9](?:-[0-3][0-9])?|[01]?[0-9]/20[0-4][0-9])\.?\Z"
)
_YEAR_ALONE = re.compile(r"[,.]\s*(?:19[5-9]|20[0-4])[0-9]|\((?:19[5-9]|20[0-4])[0-9]\)")
_BEFORE_YEARS = frozenset({"19", "20", "1", "2"})  # what a title begins with, behind a bracket
_MAX_TAIL = 90  # characters
# What people put behind a title: a maker, a year with authors, a venue, an archive.
_MAKER = re.compile(r"\s*+\(\s*+@[^()]{1,60}\)\Z")
_YEAR_AND_MORE = re.compile(r"\s*+\((?:19[5-9]|20[0-4])[0-9][a-z]?\)[,.:;]?+\s")
_ARCHIVE = re.compile(
    r"[\s,.;:(\[|-]++(?:in\s++)?arXiv(?:[\s:,./'’-]++(?:preprint|[0-9][0-9.v/-]*+)){0,3}"
    r"(?:\s\[[a-z., -]{2,40}\])?[\s.,)\]]*+\Z",
    re.IGNORECASE,
)
_BEFORE_VENUE = re.compile(
    r"[\s,.;:|@–—-]*+(?:\b(?:in|at|to|appear|Proc\.?|Proceedings|of|the|ACM|IEEE|EMNLP)\s++)*+\Z", re.IGNORECASE
)
_BEHIND_VENUE = re.compile(
    r"[\s,.'’(-]*+(?:[0-9]{2,4}|oral|spotlight|poster|findings|workshops?|long|short|demo|best|paper|award|highlight|main"
    r"|conference|track|accepted|extended|abstract|[\s,.'’():&-]++){0,12}+\Z",
    re.IGNORECASE,
)
_MAY_END = re.compile(r"[0-9,.;|@–—]| by | - |[Aa]r[Xx]iv")  # nothing else parts a tail from its title
# `Z.Bee, 18'CVPR`, `B. Eff et al., TPAMI`
_FIRST_AUTHOR = re.compile(r"(?:[A-Z]\.\s?){1,3}[A-Z][\w'’-]+(?:,? et al\.?)?,\s+(?:[0-9]{2}['’](?=[A-Z]))?(?=\S)")
_PART_OF_MEETING = re.compile(  # `Title. Panel, CHI 2026`
    r"(?<=\w\w[.?])\s(?:Panel|SIG|Course|LBW|Late[- ]Breaking Work|Demo|Poster|Keynote|Tutorial|Workshop|Short Paper"
    r"|Doctoral Consortium|Extended Abstract)\Z"
)
_SIGNS_BEHIND = re.compile(r"[\s\ufe0f\u2600-\u27bf\U0001f000-\U0001faff]++\Z")
_WORKSHOP = re.compile(  # `ICML Workshop on …`
    r"[A-Z][\w-]{1,12}(?:['’]?\s?[0-9]{2,4})?\s+(?:workshops?|workshp|ws)\b", re.IGNORECASE
)
_HONOUR = re.compile(
    r"(?:oral|spotlight|poster|best (?:student )?paper(?: award)?|highlight|accepted|new|preprint|under review)",
    re.IGNORECASE,
)
_PLACEHOLDERS = re.compile(r"(?:\s*\[{1,2}[^\[\]]{1,30}\]{1,2})++\Z")  # `Title [Code] [[Page]]`, of links to come
_IN_JOURNAL = re.compile(  # `Title. IEEE Transactions on Barns`: 3 of 1,181,554 titles on arXiv end like this
    r"(?<=\w{3})[.?]\s+(?=[^.?]*\b(?:Journal|Transactions|Proceedings|Letters|Magazine|Workshop|Conference|Symposium)\b)"
    r"[A-Z][\w&/-]*(?:,?\s(?:[A-Z][\w&/-]*|on|of|for|and|in|the))*\.?\Z"
)
_ASIDE = re.compile(r"\s*[;；]\s*\([^()]{1,40}\)\Z|\s*\([Aa]bbr(?:eviation)?[.:]?\s[^()]{1,30}\)\Z")  # `; (Survey)`
_ACRONYM_LAST = re.compile(
    r"(?<=[\w.?!)])\s+\[(?!REPORT|DEMO|MASK|CLS)[A-Z][A-Za-z]*[A-Z][\w@&'’-]*\]\Z"
)  # `Title [WIFS]`
# `, VLSI'06`: of 1,166,968 titles on arXiv, none ends like this.
_SHORT_YEAR = re.compile(r",\s(?:IEEE\s|ACM\s)?[A-Z][A-Za-z]*[A-Z]['’][0-9]{2}\Z")
_THESIS = re.compile(r"[.,]\s+(?:Ph\.?\s?D\.?|Doctoral|Master['’]?s?)\s(?:[Tt]hesis|[Dd]issertation)\.?\Z")
_AFFILIATIONS = re.compile(  # of Chinese lists, perhaps behind tags: `Title (Audio, Head Pose) 【谷仓大学】`
    r"(?:\s*\([A-Z][\w -]{1,30}, [A-Z][\w -]{1,40}\))?\s*【[^【】]{1,200}】\Z"
)
_REFERENCE = re.compile(r"(?:\s*+\[{1,2}[^\[\]]{1,40}\]{1,2}\[[^\[\]]{0,20}\])++\Z")
_IN_VENUE = re.compile(r"[,.]?\s+[Ii]n:?\s+[A-Z][\w&/-]{2,20},?\s+(?:19[5-9]|20[0-4])[0-9]\.?\Z")
_AND_OTHERS = re.compile(
    r",\s+[*_]?(?:(?:[A-Z]\.[\s-]?){1,3}|[A-Z][\w'’-]+\s)?(?:[A-Z]\.\s)?[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?,? et al\.?\Z"
)
_LAST_SURNAME = re.compile(r"[.?!] [A-Z][\w'’-]+\Z")
_NAMES_AND_MORE = re.compile(r"\s\(([^()]{5,80})\)\s[a-z]")  # `Title (A. Bee and C. Dee) is about …`
_MOST_COMMAS = 12  # of a title, behind which names are looked for
_ABOUT = re.compile(  # `Comment on "A Title" by Ada Bee`, `A Theorem by Ada Bee`
    r"\b(?:appendix|book|commentary|comments?|conjecture|discussions?|lecture|lemma|notes?|paper|problem|proof|rejoinder"
    r"|reply|theorem)\b",
    re.IGNORECASE,
)
_ONE_AND_OTHERS = re.compile(r"[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?,? et\.? al\.?")
_DOING = re.compile(r"\w+ing\s")  # `Learning by Watching Movies`
_MADE = re.compile(r"(?:ed|en)\Z")  # `Predictions Revealed by Gaia`
_PARTING = ("; ", " | ", " - ", " – ", " — ")
_CELLS_TAIL = re.compile(
    r"(?:\s\|\s(?:[A-Z][\w&/-]{1,15}\s?['’]?[0-9]{2,4}|[0-9]{4}(?:[./-][0-9]{1,2})?|[A-Z]{2,8}))+\s?\|?\Z"
)
_LABEL_TAIL = re.compile(r"\s?[,;|]\s(?:links?|papers?|code|url|pdf)\s?:?\Z", re.IGNORECASE)  # `Title, Link: https://…`
_GB_T_7714 = re.compile(r"\s?\[(?:[ACDGJMNPRSZ]|CP|DB|EB)(?:/OL)?\](?=\s*(?:\Z|[.,;:]|//))")  # `Title[J]. Journal`
_BEHIND_NAMES = re.compile(
    r",\s+(?=[^,.]*\b(?:Conference|Journal|Symposium|Workshop|Transactions|Proceedings)\b[^,.]*\Z)"
)
_INITIALS = re.compile(r",\s(?=(?:[A-Z]\.[\s-]?){1,3}[A-Z])")  # `, A. Bee and C. D. Dee`
_SURNAMES = re.compile(r"[A-Z][a-z'’-]+(?:, [A-Z][a-z'’-]+){0,3},? (?:&|et al)\.?(?: [A-Z][a-z'’-]+)?")
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])(?<!\b[IVX][IVX])(?<!\bI[IVX][IVX])(?<!\bvs)[.]\s+(?=[^\W\d_])")


def split_tail(title: str) -> tuple[str, str]:
    """Take off the end of a title what is none of it; return the rest, and what was taken.

    That is `[[code]][1]` of a link by reference, `(2023)`, `(OpenAI, 2023)`, `(NeurIPS'23)`, `, in ICML 2024`,
    `, Aug 2016, Google`, `. arXiv:2005.00288`, `(@maker)`, `(Abbr. NSG)`, `(2017), A. Bee et al.`, a last sentence
    that is a list of names, and what stands before it all: `2020 - Title`, `[AAAI 2020] Title`, `20-AAAI-Title`.
    """
    if title.endswith(("】", "hesis", "hesis.", "issertation", "issertation.")):
        title = _THESIS.sub("", _AFFILIATIONS.sub("", title))
    title = title.removeprefix("[-]").lstrip()
    title, brackets = _without_brackets(title) if title.endswith("]") else (_LABEL_TAIL.sub("", title), "")
    if " | " in title and (cells := _CELLS_TAIL.search(title, max(1, len(title) - _MAX_TAIL))):
        title, brackets = title[: cells.start()], cells[0]
    if title[:1] == "[" and title.find("]") == len(title) - 1:
        title = title[1:-1].strip()
    tails = [brackets] if brackets else []
    if title[-1:] == ")" and (aside := _ASIDE.search(title, 1)):
        title = title[: aside.start()]
    lead, title = _split_lead(title)
    tails = [lead, *tails] if lead else tails
    if "[" in title and (kind := _GB_T_7714.search(title, 1)):
        tails, title = [*tails, title[kind.end() :]], title[: kind.start()]
    for _ in range(4):
        start = _tail_start(title)
        rest = title[:start].rstrip(" .,;:|-–—([（") if start else title
        if not start or not _WORD.search(rest):
            break
        if _YEAR_ALONE.fullmatch(title, start) and (names := _people_start(rest)):
            start, rest = names, title[:names]
        tails.insert(0, title[start:])
        title = rest if "《" in rest else rest.removesuffix("》")
    return _without_rest(title, has_tail=bool(tails)), " ".join(tails)


def _without_rest(title: str, *, has_tail: bool) -> str:
    """A title without the kind of contribution that stood before a tail, and the quotation mark that closed it."""
    if has_tail and (part := _PART_OF_MEETING.search(title)):
        title = title[: part.start()].rstrip(".")
    return title[:-1].rstrip(" .,") if title.endswith('"') and title.count('"') == 1 else title


def _split_lead(title: str) -> tuple[str, str]:
    """What stands before a title and tells a year or a venue, and the title without it and without a name before it."""
    if (title[:1] in "[(" or title[:2] in _BEFORE_YEARS) and (lead := _YEAR_LEAD.match(title)):
        return lead[0], title[lead.end() :]
    if title[:1] in "[(" and (name := _NAME_LEAD.match(title) or _TOPIC_LEAD.match(title)):
        return "", title[name.end() :]
    if title[:2] in _BEFORE_YEARS and (keys := _KEYS_LEAD.match(title)):
        return keys[0], title[keys.end() :]
    if title[:2].isdecimal() and (filed := _FILED.match(title)):
        year = filed["year"] if len(filed["year"]) > 2 else full_year(filed["year"]) or ""
        return f"{filed['venue']} {year}", title[filed.end() :]
    if title[:4].isdecimal() and (stamp := _STAMP.match(title)):
        return f"20{stamp['year']}", title[stamp.end() :]
    return "", title


def _without_brackets(title: str) -> tuple[str, str]:
    """Take off the brackets that are, or will be, links: `[[code]][1]`, `[Code] [[Page]] [a tag]`; and return them."""
    title = _REFERENCE.sub("", title)
    if acronym := _ACRONYM_LAST.search(title, 1):
        return title[: acronym.start()], acronym[0]
    brackets = _PLACEHOLDERS.search(title, max(1, len(title) - _MAX_TAIL))
    first = brackets[0].strip().partition("]")[0].strip("[") if brackets else ""
    return (title[: brackets.start()].rstrip(" |"), brackets[0]) if brackets and is_stock_label(first) else (title, "")


def _bracket_start(title: str) -> int:
    """Where a bracket at the end of a title begins that is none of it, with a venue before it, if one stands there."""
    if maker := _MAKER.search(title, max(0, len(title) - 80)):
        return maker.start()
    if acronym := _ACRONYM_LAST.search(title, 1):
        return acronym.start()
    start = title.rfind("[") if title[-1] == "]" else max(title.rfind("("), title.rfind("（"))
    if start < 1:
        return 0
    inside = title[start + 1 : -1]
    if start > len(title) - _MAX_TAIL and _is_tail(inside):
        return start
    if title[start] == "(" and authors_in(inside) and word_count(title[:start]) > 1:
        return start
    dated = _dated(title[:start].rstrip(), max(0, start - 120))  # `, ACL 2013 (a remark)`
    return dated.start() if dated else 0


def _tail_start(title: str) -> int:
    """Where the last part of a title begins that is none of it; 0 when all of it is title."""
    if title.endswith((")", "）", "]")) and (start := _bracket_start(title)):
        return start
    tail = max(0, len(title) - 120)
    if not _MAY_END.search(title, tail):
        return 0
    if title[-3:-2] in {"'", "’"} and (named := _SHORT_YEAR.search(title, tail)):
        return named.start()
    if "rx" in title.lower() and (archive := _ARCHIVE.search(title, tail)):
        return archive.start()
    if title[-1] in "0123456789." and (inside := _IN_VENUE.search(title, tail)):
        return inside.start()
    if (title[-1].isdigit() or "," in title) and year_in(title[-60:]) and (dated := _dated(title, tail)):
        return dated.start()
    journal = _IN_JOURNAL.search(title, tail)
    if journal and word_count(title[: journal.start()]) > 2:
        return journal.start()
    return _behind_year(title) or _venue_start(title, tail) or _names_start(title, tail)


def _dated(title: str, tail: int) -> re.Match[str] | None:
    """The year at the end of a title, with what stands before it: `, Aug 2016`, `, SoCC 2016`, `, Many Words 2016`."""
    found = _ACRONYM_YEAR.search(title, tail) or _VOLUME.search(title, tail) or _DAY.search(title, tail)
    for pattern in (_NAMED_YEAR, _NAMED_APART):
        named = None if found else pattern.search(title, tail)
        found = named if named and not may_be_name(named["name"]) else found
    return found or _DATE.search(title, tail) or _MORE_YEAR.search(title, tail)


def _behind_year(title: str) -> int:
    """Where a bracket begins that something follows, with a year or names: `Title (2017), A. Bee et al.`."""
    dated = _YEAR_AND_MORE.search(title, 1) if "(" in title else None
    if dated and word_count(title[: dated.start()]) > 1:
        return dated.start()
    named = _NAMES_AND_MORE.search(title, 1) if " (" in title else None
    return named.start() if named and word_count(title[: named.start()]) > 2 and authors_in(named[1]) else 0


def _is_tail(inside: str) -> bool:
    """Whether a bracket behind a title holds a venue with its year, or ends with a year."""
    if _HONOUR.fullmatch(inside.strip(" *_")) or inside.lower() in {"pdf", "html"}:
        return True
    if (author := _FIRST_AUTHOR.match(inside)) and is_venue(inside[author.end() :]):
        return True
    venue = find_venue(inside)
    if venue is not None and venue.start == 0 and _WORKSHOP.match(inside):
        return True
    is_dated = venue is not None and (venue.year is not None or year_in(inside) is not None or is_venue(inside))
    inside = _SIGNS_BEHIND.sub("", inside.strip(" *_,"))
    return is_dated or any(tail.fullmatch(inside) for tail in (_ENDS_WITH_YEAR, _TAIL))


def _venue_start(title: str, tail: int) -> int:
    """Where a venue at the end begins; without a year, something must part it from the title."""
    end = title[tail:]
    venue = find_venue(end)
    if venue is None or _BEHIND_VENUE.match(end, venue.end) is None:
        return 0
    before = _BEFORE_VENUE.search(end, 0, venue.start)
    start = before.start() if before else venue.start
    is_apart = any(char in end[start : venue.start] for char in ",.;|@–—")
    return tail + start if venue.year is not None or year_in(end[venue.end :]) or is_apart else 0


def _is_no_name(words: str) -> bool:
    return sum(map(str.isalpha, words.replace("-", "").split())) > 2 and not authors_in(words)


def _people_start(title: str) -> int:
    """Where whole names begin that end a title before a year: `Title, Ada Bee, Cy Dee`, `Title — Ada Bee`; else 0."""
    for dash in (" — ", " – "):
        if (at := title.rfind(dash)) > 0 and is_one_name(title[at + 3 :]):
            return at
    start = len(title)
    while (comma := title.rfind(", ", 0, start)) > 0 and is_one_name(title[comma + 2 : start]):
        start = comma
    rest = title[:start]
    is_name = (word_count(rest) < 3 and is_one_name(rest)) or authors_in(rest) is not None
    return start if start < len(title) and word_count(rest) > 1 and not is_name else 0


def _others_start(title: str, tail: int) -> int:
    """Where the only name before a last `et al.` begins: `Title, Ada Bee et al.`, `Title. Bee, Ada et al.`."""
    others = _AND_OTHERS.search(title, tail)
    before = title[: others.start()] if others else ""
    if (
        others is None
        or word_count(before.replace("-", "")) < 2
        or is_one_name(before.rpartition(", ")[2].rpartition("by ")[2])
    ):
        return 0
    surname = _LAST_SURNAME.search(before)
    return surname.start() + 1 if surname else others.start()


def _by_start(title: str) -> int:
    """Where `by` stands before the names that end a text, unless these made what the title is about; else 0."""
    at = title.rfind(" by ", 1)
    if at < 1 or word_count(title[:at]) < 2:
        return 0
    if _ABOUT.search(title, 0, at):
        return 0
    names = title[at + 4 :]
    found = authors_in(title[at:])
    if (found and len(found[0]) > 1) or _ONE_AND_OTHERS.fullmatch(names):
        return at
    return at if is_one_name(names) and not (_MADE.search(title, 0, at) or _DOING.match(names)) else 0


def _listed_start(title: str) -> int:
    """Where two names or more begin that stand behind commas: `Title, Ada Bee, Cy Dee and Eve Eff`; else 0."""
    at = title.find(", ")
    for _ in range(_MOST_COMMAS):
        if at < 1:
            break
        rest = title[at + 2 :]
        if authors_in(rest):
            before = title[:at]
            return at if word_count(before) > 2 and not (may_be_name(before) or authors_in(before)) else 0
        at = title.find(", ", at + 2)
    return 0


def _names_start(title: str, tail: int) -> int:
    """Where a list of names begins that ends a text: behind `by`, a dash or the like, a comma, a full stop."""
    if by := _by_start(title):
        return by
    for sign in _PARTING:
        at = title.rfind(sign, 1)
        if at > 0 and word_count(title[:at]) > 1 and authors_in(title[at + len(sign) :]):
            return at
    for end in _SENTENCE_END.finditer(title, max(tail - 200, 1)):
        names = _BEHIND_NAMES.split(title[end.end() :], maxsplit=1)[0]
        is_long = word_count(title[: end.start()]) > 1
        if authors_in(names) or (is_long and (is_one_name(names) or _SURNAMES.fullmatch(names))):
            return end.start() + 1
    if title.endswith(("al", "al.")) and (others := _others_start(title, tail)):
        return others
    if listed := _listed_start(title):
        return listed
    initials = _INITIALS.search(title, tail)
    if initials and authors_in(title[initials.end() :]) and _is_no_name(title[: initials.start()]):
        return initials.start()
    return 0
