"""Authors as bibliographies and tables write them: ``Last, First and …``, ``A; B``, lists of names or their parts."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from enrich.dialects._inline import Inline
from enrich.dialects._names import split_authors
from enrich.dialects._words import readable

Value: TypeAlias = "str | list[Value] | dict[str, Value]"  # what a field of a record may hold

_MOST_NAMES = 5_000  # of one paper; the largest collaborations have three thousand
_LONGEST_WORD = 60  # characters of a name, and what stands before it
_AND = re.compile(r"\s(?:and|AND|&)\s")
_OTHERS = re.compile(r"others|et\.?\s?al\.?(?:\s\([^()]{0,60}\))?|\.{2,}|…|等人?", re.IGNORECASE)
_QUOTED = re.compile(r"'([^']{1,200})'|\"([^\"]{1,200})\"")
_NAME_KEY = re.compile(r"['\"]name['\"]:\s?(?:'([^']{1,200})'|\"([^\"]{1,200})\")")
_BESIDE_MARKS = re.compile(  # `Ada Bee\*`, as Markdown wants it; `Ada Bee†.`; `Ada Bee#`
    r"(?<!\\)\\++(?=[*†‡§¶∗#])|(?<=[*†‡§¶∗])\.\s*\Z|(?<=\w)\\?#(?=[,;\s]|\Z)"
)
_RAISED = re.compile(r"<sup>[^<>]{0,40}</sup>", re.IGNORECASE)
_EXPLAINED = re.compile(  # what stands below names, of their marks
    r"\b(?:co-?(?:first|senior|corresponding) |equal(?:ly)? contribut|contributed equally|corresponding auth"
    r"|(?:denotes|indicates) )",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</?[a-z]|\]\(|\*\*|__", re.IGNORECASE)
_MARKS = "*†‡§¶∗"  # around a name
_OF_SENTENCE = re.compile(r"(?<=[ .][^\W\d_a-z])([^\W\d_A-Z]++|[\w'’-]*[^\W\d_A-Z][\w'’-]++)\.\Z")  # `and Cy Dee.`
_KEEPS_STOP = re.compile(r"(?:Jr|Sr|Inc|Ltd|Corp|Co|Univ|Dept|Assoc)\.")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
_NO_LETTERS = str.maketrans("", "", ". -")
_COMMAS = str.maketrans("、，；", ",,;")
_GIVEN = ("given", "first", "firstname", "first_name", "given_name", "forename")
_FAMILY = ("family", "last", "lastname", "last_name", "family_name", "surname")
_WHOLE = (
    "name",
    "display_name",
    "displayname",
    "full_name",
    "fullname",
    "literal",
    "text",
    "author",
    "raw_author_name",
)

Authors = tuple[tuple[str, ...], bool]  # names, and whether that is everybody


def read_authors(value: Value) -> Authors | None:
    """Names in order, as ``First Last``, and whether that is everybody; None when there is no name."""
    names = _without_stop(split_names(_unmarked(value)) if isinstance(value, str) else _whole(_names(value)))
    return (names[0][:_MOST_NAMES], names[1] and len(names[0]) <= _MOST_NAMES) if names else None


def _unmarked(text: str) -> str:
    """Names without markup, and without what is raised beside them or explained below: `<b>Ada Bee</b><sup>1</sup>`."""
    if explained := _EXPLAINED.search(text):
        text = text[: explained.start()].rstrip(f" ({_MARKS}")
    return Inline(_RAISED.sub("", text)).plain() if _MARKUP.search(text) else text


def _without_stop(found: Authors | None) -> Authors | None:
    """Names without the full stop of the sentence that they are; `Jr.` and initials keep theirs."""
    last = found[0][-1] if found else ""
    if found is None or not _OF_SENTENCE.search(last[-_LONGEST_WORD:]) or _KEEPS_STOP.fullmatch(last.split()[-1]):
        return found
    return (*found[0][:-1], last[:-1]), found[1]


def split_names(text: str) -> Authors | None:
    """Split the authors that stand in one text, by whatever parts them there."""
    text = readable(" ".join(_BESIDE_MARKS.sub("", text).translate(_COMMAS).split()))
    if text[:1] == "[" and text[-1:] == "]":  # a Python list that was written into a cell
        found = (_NAME_KEY if "{" in text else _QUOTED).findall(text)
        return _whole([one or other for one, other in found])
    if ";" in text:
        return _whole(text.split(";"))
    parts = _AND.split(text)
    are_backwards = all(0 < part.count(",") < 3 or _OTHERS.fullmatch(part) for part in parts)
    if (are_backwards or "," not in text) if len(parts) > 1 else _is_one_person(text):
        return _whole(parts)
    return _paired(split_authors(text.replace(", &", ",").replace(", and ", ", ")))


def _is_one_person(text: str) -> bool:
    """Whether `Hinton, Geoffrey E.` is one name written backwards, and not two authors."""
    last, comma, first = text.partition(", ")
    return bool(comma) and "," not in first and " " not in last


def _paired(found: Authors | None) -> Authors | None:
    """Put together what `Vaswani, A., Shazeer, N.` was split into."""
    if found is None or len(found[0]) < 2 or not all(map(_is_initials, found[0][1::2])):
        return found
    names = found[0]
    return tuple(" ".join(reversed(names[at : at + 2])) for at in range(0, len(names), 2)), found[1]


def _is_initials(name: str) -> bool:
    letters = name.translate(_NO_LETTERS)
    return 0 < len(letters) < 5 and letters.isalpha() and letters.isupper()


def _whole(names: Iterable[str]) -> Authors | None:
    found: list[str] = []
    is_complete = True
    for name in names:
        name = " ".join(_BESIDE_MARKS.sub("", readable(_unmarked(name))).strip(" ,;" + _MARKS).split())
        name = _forwards(name.removeprefix("and "))
        if _OTHERS.fullmatch(name):
            is_complete = False
        elif name:
            found.append(name)
    return (tuple(found), is_complete) if found else None


def _forwards(name: str) -> str:
    """`Last, First` and `Last, Jr., First` as they are spoken."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and not _SUFFIX.fullmatch(parts[1]):
        return f"{parts[1]} {parts[0]}".strip()
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[1]):
        return f"{parts[2]} {parts[0]}, {parts[1]}"
    return name


def _names(value: Value, depth: int = 0) -> Iterator[str]:
    """The names in a list, or in mappings that hold a name or its parts."""
    if depth > 3:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth and len(value) == 2 and all(isinstance(one, str) for one in value):
        yield " ".join(map(str, value))  # `[[Ada, Bee], [Cy, Dee]]`
    elif isinstance(value, list):
        for one in value:
            yield from _names(one, depth + 1)
    else:
        given, family = _first(value, _GIVEN), _first(value, _FAMILY)
        if family:
            yield f"{given} {family}".strip()
        else:
            whole = next((value[key] for key in _WHOLE if value.get(key)), None)
            yield from _names(whole, depth + 1) if whole is not None else ()


def _first(value: dict[str, Value], keys: tuple[str, ...]) -> str:
    return next((text for key in keys if isinstance(text := value.get(key), str) and text), "")
