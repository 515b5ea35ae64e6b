"""How two titles agree (DESIGN §7): a closed set of relations, none of them a score.

Relations, from the strongest to none:

========== =============================================================================================
same       equal after folding: case, hyphens, punctuation, LaTeX, accents do not count
acronym    one is ``Name: `` and then the other
typo       equal but for misspelt words (a word that no known title uses)
truncated  both begin with the same ``Name: `` and one goes on where the other stops
subtitle   one is the part of the other before the colon
reworded   equal but for the form of a word (``network``/``networks``)
different  anything else: ``A Survey of …`` / ``A Survey on …``, ``Part I`` / ``Part II``, a word more or less
========== =============================================================================================
"""

from collections.abc import Callable
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from enrich.text import title_words

Relation = Literal["same", "acronym", "typo", "truncated", "subtitle", "reworded", "different"]

_SHORTEST_TYPO = 5  # letters; in shorter words one letter makes another word (of/on, I/II, GPT/GPU)
_LETTERS_PER_SLIP = 5  # one wrong letter is a slip in a word of five letters, two in a word of ten
_NAME_WORDS = 3
_SHORTEST_REST = 3  # words that the truncated title must have after its name
_ENDINGS = frozenset({"s", "es", "d", "ed", "r"})
_STOP_WORDS = frozenset(
    ("a", "an", "and", "as", "at", "by", "do", "does", "for", "from", "how", "in", "into", "is", "it", "its")
    + ("of", "on", "or", "the", "to", "via", "we", "what", "with")
)


class Title:
    """A title taken apart once: its folded words, all of them in one string, and the parts around its first colon.

    The parts are empty for a title without a colon between two words.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = title_words(text)
        self.folded = "".join(self.words)

    @cached_property
    def _head_words(self) -> list[str]:
        head, colon, _ = self.text.partition(":")
        words = title_words(head) if colon else []
        return words if len(words) < len(self.words) else []

    @property
    def head(self) -> str:
        """The part before the colon, as written."""
        return self.text.partition(":")[0] if self._head_words else ""

    @property
    def head_folded(self) -> str:
        """The part before the colon, in one string."""
        return "".join(self._head_words)

    @property
    def rest(self) -> list[str]:
        """Words after the colon."""
        return self.words[len(self._head_words) :] if self._head_words else []

    @property
    def rest_folded(self) -> str:
        """The part after the colon, in one string."""
        return "".join(self.rest)

    @property
    def content_words(self) -> list[str]:
        """Words that say something about the paper."""
        return [word for word in self.words if word not in _STOP_WORDS]

    @property
    def parts(self) -> list[str]:
        """The whole, the head and the rest, folded, as far as there are any."""
        return [part for part in (self.folded, self.head_folded, self.rest_folded) if part]


def is_coined(head: str) -> bool:
    """Whether a head is a made-up name such as ``NeRF``, ``LayerKV`` or ``π0``, not ordinary words."""
    words = head.replace("-", " ").split()
    return len(words) <= _NAME_WORDS and any(map(_is_coined_word, words))


def _is_coined_word(word: str) -> bool:
    inner_capital = any(char.isupper() for char in word[1:])
    has_digit = any(char.isdigit() for char in word) and any(char.isalpha() for char in word)
    return inner_capital or has_digit or any("α" <= char <= "ω" for char in word.lower())


def similarity(one: Title, other: Title) -> float:
    """How alike two titles look, 0 to 100: ranks candidates, decides nothing."""
    return float(fuzz.ratio(one.folded, other.folded))


def relation(one: Title, other: Title, is_word: Callable[[str], bool]) -> Relation:
    """How two titles agree; ``is_word`` says whether a folded word stands in any known title."""
    if one.folded == other.folded:
        return "same"
    if not one.folded or not other.folded:
        return "different"
    return _by_parts(one, other) or _by_parts(other, one) or _by_words(one.words, other.words, is_word)


def _by_parts(title: Title, bare: Title) -> Relation | None:
    if not title.rest:
        return None
    if title.rest_folded == bare.folded and is_coined(title.head):
        return "acronym"
    if title.head_folded == bare.folded:
        return "subtitle"
    goes_on = title.head_folded == bare.head_folded and title.rest[: len(bare.rest)] == bare.rest
    return "truncated" if goes_on and len(bare.rest) >= _SHORTEST_REST and is_coined(title.head) else None


def _by_words(words: list[str], others: list[str], is_word: Callable[[str], bool]) -> Relation:
    if len(words) != len(others):
        return "different"
    changed = [(word, twin) for word, twin in zip(words, others, strict=True) if word != twin]
    if 2 * len(changed) > len(words):
        return "different"
    if all(_is_slip(word, twin) and not (is_word(word) and is_word(twin)) for word, twin in changed):
        return "typo"
    return "reworded" if all(_is_inflection(word, twin) for word, twin in changed) else "different"


def _is_slip(word: str, twin: str) -> bool:
    # The first letter is hardly ever wrong, and supervised/unsupervised are two subjects.
    shorter = min(len(word), len(twin))
    if shorter < _SHORTEST_TYPO or word[0] != twin[0] or not (word.isalpha() and twin.isalpha()):
        return False
    return DamerauLevenshtein.distance(word, twin) <= min(2, shorter // _LETTERS_PER_SLIP)


def _is_inflection(word: str, twin: str) -> bool:
    stem, longer = sorted((word, twin), key=len)
    return len(stem) >= _SHORTEST_TYPO and longer.startswith(stem) and longer[len(stem) :] in _ENDINGS
