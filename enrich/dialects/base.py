"""What dialects share: the item they are given, the fields they give back, and how links, marks and titles are read.

A dialect is a module of this folder with ``NAME``, ``sniff(item)`` (does this item look like mine?) and ``read(item)``
(its fields, or None when it is no entry of this dialect). It sees one item at a time, never the file.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from enrich.dialects._blocks import Item
from enrich.dialects._inline import Inline, Span
from enrich.identifiers import ArxivId, Doi, repository_of
from enrich.models import EntryKind, Link, LinkKind
from enrich.text import repair_encoding

__all__ = [
    "Dialect",
    "Fields",
    "Inline",
    "Item",
    "Span",
    "arxiv_id_of",
    "cut_marks",
    "doi_of",
    "entry_kind",
    "head_end",
]
__all__ += ["is_paper_link", "link_at", "links_of", "marks_around", "read_title", "split_authors", "year_in"]


class Fields(NamedTuple):
    """What a dialect read in one item; names as in ``models.Entry``. ``problem`` says what it could not read."""

    title: str
    kind: EntryKind = "paper"
    marks: tuple[str, ...] = ()
    stated_arxiv_id: str | None = None
    stated_doi: str | None = None
    stated_year: int | None = None
    stated_venue: str | None = None
    stated_citations: int | None = None
    stated_pages: int | None = None
    stated_authors: tuple[str, ...] | None = None
    stated_authors_complete: bool | None = None
    links: tuple[Link, ...] = ()
    problem: str | None = None


class Dialect(Protocol):
    """A module that reads one way of writing entries."""

    NAME: str

    def sniff(self, item: Item) -> bool:
        """Whether the item is plainly written in this dialect."""

    def read(self, item: Item) -> Fields | None:
        """Return what the item says, or None when it is no entry of this dialect."""


# --- Links -----------------------------------------------------------------------------------------------------------


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SOCIAL = _names(
    "x.com twitter.com t.co reddit.com old.reddit.com redd.it linkedin.com lnkd.in bsky.app mastodon.social weibo.com "
    "facebook.com news.ycombinator.com threads.net discord.gg discord.com"
)
_VIDEO = _names("youtube.com m.youtube.com youtu.be bilibili.com b23.tv vimeo.com slideslive.com videolectures.net")
_CODE = _names("github.com gist.github.com gitlab.com bitbucket.org gitee.com codeberg.org")
_PAPER = _names(
    "openreview.net aclanthology.org aclweb.org proceedings.mlr.press openaccess.thecvf.com papers.nips.cc "
    "proceedings.neurips.cc dl.acm.org ieeexplore.ieee.org usenix.org jmlr.org ecva.net isca-speech.org ijcai.org "
    "biorxiv.org medrxiv.org semanticscholar.org link.springer.com sciencedirect.com papers.ssrn.com "
    "ojs.aaai.org"
)
_PROJECT_LABELS = frozenset({"project", "page", "homepage", "project page", "project-page", "webpage", "website"})
_HOST_KINDS: dict[str, LinkKind] = {
    **dict.fromkeys(_SOCIAL, "social"),
    **dict.fromkeys(_VIDEO, "video"),
    **dict.fromkeys(_CODE, "code"),
}


def _place(url: str) -> tuple[str, str]:
    """Host without `www.` and path of an address, in lower case."""
    host, _, path = url.lower().partition("://")[2].partition("/")
    return host.rpartition("@")[2].partition(":")[0].removeprefix("www."), path.partition("?")[0].partition("#")[0]


def _is_under(host: str, domains: tuple[str, ...]) -> bool:
    return host.endswith(domains) and any(host == domain or host.endswith("." + domain) for domain in domains)


def _link_kind(url: str, label: str) -> LinkKind:
    host, path = _place(url)
    is_arxiv = _is_under(host, ("arxiv.org",))
    if path.endswith(".pdf") or (is_arxiv and path.startswith("pdf/")):
        return "pdf"
    if is_arxiv and path.startswith(("abs/", "html/", "format/", "ps/")):
        return "arxiv"
    if host in _HOST_KINDS:
        return _HOST_KINDS[host]
    if host.startswith("scholar.google."):
        return "scholar"
    is_project = host.endswith(".github.io") or label.strip("[]() ").lower() in _PROJECT_LABELS
    return "project" if is_project else "other"


_WEB_URL = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)


def link_at(span: Span, inline: Inline) -> Link | None:
    """Return the link of a span; None for what leads nowhere: anchors, relative paths, ``mailto:`` and ``(None)``."""
    url = span.url
    if not _WEB_URL.match(url):
        return None
    label = inline.plain(span.inner, span.inner_end) or _alternative_text(span, inline)
    if label[:1] == "[" and label[-1:] == "]":  # the decoration of `[[pdf]](…)`
        label = label[1:-1].strip()
    kind = _link_kind(url, label)
    return Link(label=label, url=url, kind=kind, repository_id=repository_of(url) if kind == "code" else None)


def _alternative_text(span: Span, inline: Inline) -> str:
    """What a badge says, for a link that is nothing but a badge."""
    alternative = re.match(r"!\[([^\]]*+)\]", inline.text[span.inner : span.inner_end].strip())
    return " ".join(alternative[1].split()) if alternative else ""


def links_of(item: Item) -> tuple[Link, ...]:
    """All real links of an item, in order."""
    inline = item.inline
    return tuple(link for span in inline.links if (link := link_at(span, inline)))


_DOI_SIGN = re.compile(r"[/=:]10\.[0-9]")


def _arxiv_id(url: str) -> ArxivId | None:
    # The look at the text spares the costly refusal of every other link.
    return ArxivId.find(url) if "xiv" in url.lower() or "/papers/" in url else None


def arxiv_id_of(links: Sequence[Link]) -> str | None:
    """Return the first arXiv id that the links name."""
    return next((str(found) for link in links if (found := _arxiv_id(link.url))), None)


def doi_of(links: Sequence[Link]) -> str | None:
    """Return the first DOI that the links name."""
    return next((str(found) for link in links if _DOI_SIGN.search(link.url) and (found := Doi.find(link.url))), None)


def is_paper_link(link: Link) -> bool:
    """Whether a link leads to a paper: arXiv, a PDF, a DOI, or a site of papers."""
    if link.kind in {"arxiv", "pdf"}:
        return True
    host = _place(link.url)[0]
    return host in _PAPER or _is_under(host, ("doi.org",)) or "/doi/" in link.url or _arxiv_id(link.url) is not None


# --- Kinds -----------------------------------------------------------------------------------------------------------

_LINK_ENTRY_KINDS: dict[LinkKind, EntryKind] = {"social": "post", "video": "video", "code": "code"}
_BLOGS: tuple[str, ...] = (
    "medium.com",
    "substack.com",
    "buttondown.com",
    "buttondown.email",
    "wordpress.com",
    "mp.weixin.qq.com",
)
_BLOGS += ("blogspot.com", "dev.to", "hashnode.dev", "zhihu.com", "ghost.io", "lilianweng.github.io", "csdn.net")
_DOCS = ("readthedocs.io", "readthedocs.org", "docs.rs", "platform.openai.com", "gitbook.io", "learn.microsoft.com")
_HUGGING_FACE: dict[str, EntryKind] = {
    "datasets": "dataset",
    "spaces": "demo",
    "blog": "blog",
    "docs": "docs",
    "papers": "paper",
    "learn": "docs",
    "posts": "post",
    "collections": "model",
}


def _looks_like_blog(host: str, path: str) -> bool:
    return (
        host.startswith(("blog.", "blogs.", "newsletter."))
        or _is_under(host, _BLOGS)
        or path.startswith(("blog/", "blogs/", "posts/"))
        or "/blog/" in path
    )


def entry_kind(link: Link) -> EntryKind:
    """Say what kind of thing a link leads to, by its address alone."""
    if is_paper_link(link):
        return "paper"
    if link.kind in _LINK_ENTRY_KINDS:
        return _LINK_ENTRY_KINDS[link.kind]
    host, path = _place(link.url)
    first = path.partition("/")[0]
    if host in {"huggingface.co", "hf.co"}:
        return _HUGGING_FACE.get(first, "model" if path.count("/") else "other")
    if host == "kaggle.com":
        return "dataset" if first == "datasets" else "other"
    if _looks_like_blog(host, path):
        return "blog"
    if host.startswith("docs.") or path.startswith("docs/") or _is_under(host, _DOCS):
        return "docs"
    return "other"


# --- Titles and marks ------------------------------------------------------------------------------------------------

_EMOJI = (
    "\u203c\u2049\u231a-\u23ff\u25aa-\u25fe\u2600-\u266c\u2670-\u27bf\u2b00-\u2bff\u3030\u303d\U0001f000-\U0001faff"
)
_MARK = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # a flag
    f"|[{_EMOJI}][\ufe0f\U0001f3fb-\U0001f3ff]*+(?:\u200d[{_EMOJI}][\ufe0f\U0001f3fb-\U0001f3ff]*+)*+"
    r"|:[a-z0-9+_-]{1,40}:|[0-9#*]\ufe0f?\u20e3"
)
_MARKS_WITHIN = 100  # characters behind a title
_SITE_LABEL = "𝕏"  # a list's own way to say "on X": neither title nor mark
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_FIRST_SIGN = re.compile(r"[^\x00-\x7f]|:")


def cut_marks(text: str) -> tuple[tuple[str, ...], str]:
    """Take emoji and short codes off both ends of a text; return them in order, and the rest."""
    text = text.strip()
    if not _FIRST_SIGN.search(text):
        return (), text
    spans = [match.span() for match in _MARK.finditer(text)]
    start, end, first, last = 0, len(text), 0, len(spans)
    while first < last and not text[start : spans[first][0]].strip():
        start = spans[first][1]
        first += 1
    while last > first and not text[spans[last - 1][1] : end].strip(" " + _SITE_LABEL):
        last -= 1
        end = spans[last][0]
    marks = tuple(text[a:b] for a, b in spans[:first] + spans[last:])
    return marks, text[start:end].strip().removesuffix(" " + _SITE_LABEL).strip()


def marks_around(inline: Inline, start: int, end: int, limit: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the marks that stand alone before a range, and those directly behind it (until ``limit``)."""
    before, _ = cut_marks(inline.plain(0, start)) if start else ((), "")
    behind = inline.plain(end, min(limit, end + _MARKS_WITHIN))
    after: list[str] = []
    position = 0
    while behind[position:] and (mark := _MARK.match(behind, position)):
        after.append(mark[0])
        position = mark.end() + (behind[mark.end() : mark.end() + 1] == " ")
    return before, tuple(after)


