"""Links of an item: where they lead, what they are called there, and what kind of entry that makes.

By address and label alone; nothing is asked.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from enrich.dialects._inline import Inline, Span
from enrich.dialects._items import Item
from enrich.dialects._words import readable
from enrich.identifiers import ArxivId, Doi, is_false_arxiv_link, repository_of
from enrich.models import EntryKind, Link, LinkKind
from enrich.sites import SITE_HOSTS, SiteId


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
    "ojs.aaai.org eprint.iacr.org hal.science hal.inria.fr hal.archives-ouvertes.fr citeseerx.ist.psu.edu "
    "academic.oup.com pnas.org cell.com mdpi.com frontiersin.org epubs.siam.org drops.dagstuhl.de journals.plos.org "
    "biomedcentral.com onlinelibrary.wiley.com tandfonline.com pubs.acs.org journals.aps.org iopscience.iop.org "
    "direct.mit.edu distill.pub roboticsproceedings.org pubmed.ncbi.nlm.nih.gov transacl.org isca-archive.org "
    "opg.optica.org psyarxiv.com pubs.aip.org transformer-circuits.pub"
)
# Sites that have papers below their front pages.
_PAPER_PAGES = _names(
    "aeaweb.org/articles annualreviews.org/doi cambridge.org/core embopress.org/content msb.embopress.org/content "
    "hindawi.com/journals microsoft.com/en-us/research/publication research.google/pubs "
    "inspirehep.net/literature jstor.org/stable nber.org/papers ndss-symposium.org/ndss-paper "
    "projecteuclid.org/journals quantum-journal.org/papers science.org/doi ui.adsabs.harvard.edu/abs "
    "vldb.org/pvldb worldscientific.com/doi journals.sagepub.com/doi jmlr.csail.mit.edu/papers "
    "ncbi.nlm.nih.gov/pmc ncbi.nlm.nih.gov/pubmed pmc.ncbi.nlm.nih.gov/articles europepmc.org/article "
    "chemrxiv.org/engage elifesciences.org/articles jamanetwork.com/journals osf.io/preprints peerj.com/articles "
    "preprints.org/manuscript researchsquare.com/article royalsocietypublishing.org/doi "
    "spiedigitallibrary.org/conference-proceedings-of-spie techrxiv.org/articles thelancet.com/journals "
    "ingentaconnect.com/content jneurosci.org/content degruyter.com/document computer.org/csdl "
    "tches.iacr.org/index.php tosc.iacr.org/index.php"
)
_MEETINGS = _names("nips.cc neurips.cc icml.cc iclr.cc cvpr.thecvf.com iccv.thecvf.com eccv.ecva.net")
_TALK_ON_PAPER = re.compile(r"virtual/[0-9]{4}/(?:poster|oral|spotlight)/[0-9]")
_PAPER_LABELS = _names(
    "paper papers pdf preprint article abstract abs doi eprint manuscript 论文 论文链接 论文地址 原文 논문 論文"
)
_PAPER_WORDS = _names("paper preprint pdf article")  # a label of a few words may end with
_MOST_WORDS = 3  # of such a label: `open access paper`
_PROJECT_LABELS = frozenset({"project", "page", "homepage", "project page", "project-page", "webpage", "website"})
_NOTE = re.compile(r"/(?:blob|tree|raw)/.*(?<!readme)\.md\Z|/(?:issues|discussions|wiki)/.")  # of a repository
_CODE_LABEL = re.compile(r"code|git|repo|official|implementation", re.IGNORECASE)
_LONGEST_LINE = 1_000  # characters before a link that are looked at
_LONGEST_LABEL = 40  # characters of what a line begins with
_EXPERIMENT = re.compile(r"\W*(?:exp(?:eriment(?:al)?)?\s?)?(?:env(?:ironment)?s?|simulators?)\W*[:：]", re.IGNORECASE)
_PROXIED = re.compile(
    r"([a-z0-9]+(?:-[a-z0-9]+)+)\.(?:[a-z0-9-]+\.)?[a-z-]*proxy[a-z]*\."
)  # `dl-acm-org.ezproxy.example.edu`
_ARXIV_PAGES = ("abs/", "html/", "format/", "ps/")
_HOST_KINDS: dict[str, LinkKind] = {
    **dict.fromkeys(_SOCIAL, "social"),
    **dict.fromkeys(_VIDEO, "video"),
    **dict.fromkeys(_CODE, "code"),
}


# Several questions are asked about each link, and a few sites have most of them.
_REMEMBERED = 1024


@lru_cache(_REMEMBERED)
def _place(url: str) -> tuple[str, str]:
    """Host without `www.` and path of an address, in lower case."""
    host, _, path = url.lower().partition("://")[2].partition("/")
    if "@" in host or ":" in host:
        host = host.rpartition("@")[2].partition(":")[0]
    if "?" in path or "#" in path:
        path = path.partition("?")[0].partition("#")[0]
    if "proxy" in host and (proxied := _PROXIED.match(host)):
        host = proxied[1].replace("-", ".")
    return host.removeprefix("www."), path


def _is_under(host: str, domains: tuple[str, ...]) -> bool:
    return host.endswith(domains) and any(host == domain or host.endswith("." + domain) for domain in domains)


@lru_cache(_REMEMBERED)
def _host_kind(host: str) -> LinkKind | None:
    """What a host is known for; None when that depends on more."""
    if _is_under(host, ("arxiv.org",)):
        return "arxiv"
    if host.startswith("scholar.google."):
        return "scholar"
    return "project" if host.endswith(".github.io") else _HOST_KINDS.get(host)


def _link_kind(url: str, label: str) -> LinkKind:
    host, path = _place(url)
    kind = _host_kind(host)
    is_pdf = (kind == "arxiv" and path.startswith("pdf/")) or (path == "pdf" and host == "openreview.net")
    if is_pdf or path.endswith(".pdf") or "doi/pdf/" in path:
        return "pdf"
    if kind == "code" and _NOTE.search(path) and not _CODE_LABEL.search(label):
        return "other"
    if kind and (kind != "arxiv" or path.startswith(_ARXIV_PAGES)):
        return kind
    return "project" if label.strip("[]() ").lower() in _PROJECT_LABELS else "other"


_WEB_URL = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
_FORGOTTEN_SCHEME = re.compile(  # `[paper](arxiv.org/abs/2301.00001)`, and no path of the list's own repository
    r"(?://)?(?=(?:www\.)?(?:arxiv\.org|(?:dx\.)?doi\.org|openreview\.net|aclanthology\.org|github\.com)/[^\s/])",
    re.IGNORECASE,
)


def link_at(span: Span, inline: Inline) -> Link | None:
    """Return the link of a span; None for what leads nowhere: anchors, relative paths, ``mailto:`` and ``(None)``."""
    label = readable(inline.plain(span.inner, span.inner_end) or _alternative_text(span, inline))
    if label[:1] == "[" and label[-1:] == "]":  # the decoration of `[[pdf]](…)`
        label = label[1:-1].strip()
    link = link_to(span.url, label)
    if link and (link.kind == "code" or any(_names_in(link.url))) and _is_of_experiment(span, inline):
        return Link(label=label, url=span.url, kind="other") if link.kind == "code" else None  # another paper
    return link


def _is_of_experiment(span: Span, inline: Inline) -> bool:
    """Whether the line of a link begins by saying where the paper was tried."""
    line = inline.text.rfind("\n", max(0, span.start - _LONGEST_LINE), span.start) + 1
    return tells_experiment(inline.text[line : min(span.start, line + _LONGEST_LABEL)])


def tells_experiment(line: str) -> bool:
    """Whether a line begins by saying where a paper was tried: `ExpEnv: [MuJoCo](…)`."""
    return _EXPERIMENT.match(line) is not None


@lru_cache(_REMEMBERED)
def link_to(url: str, label: str) -> Link | None:
    """Return the link to an address under a label; None for what leads nowhere."""
    if url.startswith("#http"):  # meant as an address, to judge by what follows
        url = url[1:]
    if not _WEB_URL.match(url):
        if not _FORGOTTEN_SCHEME.match(url):
            return None
        url = f"https://{url.removeprefix('//')}"
    kind = _link_kind(url, label)
    return Link(label=label, url=url, kind=kind, repository_id=repository_of(url) if kind == "code" else None)


def _alternative_text(span: Span, inline: Inline) -> str:
    """What a badge says, for a link that is nothing but a badge."""
    alternative = re.match(r"!\[([^\]]*+)\]", inline.text[span.inner : span.inner_end].strip())
    return " ".join(alternative[1].split()) if alternative else ""


_BADGE = re.compile(r"https?://(?:img|badgen|custom-icon-badges)\.[a-z.]{2,12}/badge/([^?#\s]{1,200})", re.IGNORECASE)


def badge_text(inline: Inline, span: Span) -> str:
    """What an image says: its alternative text, and what the address of a badge spells (`Conference-ICML'23-blue`)."""
    badge = _BADGE.match(span.url)
    words = unquote(badge[1]).replace("_", " ") if badge else ""
    return f"{inline.text[span.inner : span.inner_end]} {words}"


def links_of(item: Item) -> tuple[Link, ...]:
    """All real links of an item, in order."""
    inline = item.inline
    return tuple([link for span in inline.links if (link := link_at(span, inline))])


class _Names(NamedTuple):
    """Whatever names a paper in an address."""

    arxiv_id: ArxivId | None
    doi: Doi | None
    site_id: SiteId | None


_NAMELESS = _Names(None, None, None)
# Zenodo, figshare, OSF, Dataverse, Dryad, Mendeley Data
_DATA_ARCHIVES = ("10.5281/", "10.6084/", "10.17605/", "10.7910/", "10.5061/", "10.17632/")
# What the address of a DOI holds; this and the looks below spare the costly refusal of every other link.
_DOI_SIGN = re.compile(r"10\.[0-9.]++(?:/|%2f)|aclanthology|aclweb|ijcai\.org|nature\.com|citation\.cfm")


@lru_cache(_REMEMBERED)
def _names_in(url: str) -> _Names:
    host = _place(url)[0]
    if host in _HOST_KINDS:  # of code, posts and videos
        return _NAMELESS
    lowered = url.lower()
    return _Names(
        ArxivId.find(url) if "xiv" in lowered or ".co/papers/" in lowered else None,
        Doi.find(url) if _DOI_SIGN.search(lowered) else None,
        SiteId.find(url) if host in SITE_HOSTS else None,
    )


def arxiv_id_of(links: Sequence[Link]) -> str | None:
    """Return the first arXiv id that the links name."""
    for link in links:
        if found := _names_in(link.url).arxiv_id:
            return str(found)
    return None


def has_false_id(link: Link) -> bool:
    """Whether a link leads to arXiv by an id that was never given out."""
    return "rxiv" in link.url.lower() and _names_in(link.url).arxiv_id is None and is_false_arxiv_link(link.url)


def leads_to_note(link: Link) -> bool:
    """Whether a link leads to a note within a repository: `…/blob/main/notes/bert.md`."""
    host, path = _place(link.url)
    return link.kind == "other" and _host_kind(host) == "code" and path.endswith(".md")


def leads_to_paper(span: Span, inline: Inline) -> bool:
    """Whether the link of a span leads to a paper."""
    link = link_at(span, inline)
    return link is not None and is_paper_link(link)


def doi_of(links: Sequence[Link]) -> str | None:
    """Return the first DOI that the links name; of an archive of data, only where no other link leads to the paper."""
    found = [(link, doi) for link in links if (doi := _names_in(link.url).doi)]
    papers = [doi for _, doi in found if not doi.startswith(_DATA_ARCHIVES)]
    is_alone = not papers and found and not any(is_paper_link(link) for link in links if link is not found[0][0])
    return next((str(doi) for doi in papers), str(found[0][1]) if is_alone else None)


def site_id_of(links: Sequence[Link]) -> str | None:
    """Return the first name of a paper at the site that publishes it, as the links have it.

    A number that leads to Semantic Scholar is a count with the page to check it on; `enrich update` writes such.
    """
    for link in links:
        found = _names_in(link.url).site_id
        if found and not (found.scheme == "s2" and link.label[:1].isdigit()):
            return str(found)
    return None


def is_paper_link(link: Link) -> bool:
    """Whether a link leads to a paper: arXiv, a PDF, a DOI, a site of papers, or what the list calls `paper`."""
    if link.kind in {"arxiv", "pdf"} or _is_paper(link.url):
        return True
    return link.kind in {"other", "project"} and _is_called_paper(link.label)


@lru_cache(_REMEMBERED)
def _is_called_paper(label: str) -> bool:
    label = label.strip("[]() ").lower()
    words = label.split()
    return label in _PAPER_LABELS or (len(words) <= _MOST_WORDS and not _PAPER_WORDS.isdisjoint(words[-1:]))


@lru_cache(_REMEMBERED)
def _is_paper(url: str) -> bool:
    host, path = _place(url)
    if f"{host}/{path.partition('/')[0]}" in _PAPER_PAGES and ("/" in path or "?" in url):
        return True
    if host in _MEETINGS:  # `nips.cc/virtual/2023/poster/72931`
        return _TALK_ON_PAPER.match(path) is not None
    if host == "openreview.net" and "group?id=" in url:
        return False
    is_page = bool(path.strip("/")) or "?" in url
    if (host in _PAPER and is_page) or _is_under(host, ("doi.org", "biomedcentral.com")) or "/doi/" in url:
        return True
    if host == "researchgate.net" and "/publication/" in url:
        return True
    return any(_names_in(url))


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
_BLOGS += ("engineering", "googleblog.com", "kexue.fm", "netflixtechblog.com", "notion.site", "spaces.ac.cn")
_BLOGS += ("towardsdatascience.com",)
_BLOG_HOSTS = ("blog.", "blogs.", "eng.", "engineering.", "newsletter.", "tech.", "techblog.")
_BLOG_PATHS = ("blog/", "blogs/", "news/", "posts/")
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
        host.startswith(_BLOG_HOSTS)
        or _is_under(host, _BLOGS)
        or path.startswith(_BLOG_PATHS)
        or path in {"blog", "blogs"}
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
