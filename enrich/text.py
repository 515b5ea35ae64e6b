"""Titles and names: repaired, turned from LaTeX to plain text, and folded for comparing.

Folding decides which spellings count as the same title (DESIGN §7): case, accents, ligatures, hyphens, punctuation,
LaTeX and Greek letters do not matter; every word and every digit does.
"""

import html
import logging
import re
import unicodedata
from functools import cache, lru_cache
from hashlib import blake2b

import ftfy
from ftfy.badness import is_bad
from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexwalker import LatexWalker, get_default_latex_context_db
from pylatexenc.macrospec import LatexContextDb

# Words of one letter each are kept: "Part I" and "Part II" are two papers.
_NAME_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
# Letters that Unicode does not decompose.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_GREEK_NAMES = {
    letter: unicodedata.name(letter).rpartition(" ")[2].lower().replace("lamda", "lambda").replace("final", "")
    for letter in "αβγδεζηθικλμνξοπρστυφχψω"
} | {"ς": "sigma"}
_GREEK = str.maketrans(_GREEK_NAMES)

_JOINERS = "$_^{}'`\"’‘ʼ"  # stand inside a word: H$_2$O, BERT's
# CodeT5 and CodeT5+ are two models.
_ASCII_TABLE = bytes(code if chr(code).isalnum() or chr(code) == "+" else 32 for code in range(128)).lower() + bytes(
    128
)
_ASCII_JOINERS = _JOINERS.encode("ascii", "ignore")
_ASCII_DROPPED = bytes(code for code in range(128) if _ASCII_TABLE[code] == 32) + _ASCII_JOINERS

# The package warns of commands that lack their arguments; without a handler Python would print that on the terminal.
logging.getLogger("pylatexenc").addHandler(logging.NullHandler())
_LATEX_COMMAND = re.compile(r"\\[A-Za-z]+\*?|[\\{}$]")
_PIECE = re.compile(r"\$[^$]*\$|(?<![^\s$])[^\s$]*\\[^\s$]*")  # a formula, or a word with a command in it
_OPEN_COMMAND = re.compile(r"\\(?:[A-Za-z]*|[^A-Za-z])\Z")
_MAX_LATEX = 2_000  # characters; longer text is no title, and the LaTeX parser is slow


def repair_encoding(text: str) -> str:
    """Undo broken encodings (``BERTâ€™s`` → ``BERT's``); text that was not broken comes back untouched."""
    if text.isascii() or not is_bad(text):
        return text
    fixed = ftfy.fix_encoding(text)
    # The apostrophe that the breakage ate was typographic; where we repair anyway, we write what people type.
    return text if fixed == text else ftfy.fixes.uncurl_quotes(fixed)


@cache
def _latex() -> tuple[LatexNodes2Text, LatexContextDb]:
    to_text = LatexNodes2Text(math_mode="text", strict_latex_spaces=True, keep_comments=True)
    return to_text, get_default_latex_context_db()


def latex_to_text(text: str) -> str:
    r"""Plain text of LaTeX as authors type it into titles (``$\pi_0$`` → ``π_0``, ``Erd\H{o}s`` → ``Erdős``)."""
    if "\\" not in text:
        return text
    if len(text) > _MAX_LATEX:
        return _LATEX_COMMAND.sub("", text)
    # The parser reads letter by letter, so it is given only the formulas and the words that hold a command.
    pieces = _PIECE.findall(text)
    if text.count("$") % 2 or not all(map(_stands_alone, pieces)):
        return _parse_latex(text)
    return _PIECE.sub(lambda piece: _parse_latex(piece[0]), text)


def _stands_alone(piece: str) -> bool:
    """Whether a formula or a word means the same without its neighbours: no open brace, no command at its end."""
    return piece.count("{") == piece.count("}") and not _OPEN_COMMAND.search(piece)


_UNPARSABLE = (AttributeError, LookupError, RecursionError, TypeError, ValueError)  # what pylatexenc raises then


@lru_cache(maxsize=10_000)
def _parse_latex(text: str) -> str:
    to_text, context = _latex()
    escaped = text.replace("%", r"\%").replace(r"\\%", r"\%")
    try:
        return str(to_text.nodelist_to_text(LatexWalker(escaped, latex_context=context).get_latex_nodes()[0]))
    except _UNPARSABLE:  # hostile or cut off; folding must go on
        return _LATEX_COMMAND.sub("", text)


def _spaced(title: str) -> str:
    """Folded words of a title, separated by white space."""
    if title.isascii() and "\\" not in title and "&" not in title:
        return title.encode("ascii").translate(_ASCII_TABLE, _ASCII_JOINERS).decode("ascii")
    return _spaced_any(title)


@lru_cache(maxsize=10_000)  # a title is folded several times on its way
def _spaced_any(title: str) -> str:
    text = html.unescape(latex_to_text(title)).replace("&", " and ")
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS).translate(_GREEK)
    if text.isascii():
        return text.encode("ascii").translate(_ASCII_TABLE, _ASCII_JOINERS).decode("ascii")
    kept = []
    for char in text:
        if char.isalnum() or char == "+":
            kept.append(char)
        elif not (char in _JOINERS or unicodedata.combining(char) or unicodedata.category(char) == "Cf"):
            kept.append(" ")
    return "".join(kept)


def title_words(title: str) -> list[str]:
    """Folded words of a title, in order: ``['bert', 'pre', 'training', …]``."""
    return _spaced(title).split()


def fold_title(title: str) -> str:
    """One string for all spellings of a title: its folded words without spaces (``Pre-training`` = ``Pretraining``)."""
    if title.isascii() and "\\" not in title and "&" not in title:  # most are, and this is twice as fast
        return title.encode("ascii").translate(_ASCII_TABLE, _ASCII_DROPPED).decode("ascii")
    return "".join(_spaced_any(title).split())


def text_key(text: str) -> int:
    """64-bit signed key of a text, stable between runs and machines, for an integer column of SQLite."""
    return int.from_bytes(key_bytes(text), "big", signed=True)


def key_bytes(text: str) -> bytes:
    """The key of a text as bytes, the highest first."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def surname(name: str) -> str:
    """Folded surname of ``First Last``, ``Last, First``, ``First Last Jr.`` or ``Last F M``; empty when there is none.

    A number is no part of it: by one, DBLP tells people of one name apart (``Wei Zheng 0053``).
    """
    family = name.partition(",")[0] if "," in name else name
    last = family.rpartition(" ")[2]
    if last.isascii() and last.isalpha() and "\\" not in family:  # most people's, and it needs no folding
        last = last.lower()
        if len(last) > 1 and last not in _NAME_SUFFIXES:
            return last
    words = [word for word in title_words(family) if word not in _NAME_SUFFIXES and not word.isdigit()]
    return next((word for word in reversed(words) if len(word) > 1), words[-1] if words else "")


def surnames(names: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Folded surnames of several people, in order, without empty ones."""
    return tuple(filter(None, map(surname, names)))
