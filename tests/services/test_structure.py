"""What the services answer has the structure of the recorded answers, and all that we could need of it."""

import itertools
import json
from typing import Any

import httpx
import pytest

from tests.services import Services
from tests.services.asking import ATTENTION, GRAPHQL, SHAPES, asked, published, shape_of, shapes

FIELDS = (
    "paperId,corpusId,externalIds,url,title,abstract,venue,year,referenceCount,citationCount,influentialCitationCount,"
    "isOpenAccess,openAccessPdf,fieldsOfStudy,s2FieldsOfStudy,publicationTypes,publicationDate,publicationVenue,journal,"
    "citationStyles,authors"
)

STRUCTURE: list[tuple[str, str, list[str], dict[str, Any], list[str]]] = [
    ("arxiv", "ids", ["query_*_200"], {"url": "api/query?id_list={arxiv_id},{doi_arxiv_id}"}, [
        "/atom:feed/atom:entry/atom:id", "/atom:feed/atom:entry/arxiv:doi", "/atom:feed/opensearch:totalResults",
        "/atom:feed/atom:entry/atom:author/atom:name", "/atom:feed/atom:entry/atom:link@title",
    ]),
    ("arxiv", "titles", ["query_*_200"], {"url": 'api/query?search_query=ti:"attention is all you need"'}, [
        "/atom:feed/atom:entry/atom:published", "/atom:feed/atom:entry/arxiv:primary_category@term",
    ]),
    ("arxiv", "unknown id", ["query_unknown_id_empty_200"], {"url": "api/query?id_list=0000.0000"}, ["/atom:feed"]),
    ("arxiv", "malformed id", ["query_malformed_id_400"], {"url": "api/query?id_list=abc"}, [
        "/atom:feed/atom:entry/atom:summary", "/atom:feed/atom:entry/atom:author/atom:name",
    ]),
    ("arxiv_oai", "one record", ["getrecord_*"], {
        "url": "oai?verb=GetRecord&identifier=oai:arXiv.org:{doi_arxiv_id}&metadataPrefix=arXiv"
    }, ["/oai:OAI-PMH/oai:GetRecord/oai:record/oai:metadata/arXiv:arXiv/arXiv:authors/arXiv:author/arXiv:keyname"]),
    ("arxiv_oai", "list of records", ["listrecords_*", "getrecord_*"], {
        "url": "oai?verb=ListRecords&metadataPrefix=arXiv&from=2026-03-01"
    }, ["/oai:OAI-PMH/oai:ListRecords/oai:record/oai:header/oai:datestamp"]),
    ("semanticscholar", "batch", ["batch_*_200", "paper_by_*_200"], {
        "url": "graph/v1/paper/batch?fields=" + FIELDS, "json": {"ids": ["ARXIV:{arxiv_id}", "ARXIV:0000.00000"]}
    }, ["[]/citationCount", "[]/externalIds/CorpusId", "[]/authors[]/name", "[]/publicationDate"]),
    ("semanticscholar", "one paper", ["paper_by_*_200", "batch_*_200"], {
        "url": "graph/v1/paper/ARXIV:{arxiv_id}?fields=" + FIELDS
    }, ["/citationCount", "/externalIds/ArXiv"]),
    ("semanticscholar", "title match", ["search_match_*200", "batch_*_200", "paper_by_*_200"], {
        "url": "graph/v1/paper/search/match?query=Attention is all you need&fields=" + FIELDS
    }, ["/data[]/matchScore", "/data[]/externalIds/ArXiv"]),
    ("semanticscholar", "no hits", ["search_no_hits_200"], {"url": "graph/v1/paper/search?query=zzqx&fields=title"}, [
        "/total", "/offset",
    ]),
    ("semanticscholar", "match miss", ["search_match_miss_404"], {"url": "graph/v1/paper/search/match?query=zzqx"}, [
        "/error",
    ]),
    ("semanticscholar", "unknown paper", ["paper_not_found_404"], {"url": "graph/v1/paper/0"}, ["/error"]),
    ("semanticscholar", "unknown field", ["bad_field_400"], {"url": "graph/v1/paper/0?fields=unknown"}, ["/error"]),
    ("semanticscholar", "wrong key", ["batch_invalid_key_403"], {
        "url": "graph/v1/paper/batch", "json": {"ids": ["ARXIV:{arxiv_id}"]}, "headers": {"x-api-key": "wrong"}
    }, ["/message"]),
    ("openalex", "works by DOI", ["works_*_200"], {"url": "works?filter=doi:10.48550/arxiv.{arxiv_id}|{doi}"}, [
        "/meta/count", "/meta/cost_usd", "/results[]/cited_by_count", "/results[]/ids/openalex",
        "/results[]/is_retracted", "/results[]/authorships[]/author/orcid",
        "/results[]/primary_location/source/display_name",
    ]),
    ("openalex", "works by title", ["works_*_200"], {"url": "works?filter=title.search:attention is all you need"}, [
        "/results[]/relevance_score",
    ]),
    ("openalex", "one work", ["work_by_doi_*_200", "works_*_200"], {"url": "works/doi:10.48550/arXiv.{arxiv_id}"}, [
        "/cited_by_count", "/doi",
    ]),
    ("openalex", "selected fields", ["work_by_doi_url_select_200"], {
        "url": "works/https://doi.org/10.48550/arXiv.{arxiv_id}?select=open_access,doi"
    }, ["/doi", "/open_access/oa_url"]),
    ("openalex", "unknown work", ["work_not_found_404"], {"url": "works/doi:10.48550/arXiv.0000.00000"}, []),
    ("openalex", "wrong key", ["from_source_bad_key_401"], {
        "url": "works", "headers": {"api-key": "wrong"}
    }, ["/message"]),
    ("openalex", "page too long", ["from_source_bad_per_page_400"], {"url": "works?per-page=500"}, ["/message"]),
    ("crossref", "one work", ["work_by_doi_*_200"], {"url": "works/{doi}"}, [
        "/message/is-referenced-by-count", "/message/title[]", "/message/issued/date-parts[][]",
        "/message/author[]/family",
    ]),
    ("crossref", "works by DOI", ["works_query_200", "works_sample_200", "query_title_*"], {
        "url": "works?filter=doi:{doi}"
    }, ["/message/items[]/DOI", "/message/items-per-page", "/message/items[]/container-title[]"]),
    ("crossref", "title", ["query_title_select_200"], {
        "url": "works?query.title=quantum field theory&select=DOI,title&rows=1&mailto=someone@example.org"
    }, ["/message/items[]/title[]"]),
    ("crossref", "no hits", ["works_query_title_no_hits_200"], {
        "url": "works?query.title=zzqx&rows=1"
    }, ["/message/items"]),
    ("crossref", "unknown DOI", ["work_not_found_404"], {"url": "works/10.1371/notarealdoi"}, []),
    ("crossref", "arXiv's DOI", ["arxiv_doi_is_datacite_404"], {"url": "works/10.48550%2Farxiv.{arxiv_id}"}, []),
    ("crossref", "bad cursor", ["bad_cursor_404"], {"url": "works?query=widget&cursor=thing"}, ["/message[]/type"]),
    ("crossref", "bad parameter", ["works_bad_param_400"], {
        "url": "works/{doi}?query.author=x"
    }, ["/message[]/message"]),
    ("github", "repository", ["repo_200", "repo_renamed_target_200"], {"url": "repos/octokit/octokit.js"}, [
        "/stargazers_count", "/archived", "/pushed_at", "/license", "/full_name",
    ]),
    ("github", "missing repository", ["repo_not_found_404"], {"url": "repos/o/gone"}, ["/message"]),
    ("github", "wrong token", ["bad_credentials_401"], {
        "url": "repos/o/n", "headers": {"authorization": "Bearer wrong"}
    }, ["/message"]),
    ("github", "batch with a missing one", ["shape_graphql_batch_alias_missing_200", "graphql_not_found_*"], {
        "url": "graphql", "json": {"query": GRAPHQL}, "headers": {"authorization": "Bearer {token}"}
    }, ["/data/r0/stargazerCount", "/data/r1", "/errors[]/path[]", "/data/rateLimit/resetAt"]),
    ("scholar", "results", ["search_*_200"], {"url": "scholar?q=attention+is+all+you+need"}, [
        "div.gs_r", "div[data-cid]", "div[data-rp]", "div#gs_res_glb", "div[data-sva]", "h3.gs_rt", "div.gs_ri",
        "div.gs_a", "div.gs_rs", "div.gs_fl", "div.gs_flb", "div.gs_ggs", "div.gs_ab_mdw",
        "span.gs_ico_nav_next", "input[name=q]",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("service", "recordings", "request_parts", "needed"),
    [pytest.param(*(row[0], *row[2:]), id=f"{row[0]}: {row[1]}") for row in STRUCTURE],
)
def test_structure_is_the_recorded_one(
    services: Services,
    client: httpx.Client,
    service: str,
    recordings: list[str],
    request_parts: dict[str, Any],
    needed: list[str],
) -> None:
    paper = published(services.world)
    names = {"arxiv_id": ATTENTION, "doi": paper.doi, "doi_arxiv_id": paper.arxiv_id, "token": services["github"].KEY}
    response = send(client, service, filled(request_parts, names))
    recorded = [shape for pattern in recordings for shape in shapes(service, pattern)]
    allowed = union([shape["paths"] for shape in recorded] + [documented(service)])
    found = shape_of(response)

    assert response.status_code in {shape["status"] for shape in recorded}
    assert response.headers["content-type"].partition(";")[0] in media_types(recorded, service)
    invented = {path: kinds - allowed.get(path, set()) for path, kinds in found.items()}
    assert {path: kinds for path, kinds in invented.items() if kinds} == {}
    assert [path for path in needed if path not in found] == []


def filled(value: Any, names: dict[str, Any]) -> Any:
    """The value with names put into its texts; a query in braces stays what it is."""
    if isinstance(value, dict):
        return {key: filled(below, names) for key, below in value.items()}
    if isinstance(value, list):
        return [filled(below, names) for below in value]
    for name, text in names.items():
        value = value.replace(f"{{{name}}}", str(text))
    return value


def send(client: httpx.Client, service: str, parts: dict[str, Any]) -> httpx.Response:
    """A GET, or a POST when there is JSON to send."""
    method = "POST" if "json" in parts else "GET"
    return client.request(method, f"/{service}/{parts['url']}", json=parts.get("json"), headers=parts.get("headers"))


def documented(service: str) -> dict[str, list[str]]:
    """Paths that no recording has, but the service's documentation."""
    stored = json.loads((SHAPES / "documented.json").read_text("utf-8"))
    return {path: kinds for group in stored.get(service, []) for path, kinds in group["paths"].items()}


def union(parts: list[dict[str, list[str]]]) -> dict[str, set[str]]:
    """Types by path over several shapes; a path below a list item is also one below the bare record."""
    found: dict[str, set[str]] = {}
    for path, kinds in itertools.chain.from_iterable(part.items() for part in parts):
        bare = path.removeprefix("/results[]").removeprefix("/data[]").removeprefix("[]")
        for name in {path, bare, f"/data[]{bare}", f"[]{bare}", f"/results[]{bare}"}:
            found.setdefault(name, set()).update(kinds)
    return found


def media_types(recorded: list[dict[str, Any]], service: str) -> set[str]:
    """Media types of the recordings; where none was kept, that of the format."""
    kept = {shape["media_type"] for shape in recorded if shape["media_type"]}
    return kept or {
        {"arxiv_oai": "text/xml", "scholar": "text/html", "arxiv": "application/atom+xml"}.get(
            service, "application/json"
        )
    }


def test_throttled_answers_have_the_recorded_structure(services: Services, client: httpx.Client) -> None:
    for service, fault, pattern in (
        ("semanticscholar", "429_bare", "quoted_anonymous_throttled_429"),
        ("openalex", "429_hours", "from_source_daily_budget_429"),
        ("openalex", "paused", "from_source_anon_search_paused_503"),
        ("github", "secondary_limit", "secondary_rate_limit_retry_after_403"),
        ("arxiv", "429_bare", "quoted_rate_exceeded_429"),
        ("crossref", "429_bare", "quoted_too_many_requests_429"),
    ):
        services.fault(service, fault, times=1)
        response = asked(client, service, services)
        recorded = shapes(service, pattern)[0]
        assert response.status_code == recorded["status"], service
        assert sorted(shape_of(response)) == sorted(recorded["paths"]), service
        assert response.headers["content-type"].partition(";")[0] == recorded["media_type"], service
        assert set(recorded["headers"]) - set(response.headers) <= {"x-frame-options", "x-content-type-options",
            "x-xss-protection", "x-github-media-type"}, service  # fmt: skip
