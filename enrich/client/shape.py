"""Whether a body has the form that was expected; services say "slow down" in a page of HTML with status 200."""

import json
from collections.abc import Mapping
from email.message import Message
from typing import NoReturn
from xml.parsers import expat

from enrich.sources.base import Request

_DEEPEST = 200  # elements; a feed has six
_CHARSETS = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "us-ascii": "ascii",
    "iso-8859-1": "latin-1",
    "windows-1252": "cp1252",
}


class WrongShape(Exception):
    """The body is not what was expected; the message says what it is, without quoting it."""


def check_shape(request: Request, status: int, headers: Mapping[str, str], content: bytes) -> None:
    """Refuse a body that is not whole and in the expected form. Raises WrongShape.

    Bodies of errors come in any form (Crossref says "not found" in plain text, OpenAlex in HTML); only a service that
    speaks XML must do so in its errors, because a source is going to parse them.
    """
    named = Message()
    named["content-type"] = headers.get("content-type", "")[:200]
    kind = named.get_content_type() if headers.get("content-type") else ""
    if request.expects == "xml" and content:
        _check_xml(content)
    if not 200 <= status < 300:
        return
    if not content.strip():
        raise WrongShape("an empty page")
    if request.expects == "html":
        _check_html(kind, named.get_content_charset("utf-8"), content)
    elif kind == "text/html":
        raise WrongShape("a page of HTML")
    elif request.expects == "json":
        _check_json(content)


def _check_json(content: bytes) -> None:
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, not a number of sane length, or nested without end
        raise WrongShape("broken JSON") from None
    if not isinstance(value, dict | list):
        raise WrongShape("JSON without content")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _check_xml(content: bytes) -> None:
    """Well-formed, not an HTML page, and without a document type, so that there are no entities to expand."""
    depth = 0

    def enter(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if depth == 0 and name.lower() == "html":
            raise WrongShape("a page of HTML")
        depth += 1
        if depth > _DEEPEST:
            raise WrongShape("XML nested without end")

    def leave(name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*declared: object) -> NoReturn:
        raise WrongShape("XML with a document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):  # the last two: an encoding that nobody has
        raise WrongShape("broken XML") from None


def _check_html(kind: str, charset: str, content: bytes) -> None:
    if kind and kind not in ("text/html", "application/xhtml+xml"):
        raise WrongShape("not a page of HTML")
    try:
        content.decode(_CHARSETS[charset.lower()])
    except (KeyError, UnicodeDecodeError):
        raise WrongShape("text in a broken or unknown encoding") from None
