"""How the title of an entry agrees with the title of a paper (DESIGN §7): a closed set of relations, none a score.

================ =====================================================================================
same             equal after folding: case, hyphens, punctuation, LaTeX, accents do not count
typo             equal but for misspelt words (words that no other title uses)
name_dropped     the paper is ``Name: `` and then the entry's title; before a long title any words are a name
name_added       the entry is ``Name: `` and then the paper's title, likewise
annotated        the entry is the paper's title and then a remark in brackets
truncated        both begin with the same made-up ``Name: ``, and the entry stops early
extended         both begin with the same made-up ``Name: ``, and the entry has words more, at its end for one
reworded         equal but for the form of a word (``network``/``networks``, ``defence``/``defense``), or for stop words
                 after the same name or in a long title
subtitle_dropped the entry has the part of the paper's title before the colon
subtitle_added   the paper has the part of the entry's title before the colon
abridged         the entry leaves out a word for its kind (``A Survey``), or is the cut-off beginning of a long title
part_dropped     the entry leaves out what makes another paper: ``Part II``, ``Revisited``, ``Extended Abstract``
revised          the same part before the colon, whatever its words, and most words of both in order
renamed          equal but for the made-up ``Name: ``
retitled         the same made-up ``Name: ``, and another rest
different        anything else: ``A Survey of …`` / ``A Survey on …``, ``Part II`` added, a word more or less
================ =====================================================================================

The order is that of trust. The last five do not say that two titles are one paper's: a person may still know better.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import filterfalse
from typing import Final, Literal, get_args

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from enrich.text import fold_title, title_words

Relation = Literal[
    "same",
    "typo",
    "name_dropped",
    "name_added",
    "annotated",
    "truncated",
    "extended",
    "reworded",
    "subtitle_dropped",
    "subtitle_added",
    "abridged",
    "part_dropped",
    "revised",
    "renamed",
    "retitled",
    "different",
]
TRUST: Final[dict[Relation, int]] = {name: place for place, name in enumerate(get_args(Relation))}
"""Place of a relation: the lower, the more it says that two titles are one paper's."""

_SHORTEST_TYPO = 5  # letters; in shorter words one letter makes another word (of/on, I/II, GPT/GPU)
_LETTERS_PER_SLIP = 5  # one wrong letter is a slip in a word of five letters, two in a word of ten
_NAME_WORDS = 3
_SHORTEST_REST = 3  # content words that must follow a name when the title stops early or goes on
_LONG_BEGINNING = 8  # words from which on a title that goes on elsewhere may be a cut one
_LONG_REST = 5  # content words behind a name from which on one may be missing, or the name be any words
LONG_TITLE = 6
"""Content words from which on a title stays one paper's when stop words or the forms of words change."""
_KEPT_WITH_HEAD = 5  # content words that both titles must have, those before the colon included, if others changed
_KEPT_PER_CHANGED = 2  # such words for each that only one has; if the entry has but one more, as many as it lacks do
_PART_WORDS = 3  # words in which "Part II", "A Reply" or "(Extended Abstract)" is said
# Words that make another paper of a title: its second part, a reply to it, another version of it.
_SEQUEL_WORDS = frozenset(
    ("part", "volume", "chapter", "reply", "re", "comment", "comments", "commentary", "response", "rebuttal", "erratum")
    + ("corrigendum", "correction", "addendum", "retraction", "rejoinder", "discussion", "note", "notes", "remarks")
    + ("supplement", "supplementary", "appendix", "revisited", "revisiting", "extended", "full", "early", "version")
    + ("abstract", "poster", "followup", "follow", "sequel", "replication", "reproducibility", "next", "beyond")
    + ("revised", "resubmission", "report", "summary", "editorial", "proceedings", "replicating", "reproducing")
    + ("i", "ii", "iii", "iv", "vi", "vii", "viii", "ix", "first", "second", "third", "two", "three")
)
KIND_WORDS: Final = frozenset(("survey", "review", "overview", "tutorial", "benchmark", "challenge", "critique"))
"""Words for the kind of a paper: without them the title may be the one of the work that the paper is about."""
_SHORTEST_PLURAL = 3  # letters before the s: LLM, LLMs
_SPELLING = re.compile(r"(?<=[ae]l)l(?=ed|ing)|(?<=o)u(?=r)|(?<=fen)[cs](?=e)|(?<=[iy])[sz](?=a|e|i)")
_ENDINGS = frozenset({"s", "es", "d", "ed", "r"})
STOP_WORDS: Final = frozenset(
    ("a", "an", "and", "as", "at", "by", "do", "does", "for", "from", "how", "in", "into", "is", "it", "its")
    + ("of", "on", "or", "the", "to", "via", "we", "what", "with")
)
_BRACKETS = {")": "(", "]": "["}


