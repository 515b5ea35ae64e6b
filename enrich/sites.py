"""Names of papers at the sites that publish them: whatever link people write in, one canonical form out, or nothing.

arXiv ids and DOIs are in `enrich.identifiers`; this is for papers that have neither, or whose list does not say so.
Page, PDF and attachments of a paper give one name; slides, a volume, a search or a person's page give none.
"""

import re
from typing import Self
from urllib.parse import unquote

from enrich.identifiers import CLINGING, refusal

_LONGEST = 1_500  # characters of a link, percent-encoded
_HOST = re.compile(r"(?:https?:)?//(?:www\.)?([a-z0-9.-]{3,60})(?::[0-9]{1,5})?/+", re.IGNORECASE | re.ASCII)

_KEY = r"[a-z-]{1,40}[0-9]{2}[a-z]{0,2}"  # of PMLR and JMLR: first author, year, a letter that tells equals apart
_ACL_ID = r"[A-Z][0-9]{2}-[0-9]{4} | (?:19|20)[0-9]{2}\.[a-z0-9]{2,30}-[a-z0-9]{1,20}\.[1-9][0-9]{0,4}"
_STEM = r"[\w.,'’()+!&–-]{5,200}?"

# What a value of each scheme looks like. Whatever is read in a link has this form, and this form reads itself.
_FORMS = {
    "openreview": r"[A-Za-z0-9_-]{8,14}",
    "acl": _ACL_ID,
    "pmlr": rf"[rv][0-9]{{1,4}}/{_KEY}",
    "jmlr": rf"[0-9]{{1,3}}/(?:[0-9]{{2}}-[0-9]{{3,4}}|{_KEY})",
    "cvf": rf"{_STEM}_(?:[0-9]{{4}}|[0-9]{{4}}_[A-Z]{{4,8}})",
    "ecva": r"eccv_[0-9]{4}/[1-9][0-9]{0,11}",
    "usenix": r"[a-z]{2,20}[0-9]{2}/[a-z][a-z-]{0,60}[0-9]{0,2}",
    "neurips": r"[0-9]{4}/[0-9a-f]{32} | [1-9][0-9]{0,4}",
    "mlsys": r"[0-9]{4}/[0-9a-f]{32}",
    "ieee": r"[1-9][0-9]{3,9}",
    "acm": r"[1-9][0-9]{4,9}",
    "aaai": r"[1-9][0-9]{0,6} | [A-Z]{2,12}[0-9]{2}/[1-9][0-9]{3,6}",
    "s2": r"[0-9a-f]{40}",
}
SITE_SCHEMES = tuple(_FORMS)
"""Schemes of the names that are read here, as in ``paper_ids``."""

_END = r"(?=[/?\#&]|\Z)"
_PROCEEDINGS = r"(?:paper_files/)?paper/([0-9]{4})/(?:hash|file)/([0-9a-f]{32})-"
# Scheme, hosts without `www.`, and what follows the host; the groups, joined by a slash, are the value.
_LINKS = (
    ("openreview", "openreview.net", rf"(?:forum|pdf|attachment)\?(?:[^\#]{{1,300}}&)?id=([\w-]+){_END}"),
    (
        "acl",
        "aclanthology.org aclanthology.info aclweb.org",
        r"(?:anthology/)?(?:papers/)?(?:[A-Z]/[A-Z][0-9]{2}/)?([\w.-]{8,60}?)(?:v[0-9])?(?:\.pdf|\.bib)?(?=[/?\#]|\Z)",
    ),
    ("pmlr", "proceedings.mlr.press", rf"([rv][0-9]{{1,4}})/({_KEY})(?:\.html|\.pdf|/|\Z)"),
    ("pmlr", "jmlr.org", rf"proceedings/papers/([rv][0-9]{{1,4}})/({_KEY})(?:\.html|\.pdf|/)"),
    ("pmlr", "raw.githubusercontent.com", rf"mlresearch/([rv][0-9]{{1,4}})/[\w/]{{4,40}}/({_KEY})/"),
    ("jmlr", "jmlr.org", rf"papers/v(?:olume)?([0-9]{{1,3}})/([0-9]{{2}}-[0-9]{{3,4}}|{_KEY})(?:\.html|/|\Z)"),
    (
        "cvf",
        "openaccess.thecvf.com cv-foundation.org",
        rf"(?:openaccess/)?content[\w/-]{{1,60}}/(?:html|papers)/(?:[\w-]{{1,40}}/)?({_STEM})_paper\.(?:html|pdf){_END}",
    ),
    ("ecva", "ecva.net", r"papers/(eccv_[0-9]{4})/papers_ECCV/html/([0-9]{1,5})_ECCV_[0-9]{4}_paper\.php"),
    ("ecva", "ecva.net", r"papers/(eccv_[0-9]{4})/papers_ECCV/papers/([0-9]{6,12})(?:-supp)?\.pdf"),
    ("usenix", "usenix.org", rf"conference/([a-z]+[0-9]{{2}})/(?:technical-sessions/)?presentation/([\w-]+){_END}"),
    ("usenix", "usenix.org", r"system/files/(?:conference/\w+/)?([a-z]+[0-9]{2})-(?!paper-|slides?-)([\w-]+)\.pdf"),
    ("neurips", "papers.nips.cc papers.neurips.cc proceedings.neurips.cc", _PROCEEDINGS),
    ("neurips", "papers.nips.cc papers.neurips.cc", r"paper/([1-9][0-9]{0,4})-[a-z0-9]"),
    ("mlsys", "proceedings.mlsys.org", _PROCEEDINGS),
    ("ieee", "ieeexplore.ieee.org", rf"(?:abstract/|rest/)?document/([0-9]{{4,10}}){_END}"),
    (
        "ieee",
        "ieeexplore.ieee.org",
        rf"(?:stamp|stampPDF|xpls?)/[\w./]{{5,40}}\?(?:[^\#]{{1,300}}&)?arnumber=0{{0,3}}([0-9]{{4,10}}){_END}",
    ),
    # The number behind 10.5555 is ACM's, but no DOI: it is given to papers that others publish.
    ("acm", "dl.acm.org portal.acm.org", rf"citation\.cfm\?id=(?:[0-9]{{4,10}}\.)?([0-9]{{5,10}}){_END}"),
    ("acm", "dl.acm.org", rf"doi/(?:[a-zA-Z]{{2,12}}/)?10\.5555/(?:[0-9]{{4,10}}\.)?([0-9]{{5,10}}){_END}"),
    ("aaai", "ojs.aaai.org aaai.org", rf"(?:ojs/)?index\.php/\w+/article/(?:view|download)/([0-9]{{1,7}}){_END}"),
    ("aaai", "aaai.org", rf"ocs/index\.php/\w{{2,12}}/(\w{{4,14}})/paper/[a-zA-Z]{{4,22}}/([0-9]{{4,7}}){_END}"),
    ("s2", "semanticscholar.org", rf"(?:paper|reader)/(?:[^/?\#]{{1,300}}/)?([0-9a-f]{{40}}){_END}"),
)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE | re.ASCII)


