"""Columns of a table: named by its first row, or told apart by what they hold."""

from collections.abc import Callable, Sequence

from enrich.dialects._records import folded, has_role, is_known
from enrich.dialects._words import word_count, year_in
from enrich.identifiers import ArxivId, Doi


def _is_address(cell: str) -> bool:
    return cell.startswith(("http://", "https://", "www."))


_HOLDS: dict[str, Callable[[str], bool]] = {
    "url": _is_address,
    "arxiv": lambda cell: ArxivId.find(cell) is not None,
    "doi": lambda cell: Doi.find(cell) is not None,
    "year": lambda cell: year_in(cell) is not None and len(cell) < 12,
}


def _held_by(column: Sequence[str]) -> str:
    """What a column holds, by a sample of its cells: a name that has a role, or nothing."""
    cells = [cell for cell in column if cell]
    return next((name for name, test in _HOLDS.items() if cells and sum(map(test, cells)) * 5 > len(cells) * 4), "")


class Columns:
    """The columns of a table, from its first rows."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        width = max(map(len, rows), default=0)
        columns = [[row[at] for row in rows if at < len(row)] for at in range(width)]
        held = [_held_by(column[1:]) for column in columns]
        self.first = list(rows[0]) if rows else []
        self.header = self.first if _names_columns(self.first, held) else []
        self.names = self.header or [_held_by(column) for column in columns]
        if not any(has_role(name, "title") and not one for name, one in zip(self.names, held, strict=False)):
            self._name_title([column[bool(self.header) :] for column in columns])
        self.has_title = any(has_role(name, "title") for name in self.names)
        self.has_id = any(has_role(name, role) for name in self.names for role in ("arxiv", "doi", "id"))

    def _name_title(self, columns: Sequence[Sequence[str]]) -> None:
        """Call a column `title`: one that is called so in part, else the one with most words, if it has some."""
        named = [at for at, name in enumerate(self.names) if "title" in folded(name) and not is_known(name)]
        words = [
            0 if is_known(name) or not cells else sum(map(word_count, cells)) / len(cells)
            for name, cells in zip(self.names, columns, strict=False)
        ]
        most = max(words, default=0)
        if named or most >= 2 or (len(words) == 1 and most):
            at = named[0] if named else words.index(most)
            self.names = [*self.names[:at], "title", *self.names[at + 1 :]]

    def fit(self, cells: list[str], raw: str) -> list[str]:
        """The cells, where a title was torn apart by delimiters of its own, put together again."""
        extra = len(cells) - len(self.names)
        at = next((at for at, name in enumerate(self.names) if has_role(name, "title")), -1)
        if extra < 1 or at < 0 or '"' in raw or not any(cells[len(self.names) :]):
            return cells
        return [*cells[:at], ", ".join(cells[at : at + extra + 1]), *cells[at + extra + 1 :]]


def _names_columns(first: Sequence[str], held: Sequence[str]) -> bool:
    """Whether the first row names the columns: by known names, or because it alone is unlike what is below."""
    if any(_is_address(cell) or ArxivId.find(cell) or Doi.find(cell) for cell in first):
        return False
    return any(map(is_known, first)) or any(
        name and cell and not _HOLDS[name](cell) for name, cell in zip(held, first, strict=False)
    )
