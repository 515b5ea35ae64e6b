r"""Text of strangers, made inert for what it is written into: one line, Markdown, LaTeX, an address, JSON.

Titles come from anywhere and may hold anything (``<script>``, ``[x](javascript:…)``, ``\write18{…}``). What is escaped
here reads as the same text and does nothing. Mathematics between dollars stays mathematics when it is plainly nothing
else.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

# Control characters separate words like a space. Marks of direction and of no width are no part of any word; joiners
# (U+200C, U+200D) are, in Persian and in emoji.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]+")


def one_line(text: str | None) -> str:
    """Text on one line, without control characters and what nobody sees (marks that turn the direction of writing)."""
    if not text:
        return ""
    if not text.isprintable():
        text = _INVISIBLE.sub("", _CONTROLS.sub(" ", text))
    return " ".join(text.split())


_ACTIVE_IN_JSON = re.compile("[<\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def inert_json(document: str) -> str:
    r"""The same JSON, with what nobody sees as ``\u202e``, and ``<`` as ``\u003c``: it ends no script of a page."""
    return _ACTIVE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", document)


# --- Addresses -------------------------------------------------------------------------------------------------------

_WEB = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
_IN_ADDRESSES = "!#$%&'*+,/:;=?@~"  # with letters, digits and `-._`: what means nothing in Markdown and HTML
_IN_DOIS = "!$&'*+,/:;=@~"


def web_address(url: str) -> str:
    """An address with everything odd percent-encoded; empty when it leads to no web page (``javascript:``)."""
    url = one_line(url)
    return quote(url, safe=_IN_ADDRESSES) if _WEB.match(url) else ""


def paper_page(arxiv_id: str | None, doi: str | None) -> str | None:
    """Where a paper can be read: on arXiv, else where its DOI leads."""
    if arxiv_id:
        return web_address(f"https://arxiv.org/abs/{arxiv_id}")
    return web_address(f"https://doi.org/{quote(doi, safe=_IN_DOIS)}") if doi else None


# --- Mathematics -----------------------------------------------------------------------------------------------------

_COMMAND_NAMES = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho sigma
varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
ell infty partial nabla hbar Re Im aleph emptyset forall exists neg top bot prime dagger ddagger star circ bullet
times cdot div pm mp ast oplus otimes cap cup vee wedge setminus sum prod int oint lim limsup liminf sup inf max min
leq le geq ge neq ne ll gg equiv sim simeq approx cong propto subset supset subseteq supseteq in notin ni mid parallel
perp to rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow mapsto uparrow downarrow
log ln exp sin cos tan det dim ker deg gcd arg Pr mod bmod
frac sqrt binom left right langle rangle lfloor rfloor lceil rceil cdots ldots dots vdots quad qquad
hat bar tilde vec dot ddot check breve acute grave widehat widetilde overline underline
mathbb mathcal mathfrak mathscr mathrm mathbf mathit mathsf mathtt boldsymbol text textrm textbf textit textsc
operatorname rm bf it cal sc tt
"""
_MATH = re.compile(r"(?<!\\)\$((?=[^\s$])[^$]{0,199}[^\s$\\])\$")
_SANE_MATH = re.compile(
    rf"(?:\\(?:{'|'.join(sorted(_COMMAND_NAMES.split(), reverse=True))})(?![A-Za-z])|\\[,;:! {{}}|]"
    r"|[\w \-+*/=<>()\[\]|,.:;!?'^{}])++"
)


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """Cut a text into mathematics that is plainly nothing else (with its dollars), and the rest."""
    start = 0
    for math in _MATH.finditer(text) if "$" in text else ():
        if _is_sane(math[1]):
            yield False, text[start : math.start()]
            yield True, math[0]
            start = math.end()
    yield False, text[start:]


def _is_sane(math: str) -> bool:
    r"""Whether all commands are known to set symbols and nothing else, and the braces pair up.

    BibTeX counts the brace of ``\{``, too.
    """
    depth = 0
    for sign in math:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0 and _SANE_MATH.fullmatch(math) is not None


# --- Markdown --------------------------------------------------------------------------------------------------------

_MARKDOWN = re.compile(
    r"[\\`*_\[\]|~$<>]"
    r"|&(?=#?[A-Za-z0-9]{1,31};)"  # a character reference
    r"|:(?=//)|(?<=www)\.",  # what some viewers make a link of
    re.IGNORECASE,
)
_BLOCK_START = re.compile(r"[0-9]{1,9}(?=[.)])|(?=[#+=:-])")  # would begin an item, a heading or a ruler
_HTML = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
# What a viewer without mathematics shows as it is: no markup, no escape, no `_` that could begin emphasis.
_MATH_IN_MARKDOWN = re.compile(r"(?:[^*<>|\[\]`~_\\]|\\(?=[A-Za-z])|(?<=[A-Za-z0-9])_)++")