class Title:
    """A title taken apart once: its folded words, all of them in one string, and the parts around its first colon.

    The parts are empty for a title without a colon between two words.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold_title(text)
        self._words: list[str] | None = None

    @property
    def words(self) -> list[str]:
        """Its folded words, in order."""
        if self._words is None:  # most candidates are seen to differ without them
            self._words = title_words(self.text)
        return self._words

    @cached_property
    def _head_words(self) -> list[str]:
        head, colon, _ = self.text.partition(":")
        words = title_words(head) if colon else []
        return words if len(words) < len(self.words) else []

    @property
    def head(self) -> str:
        """The part before the colon, as written."""
        return self.text.partition(":")[0] if self._head_words else ""

    @cached_property
    def head_folded(self) -> str:
        """The part before the colon, in one string."""
        return "".join(self._head_words)

    @property
    def rest(self) -> list[str]:
        """Words after the colon."""
        return self.words[len(self._head_words) :] if self._head_words else []

    @property
    def rest_content(self) -> list[str]:
        """Words after the colon that say something about the paper."""
        return _content(self.rest)

    @property
    def rest_folded(self) -> str:
        """The part after the colon, in one string."""
        return self.folded[len(self.head_folded) :] if self._head_words else ""

    @property
    def content_words(self) -> list[str]:
        """Words that say something about the paper."""
        return _content(self.words)

    @property
    def parts(self) -> list[str]:
        """The whole, the head and the rest, folded, as far as there are any."""
        return [part for part in (self.folded, self.head_folded, self.rest_folded) if part]

    @cached_property
    def remark(self) -> list[str]:
        """Words in brackets at the end of the title."""
        text = self.text.rstrip()
        opening = _BRACKETS.get(text[-1:])
        return title_words(text[text.rfind(opening) :]) if opening and opening in text else []


def _content(words: Iterable[str]) -> list[str]:
    return list(filterfalse(STOP_WORDS.__contains__, words))


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


def closest(title: Title, others: Sequence[Title], most: int) -> list[tuple[int, float]]:
    """Places and similarities of the titles that look most like this one, the best first."""
    found = process.extract(title.folded, [other.folded for other in others], scorer=fuzz.ratio, limit=most)
    return [(place, float(score)) for _, score, place in found]


def makes_another_paper(words: Iterable[str]) -> bool:
    """Whether words that only one of two titles has may make another paper of it: a number, or ``Part``, ``Survey``."""
    return any(_is_sequel_word(word) or word in KIND_WORDS for word in words)


def _is_sequel_word(word: str) -> bool:
    return word in _SEQUEL_WORDS or any(map(str.isdigit, word))


def same_name(stated: Title, known: Title) -> bool:
    """Whether both titles begin with the same made-up ``Name: ``, as those of a retitled paper do."""
    return bool(stated.head_folded) and stated.head_folded == known.head_folded and is_coined(known.head)


def relation(stated: Title, known: Title, word_count: Callable[[str], int]) -> Relation:
    """How the title of an entry agrees with a paper's; ``word_count``: in how many known titles a word stands."""
    if stated.folded == known.folded:
        return "same"
    if not stated.folded or not known.folded or not _have_part_in_common(stated, known):
        return "different"
    return (
        _by_words(stated.words, known.words, word_count)
        or _by_remark(stated, known)
        or _by_name(stated, known)
        or _by_subtitle(stated, known)
        or (_by_same_name(stated, known) if same_name(stated, known) else None)
        or _by_stop_words(stated, known)
        or _by_beginning(stated.words, known.words)
        or _by_kept_words(stated, known)
        or (_by_name_alone(stated, known) if same_name(stated, known) else None)
        or "different"
    )


