"""The structure of an answer without its text: what recorded and emulated answers are compared by.

JSON
    every key path with the types seen there (``/results[]/doi``: ``str``); the words of an inverted index become ``*``.
XML
    every element path and attribute (``/atom:feed/atom:entry/atom:link@href``).
HTML
    every element with an id, and every pair of element and class (``div#gs_top``, ``div.gs_ri``).
"""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

_DYNAMIC = "abstract_inverted_index"  # its keys are words of an abstract
_NAMESPACE = re.compile(r"\{([^}]*)\}")
_PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://a9.com/-/spec/opensearch/1.1/": "opensearch",
    "http://arxiv.org/schemas/atom": "arxiv",
    "http://www.openarchives.org/OAI/2.0/": "oai",
    "http://arxiv.org/OAI/arXiv/": "arXiv",
}


def json_shape(value: Any) -> dict[str, set[str]]:
    """Types by key path."""
    shape: dict[str, set[str]] = {}
    for path, kind in _json_paths(value, ""):
        shape.setdefault(path, set()).add(kind)
    return shape


def _json_paths(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield path, "object"
        for key, below in value.items():
            yield from _json_paths(below, f"{path}/{'*' if path.endswith(_DYNAMIC) else key}")
    elif isinstance(value, list):
        yield path, "array"
        for below in value:
            yield from _json_paths(below, f"{path}[]")
    else:
        yield path, "null" if value is None else type(value).__name__


def xml_shape(content: bytes) -> dict[str, set[str]]:
    """Element and attribute paths, with a short prefix for each namespace; there is only one type, ``text``."""
    return {path: {"text"} for path in _xml_paths(ElementTree.fromstring(content), "")}  # our own files


def _xml_paths(element: ElementTree.Element, above: str) -> Iterator[str]:
    namespace = _NAMESPACE.match(element.tag)
    name = _NAMESPACE.sub("", element.tag)
    path = f"{above}/{name}" if not namespace else f"{above}/{_PREFIXES.get(namespace[1], namespace[1])}:{name}"
    yield path
    for attribute in element.attrib:
        yield f"{path}@{_NAMESPACE.sub('', attribute)}"
    for below in element:
        yield from _xml_paths(below, path)


def html_shape(content: bytes) -> dict[str, set[str]]:
    """Elements with an id, and pairs of element and class."""
    reader = _Selectors()
    reader.feed(content.decode("utf-8", "replace"))
    reader.close()
    return {selector: {"element"} for selector in reader.found}


class _Selectors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id") and re.fullmatch(r"(gs|recaptcha|captcha)[\w-]*", values["id"] or ""):
            self.found.add(f"{tag}#{values['id']}")  # other ids are those of papers
        self.found.update(f"{tag}.{name}" for name in (values.get("class") or "").split())
        self.found.update(f"{tag}[{name}]" for name in values if name.startswith("data-"))
        if tag == "input" and values.get("name"):
            self.found.add(f"input[name={values['name']}]")


def shape(name: str, content: bytes) -> dict[str, set[str]]:
    """Structure of one answer; the suffix of ``name`` says how to read it."""
    match Path(name).suffix:
        case ".json":
            return json_shape(json.loads(content))
        case ".xml":
            return xml_shape(content)
        case ".html":
            return html_shape(content)
        case _:
            return {}
