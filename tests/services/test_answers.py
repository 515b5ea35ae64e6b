"""What each service does with keys, titles, pages, and requests that it refuses."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import httpx
import pytest

from tests.services import Services, World
from tests.services.asking import ATTENTION, SURVEY, UNKNOWN, batch, entries, published
from tests.services.papers import openalex_id, s2_id

OAI = "{http://www.openarchives.org/OAI/2.0/}"


def total(response: httpx.Response) -> int:
    feed = ElementTree.fromstring(response.content)
    return int(feed.findtext("{http://a9.com/-/spec/opensearch/1.1/}totalResults") or -1)


def test_arxiv_cuts_off_after_ten_unless_told_otherwise(services: Services, client: httpx.Client) -> None:
    ids = list(services.world.papers)[:30]
    assert len(entries(client.get("/arxiv/api/query", params={"id_list": ",".join(ids)}))) == 10
    everything = entries(client.get("/arxiv/api/query", params={"id_list": ",".join(ids), "max_results": 100}))
    assert {versioned.rpartition("v")[0] for versioned in everything} == set(ids)
    assert [versioned.rpartition("v")[0] for versioned in everything] != ids


def test_arxiv_answers_bare_and_versioned_ids_apart_and_drops_unknown_ones(client: httpx.Client) -> None:
    response = client.get(f"/arxiv/api/query?id_list={ATTENTION},{ATTENTION}v1,{ATTENTION}v99,{UNKNOWN}")
    assert set(entries(response)) == {f"{ATTENTION}v1", f"{ATTENTION}v3"}
    assert total(response) == 2


def test_arxiv_takes_a_form(client: httpx.Client) -> None:
    response = client.post("/arxiv/api/query", data={"id_list": ATTENTION})
    assert list(entries(response).values()) == ["Attention Is All You Need"]


def test_arxiv_finds_titles_joined_by_or(services: Services, client: httpx.Client) -> None:
    titles = [services.world.papers[arxiv_id].title for arxiv_id in (ATTENTION, SURVEY)]
    query = " OR ".join(f'ti:"{title}"' for title in titles)
    found = entries(client.get("/arxiv/api/query", params={"search_query": query, "max_results": 50}))
    assert set(titles) <= set(found.values())
    assert next(iter(found.values())) in titles


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        pytest.param("", 400, "Either a search_query or id_list must be specified", id="nothing asked"),
        pytest.param("id_list=1706.03762,abc", 400, "incorrect id format for abc", id="one bad id spoils all"),
        pytest.param("id_list=1706.03762&max_results=x", 400, "max_results must be an integer", id="no number"),
        pytest.param("id_list=1706.03762&start=-1", 400, "start must be non-negative", id="negative"),
        pytest.param("id_list=1706.03762&sortBy=luck", 400, "sortBy must be in", id="unknown order"),
        pytest.param('search_query=ti:"half', 400, "Invalid query string", id="unbalanced quotes"),
        pytest.param("search_query=" + "(" * 2000, 400, "Invalid query string", id="two thousand brackets"),
        pytest.param("id_list=1706.03762&max_results=0", 500, "", id="page of nothing"),
        pytest.param("search_query=all:a&start=10000", 500, "", id="too deep a page"),
        pytest.param("id_list=" + ",".join(["1706.03762"] * 800), 414, "", id="too long an address"),
    ],
)
def test_arxiv_refuses(client: httpx.Client, query: str, status: int, message: str) -> None:
    response = client.get(f"/arxiv/api/query?{query}")
    assert (response.status_code, message in response.text) == (status, True)


def test_arxiv_turns_library_agents_away(client: httpx.Client) -> None:
    response = client.get(f"/arxiv/api/query?id_list={ATTENTION}", headers={"user-agent": "python-httpx/0.28.1"})
    assert response.status_code == 403
    assert "Access Denied" in response.text


def test_oai_pages_cover_everything_once(
    services: Services, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services["arxiv_oai"], "page_size", 100)
    seen: list[str] = []
    params = {"verb": "ListRecords", "metadataPrefix": "arXiv", "from": "2026-02-01", "set": "cs:cs:CL"}
    while params:
        page = ElementTree.fromstring(client.get("/arxiv_oai/oai", params=params).content)
        seen += [found.text or "" for found in page.iter(f"{OAI}identifier")]
        token = page.findtext(f".//{OAI}resumptionToken")
        params = {"verb": "ListRecords", "resumptionToken": token} if token else {}
    expected = {
        f"oai:arXiv.org:{paper.arxiv_id}"
        for paper in services.world.papers.values()
        if date(2026, 2, 1) <= paper.updated <= services.world.today and "cs.CL" in paper.categories
    }
    assert sorted(seen) == sorted(expected)
    assert len(seen) > 200


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param("verb=Dance", "badVerb", id="unknown verb"),
        pytest.param("verb=GetRecord", "badArgument", id="missing argument"),
        pytest.param("verb=ListRecords&metadataPrefix=arXiv&metadataPrefix=arXiv", "badArgument", id="repeated"),
        pytest.param("verb=ListRecords&metadataPrefix=arXiv&from=soon", "badArgument", id="no date"),
        pytest.param("verb=ListRecords&resumptionToken=x", "badResumptionToken", id="bad token"),
        pytest.param("verb=ListRecords&metadataPrefix=arXiv&from=2099-01-01", "noRecordsMatch", id="nothing new"),
        pytest.param("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat", id="unknown format"),
        pytest.param(
            f"verb=GetRecord&identifier=oai:arXiv.org:{UNKNOWN}&metadataPrefix=arXiv", "idDoesNotExist", id="unknown id"
        ),
    ],
)
def test_oai_errors_have_status_200(client: httpx.Client, query: str, code: str) -> None:
    response = client.get(f"/arxiv_oai/oai?{query}")
    error = ElementTree.fromstring(response.content).find(f"{OAI}error")
    assert response.status_code == 200
    assert error is not None
    assert error.get("code") == code


def test_semantic_scholar_batch_keeps_order_and_holes(services: Services, client: httpx.Client) -> None:
    paper = published(services.world)
    ids = [f"arXiv:{SURVEY}", f"ARXIV:{ATTENTION}v1", f"DOI:{paper.doi}", paper.arxiv_doi, s2_id(ATTENTION), "MAG:1"]
    found = batch(client, ids).json()
    titles = [record and record["externalIds"]["ArXiv"] for record in found]
    assert titles == [SURVEY, None, paper.arxiv_id, paper.arxiv_id, ATTENTION, None]
    assert found[0]["citationCount"] == services.world.count("semanticscholar", SURVEY)


@pytest.mark.parametrize(
    ("ids", "error"),
    [
        pytest.param([f"ARXIV:{UNKNOWN}"], "No valid paper ids given", id="nothing known"),
        pytest.param([], "No valid paper ids given", id="no ids"),
        pytest.param([f"ARXIV:{ATTENTION}", "PMID:"], "Invalid id: PMID:", id="empty value"),
        pytest.param([f"ARXIV:{ATTENTION}"] * 501, "Maximum of 500", id="too many"),
    ],
)
def test_semantic_scholar_batch_refuses(client: httpx.Client, ids: list[str], error: str) -> None:
    response = batch(client, ids)
    assert response.status_code == 400
    assert error in response.json()["error"]


def test_openalex_batch_has_its_own_order_and_drops_unknown_ones(services: Services, client: httpx.Client) -> None:
    papers = [paper for paper in services.world.without_doi[:90] if services.world.knows("openalex", paper)]
    values = "|".join([paper.arxiv_doi for paper in papers] + [f"10.48550/arXiv.{UNKNOWN}"])
    short = client.get(f"/openalex/works?filter=doi:{values}").json()
    assert len(short["results"]) == 25
    found = client.get(f"/openalex/works?filter=doi:{values}&per-page=100&select=doi,cited_by_count").json()["results"]
    dois = [work["doi"].removeprefix("https://doi.org/") for work in found]
    assert set(dois) == {paper.arxiv_doi.lower() for paper in papers}
    assert list(dict.fromkeys(dois)) != [paper.arxiv_doi.lower() for paper in papers]
    assert len(dois) > len(set(dois)), "some works have two records under one DOI"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("works?filter=title.search:one, two", 400, id="comma in a title"),
        pytest.param('works?filter=title.search:"one, two"', 200, id="quoted comma"),
        pytest.param("works?search.title=one, two", 200, id="comma in a parameter of its own"),
        pytest.param("works?limit=5", 400, id="unknown parameter"),
        pytest.param("works?filter=colour:red", 400, id="unknown filter"),
        pytest.param("works?filter=doi:" + "|".join(f"10.1/{n}" for n in range(101)), 400, id="101 values"),
        pytest.param("works/W1", 404, id="unknown number"),
        pytest.param(f"works/{openalex_id(ATTENTION, 'merged')}", 301, id="merged work"),
    ],
)
def test_openalex_statuses(client: httpx.Client, path: str, status: int) -> None:
    assert client.get(f"/openalex/{path}").status_code == status


def test_openalex_charges_credits_until_midnight(client: httpx.Client) -> None:
    clock = datetime(2026, 11, 20, 14, tzinfo=UTC)
    world = World(lambda: clock)
    with Services(world, time_scale=1e-6, tolerance=60) as services:
        base = f"{services.url}/openalex"
        services["openalex"].spend(985)
        first = client.get(f"{base}/works?filter=title.search:attention")
        assert (first.status_code, first.headers["x-ratelimit-remaining"]) == (200, "5")
        refused = client.get(f"{base}/works?filter=title.search:attention")
        assert (refused.status_code, refused.json()["creditsRequired"]) == (429, 10)
        assert 35_000 < int(refused.headers["retry-after"]) <= 36_001
        assert client.get(f"{base}/works?filter=doi:10.1/a").status_code == 200
        assert client.get(f"{base}/works/doi:10.48550/arXiv.{ATTENTION}").headers["x-ratelimit-credits-used"] == "0"
        world.travel_to(date(2026, 11, 21))
        assert client.get(f"{base}/works?filter=title.search:attention").headers["x-ratelimit-remaining"] == "990"


def test_openalex_of_2025_tells_no_cost(client: httpx.Client) -> None:
    with Services(time_scale=1e-6, tolerance=60) as services:
        services["openalex"].vintage = 2025
        meta = client.get(f"{services.url}/openalex/works?filter=doi:10.1/a").json()["meta"]
    assert set(meta) == {"count", "db_response_time_ms", "page", "per_page", "groups_count"}


def test_crossref_pools(client: httpx.Client) -> None:
    polite = client.get("/crossref/works?query=quantum")
    public = client.get("/crossref/works?query=quantum", headers={"user-agent": "tests/1"})
    single = client.get("/crossref/works/10.1/x")
    heads = [(r.headers["x-api-pool"], r.headers["x-rate-limit-limit"], r.headers["x-concurrency-limit"])
             for r in (polite, public, single)]  # fmt: skip
    assert heads == [("polite-array", "3", "3"), ("public-array", "1", "1"), ("polite", "10", "3")]
    assert len(polite.json()["message"]["items"]) == 20


def test_crossref_batch_drops_unknown_ones_and_the_first_hit_can_be_wrong(
    services: Services, client: httpx.Client
) -> None:
    papers = services.world.with_doi[:30]
    dois = [paper.doi or "" for paper in papers]
    filters = ",".join(f"doi:{doi.upper()}" for doi in [*dois, "10.1/none"])
    items = client.get(f"/crossref/works?filter={filters}&rows=100").json()["message"]["items"]
    assert {item["DOI"] for item in items} == set(dois)
    assert [item["DOI"] for item in items] != dois
    hits = client.get("/crossref/works?query.bibliographic=Attention is all you need&rows=1").json()["message"]["items"]
    assert hits[0]["title"] != ["Attention Is All You Need"]


def test_github_etag_depends_on_the_token_and_304_is_free_only_with_one(
    services: Services, client: httpx.Client
) -> None:
    path, key = "/github/repos/octokit/octokit.js", {"authorization": f"Bearer {services['github'].KEY}"}
    first = client.get(path, headers=key)
    assert first.json()["stargazers_count"] == getattr(services.world.repository("octokit/octokit.js"), "stars", None)
    again = client.get(path, headers={**key, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-ratelimit-used"] == first.headers["x-ratelimit-used"]
    assert client.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_github_renamed_repository_redirects_over_rest_and_resolves_over_graphql(
    services: Services, client: httpx.Client
) -> None:
    services.world.rename("old/name", "new/name")
    key = {"authorization": f"Bearer {services['github'].KEY}"}
    moved = client.get("/github/repos/old/name", headers=key)
    assert moved.status_code == 301
    assert client.get(moved.headers["location"], headers=key).json()["full_name"] == "new/name"
    query = (
        'query($n: String!) { r0: repository(owner: "old", name: $n) { ...f } }'
        " fragment f on Repository { nameWithOwner }"
    )
    answer = client.post("/github/graphql", json={"query": query, "variables": {"n": "name"}}, headers=key)
    assert answer.json()["data"]["r0"] == {"nameWithOwner": "new/name"}


def test_github_graphql_wants_a_token_and_at_most_a_hundred_aliases(services: Services, client: httpx.Client) -> None:
    query = "query {" + " ".join(f'r{n}: repository(owner: "a", name: "b{n}") {{ url }}' for n in range(120)) + "}"
    assert client.post("/github/graphql", json={"query": query}).status_code == 401
    key = {"authorization": f"Bearer {services['github'].KEY}"}
    answer = client.post("/github/graphql", json={"query": query}, headers=key).json()
    refused = [error["path"][0] for error in answer["errors"] if error["type"] == "RESOURCE_LIMITS_EXCEEDED"]
    assert refused == [f"r{n}" for n in range(100, 120)]


def test_github_without_a_token_has_sixty_requests_an_hour(client: httpx.Client) -> None:
    with Services(time_scale=1e-6, tolerance=60) as services:
        services["github"].used = 0
        statuses = [client.get(f"{services.url}/github/repos/o/n{n}").status_code for n in range(61)]
        last = client.get(f"{services.url}/github/repos/o/n")
    assert 403 not in statuses[:60]
    assert (last.status_code, last.headers["x-ratelimit-remaining"]) == (403, "0")


def test_scholar_shows_the_captcha_when_its_patience_ends(client: httpx.Client) -> None:
    with Services(time_scale=1e-6, tolerance=60) as services:
        services["scholar"].patience = 1
        pages = [client.get(f"{services.url}/scholar/scholar?q=attention").text for _ in range(2)]
    assert ["gs_captcha_ccl" in page for page in pages] == [False, True]
