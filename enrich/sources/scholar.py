"""Google Scholar: one title in one request. Off until it is enabled; the service wants no programs.

The package `scholarly` knows what to ask and how to read a result; our client travels, so nothing here waits, opens a
browser or tries again. Pages for people are recognised before anything is read from them.
"""

import os
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

from enrich.models import Absent, Failed, Found, Outcome, PaperRecord
from enrich.sources import _answers as answers
from enrich.sources.base import Request, Response, Subject
from enrich.text import fold_title, latex_to_text

NAME = "scholar"
KIND = "paper"
BATCH = 1

_LARGEST = 2**19  # bytes; a page of ten results has 60,000, with its scripts three times that
_RESULTS = b'id="gs_res_glb"'
_RESULT = "gs_r gs_or gs_scl"  # class of one result
_NO_RESULTS = b"did not match any articles"
_BLOCKS = (
    b'id="gs_captcha',
    b'id="recaptcha"',
    b'id="captcha-form"',
    b"rc-doscaptcha",
    b"//consent.google.",
)


def keys(subject: Subject) -> tuple[str, ...]:
    """The title by which the paper is known best."""
    return subject.titles[:1] if subject.kind == "paper" and subject.titles and fold_title(subject.titles[0]) else ()


def request(keys: Sequence[str]) -> Request:
    """The first page of results for a title as a phrase."""
    phrase = " ".join(latex_to_text(keys[0]).replace('"', " ").split())[:300]
    known = _scholarly()
    address = urlsplit(known.scholarly._construct_url(f"/scholar?hl=en&q={quote(chr(34) + phrase + chr(34))}"))
    return Request(address.path, params=dict(parse_qsl(address.query)), expects="html")


def read(keys: Sequence[str], response: Response, asked_at: str) -> list[Outcome]:
    """The one result whose title is the same; another result says nothing about the paper.

    A result without a "Cited by" link has a count that is unknown: the service shows none for 0, too.
    """
    title = keys[0]
    flaw = _flaw(response)
    if flaw is not None:
        return answers.fail_all(keys, flaw)
    if _NO_RESULTS in response.content and _RESULT.encode() not in response.content:
        return [Absent(key=title)]
    same = [found for found in _results(response.content) if fold_title(found["bib"]["title"]) == fold_title(title)]
    if len(same) != 1:
        return [Failed(key=title, reason=f"{len(same) or 'none'} of the results has this title")]
    return [_found(title, same[0], asked_at)]


def _flaw(response: Response) -> str | None:
    """Why a page cannot be believed, or None."""
    page = response.content
    if response.status != 200 or len(page) > _LARGEST or page.startswith(b"<?xml"):  # the parser of HTML warns of XML
        return answers.UNREADABLE
    if any(mark in page for mark in _BLOCKS):
        return "a page for people: captcha or consent"
    return None if _RESULTS in page else "no page of results"


def _found(title: str, result: Any, asked_at: str) -> Found:
    address = result.get("citedby_url", "")
    cluster = parse_qs(urlsplit(address).query).get("cites", [""])[0]
    if not (cluster.isascii() and cluster.isdigit()):
        return Found(key=title)
    record = PaperRecord(paper_id=f"scholar:{cluster}", source=NAME, fetched_at=asked_at, ids=(("scholar", cluster),))
    url = f"https://scholar.google.com/scholar?cites={cluster}"
    return Found(key=title, record=record, counts=answers.counts(record, answers.whole(result["num_citations"]), url))


def _results(content: bytes) -> Iterator[Any]:
    """The results of a page as the package reads them, without those that it cannot read."""
    from bs4 import BeautifulSoup  # comes with the package, and is as slow to import

    known = _scholarly()
    page = BeautifulSoup(content.decode("utf-8", "replace").replace("\xa0", " "), "lxml")
    parser = known.publication_parser.PublicationParser(_NoNavigator())
    for row in page.find_all("div", class_=_RESULT):
        try:
            result = parser.get_publication(row, known.data_types.PublicationSource.PUBLICATION_SEARCH_SNIPPET)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            continue
        # The package takes "Cited by 1,234" for 1.
        links = {" ".join(link.get_text().split()) for link in row.find_all("a")}
        if "citedby_url" not in result or f"Cited by {result['num_citations']}" in links:
            yield result


class _NoNavigator:
    """Stands where the package has its own door to the network."""

    publib = ""
    """Pattern of a link that we do not need."""


@cache
def _scholarly() -> ModuleType:
    """The package; its import takes a second and sets variables from any ``.env`` above it, which are taken back."""
    before = dict(os.environ)
    with warnings.catch_warnings(action="ignore"):  # Python's about its code, on the first import after installing
        import scholarly  # type: ignore[import-untyped]
    for name in set(os.environ) - set(before):
        del os.environ[name]
    return scholarly  # type: ignore[no-any-return]
