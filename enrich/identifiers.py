"""Identifiers of papers and repositories: whatever people write in, one canonical form out, or nothing.

Sloppiness is handled here, once; the rest of the program may trust what it gets. A wrong id is worse than none, so
every pattern is anchored to the start of the text and to the hosts and places where the id is known to stand.
"""

import re
from typing import Self
from urllib.parse import unquote

# What clings to an identifier in running text and markup; the last ones are full-width marks and invisible characters.
CLINGING = " \t\r\n\f\v.,;:!<>()[]{}\"'`*…“”‘’。，、；：（）【】「」《》\u00a0\u200b\u200e\ufeff"
_SHOWN = 80  # characters of the refused text that a message repeats


def refusal(name: str, text: str, reason: str) -> ValueError:
    """The error that says that a text is none of these, and why."""
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return ValueError(f"not {name} ({reason}): {shown!r}")


# Sites of arXiv itself all end in `arxiv.org` (export, browse, cn, web7, ar5iv.labs); the other hosts use arXiv's ids.
# Only these archives had ids of the old style (https://info.arxiv.org/help/arxiv_identifier.html); econ and eess are
# younger. The last line says what may follow an id: next to nothing after a bare one, which must stand alone.
_ARXIV = re.compile(
    r"""
    (?P<place>
        (?:(?:https?:)?//)?
        (?: (?:[a-z0-9-]{1,63}\.){0,3}arxiv\.org(?::[0-9]{1,5})?/+
            (?:abs|pdf|html|ps|format|e-print|src|ftp/arxiv/papers/[0-9]{4})/+(?:arxiv:)?
        |   (?:arxiv\.[a-z0-9-]{1,30}\.(?:cn|com|net)|arxiv-export-lb\.library\.cornell\.edu)/(?:abs|pdf)/  # mirrors
        |   (?:www\.)?(?:huggingface|hf)\.co/papers/
        |   (?:www\.)?alphaxiv\.org/(?:abs|pdf|html|overview)/
        |   (?:www\.)?ar5iv\.org/(?:abs|pdf|html)/
        |   (?:(?:dx|www)\.)?doi\.org/10\.48550(?:/|%2f)arxiv\.
        |   (?:api|www)\.semanticscholar\.org/(?:(?:graph/)?v1/)?(?:paper/)?arxiv(?:[:/]|%3a)
        |   (?P<badge>img\.shields\.io/badge/[a-z0-9%_.-]{0,40}?arxiv(?:%20paper)?(?:[-_:.]|%20|%3a){1,3})
        )
    |   (?:doi[:\s]\s?)?10\.48550/arxiv\.
    |   oai:arxiv\.org:
    |   (?:arxiv(?:\ preprint)?[\s:,./_-]{1,3}){1,2}
    )?
    (?: (?P<yymm>[0-9]{4})\.(?P<serial>[0-9]{4,5})
    |   (?P<archive>
            acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs
            |dg-ga|funct-an|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|math|mtrl-th|nlin|nucl-(?:ex|th)|patt-sol|physics
            |plasm-ph|q-alg|q-bio|q-fin|quant-ph|solv-int|stat|supr-con
        )
        (?:\.[a-z-]{2,9})?(?:/|%2f)(?P<old_yymm>[0-9]{4})(?P<old_serial>[0-9]{3})
    )
    (?:v(?P<version>[1-9][0-9]{0,2}))?
    (?:\.(?:pdf|html|ps))?
    (?(badge)(?=-)|(?(place)(?=[\s/?\#&%,;:|\\]|\Z)|(?=\s{1,3}\[|\Z)))
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def _flaw(yymm: str, serial: str, *, old: bool) -> str | None:
    """Say what is impossible about the two halves of an id, or None."""
    if not "01" <= yymm[2:] <= "12":
        return f"there is no month {yymm[2:]}"
    if not serial.strip("0"):
        return "numbers begin at 1"
    if old:
        return None if yymm >= "9107" or yymm <= "0703" else "ids with a slash run from 9107 to 0703"
    if yymm < "0704":
        return "ids with a dot begin with 0704"
    digits = 4 if yymm < "1501" else 5
    return None if len(serial) == digits else f"{digits} digits stand behind the dot of {yymm}"


class ArxivId(str):
    """An arXiv id: as text the bare canonical id (``2410.20011``, ``hep-th/9901001``), beside it the ``version``.

    Takes an id, ``arXiv:…``, a DOI, a badge, or a link to arXiv and to the sites that use its ids. Raises ValueError
    for everything else, also for ids that were never given out: months are 01 to 12, four digits stand behind the dot
    until 1412 and five since, the old style ran from 9107 to 0703. Ids that differ in ``version`` only are equal: they
    name one paper.
    """

    __slots__ = ("version",)
    version: int | None

    def __new__(cls, text: str) -> Self:
        """Read the id that the text is."""
        if type(text) is cls:
            return text
        found = _ARXIV.match(text.strip(CLINGING))
        if found is None:
            raise refusal("an arXiv id", text, "no id where one is expected")
        _, _, yymm, serial, archive, old_yymm, old_serial, version = found.groups()
        flaw = _flaw(old_yymm or yymm, old_serial or serial, old=bool(archive))
        if flaw:
            raise refusal("an arXiv id", text, flaw)
        self = super().__new__(cls, f"{archive.lower()}/{old_yymm}{old_serial}" if archive else f"{yymm}.{serial}")
        self.version = int(version) if version else None
        return self

    @classmethod
    def find(cls, text: str) -> Self | None:  # type: ignore[override]  # an id is never searched as a text
        """Return the id that the text is, or None; never raises."""
        try:
            return cls(text)
        except ValueError:
            return None

    @property
    def abs_url(self) -> str:
        """Address of the abstract page, without a version."""
        return f"https://arxiv.org/abs/{self}"

    @property
    def doi(self) -> str:
        """The DOI that arXiv registers for every paper, in lower case."""
        return f"10.48550/arxiv.{self}"

    @property
    def year(self) -> int:
        """Year of submission, as the id tells it (four digits)."""
        archive, slash, number = self.partition("/")
        short = int((number if slash else archive)[:2])
        return (1900 if slash and short >= 91 else 2000) + short

    @property
    def month(self) -> str:
        """Month of submission, as the id tells it (``2024-10``)."""
        number = self.rpartition("/")[2]
        return f"{self.year}-{number[2:4]}"


_ARXIV_PAGE = re.compile(
    r"https?://(?:[a-z0-9-]{1,63}\.){0,3}arxiv\.org(?::[0-9]{1,5})?/+(?:abs|pdf|html|format|ps)/+[^\s/]", re.IGNORECASE
)


def is_false_arxiv_link(url: str) -> bool:
    """Whether a link leads to a page of a paper on arXiv by an id that was never given out."""
    return _ARXIV_PAGE.match(url) is not None and ArxivId.find(url) is None


# A link says where its DOI stands. Many publishers share one shape, `/doi/KIND/DOI`, so there the host is free; a kind
# that is not listed is no paper (`/doi/proceedings/…` is the whole volume).
_DOI_LINK = re.compile(
    r"""
    (?:(?:https?:)?//)?
    (?: (?:(?:(?:dx|www)\.)?doi\.org/+(?:https?://|doi:)?)+
    |   (?:doi\.acm\.org|link\.springer\.com|(?:www\.)?springerlink\.com)/
    |   link\.springer\.com/(?:article|chapter|book|content/pdf|protocol|referenceworkentry|epdf)/
    |   journals\.aps\.org/[a-z]{2,20}/(?:abstract|pdf)/
    |   (?:www\.)?(?:bio|med)rxiv\.org/content/
    |   iopscience\.iop\.org/article/
    |   (?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}/articles?/
    |   journals\.plos\.org/[a-z]{2,20}/article(?:/file)?\?id=
    |   (?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}/(?:[a-z-]{1,30}/){0,3}doi/
        (?:(?:abs|abstract|book|epdf|epub|figure|full|fullhtml|html|pdf|pdfdirect|pdfplus|reader|suppl)/)?
    )
    (?=10\.)
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_DOI_LABEL = re.compile(r"doi[:\s]\s{0,3}|info:doi/", re.IGNORECASE | re.ASCII)
# Crossref gives out printable ASCII only. The longest real DOIs are far below the bound, which keeps the tidying cheap.
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]{1,9})*/[!-~]{1,400}")
_LONGEST = 1_500  # characters, percent-encoded
_AFTER_DOI = re.compile(r"[?#&]")
# What a publisher appends: the name of a view, or (bioRxiv) a version.
_VIEW = re.compile(
    r"(?:/(?:abstract|citations|epdf|figures|full|fulltext(?:\.html)?|html|meta|pdf|references|summary)"
    r"|/galley/[0-9]{1,9}(?:/(?:download|view))?"
    r"|(?:(?<=[./][0-9]{6})|(?<=[./][0-9]{8}))v[0-9]{1,2}(?:\.(?:abstract|full))?)\Z"
)
# Silverchair, who serve Oxford, MIT and AIP, put the number of the page behind: `/article/doi/DOI/114732/Title`.
_NUMBERED_LINK = re.compile(r"article[a-z-]{0,20}/doi/\Z", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(?<=[^/])(?<!\A10\.[0-9]{4})(?<!\A10\.[0-9]{5})/[0-9]{4,9}(?:/[!-~]*)?\Z")
_CLOSED_BY = {")": "(", "]": "[", "}": "{", ">": "<"}
_DOI_CLINGING = "".join(char for char in CLINGING if char not in "()[]{}<>")


def _tidied_doi(doi: str) -> str:
    """Cut what clings to the end of a DOI; a bracket that the DOI opens stays (``s0140-6736(20)30183-5``)."""
    while doi:
        last = doi[-1]
        if last in _DOI_CLINGING or doi.count(last) > doi.count(_CLOSED_BY.get(last, last)):
            doi = doi[:-1]
        elif doi.endswith(".pdf"):
            doi = doi[:-4]
        else:
            break
    return doi


def _doi_in(text: str) -> str:
    """Return what stands where a DOI is expected, tidied, in lower case; an empty string when it cannot be one."""
    written = text.lstrip(CLINGING)
    link = _DOI_LINK.match(written)
    lead = link or _DOI_LABEL.match(written)
    doi = _AFTER_DOI.split(written[lead.end() if lead else 0 :], maxsplit=1)[0]
    if len(doi) > _LONGEST:
        return ""
    if link is None:
        return _tidied_doi(doi.lower())
    doi = _tidied_doi(unquote(doi).lower().rstrip("/"))
    if _NUMBERED_LINK.search(link[0]) and (number := _PAGE_NUMBER.search(doi)):
        doi = doi[: number.start()]
    while view := _VIEW.search(doi):
        doi = doi[: view.start()]
    # An escaped `#` may belong to a DOI, but would be lost as soon as somebody writes the DOI without the escape.
    return "" if _AFTER_DOI.search(doi) else _tidied_doi(doi)


# Links in which the DOI does not stand, and from which it follows all the same. The ACL registers DOIs for its own
# meetings only, since 2014, and not for all: EACL 2017 and 2024 have none, so only volumes that are known to have them
# are listed (https://github.com/acl-org/acl-anthology/tree/master/data/xml).
_IN_ACL = r"(?:aclanthology\.(?:org|info)|aclweb\.org)/+(?:anthology/)?(?:papers/)?(?:[A-Z]/[A-Z][0-9]{2}/)?"
_ACL_NUMBER = r"-[0-9](?!000)[0-9]{3}"
_ACL_SINCE_2020 = r"""
    (?: 202[0-5]\.(?:(?:acl|emnlp|naacl)-(?:main|long|short|demos?|srw|industry)|findings-(?:acl|emnlp|naacl))
    |   2020\.(?:aacl|coling)-main | 202[13]\.eacl-main
    )\.[1-9][0-9]{0,4}
"""
# `s41586-021-03819-2`, `nature14236`, `nmeth.4526`, `nrn.2016.150`, `323533a0`; what begins with `d` is news.
_NATURE = (
    r"s[0-9]{5}-[0-9]{3}-[0-9]{4,5}-[0-9a-z]|[a-z]{4,10}[0-9]{3,5}|[a-z]{2,8}\.[0-9]{1,4}(?:\.[0-9]{1,4})?"
    r"|[0-9]{5,6}[a-z]0"
)
_ACL_END = r"(?:v[0-9])?(?:\.pdf|\.bib|(?=[/?\#])|\Z)"
_FOLLOWING = tuple(
    (re.compile(rf"(?:(?:https?:)?//)?(?:www\.)?{link}", re.VERBOSE | re.IGNORECASE | re.ASCII), doi)
    for link, doi in (
        (
            rf"{_IN_ACL}({_ACL_SINCE_2020}|(?:D1[5-9]|P1[6-9]|N1[689]|[KS]1[6-9]){_ACL_NUMBER}){_ACL_END}",
            r"10.18653/v1/\1",
        ),
        (rf"{_IN_ACL}((?:D14|N15|P1[45]){_ACL_NUMBER}){_ACL_END}", r"10.3115/v1/\1"),
        (r"ijcai\.org/+proceedings/(201[7-9]|202[0-9])/0{0,3}([1-9][0-9]{0,3})(?:\.pdf|/?\Z)", r"10.24963/ijcai.\1/\2"),
        (
            rf"nature\.com/articles/({_NATURE})(?=[./?\#]|\Z)",
            r"10.1038/\1",
        ),
        (
            rf"nature\.com/[a-z]{{2,12}}/journal/v(?:aop|[0-9]{{1,4}})/n(?:current|[0-9s]{{1,5}})/(?:abs|fig_tab|full|pdf)/({_NATURE})"
            r"\.(?:html|pdf)",
            r"10.1038/\1",
        ),
        (r"(?:dl|portal)\.acm\.org/citation\.cfm\?doid=([0-9]{6,8}\.[0-9]{6,8})(?=[&\#]|\Z)", r"10.1145/\1"),
    )
)


def _doi_following(text: str) -> str:
    """The DOI that follows from a link in which it does not stand; an empty string when none does."""
    link = text.strip(CLINGING)
    found = ((pattern.match(link), doi) for pattern, doi in _FOLLOWING)
    return next((match.expand(doi).lower() for match, doi in found if match), "")


class Doi(str):
    """A DOI in lower case (``10.1145/3404835.3462825``).

    Takes a DOI, ``doi:…``, a link to doi.org, or a publisher's link that carries the DOI or from which it follows.
    Raises ValueError for everything else, also for the DOIs that arXiv registers, which are an ``ArxivId``, and for
    those behind 10.5555, which ACM writes where there is none.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Read the DOI that the text is."""
        if type(text) is cls:
            return text
        doi = _doi_in(text)
        if not _DOI.fullmatch(doi):
            doi = _doi_following(text)
        if not doi:
            raise refusal("a DOI", text, "no 10.…/… where one is expected")
        if doi.startswith("10.48550/arxiv."):
            raise refusal("a DOI of a publisher", text, "it names an arXiv id")
        if doi.startswith("10.5555/"):
            raise refusal("a DOI", text, "nobody registers those behind 10.5555")
        return super().__new__(cls, doi)

    @classmethod
    def find(cls, text: str) -> Self | None:  # type: ignore[override]  # an id is never searched as a text
        """Return the DOI that the text is, or None; never raises."""
        try:
            return cls(text)
        except ValueError:
            return None


# The words in front are GitHub's own pages; no account can have such a name.
_REPOSITORY = re.compile(
    r"""
    (?:(?:https?:)?//)?(?:www\.)?github\.com/+
    (?!(?:about|account|apps|blog|codespaces|collections|contact|customer-stories|enterprise|events|explore|features
        |issues|login|marketplace|notifications|organizations|orgs|pricing|pulls|readme|resources|search|security
        |sessions|settings|site|solutions|sponsors|stars|topics|trending|users)/)
    (?P<owner>[a-z0-9][a-z0-9-]{0,38})/+(?P<name>[a-z0-9._-]{1,100})(?=[/?\#]|\Z)
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def repository_of(url: str) -> str | None:
    """``owner/name`` of a link into a GitHub repository, with its case kept; None for any other link."""
    found = _REPOSITORY.match(url.strip(CLINGING))
    if found is None:
        return None
    name = found["name"]
    while name.endswith((".git", ".")):
        name = name.removesuffix(".git").rstrip(".")
    return f"{found['owner']}/{name}" if name else None
