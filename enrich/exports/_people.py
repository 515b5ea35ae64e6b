"""Names of authors, taken apart as bibliographies want them."""

import re
from typing import NamedTuple

_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_PARTICLE_WORDS = (
    "af al bin da das de del della den der des di do dos du e el ibn la las le los ten ter van vom von y zu zum zur"
)
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_GROUP = re.compile(
    r"\b(?:team|group|collaborations?|consortium|project|initiative|committee|labs?|laborator(?:y|ies)|research|institutes?"
    r"|university|foundation|network|alliance|authors|others|contributors|and|et al)\b|[0-9&:;/()]",
    re.IGNORECASE,
)
_MOST_WORDS = 8


class Name(NamedTuple):
    """``particle`` is the ``van der`` before the family name; a group, or one word alone, has only ``family``."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the name could not, or must not, be taken apart."""
        return not self.given


def split_name(name: str) -> Name:
    """Take apart ``First M. van der Last Jr.`` or ``Last, First``: the last word and its particles are the family's."""
    if _GROUP.search(name):
        return Name(name)
    if "," in name:
        return _split_turned(name)
    words = name.replace("~", " ").split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if not 2 <= len(words) <= _MOST_WORDS:
        return Name(name)
    start = next((place for place in range(1, len(words) - 1) if words[place] in _PARTICLES), len(words) - 1)
    family = start
    while family < len(words) - 1 and words[family] in _PARTICLES:
        family += 1
    return Name(" ".join(words[family:]), " ".join(words[:start]), " ".join(words[start:family]), suffix)


def _split_turned(name: str) -> Name:
    """Take apart what has commas: ``Last, First``, ``Last, Jr., First`` or ``First Last, Jr.``."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and _SUFFIX.fullmatch(parts[1]):
        return split_name(" ".join(parts))
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[1]):
        return Name(parts[0], parts[2], suffix=parts[1])
    return Name(*parts) if len(parts) == 2 and all(parts) else Name(name)
