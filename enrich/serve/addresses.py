"""Where pages are: live addresses of the server, files of a static build; and which links of strangers are followed."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urlsplit

TABLES = "/data"  # Datasette's own pages of the database
STATIC = "/-/site"
_PLAIN = re.compile(r"[a-z0-9.-]{1,80}")
_ELSEWHERE = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "s2": "https://www.semanticscholar.org/paper/",
    "openalex": "https://openalex.org/",
    "dblp": "https://dblp.org/rec/",
    "scholar": "https://scholar.google.com/scholar?cites=",
}


class Addresses(Protocol):
    """How a page names the other pages."""

    live: bool
    """Whether a server answers, so that forms and Datasette's pages work."""

    def home(self) -> str:
        """The overview."""

    def papers(self, wishes: Mapping[str, Any] | None = None) -> str:
        """The papers, those alone that are wished for."""

    def paper(self, paper_id: str) -> str:
        """One paper."""

    def author(self, name: str) -> str:
        """The papers of an author."""

    def review(self, page: int = 1) -> str:
        """What needs a person."""

    def row(self, paper_id: str) -> str | None:
        """The row of a paper in Datasette's table."""

    def file(self, name: str) -> str:
        """A file that pages need, such as the style sheet."""


class LiveAddresses:
    """Addresses of the server."""

    live = True

    def home(self) -> str:
        """The overview."""
        return "/"

    def papers(self, wishes: Mapping[str, Any] | None = None) -> str:
        """The papers, those alone that are wished for."""
        return "/papers" + _query(wishes)

    def paper(self, paper_id: str) -> str:
        """One paper; its id stays readable unless a browser would take a part of it for a step in the path."""
        steps = {".", "..", ""} & set(paper_id.split("/"))
        return "/paper/" + quote(paper_id, safe=":()" if steps else "/:()")

    def author(self, name: str) -> str:
        """The papers of an author."""
        return "/author/" + quote(name, safe="")

    def review(self, page: int = 1) -> str:
        """What needs a person."""
        return "/review" + _query({"page": page if page > 1 else None})

    def row(self, paper_id: str) -> str | None:
        """The row of a paper; Datasette writes what an address cannot have as ``~`` and two digits."""
        return (
            f"{TABLES}/papers/" + re.sub(rb"[^\w-]", lambda char: b"~%02X" % ord(char[0]), paper_id.encode()).decode()
        )

    def file(self, name: str) -> str:
        """A file that pages need."""
        return f"{STATIC}/{name}"


class FileAddresses:
    """Addresses of files, relative to a page that lies in so many folders, so that the site works in any place."""

    live = False

    def __init__(self, depth: int) -> None:
        self._up = "../" * depth

    def home(self) -> str:
        """The overview."""
        return f"{self._up}index.html"

    def papers(self, wishes: Mapping[str, Any] | None = None) -> str:
        """The papers; a page of them is a file, everything else is found by the script of the page."""
        wishes = dict(wishes or {})
        page = wishes.pop("page", None)
        return self._up + papers_file(page or 1) + _query(wishes)

    def paper(self, paper_id: str) -> str:
        """One paper."""
        return self._up + paper_file(paper_id)

    def author(self, name: str) -> str:
        """The papers of an author."""
        return self.papers({"author": name})

    def review(self, page: int = 1) -> str:
        """What needs a person."""
        return self._up + review_file(page)

    def row(self, paper_id: str) -> str | None:
        """There are no tables."""
        return None

    def file(self, name: str) -> str:
        """A file that pages need."""
        return self._up + name


def papers_file(page: int) -> str:
    """File of a page of papers."""
    return f"papers-{page}.html" if page > 1 else "papers.html"


def review_file(page: int) -> str:
    """File of a page of what needs a person."""
    return f"review-{page}.html" if page > 1 else "review.html"


def paper_file(paper_id: str) -> str:
    """File of the page of a paper: its id, with a mark of it where the id has what file names cannot have."""
    scheme, _, value = paper_id.partition(":")
    if _PLAIN.fullmatch(scheme) and _PLAIN.fullmatch(value):
        return f"paper/{scheme}-{value}.html"
    readable = re.sub(r"[^a-z0-9.-]+", "_", paper_id.lower())[:80]
    return f"paper/{readable}-{sha256(paper_id.encode()).hexdigest()[:12]}.html"


def elsewhere(scheme: str, value: str) -> str | None:
    """Where a service shows the work of this name; None where there is no such page."""
    base = _ELSEWHERE.get(scheme)
    return base + quote(value, safe="/:()") if base else None


def web(url: str | None) -> str | None:
    """The address when a reader may follow it: a page of the web, never a script or a file."""
    try:
        parts = urlsplit((url or "").strip())
        return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:  # such as an unfinished IPv6 address
        return None


def _query(wishes: Mapping[str, Any] | None) -> str:
    given = {name: value for name, value in (wishes or {}).items() if value not in (None, "")}
    return f"?{urlencode(given)}" if given else ""
