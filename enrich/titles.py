"""How the title of an entry agrees with the title of a paper (DESIGN §7): a closed set of relations, none a score.

================ =====================================================================================
same             equal after folding: case, hyphens, punctuation, LaTeX, accents do not count
typo             equal but for misspelt words (words that no known title uses)
name_dropped     the paper is ``Name: `` and then the entry's title
truncated        both begin with the same ``Name: ``, and the entry stops earlier
subtitle_dropped the entry has the part of the paper's title before the colon
name_added       the entry is ``Name: `` and then the paper's title
extended         the entry goes on where the paper's title ends: after a colon, or behind the same ``Name: ``
abridged         the entry leaves out words that may make another paper (``Part II``, ``A Survey``), or is cut off
reworded         equal but for the form of a word (``network``/``networks``)
different        anything else: ``A Survey of …`` / ``A Survey on …``, ``Part II`` added, a word more or less
================ =====================================================================================
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from enrich.text import title_words

Relation = Literal[
    "same",
    "typo",
    "name_dropped",
    "truncated",
    "subtitle_dropped",
    "name_added",
    "extended",
    "abridged",
    "reworded",
    "different",
]

_SHORTEST_TYPO = 5  # letters; in shorter words one letter makes another word (of/on, I/II, GPT/GPU)
_LETTERS_PER_SLIP = 5  # one wrong letter is a slip in a word of five letters, two in a word of ten
_NAME_WORDS = 3
_SHORTEST_REST = 3  # words that the truncated title must have after its name
_LONG_BEGINNING = 8  # words from which on a title that goes on elsewhere may be a cut one
# Words that make another paper of a title: its second part, a reply to it, a survey of its subject.
_SEQUEL_WORDS = frozenset(
    ("part", "volume", "chapter", "reply", "re", "comment", "comments", "commentary", "response", "rebuttal", "erratum")
    + ("corrigendum", "addendum", "retraction", "supplement", "supplementary", "appendix", "revisited", "revisiting")
    + (
        "survey",
        "review",
        "overview",
        "tutorial",
        "benchmark",
        "challenge",
        "critique",
        "extended",
        "followup",
        "follow",
    )
    + ("i", "ii", "iii", "iv", "vi", "vii", "viii", "ix", "first", "second", "third", "two", "three", "next", "beyond")
)
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


def makes_another_paper(words: Iterable[str]) -> bool:
    """Whether words that only one of two titles has may make another paper of it: a number, or ``Part``, ``Reply``."""
    return any(word in _SEQUEL_WORDS or any(map(str.isdigit, word)) for word in words)


def same_name(stated: Title, known: Title) -> bool:
    """Whether both titles begin with the same made-up ``Name: ``, as those of a retitled paper do."""
    return bool(stated.head) and stated.head_folded == known.head_folded and is_coined(known.head)


def relation(stated: Title, known: Title, is_word: Callable[[str], bool]) -> Relation:
    """How the title of an entry agrees with a paper's; ``is_word``: whether a folded word stands in any known title."""
    if stated.folded == known.folded:
        return "same"
    if not stated.folded or not known.folded:
        return "different"
    return _shortened(stated, known) or _lengthened(stated, known) or _by_words(stated.words, known.words, is_word)


def _shortened(stated: Title, known: Title) -> Relation | None:
    """The relation when the entry leaves something out."""
    if known.rest_folded == stated.folded and is_coined(known.head):
        return "name_dropped"
    if known.head_folded == stated.folded:
        return "abridged" if makes_another_paper(known.rest) else "subtitle_dropped"
    if same_name(stated, known) and _goes_on(stated, known):
        return "abridged" if makes_another_paper(known.rest[len(stated.rest) :]) else "truncated"
    is_cut = len(stated.words) >= _LONG_BEGINNING and known.words[: len(stated.words)] == stated.words
    return "abridged" if is_cut else None


def _lengthened(stated: Title, known: Title) -> Relation | None:
    """The relation when the entry says more than the paper's title."""
    if stated.rest_folded == known.folded and is_coined(stated.head):
        return "different" if _SEQUEL_WORDS.intersection(title_words(stated.head)) else "name_added"
    if stated.head_folded == known.folded:
        return "different" if makes_another_paper(stated.rest) else "extended"
    if same_name(stated, known) and _goes_on(known, stated):
        return "different" if makes_another_paper(stated.rest[len(known.rest) :]) else "extended"
    return None


def _goes_on(shorter: Title, longer: Title) -> bool:
    """Whether the part after the colon of one title is how the other's begins."""
    return len(shorter.rest) >= _SHORTEST_REST and longer.rest[: len(shorter.rest)] == shorter.rest


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
