"""One ordinary request to each service, and ways to read what comes back."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx

from tests.services import Services, World
from tests.services.papers import Paper
from tests.services.server import CONTACT
from tests.services.structure import html_shape, json_shape, xml_shape

SHAPES = Path(__file__).parent / "shapes"
ATOM = "{http://www.w3.org/2005/Atom}"
ATTENTION = "1706.03762"
SURVEY = "2410.20011"
UNKNOWN = "0000.00000"
AGENT = f"enrich-tests/1 (mailto:{CONTACT})"
GRAPHQL = (
    "query { rateLimit { cost remaining resetAt }"
    ' r0: repository(owner: "octokit", name: "octokit.js") { nameWithOwner stargazerCount }'
    ' r1: repository(owner: "o", name: "gone") { nameWithOwner stargazerCount } }'
)


def published(world: World) -> Paper:
    """A paper that Crossref has, and that is one work with one preprint at OpenAlex."""
    return next(paper for paper in world.with_doi if all(world.knows(name, paper) for name in ("openalex", "crossref")))


def asked(client: httpx.Client, name: str, services: Services) -> httpx.Response:
    """One ordinary request for a known paper or repository."""
    doi = published(services.world).doi
    match name:
        case "arxiv":
            return client.get(f"/arxiv/api/query?id_list={ATTENTION},{SURVEY}")
        case "arxiv_oai":
            return client.get(f"/arxiv_oai/oai?verb=GetRecord&identifier=oai:arXiv.org:{SURVEY}&metadataPrefix=arXiv")
        case "semanticscholar":
            ids = {"ids": [f"ARXIV:{ATTENTION}", f"ARXIV:{SURVEY}"]}
            return client.post("/semanticscholar/graph/v1/paper/batch?fields=title,citationCount,externalIds", json=ids)
        case "openalex":
            return client.get(f"/openalex/works?filter=doi:10.48550/arxiv.{ATTENTION}|10.48550/arxiv.{SURVEY}")
        case "crossref":
            return client.get(f"/crossref/works?filter=doi:{doi}&rows=10")
        case "datacite":
            return client.get(f"/datacite/dois/10.48550/arXiv.{ATTENTION}")
        case "github":
            key = {"authorization": f"Bearer {services['github'].KEY}"}
            return client.post("/github/graphql", json={"query": GRAPHQL}, headers=key)
        case _:
            return client.get("/scholar/scholar?q=%22attention+is+all+you+need%22")


def batch(client: httpx.Client, ids: list[str], **headers: str) -> httpx.Response:
    path = "/semanticscholar/graph/v1/paper/batch?fields=title,citationCount,externalIds"
    return client.post(path, json={"ids": ids}, headers=headers)


def entries(response: httpx.Response) -> dict[str, str]:
    """Titles by versioned id."""
    feed = ElementTree.fromstring(response.content)
    return {
        (entry.findtext(f"{ATOM}id") or "").rpartition("/abs/")[2]: entry.findtext(f"{ATOM}title") or ""
        for entry in feed.findall(f"{ATOM}entry")
    }


def shape_of(response: httpx.Response) -> dict[str, set[str]]:
    """Structure of an answer, by its media type."""
    kind = response.headers["content-type"].partition(";")[0]
    if kind.endswith("json"):
        return json_shape(response.json())
    if kind.endswith("xml"):
        return xml_shape(response.content)
    return html_shape(response.content) if kind == "text/html" and "gs_" in response.text else {}


def shapes(service: str, pattern: str) -> list[dict[str, Any]]:
    """Recorded shapes whose names fit the pattern."""
    stored = json.loads((SHAPES / f"{service}.json").read_text("utf-8"))
    fitting = [shape for name, shape in stored.items() if Path(name).match(pattern)]
    assert fitting, f"no recording {pattern} of {service}"
    return fitting