def _have_part_in_common(stated: Title, known: Title) -> bool:
    """Whether two titles have what each relation asks for; of most candidates this says at once that they differ."""
    one, other, head = stated.folded, known.folded, stated.head_folded
    return (
        len(stated.words) == len(known.words)
        or other.startswith((one, head) if head else one)
        or other.endswith((one, stated.rest_folded) if head else one)
        or one.startswith(other)
        or one.endswith(other)
        or stated.words[-1][:_SHORTEST_TYPO] == known.words[-1][:_SHORTEST_TYPO]
    )


def _by_words(words: list[str], others: list[str], word_count: Callable[[str], int]) -> Relation | None:
    """The relation of titles with equally many words."""
    if len(words) != len(others):
        return None
    changed = [(word, twin) for word, twin in zip(words, others, strict=True) if word != twin]
    if 2 * len(changed) > len(words):
        return None
    # The paper's own title is no proof that its word is one.
    if all(_is_slip(word, twin) and not (word_count(word) and word_count(twin) > 1) for word, twin in changed):
        return "typo"
    return "reworded" if all(_is_inflection(word, twin) for word, twin in changed) else None


def _by_remark(stated: Title, known: Title) -> Relation | None:
    """The relation when the entry is the paper's title and words in brackets, such as a venue and its year."""
    if not stated.remark or stated.words[: -len(stated.remark)] != known.words:
        return None
    years = {word for word in stated.remark if len(word) == 4 and word.isdecimal()}
    return "different" if makes_another_paper(set(stated.remark) - years) else "annotated"


def _by_name(stated: Title, known: Title) -> Relation | None:
    """The relation when the titles differ by the part before the colon."""
    if known.rest_folded == stated.folded and _is_name(known):
        return "part_dropped" if _is_another(known._head_words) else "name_dropped"
    if stated.rest_folded == known.folded and _is_name(stated):
        return "different" if _is_another(stated._head_words) else "name_added"
    if known.rest_folded and known.rest_folded == stated.rest_folded and is_coined(stated.head):
        is_long = len(known.rest_content) >= _LONG_REST and is_coined(known.head)
        differing = set(stated._head_words) ^ set(known._head_words)
        return "renamed" if is_long and not makes_another_paper(differing) and not _is_another(differing) else None
    return None


def _is_name(title: Title) -> bool:
    return len(title._head_words) == 1 or is_coined(title.head) or len(title.rest_content) >= _LONG_REST


def _is_another(head: Iterable[str]) -> bool:
    """Whether a head says that the paper is another one: ``Reply: ``, ``Survey: ``, ``SGTR+: ``; not ``I-JEPA: ``."""
    return any(word != "i" and (word in _SEQUEL_WORDS or word in KIND_WORDS or word[-1] == "+") for word in head)


def _by_stop_words(stated: Title, known: Title) -> Relation | None:
    """The relation of long titles with the same content words; *A Survey of* and *A Survey on* may be two papers."""
    words, others = stated.content_words, known.content_words
    if len(words) < LONG_TITLE or not KIND_WORDS.isdisjoint(words):
        return None
    return "reworded" if _beside(words, others) == [] else None


def _by_subtitle(stated: Title, known: Title) -> Relation | None:
    """The relation when one title is the other's part before the colon."""
    if known.head_folded == stated.folded:
        return _by_dropped(known.rest) or "subtitle_dropped"
    if stated.head_folded == known.folded:
        return "different" if makes_another_paper(stated.rest) else "subtitle_added"
    return None