def markdown(text: str) -> str:
    """Text that Markdown and HTML show as it is, on one line; fit for an item, a label, a heading or a table cell."""
    escaped = "".join(
        part if is_math and _MATH_IN_MARKDOWN.fullmatch(part) else _MARKDOWN.sub(_markdown_sign, part)
        for is_math, part in _parts(one_line(text))
    )
    return _BLOCK_START.sub(r"\g<0>\\", escaped, count=1) if _BLOCK_START.match(escaped) else escaped


def _markdown_sign(found: re.Match[str]) -> str:
    return _HTML.get(found[0]) or f"\\{found[0]}"


# What may begin markup inside a line, in CommonMark, in GitHub's tables, links without brackets, emoji and formulas.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~$]|&(?=[#\w])|:(?=//|[\w+-]+:)|(?<=www)\.)", re.IGNORECASE)
# A zero-width space behind them keeps GitHub from calling a person, or linking an issue.
_SUMMONS = re.compile(r"(?<=@)(?=\w)|(?<=#)(?=\d)|(?<=\bGH)(?=-\d)", re.IGNORECASE)
_ZERO_WIDTH = "\u200b"


def inert_markdown(text: str) -> str:
    """Text on one line in which nothing is markup, for a comment: no formula, no mention, no link to an issue."""
    return _SUMMONS.sub(_ZERO_WIDTH, _MARKUP.sub(r"\\\1", one_line(text)))


def code_span(text: str) -> str:
    """A code span of any text: fenced by more backticks than stand in it anywhere."""
    text = one_line(text) or "?"
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if "`" in (text[0], text[-1]) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


# --- LaTeX -----------------------------------------------------------------------------------------------------------

_SIGNS = str.maketrans(
    {
        "\\": "\\textbackslash{}",
        "{": "\\textbraceleft{}",  # BibTeX counts the brace of `\{`
        "}": "\\textbraceright{}",
        "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "$&#_%"},
    }
)
_SPECIAL = re.compile(r"[\\{}~^$&#_%]")
_LETTERS = r"(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L)(?:\{\}|(?![A-Za-z]))"
_ACCENT = rf"""\\(?:[`'^"~=.](?:[A-Za-z]|\{{[A-Za-z]\}})|[Hckubdrv]\{{[A-Za-z]\}}|{_LETTERS})"""
_KEPT = rf"(?P<kept>\{{(?:[^\W_]|{_ACCENT}|(?<![^\W_]\{{)[^\W_]{{2,40}})\}}|{_ACCENT})"  # B{{é}}nard, {{BERT}}
_ESCAPED = rf"\\[A-Za-z]++[0-9]*+(?:\{{[^{{}}]*+\}})?|{_SPECIAL.pattern}"
_LATEX = re.compile(rf"{_KEPT}|{_ESCAPED}")
_LATEX_WORDS = re.compile(rf"{_KEPT}|(?<![^\W_])(?P<word>[^\W_]++)(?![\\{{])|{_ESCAPED}")


def latex(text: str, *, protect: bool = False) -> str:
    r"""Text that LaTeX, BibTeX and biber read as it is, on one line, in UTF-8.

    Mathematics, accents (``\H{o}``) and words in braces stay. With ``protect``, words that must keep their capitals
    (``BERT``, ``arXiv``, ``3D``) are put in braces, since many styles write titles in small letters.
    """
    text = one_line(text)
    if not protect and not _SPECIAL.search(text):
        return text
    is_shouted = text.isupper() and text.count(" ") > 2
    pattern = _LATEX_WORDS if protect and not is_shouted else _LATEX
    math = "{%s}" if protect else "%s"
    return "".join(math % part if is_math else pattern.sub(_latex_sign, part) for is_math, part in _parts(text))


def _latex_sign(found: re.Match[str]) -> str:
    if found.lastgroup == "kept":
        return found[0]
    if found.lastgroup == "word":
        return f"{{{found[0]}}}" if _keeps_capitals(found[0]) else found[0]
    return found[0].translate(_SIGNS)


def _keeps_capitals(word: str) -> bool:
    """Whether a word has capitals behind its first letter or beside digits, or is a single capital other than ``A``."""
    rest = word[1:]
    if not rest:
        return word.isupper() and word != "A"
    return rest != rest.lower() or (word[0].isupper() and not rest.isalpha())