def read_title(inline: Inline, start: int, end: int, clinging: str = "") -> tuple[tuple[str, ...], str]:
    """Read a range as a title, without markup, broken encoding and control characters; marks at its ends go apart.

    ``clinging`` are characters of the list that may stand behind the title and behind its marks.
    """
    text = repair_encoding(inline.plain(start, end))
    if not text.isprintable():
        text = " ".join(_CONTROLS.sub(" ", text).split())
    marks, title = cut_marks(text.rstrip(clinging.replace(":", "")) if clinging else text)  # a colon may end `:+1:`
    return marks, title.rstrip(clinging) if clinging else title


def head_end(item: Item) -> int:
    """Where the first paragraph of an item ends: no title goes beyond."""
    end = item.text.find("\n\n")
    return len(item.text) if end < 0 else end


# --- Authors and years -----------------------------------------------------------------------------------------------

_YEAR = re.compile(r"(?<![0-9.])(?:19[5-9][0-9]|20[0-4][0-9])(?![0-9]|\.[0-9])")
_AND = re.compile(r" (?:and|&) |, ?and |,")
_ELIDED = re.compile(r"\.{2,}|…|\[?et\.?\s+al\.?\]?|others", re.IGNORECASE)
_ET_AL = re.compile(r" (?:et\.? al\.?|\.{3}|…)\Z", re.IGNORECASE)
_NAME_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")


def split_authors(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Split `A, B, ..., C` (on one line) into its names and whether that is everybody; None when there is no name."""
    text = text.strip(" ,;")
    shorter = _ET_AL.sub("", text)
    is_complete = shorter == text
    names: list[str] = []
    for part in map(str.strip, _AND.split(shorter)):
        if _ELIDED.fullmatch(part):
            is_complete = False
        elif names and _NAME_SUFFIX.fullmatch(part):
            names[-1] += ", " + part
        elif part:
            names.append(part)
    return (tuple(names), is_complete) if names else None


def year_in(text: str) -> int | None:
    """Return the first number that can only be a year."""
    year = _YEAR.search(text)
    return int(year[0]) if year else None