_FORM = {scheme: _compiled(form) for scheme, form in _FORMS.items()}
_BY_HOST: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
for _scheme, _hosts, _path in _LINKS:
    for _name in _hosts.split():
        _BY_HOST.setdefault(_name, []).append((_scheme, _compiled(_path)))
SITE_HOSTS = frozenset(_BY_HOST)
"""Hosts whose links may hold a name, without `www.`."""


def _acl_value(value: str) -> str:
    """An Anthology id in its own case; nothing for the front matter of a volume, which has the number 0."""
    if value[0].isdigit():
        return value.lower()
    return "" if value.endswith("000") or (value[0] in "Ww" and value.endswith("00")) else value.upper()


def _usenix_value(value: str) -> str:
    """The Security Symposium's files say `sec22` for `usenixsecurity22`, and some `_` where the page says `-`."""
    value = value.lower().replace("_", "-")
    return "usenixsecurity" + value[3:] if re.match("sec[0-9]", value) else value


_TIDIED = {"acl": _acl_value, "usenix": _usenix_value}


def _name_in(text: str) -> tuple[str, str] | None:
    """Scheme and value of a link, or of a name as it is written here; None when it is neither."""
    if len(text) > _LONGEST:
        return None
    scheme, colon, value = text.partition(":")
    if colon and scheme in _FORM:
        return (scheme, value) if _FORM[scheme].fullmatch(value) else None
    host = _HOST.match(text)
    if host is None:
        return None
    patterns = _BY_HOST.get(host[1].lower())
    if patterns is None:
        return None
    path = unquote(text[host.end() :])
    for scheme, pattern in patterns:
        if found := pattern.match(path):
            value = _TIDIED.get(scheme, str)("/".join(found.groups()))
            if _FORM[scheme].fullmatch(value):
                return scheme, value
    return None


class SiteId(str):
    """The name of a paper at the site that publishes it, as the ids of the database are (``openreview:rJXMpikCZ``).

    Takes such a name or a link. Raises ValueError for everything else. Two names may be one paper: only a source can
    tell that.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Read the name that the text is."""
        if type(text) is cls:
            return text
        found = _name_in(text.strip(CLINGING))
        if found is None:
            raise refusal("a name of a paper at a site", text, "no such name where one is expected")
        return super().__new__(cls, ":".join(found))

    @classmethod
    def find(cls, text: str) -> Self | None:  # type: ignore[override]  # an id is never searched as a text
        """Return the name that the text is, or None; never raises."""
        found = _name_in(text.strip(CLINGING))
        return super().__new__(cls, ":".join(found)) if found else None

    @property
    def scheme(self) -> str:
        """Which site: one of `SITE_SCHEMES`."""
        return self.partition(":")[0]

    @property
    def value(self) -> str:
        """The name at that site."""
        return self.partition(":")[2]
