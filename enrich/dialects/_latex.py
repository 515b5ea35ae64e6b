r"""Inline markup of LaTeX turned into Markdown: links, italics and bold titles stay, the rest becomes plain text."""

import re

from enrich.dialects._names import authors_in
from enrich.dialects._words import word_count
from enrich.text import latex_to_text

_TOKEN = re.compile(
    r"""
      \\href\s*+(?:\[[^\[\]]{0,100}+\]\s*+)?\{(?P<href>[^{}]{1,2000}+)\}\s*+\{
    | \\url\s*+\{(?P<url>[^{}]{1,2000}+)\} | \\doi\s*+\{(?P<doi>[^{}]{1,200}+)\}
    | (?P<italic>\\(?:emph|textit|textsl)\s*+\{|\{\s*+\\(?:em|it|itshape|sl)(?![A-Za-z]))
    | (?P<bold>\\textbf\s*+\{|\{\s*+\\(?:bf|bfseries)(?![A-Za-z]))
    | (?P<dropped>\\(?:textsuperscript|footnote|label|[vh]space|[a-z]{0,5}cite[a-z]{0,9}|thanks|color|includegraphics
        |begin|end)\*?\s*+(?:\[[^\[\]]{0,100}+\]\s*+)?\{)
    | (?P<break>\\\\(?:\[[^\[\]]{0,20}+\])?|\\(?:newline|linebreak|par)(?![A-Za-z])|\n\s*+\n)
    | (?P<block>\\newblock(?![A-Za-z])|~|\n)
    | \\(?P<sign>[%&#_$]) | \\(?:[A-Za-z]++\*?|.) | (?P<open>\{) | (?P<close>\}) | (?P<dash>---?) | (?P<quote>``|'')
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN = {"break": "\n", "block": " ", "--": "–", "---": "—", "``": "“", "''": "”"}
_ESCAPED = re.compile(r"\\([%#&_~$])|\s++")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")  # letters that nobody writes: an address is one of them until all is turned
_MOST_OPEN = 30  # groups in one another
_LONGEST_NAME = 3  # words in bold that may be the author's own name


def markdown(text: str) -> str:
    """A text of LaTeX as Markdown; its lines end where it breaks them."""
    turner = _Turner()
    turned = latex_to_text(turner.turn(_PRIVATE.sub("", text)))
    lines = (" ".join(line.split()) for line in turned.translate({ord("{"): None, ord("}"): None}).split("\n"))
    return _PRIVATE.sub(lambda sign: turner.urls.get(sign[0], ""), "\n".join(filter(None, lines)))


class _Turner:
    """Turns links and emphasis, in one pass; accents, formulas and other commands are left as they are."""

    def __init__(self) -> None:
        self.urls: dict[str, str] = {}
        self._done: list[str] = []
        self._open: list[tuple[str, int, str]] = []  # groups: what they are, where they begin, and where they link to

    def turn(self, text: str) -> str:
        """The text with the letters of `urls` in place of its addresses."""
        position = 0
        for token in _TOKEN.finditer(text):
            self._done.append(text[position : token.start()])
            position = token.end()
            self._take(token.lastgroup or "", token)
        self._done.append(text[position:])
        while self._open:
            self._close()
        return "".join(self._done)

    def _take(self, kind: str, token: re.Match[str]) -> None:
        if kind in {"href", "italic", "bold", "dropped", "open"}:
            if len(self._open) < _MOST_OPEN:
                self._open.append((kind, len(self._done), token["href"] or ""))
                self._done += ["{"] if kind == "open" else []
        elif kind == "close":
            self._close()
        elif kind in {"url", "doi"}:
            sign = self._sign(token["url"] or f"https://doi.org/{token['doi']}")
            self._done.append(f" <{sign}> " if sign else "")
        else:
            self._done.append(_PLAIN.get(kind) or _PLAIN.get(token[0]) or token["sign"] or token[0])

    def _sign(self, url: str) -> str:
        """The letter for an address; nothing for what leads nowhere."""
        url = _ESCAPED.sub(r"\1", url)
        sign = chr(0xE000 + len(self.urls))
        if not url.startswith(("http://", "https://")) or not _PRIVATE.match(sign):
            return ""
        self.urls[sign] = f"<{url}>" if "(" in url else url
        return sign

    def _close(self) -> None:
        """End the group that was opened last."""
        if not self._open:
            return
        kind, start, url = self._open.pop()
        if kind == "open":
            self._done.append("}")
            return
        inner = "".join(self._done[start:]).strip()
        del self._done[start:]
        sign = self._sign(url) if kind == "href" else ""
        is_title = kind == "bold" and word_count(inner) > _LONGEST_NAME and not authors_in(inner)
        mark = "**" if is_title else "*" if kind == "italic" and inner else ""
        if kind != "dropped":
            self._done.append(f"[{' '.join(inner.split())}]({sign})" if sign else f"{mark}{inner}{mark}")
