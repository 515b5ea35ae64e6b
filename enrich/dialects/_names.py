"""Names of people in a text: lists of authors, and authors that stand before a title."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_LETTERS = re.compile(r"[^\W\d_]+")
_ION = re.compile(r"(?:[A-Z][a-z]? )?[IVX]{2,}")  # `Fe XIV`
_AND = re.compile(r" (?:and|&) |, ?and |[,，]")
_AND_APART = re.compile(r"; ?(?:and |& )?| (?:and|&) ")
_ELIDED = re.compile(r"\.{2,}|…|\[?et\.?\s*al\.?\]?|others|等人?", re.IGNORECASE)
_BEGINS_OF_ELIDED = frozenset(".…[eEoO等")
_ET_AL = re.compile(r",? (?:et\.?\s?al\.?|\.{3}|…)\Z|[,，]?\s?等人?\Z", re.IGNORECASE)
_ENDS_OF_ET_AL = ("l", "l.", "L", "L.", "...", "…", "等", "等人")
_MARKS = "*†‡§¶∗"  # behind a name
_AFFILIATION = re.compile(r"(?<=[^\W\d_])[0-9]{1,2}\Z")  # `Ada Bee1`
_NAME_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
PARTICLE = r"(?:van|von|der|den|de|di|da|dos|del|la|le|el|al|bin|ten|ter)"
_NAME = re.compile(rf"[^\W\d_a-z][\w.'’`´-]*+(?:\s(?:[^\W\d_a-z][\w.'’`´-]*+|{PARTICLE})){{1,4}}[*†‡§¶+∗0-9]{{0,3}}")
_ONE_NAME = re.compile(
    r"[^\W\d_a-z][^\W\d_A-Z]+(?:-[^\W\d_]+)?(?:\s[^\W\d_a-z]\.?){0,2}"
    rf"(?:\s{PARTICLE})*(?:\s[^\W\d_a-z][^\W\d_A-Z'’][\w'’-]*){{1,2}}"
)
_INITIALLED = re.compile(r"(?:[A-Z]\.[\s-]?){1,3}[A-Z][\w'’-]+")
_NO_PERSON_WORDS = r"""
Abstract Accepted An? Analysis Anonymous Applications? Applied Approach Approaches Authors? Available Award Best Blog
Case Cases Circuits Code Coming Data Dataset Deep Devices Dynamics Electron Engineering Experiments? Health Challenge
Computer Computing Detection Edition Guide Image Informatics Intelligence Introduction Key Learned Letters Link Method
Methods? Models? Neural New Open Oral Overview Page Papers? Part Perspective Physics Primer Processing Project
Properties Recognition Published Regime Report Results Review Science Sciences Slides Soon Source Spotlight States?
Studies Study Systems? Task Technical Text The Theory Topics Tutorial Under Version Video Vision Website
"""
_NO_PERSON = re.compile(rf"\b(?:{'|'.join(_NO_PERSON_WORDS.split())})\b")
_TEAM = re.compile(r"(?:[A-Z][\w.-]*\s){1,3}(?:[Tt]eam:|team,)\s+(?=[A-Z])")
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][^\W\d_]{2}")
_MOST_OF_TWO = 6  # words of the names of two people, initials and particles apart
_FIRST_ALONE = re.compile(r"[^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)?(?: [A-Z]\.?)?")  # `Ada`, `Ada B.`
_SURNAME = re.compile(r"[^\W\d_a-z][\w.'’`-]*+")
_OF_FAMILY = re.compile(rf"{PARTICLE}\s(?:{PARTICLE}\s)?(?=[A-Z])")
PARTICLES = re.compile(r"(?:van (?:der|den|de)|von der|de (?:la|los)) ", re.IGNORECASE)
_STOP_WITHIN = re.compile(r"[a-z]{2}\.\s[A-Z]\w*[A-Z]")  # `…, Ada Bee. FLOC`
_FAMILY = re.compile(rf"(?:(?i:{PARTICLE})\s){{0,2}}[^\W\d_a-z][\w'’-]*[a-z]")
_FIRST_NAMES = re.compile(rf"{_SURNAME.pattern}(?:\s(?:[A-Z]\.?|{_SURNAME.pattern})){{0,2}}")
_NO_NAMES_WORDS = r"""
Academy Amazon Cent(?:er|re)\b College Conference Corporation DeepMind Foundation\b Google Group\b Hospital Inc\b
Institute Journal Lab\b Labs\b Language Learning Meta\b Microsoft Ministry Models?\b Networks?\b NVIDIA Nvidia
OpenAI Proceedings Research School Survey\b Tech\b Technolog Towards?\b Transformers?\b Universit Workshop
"""
_NO_NAMES = re.compile(rf"\b(?:{'|'.join(_NO_NAMES_WORDS.split())})")
_SEVERAL = (
    ",",
    "，",
    ";",
    " and ",
    " & ",
    "et al",
    "et.al",
    "et. al",
    "uthor",
    "作者",
    "by ",
)  # in every list of names is one
_LEAD = r"[-–—·,.;:>\s]*+(?i:(?:by\b|authors?\b|作者)\s*+[:：]?\s*+)?+"
_BY = re.compile(_LEAD)
_FIRST_NAME = re.compile(
    rf"[-–—·,.;:>|\s]*+{_LEAD}(?:[^\W\d_a-z][\w.'’`-]*+(?!\s*+,?\s*+[0-9(\[])|{PARTICLE}\s|(?i:et|others)\b|[.…\[(0-9])"
)


@cache
def _title_words() -> frozenset[str]:
    """Words in lower case that titles are made of and people are not called by (`enrich/data/title_words.txt`)."""
    return frozenset((files("enrich") / "data" / "title_words.txt").read_text(encoding="utf-8").split())


def has_title_word(text: str) -> bool:
    """Whether one of the words of a text is none that people are called by."""
    return not _title_words().isdisjoint(_LETTERS.findall(text.lower()))


def _are_words(names: Iterable[str]) -> bool:
    """Whether what is written like names is made of words of titles: `Theory and Practice`; one of four may be."""
    hits = [has_title_word(name) or _ION.fullmatch(name) for name in names]
    return sum(map(bool, hits)) * 4 > len(hits)


def split_authors(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Split `A, B, ..., C` (on one line) into its names and whether that is everybody; None when there is no name."""
    text = text.strip(" ,;")
    shorter = _ET_AL.sub("", text) if text.endswith(_ENDS_OF_ET_AL) else text
    is_complete = shorter == text
    names: list[str] = []
    for part in map(str.strip, _AND.split(shorter) if ";" not in shorter else _parted_by_semicolons(shorter)):
        if part[:1] in _BEGINS_OF_ELIDED and _ELIDED.fullmatch(part):
            is_complete = False
        elif names and part[:1] in "JSIV" and _NAME_SUFFIX.fullmatch(part):
            names[-1] += ", " + part
        elif name := part.rstrip(_MARKS):
            names.append(name)
    return (tuple(names), is_complete) if names else None


