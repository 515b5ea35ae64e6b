"""Write into ``docs/lists.md`` what is read from its examples: a table below each block.

``--check`` writes nothing, and exits with 1 when the page is old.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from enrich.models import Entry, Unread
from enrich.parse import read_text

PAGE = Path(__file__).parent.parent / "docs" / "lists.md"
_EXAMPLE = re.compile(r"```(\w+)\n((?:(?!```).*\n)+)```\n\n<!-- read -->\n(?:(?!<!-- /read -->).*\n)*<!-- /read -->")
_SUFFIXES = {"markdown": ".md", "bibtex": ".bib", "csv": ".csv", "yaml": ".yaml", "text": ".txt"}
_MOST_AUTHORS = 3


def render_page(text: str) -> str:
    """The page with a table below each example."""
    return _EXAMPLE.sub(_with_table, text)


def _with_table(example: re.Match[str]) -> str:
    _, found = read_text(example[2], Path(f"list{_SUFFIXES[example[1]]}"))
    rows = [_cells(entry) for entry in found if isinstance(entry, Entry)]
    names = [name for name in rows[0] if any(row[name] for row in rows)]
    lines = [names, ["---"] * len(names), *([row[name] for name in names] for row in rows)]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    unread = "".join(f"\nNot understood: `{one.text}` ({one.reason})\n" for one in found if isinstance(one, Unread))
    return f"```{example[1]}\n{example[2]}```\n\n<!-- read -->\n{table}\n{unread}<!-- /read -->"


def _cells(entry: Entry) -> dict[str, str]:
    """What a table says of an entry, by column."""
    return {
        "title": entry.title.replace("|", r"\|"),
        "kind": "" if entry.kind == "paper" else entry.kind,
        "authors": ", ".join(_authors(entry)),
        "year": str(entry.stated_year or ""),
        "venue": entry.stated_venue or "",
        "id": entry.stated_arxiv_id or entry.stated_doi or "",
        "code": next((link.repository_id for link in entry.links if link.repository_id), ""),
        "cited": "" if entry.stated_citations is None else f"{entry.stated_citations:,}",
        "stars": "" if entry.stated_stars is None else f"{entry.stated_stars:,}",
        "marks": " ".join(entry.marks),
    }


def _authors(entry: Entry) -> Iterator[str]:
    names = entry.stated_authors or ()
    yield from names[:_MOST_AUTHORS]
    if len(names) > _MOST_AUTHORS or (names and not entry.stated_authors_complete):
        yield "…"


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    text = PAGE.read_text("utf-8")
    page = render_page(text)
    if page == text:
        return 0
    if "--check" in arguments:
        print(f"{PAGE.name} is old; write it anew: make docs WRITE=1", file=sys.stderr)
        return 1
    PAGE.write_text(page, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