def _by_same_name(stated: Title, known: Title) -> Relation | None:
    """The relation of titles that begin with the same made-up name when the paper's has all words of the entry's."""
    words, others = _content(stated.rest), _content(known.rest)
    left_out, added = _beside(words, others), _beside(others, words)
    if left_out == [] or added == []:
        return "reworded"
    stops_early = others[: len(words)] == words
    if left_out and len(words) >= (_SHORTEST_REST if stops_early else _LONG_REST):
        return _by_dropped(left_out) or ("truncated" if stops_early else None)
    return None


def _by_kept_words(stated: Title, known: Title) -> Relation | None:
    """The relation of titles with the same part before the colon when few words changed and none makes another paper.

    A title that only goes on behind the paper's last word is the next paper's.
    """
    words, others = stated.content_words, known.content_words
    if not stated.head_folded or stated.head_folded != known.head_folded or not KIND_WORDS.isdisjoint(words):
        return None
    kept = len(kept_words(words, others))
    added, left_out = len(words) - kept, len(others) - kept
    is_most = kept >= _KEPT_PER_CHANGED * (added + left_out) or (added <= 1 and kept >= left_out)
    if kept < _KEPT_WITH_HEAD or not is_most or makes_another_paper(set(stated.words) ^ set(known.words)):
        return None
    return "revised" if left_out or kept_words(words[:kept], others) != words[:kept] else None


def _by_name_alone(stated: Title, known: Title) -> Relation:
    """The relation of titles that begin with the same made-up name and go on with other words, or with more."""
    words, others = _content(stated.rest), _content(known.rest)
    if makes_another_paper(set(words) ^ set(others)):
        return "different"
    return "extended" if len(others) >= _SHORTEST_REST and _beside(others, words) else "retitled"


def _beside(words: list[str], longer: list[str]) -> list[str] | None:
    """Words of the longer title that the shorter one lacks; None when it is not in there in order, in any form."""
    if len(words) > len(longer):
        return None
    wanted, left = iter(words), []
    word = next(wanted, None)
    for other in longer:
        if word is not None and (word == other or _is_inflection(word, other)):
            word = next(wanted, None)
        else:
            left.append(other)
    return left if word is None else None


def kept_words(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """The most words that others have, too, in any form, in this order."""
    best: list[list[str]] = [[] for _ in range(len(others) + 1)]  # for as many of the others
    for word in words:
        row: list[list[str]] = [[]]
        for place, twin in enumerate(others):
            is_kept = word == twin or _is_inflection(word, twin)
            row.append(best[place] + [word] if is_kept else max(best[place + 1], row[place], key=len))
        best = row
    return best[-1]


def _by_beginning(words: list[str], longer: list[str]) -> Relation | None:
    """The relation when a long title goes on where the entry ends."""
    if len(words) < _LONG_BEGINNING or longer[: len(words)] != words:
        return None
    return _by_dropped(longer[len(words) :]) or "abridged"


def _by_dropped(words: list[str]) -> Relation | None:
    """The relation that some words make which the entry leaves out."""
    if len(words) <= _PART_WORDS and any(map(_is_sequel_word, words)):
        return "part_dropped"
    return "abridged" if makes_another_paper(words) else None


def _is_slip(word: str, twin: str) -> bool:
    # The first letter is hardly ever wrong, and supervised/unsupervised are two subjects.
    shorter = min(len(word), len(twin))
    if shorter < _SHORTEST_TYPO or word[0] != twin[0] or not (word.isalpha() and twin.isalpha()):
        return False
    return DamerauLevenshtein.distance(word, twin) <= min(2, shorter // _LETTERS_PER_SLIP)


def _is_inflection(word: str, twin: str) -> bool:
    stem, longer = (word, twin) if len(word) <= len(twin) else (twin, word)
    if longer.startswith(stem):
        ending = longer[len(stem) :]
        return ending in _ENDINGS and len(stem) >= (_SHORTEST_PLURAL if ending == "s" else _SHORTEST_TYPO)
    return len(stem) >= _SHORTEST_TYPO and word[:3] == twin[:3] and _spelled(word) == _spelled(twin)


def _spelled(word: str) -> str:
    """A word without the letters in which British and American spelling differ."""
    return _SPELLING.sub("", word)
