"""arXiv's OAI-PMH: what to ask for the papers that changed since a day, and how to read the answer. Pure.

The format ``arXiv`` is asked for: of those with a paper's first day it is the one whose authors are taken apart.
Every error of the protocol comes with status 200 (https://www.openarchives.org/OAI/openarchivesprotocol.html).
"""

from datetime import date
from typing import Any, NamedTuple
from xml.etree import ElementTree

from enrich.errors import BadAnswer
from enrich.identifiers import ArxivId
from enrich.sources.base import Request, Response

NAME = "arxiv_oai"

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_ARXIV = "{http://arxiv.org/OAI/arXiv/}"


class Page(NamedTuple):
    """One page: records as `enrich.catalogue` takes them, ids of papers that are gone, and where the list goes on.

    ``day`` is the service's date of the answer.
    """

    records: list[dict[str, Any]]
    gone: list[str]
    token: str | None
    day: date


class TokenExpired(Exception):
    """The list cannot go on from this token; it has to be asked for anew."""


def request(since: date, until: date | None = None, token: str | None = None) -> Request:
    """Ask for what was changed from one day to another, both included; with a token, for the next page of that."""
    if token:
        return Request(params={"verb": "ListRecords", "resumptionToken": token}, expects="xml")
    params = {"verb": "ListRecords", "metadataPrefix": "arXiv", "from": str(since)}
    return Request(params=params | ({"until": str(until)} if until else {}), expects="xml")


def read(response: Response) -> Page:
    """Read a page. Raises TokenExpired, and BadAnswer for what is no page or not a whole one."""
    root = ElementTree.fromstring(response.content)  # noqa: S314  (the client lets no document type in)
    day = _day(root.findtext(f"{_OAI}responseDate") or "")
    if day is None:
        raise BadAnswer(NAME, "answered with a page without a date", status=response.status)
    error = root.find(f"{_OAI}error")
    if error is not None:
        code = error.get("code", "")
        if code == "badResumptionToken":
            raise TokenExpired
        if code == "noRecordsMatch":
            return Page([], [], None, day)
        raise BadAnswer(NAME, f"answered with the error {code[:40]!r}", status=response.status)
    page = root.find(f"{_OAI}ListRecords")
    if page is None or page.find(f"{_OAI}record") is None:
        raise BadAnswer(NAME, "answered with a page without records", status=response.status)
    records, gone = [], []
    for record in page.iterfind(f"{_OAI}record"):
        arxiv_id, fields = _parts(record)
        if fields is None:
            gone.append(arxiv_id)
        else:
            records.append({"arxiv_id": arxiv_id, **fields})
    token = page.findtext(f"{_OAI}resumptionToken") or ""
    return Page(records, gone, token.strip() or None, day)


def _day(text: str) -> date | None:
    """The day that a date or a time begins with."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _parts(record: ElementTree.Element) -> tuple[str, dict[str, Any] | None]:
    """Id and fields of a record; no fields for one that was deleted."""
    header = record.find(f"{_OAI}header")
    identifier = header.findtext(f"{_OAI}identifier", "") if header is not None else ""
    arxiv_id = ArxivId.find(identifier)
    if header is None or arxiv_id is None:
        raise BadAnswer(NAME, "answered with a record without an arXiv id")
    if header.get("status") == "deleted":
        return str(arxiv_id), None
    found = record.find(f"{_OAI}metadata/{_ARXIV}arXiv")
    title = _text(found, "title") if found is not None else ""
    if found is None or not title or ArxivId.find(_text(found, "id")) != arxiv_id:
        raise BadAnswer(NAME, "answered with a record that is not whole")
    return str(arxiv_id), {
        "title": title,
        "authors": [_name(author) for author in found.iterfind(f"{_ARXIV}authors/{_ARXIV}author")],
        "published": str(_day(_text(found, "created")) or ""),
        "categories": _text(found, "categories").split(),
        "doi": _text(found, "doi"),
        "journal_ref": _text(found, "journal-ref"),
    }


def _text(element: ElementTree.Element, name: str) -> str:
    return " ".join((element.findtext(f"{_ARXIV}{name}") or "").split())


def _name(author: ElementTree.Element) -> str:
    return " ".join(filter(None, (_text(author, part) for part in ("forenames", "keyname", "suffix"))))