def _parted_by_semicolons(text: str) -> list[str]:
    """Names of `Bee, A.; Dee, C. D.`, or of `Ada Bee; Cy Dee`."""
    parts = (part.partition(", ") for part in _AND_APART.split(text))
    return [
        f"{first} {last}" if first and len(last.split()) < 3 else last + comma + first for last, comma, first in parts
    ]


def may_hold_names(text: str) -> bool:
    """Whether a text has what is in every list of names; most texts have not, which spares the look for them."""
    for sign in _SEVERAL:  # noqa: SIM110  # `any` takes longer than the look itself
        if sign in text:
            return True
    return False


def may_begin_names(text: str) -> bool:
    """Whether a text begins as lists of names do: with a word that is no small one, and has no number behind it."""
    return _FIRST_NAME.match(text) is not None


def authors_in(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Read a text that is a list of names and nothing else; a single name needs `by` or `et al.` with it."""
    if not may_hold_names(text) or not may_begin_names(text):
        return None
    lead = _BY.match(text)
    names_text = text[lead.end() if lead else 0 :].rstrip(" .,;")
    if len(names_text) > 4_000 or _NO_NAMES.search(names_text):
        return None
    if (team := _TEAM.match(names_text)) and "," in names_text[team.end() :]:  # `The Bee Team: Ada Bee, …`
        names_text = names_text[team.end() :]
    initialled = _initialled(f"{names_text}.") if names_text[-2:-1] in " ." else None
    if initialled and len(initialled[0]) > 1:
        return initialled
    found = _joined_backwards(names_text) or _paired_backwards(names_text) or _first_forwards(names_text)
    if found and not found[1] and len(found[0]) <= 2 and _is_backwards(*found[0]):
        return (" ".join(found[0][::-1]),), False  # `Bee, Ada et al.`
    if found is None or not _are_names(found[0]) or _are_words(found[0]) or _STOP_WITHIN.search(names_text):
        return None
    is_said = lead is not None and any(map(str.isalpha, lead[0]))
    if len(found[0]) == 2 and found[1] and not is_said and _CAPITALISED.subn("", names_text)[1] > _MOST_OF_TWO:
        return None  # `Data-Free Things Through Weight Equalization and Bias Correction`
    if any(name[-1].isdigit() for name in found[0]):
        found = tuple([_AFFILIATION.sub("", name) for name in found[0]]), found[1]
    return found if len(found[0]) > 1 or not found[1] or is_said else None


def _are_names(names: tuple[str, ...]) -> bool:
    """Whether texts are written like names; one of four or more, and not the first, may be a single word: `Mausam`."""
    odd = [place for place, name in enumerate(names) if not _NAME.fullmatch(name)]
    return not odd or (len(odd) == 1 and odd[0] > 0 and len(names) > 3 and is_family(names[odd[0]]))


def _paired_backwards(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Read `Bee, Ada, Dee, Cy B., Eff, Eve`: what stands second is no family, since one of these has two parts."""
    found = split_authors(text)
    lasts, firsts = (found[0][::2], found[0][1::2]) if found else ((), ())
    are_pairs = len(lasts) == len(firsts) > 1 and not any(" " in last or "-" in last for last in lasts)
    if not (found and are_pairs and any(" " in first or "-" in first for first in firsts)):
        return None
    names = tuple(f"{first} {last}" for last, first in zip(lasts, firsts, strict=True))
    are_names = all(map(_FIRST_NAMES.fullmatch, firsts)) and all(map(is_one_name, names))
    return (names, found[1]) if are_names else None


def _first_forwards(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Split names as `split_authors` does; if the first has the family first (`Bee, Ada, Cy Dee`), put it forwards."""
    found = split_authors(text)
    if found is None or len(found[0]) < 3:
        return found
    last, first, *others = found[0]
    name = f"{first} {last}"
    is_alone = " " not in last and _FIRST_ALONE.fullmatch(first) and is_one_name(name)
    if is_alone and PARTICLES.match(others[0]):  # `Bee, Dee, Van der Eff`
        return found
    begin = text.replace(f"{last},{first}", f"{last}, {first}", 1)
    are_parted = begin.startswith(tuple(f"{last}, {first}{sign}" for sign in (",", " and ", " & ")))
    is_list = is_alone and are_parted and all(map(_NAME.fullmatch, others))
    return ((name, *others), found[1]) if is_list else found


def _is_backwards(last: str, first: str = "Ada") -> bool:
    """Whether two words are a name, the name of the family first; a single one may be that."""
    return _SURNAME.fullmatch(last) is not None and _FIRST_NAMES.fullmatch(first) is not None


def is_like_name(text: str) -> bool:
    """Whether a text is written like a name, whatever its words."""
    return _NAME.fullmatch(text) is not None


def may_be_name(text: str) -> bool:
    """Whether a text is written like a name, perhaps with initials, and not made of words of titles."""
    return is_like_name(text) and not _are_words([text])


def is_one_name(text: str) -> bool:
    """Whether a text may be the name of one person, and nothing else."""
    is_name = text[:1].isupper() and _ONE_NAME.fullmatch(text) is not None
    return is_name and not (_NO_NAMES.search(text) or _NO_PERSON.search(text) or _are_words([text]))


def person_before(text: str) -> str | None:
    """The only author before a title, up to a full stop or a comma: `Ada Bee.`, `A. Bee,`, `Bee, Ada.`."""
    name = text[:-1] if text[-1:] in {".", ","} else ""
    if is_one_name(name) or is_initialled(name):
        return name
    last, comma, first = name.partition(", ")
    is_backwards = bool(comma) and text[-1] == "." and " " not in last and is_one_name(f"{first} {last}")
    return f"{first} {last}" if is_backwards else None


def is_family(text: str) -> bool:
    """Whether a text is a single word, perhaps behind a particle, that is written like the name of a family."""
    return _FAMILY.fullmatch(text) is not None


def says_no_person(text: str) -> bool:
    """Whether a text has a word of titles, venues and remarks, which no name of a person has."""
    return _NO_PERSON.search(text) is not None


def names_firm(text: str) -> bool:
    """Whether a text has a word of firms, schools and the like, which no name of a person has."""
    return _NO_NAMES.search(text) is not None


def is_initialled(text: str) -> bool:
    """Whether a text is the name of one person, with initials before it: `A. B. Bee`."""
    return _INITIALLED.fullmatch(text) is not None


def _joined_backwards(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Read `Bee, Ada and Dee, Cy and others`, as BibTeX has it, perhaps with commas before `and`."""
    if " and " in text and text.endswith(_ENDS_OF_ET_AL):
        text = _ET_AL.sub(" and others", text)
    parts = text.replace(" & ", " and ").split(" and ")
    others = parts[-1] == "others"
    names = [part.rstrip(",").partition(", ") for part in parts[: len(parts) - others]]
    if len(parts) < 2 or not all(comma and "," not in first for _, comma, first in names):
        return None
    return tuple(f"{first} {last}" for last, _, first in names), not others


# --- Names before a title --------------------------------------------------------------------------------------------

PARTED = re.compile(r",\s(?:and\s|&\s)?|\s(?:and|&)\s")
_TITLE_WORDS = re.compile(r"\b(?:The|An|Deep|Neural|Data|Systems?|Theory|Analysis|[A-Z]{4,})\b")
_YEAR_BEHIND = re.compile(r"\s\((?:19|20)[0-9]{2}[a-z]?\)[.:]?\s+")
_WITHOUT_STOPS = re.compile(r"\w[\w'’ -]*[a-z] [A-Z]{1,3}")  # `Bee AB`, as physicians write names
_LAST_OF_LIST = re.compile(r"[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+)? [A-Z]{1,3}\.")
_YEAR_NEXT = re.compile(r"[\s,.]*+\(?(?:19[5-9]|20[0-4])[0-9][a-z]?\)?[.,:]")
_OTHERS = re.compile(r"et\.? al\.?,\s+")
_SENTENCE_END = re.compile(r"\w{4}\.\s")  # inside of what looks like a name
_SHORTEST = 6  # characters of names before a title
_MOST_NAMES = 60  # before a title
_NUMBERED = re.compile(r"\s*+(?:\[[0-9]{1,4}\]|[0-9]{1,3}[.)])\s*+")
_DATED = re.compile(
    r"[\s.,:]*+(?:\((?:[A-Z]{2}[\w&]{0,9} )?)?(?:19|20)[0-9]{2}[a-z]?(?:, [A-Z][a-z]{2,8})?\)?[\s.,:]*\Z"
)
_QUOTES = (' "', " “", ' ["', " [“")
_INITIAL = re.compile(r"[A-Z]\.[\s-]?[A-Z]")
_INITIAL_LAST = re.compile(r"\b[A-Z]\Z")
_WITH_INITIALS = re.compile(
    rf"((?:{PARTICLE} )*[^\W\d_a-z][\w'’ -]{{1,30}})[*†‡]{{0,2}}, ((?:[A-Z]\.[ -]?){{1,3}}),?\s?"
    r"(?:(\.\.\.|…)\s?)?(?:&\s|and\s)?"
)
_FAMILY_FIRST = re.compile(  # and no `Barnix, Ada Bee, Cy Dee`
    r"[^,]+, (?:[^\W\d_a-z][\w'’-]+(?: [A-Z]\.?)?(?:,| and | et )|(?:[A-Z]\.[ -]?){1,3}(?:,|and )"
    r"|[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+){1,2}, and )"
)
_BACKWARDS = re.compile(
    rf"(?P<last>(?:{PARTICLE}\s){{0,2}}[^\W\d_a-z][\w'’`-]*+(?:\s[^\W\d_a-z][\w'’`-]*+)?), (?P<rest>[^\W\d_a-z].*)",
    re.DOTALL,
)


def names_end(text: str, start: int, end: int) -> int:
    """Where names end that stand before a title (`Ada Bee, Cy Dee and Eve Eff, A Title of …`): at least two, else 0.

    Of 1,166,968 titles on arXiv, 105 begin like this, and would lose their beginning in an item without markup.
    """
    count, is_list, last_name = 0, False, None
    if not text[start : start + 1].isupper() or text.find(",", start, end) < 0:
        return 0
    for _ in range(_MOST_NAMES):
        name = _NAME.match(text, start, end)
        if name is None or any(sign.search(name[0]) for sign in (_NO_NAMES, _TITLE_WORDS, _SENTENCE_END)):
            break
        if name[0][-1] == "." and name[0][-3:-2] != " ":  # `…, and Quoc V. Le. A Title`
            return name.end() if count else 0
        if count > 1 and (dated := _YEAR_BEHIND.match(text, name.end(), end)):
            return dated.end()
        if last_name and (name_over := _LAST_OF_LIST.match(text, start, end)):
            return name_over.end()
        last_name = _WITHOUT_STOPS.fullmatch(name[0])
        parted = PARTED.match(text, name.end(), end)
        if parted is None:
            if (is_list or count > 1) and _YEAR_NEXT.match(text, name.end(), end):
                return name.end()  # `…, Cy Dee (2019), A Title`
            break
        count, is_list, start = count + 1, "a" not in parted[0] and "&" not in parted[0], parted.end()
    if others := _OTHERS.match(text, start, end):
        return others.end() if count else 0
    return start if count > 1 and is_list else 0


def names_before(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Read the names before a title, as bibliographies write them: `[1] Bee, Ada, and Cy Dee. 2019.`."""
    is_begun = text[:1].isupper() or text[:1] == "[" or text[:1].isdigit() or _OF_FAMILY.match(text) is not None
    if len(text) < _SHORTEST or not is_begun:
        return None
    numbered = _NUMBERED.match(text)
    is_quoted = text.endswith(_QUOTES)  # what follows is a title
    text = text[numbered.end() if numbered else 0 :].rstrip(' "“[')
    dated = _DATED.search(text)
    names = text[: dated.start() if dated else len(text)].rstrip(" ,:")
    if found := _initialled(names + "." * bool(dated)) or authors_in(names):
        return found
    names = f"{names}." if _INITIAL_LAST.search(names) else names.rstrip(".")
    if several := _surnames(f"{names.rstrip(' (')}," if dated else text):
        return several
    if ": " in names and _INITIAL.match(behind := names.rpartition(": ")[2]):  # `On this topic: A. Bee and C. Dee`
        return authors_in(behind)
    if dated and text[-1] != "," and not names.isupper() and _NAME.fullmatch(names) and not _NO_NAMES.search(names):
        return (names,), True
    found = _backwards(names)
    is_sure = found is not None and (len(found[0]) > 1 or not found[1] or bool(dated) or is_quoted)
    return found if is_sure else None


def backwards_in(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Read `Bee, Ada, and Cy Dee`: two names or more, of which the first has the family first."""
    found = _backwards(text) if _FAMILY_FIRST.match(text) else None
    return found if found and (len(found[0]) > 1 or not found[1]) else None


def _backwards(text: str) -> tuple[tuple[str, ...], bool] | None:
    backwards = _BACKWARDS.fullmatch(text)
    others = split_authors(backwards["rest"]) if backwards else None
    if backwards is None or others is None or _NO_NAMES.search(text) or not all(map(_NAME.fullmatch, others[0][1:])):
        return None
    first = f"{others[0][0]} {backwards['last']}"
    names = (first, *others[0][1:])
    return (names, others[1]) if _NAME.fullmatch(first) and not _are_words(names) else None


def _initialled(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Read `Bee, A., Dee, C. D., & Eff, E.`, as psychologists cite."""
    names, position, is_complete = [], 0, True
    while name := _WITH_INITIALS.match(text, position):
        names.append(f"{name[2].strip()} {name[1]}")
        position, is_complete = name.end(), is_complete and not name[3]
    if _ELIDED.fullmatch(text.rstrip("."), position):
        position, is_complete = len(text), False
    return (tuple(names), is_complete) if names and position == len(text) else None


def _surnames(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Read `Bee, Dee, and Eff,`: two words or more that are all names of families."""
    is_sure = text[-1:] == "," and (" and " in text or " & " in text or text.count(",") > 3)
    found = split_authors(text.rstrip(" ,")) if is_sure else None
    is_list = found is not None and len(found[0]) > 1 and all(map(_SURNAME.fullmatch, found[0]))
    return found if is_list and not _NO_NAMES.search(text) else None
