"""Asking and searching: what is asked of whom, and what is believed."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from enrich.fetch import cut_batches
from enrich.models import Author, PaperRecord, Subject
from enrich.search import merged
from enrich.sources import semanticscholar
from tests.online_run import DAY, Place, item, names_in, small_catalogue
from tests.services import Services, World
from tests.services.papers import Paper, bundled_papers

PAPERS = bundled_papers()
PLAIN = PAPERS["1708.00224"]  # a preprint that every service knows
OTHER = PAPERS["1811.01531"]
TWINS = ("0808.1534", "1706.06898")  # two papers of one title
SEARCHERS = ("arxiv", "semanticscholar", "crossref", "openalex")


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    """All services, hardly throttled."""
    with Services(World(), time_scale=1e-6, tolerance=60) as running:
        yield running


@pytest.fixture
def place(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A folder in which nothing was run yet; every service works."""
    yield Place(tmp_path, services, monkeypatch)
    services.clear_faults()


def published(place: Place, *, split: bool = False) -> Paper:
    """A paper with a publisher's DOI that all know; ``split``: OpenAlex has its preprint as a work of its own."""
    openalex = place.services["openalex"]
    return next(
        paper
        for paper in place.services.world.with_doi
        if all(place.services.world.knows(name, paper) for name in ("openalex", "semanticscholar"))
        and len(openalex._works(paper)) == 1 + split
        and (not split or openalex._works(paper)[1].doi == paper.arxiv_doi.lower())
        and place.services.world.count("openalex", paper.arxiv_id) > 100
    )


# --- batches ------------------------------------------------------------------------------------------------------


def test_names_of_one_subject_stay_in_one_request() -> None:
    named = [(Subject(f"arxiv:{number}"), [f"{number}a", f"{number}b", f"{number}c"]) for number in range(400)]
    batches = cut_batches(semanticscholar, named)
    assert [len(batch.keys) for batch in batches] == [498, 498, 204]
    assert all(not set(one.subjects) & set(other.subjects) for one, other in pairwise(batches))
    assert sum((batch.keys for batch in batches), ()) == tuple(key for _, keys in named for key in keys)


# --- a first run --------------------------------------------------------------------------------------------------


def test_every_paper_is_asked_of_every_service_once_and_then_rests(place: Place) -> None:
    place.write("one.md", *(item(PAPERS[name]) for name in (PLAIN.arxiv_id, OTHER.arxiv_id)))
    assert place.run().status == "ok"
    assert {(logged.service, len(names_in(logged))) for logged in place.asked()} == {
        ("arxiv", 3),  # a paper that is surely known travels along
        ("semanticscholar", 2),
        ("openalex", 2),
    }
    assert place.run().sources == ()
    assert place.asked() == []


def test_preprint_and_published_record_are_one_paper_and_both_are_asked(place: Place) -> None:
    paper = published(place, split=True)
    small_catalogue(place.catalogue, [paper.arxiv_id])
    place.write("one.md", item(paper))
    assert place.run().status == "ok"
    doi = str(paper.doi).lower()
    [openalex], [s2], [crossref] = (place.asked(name) for name in ("openalex", "semanticscholar", "crossref"))
    assert names_in(openalex) == [paper.arxiv_doi.lower(), doi]
    assert names_in(s2) == [f"ARXIV:{paper.arxiv_id}", f"DOI:{doi}"]
    assert names_in(crossref) == [doi]
    assert place.rows("SELECT id, doi FROM papers") == [(f"arxiv:{paper.arxiv_id}", doi)]
    whole = place.services.world.count("openalex", paper.arxiv_id)
    assert place.rows("SELECT count FROM citation_counts WHERE source = 'openalex'") == [(whole,)]


def test_doi_that_arxiv_tells_is_asked_for_in_the_same_run(place: Place) -> None:
    paper = published(place)
    place.write("one.md", item(paper))
    assert place.run().status == "ok"
    assert [names_in(logged) for logged in place.asked("crossref")] == [[str(paper.doi).lower()]]
    assert place.rows("SELECT count(*) FROM citation_counts WHERE source = 'crossref'") == [(1,)]


def test_ids_that_arxiv_does_not_know_rest_even_when_nothing_else_is_due(place: Place) -> None:
    unknown = [f"- [No Such Paper Number {n}](https://arxiv.org/abs/2009.9999{n})\n" for n in range(3)]
    place.write("one.md", *unknown)
    assert place.run().status == "ok"
    known = place.rows("SELECT status, count(*) FROM fetches WHERE source = 'arxiv' AND subject LIKE 'arxiv:%'")
    assert known == [("not_found", 3)]
    place.run()
    assert place.asked() == []
    place.travel(days=7)
    place.run()
    assert [names_in(logged)[:3] for logged in place.asked("arxiv")] == [[f"2009.9999{n}" for n in range(3)]]


def test_key_that_a_service_refuses_harms_no_other(place: Place) -> None:
    others = [item(paper) for paper in list(PAPERS.values())[:12] if paper.arxiv_id != PLAIN.arxiv_id]
    place.write("one.md", *others, item(PLAIN))
    place.services.fault("arxiv", "400", about=PLAIN.arxiv_id)
    assert place.run().status == "degraded"
    failed = place.rows("SELECT subject FROM fetches WHERE source = 'arxiv' AND status = 'failed'")
    assert failed == [(f"arxiv:{PLAIN.arxiv_id}",)]
    assert len(place.asked("arxiv")) < 10


def test_service_that_refuses_everything_is_not_asked_for_each_key_alone(place: Place) -> None:
    place.write("one.md", *(item(paper) for paper in list(PAPERS.values())[:60]))
    place.services.fault("semanticscholar", "400")
    assert place.run().status == "degraded"
    assert len(place.asked("semanticscholar")) < 40


def test_name_that_is_learnt_later_is_asked_for_although_the_others_were_unknown(place: Place) -> None:
    """A run that was killed between two rounds has told nobody yet what arXiv says."""
    paper = published(place)
    place.write("one.md", item(paper))
    place.run(source=("openalex",))
    assert place.rows("SELECT status, names FROM fetches WHERE source = 'openalex'") == [
        ("not_found", json.dumps([paper.arxiv_doi.lower()]))
    ]
    [report] = [report for report in place.run().sources if report.source == "openalex"]
    assert (report.found, report.absent) == (1, 0)
    assert [names_in(logged) for logged in place.asked("openalex")] == [[str(paper.doi).lower()]]
    assert place.rows("SELECT status, names FROM fetches WHERE source = 'openalex'") == [("ok", None)]


def test_count_of_a_record_that_is_learnt_later_is_no_jump(place: Place) -> None:
    paper = published(place, split=True)
    place.write("one.md", item(paper))
    place.run(source=("openalex",))
    before = place.rows("SELECT citation_count FROM papers")[0][0]
    place.run()
    place.travel(days=7)
    place.run()
    whole = place.services.world.count("openalex", paper.arxiv_id)
    assert before < whole / 2
    assert place.rows("SELECT count, status FROM citation_counts WHERE source = 'openalex'")[-1] == (whole, "ok")


def test_datacite_is_asked_only_for_what_arxiv_could_not_tell(place: Place) -> None:
    place.services.world.hide("arxiv", "2009.11616")
    place.write("one.md", item(PLAIN), item(PAPERS["2009.11616"]))
    assert place.run().status == "ok"
    assert [names_in(logged)[0].rpartition("/")[2] for logged in place.asked("datacite")] == ["arxiv.2009.11616"]
    assert place.rows("SELECT paper_id, source FROM field_sources WHERE field = 'title' ORDER BY 1") == [
        (f"arxiv:{PLAIN.arxiv_id}", "arxiv"),
        ("arxiv:2009.11616", "datacite"),
    ]


def test_datacite_is_asked_whether_or_not_crossref_answered_before_arxiv(place: Place) -> None:
    """A run that was killed between their answers must end with what an uninterrupted one has."""
    paper = published(place)
    place.services.world.hide("arxiv", paper.arxiv_id)
    place.write("one.md", item(paper))
    place.run(source=("semanticscholar",))  # tells the DOI
    place.run(source=("crossref",))
    assert place.rows("SELECT source FROM field_sources WHERE field = 'title'") == [("crossref",)]
    place.run()
    assert len(place.asked("datacite")) == 1


def test_dead_service_leaves_every_subject_marked_and_the_next_run_completes_it(place: Place) -> None:
    place.write("one.md", item(PLAIN), item(OTHER))
    place.services.fault("semanticscholar", "reset")
    outcome = place.run()
    [report] = [report for report in outcome.sources if report.source == "semanticscholar"]
    assert (outcome.status, report.failed + report.not_asked, report.found) == ("degraded", 2, 0)
    marked = place.rows("SELECT status, fetched_at, fresh_until FROM fetches WHERE source = 'semanticscholar'")
    assert marked == [("not_asked", None, None)] * 2
    place.services.clear_faults()
    assert place.run().status == "ok"
    assert {logged.service for logged in place.asked()} == {"semanticscholar"}


@pytest.mark.parametrize("service", ["semanticscholar", "openalex", "arxiv"])
def test_record_of_another_paper_under_the_right_id_is_refused(place: Place, service: str) -> None:
    paper = PAPERS["2205.15868"]
    small_catalogue(place.catalogue, [paper.arxiv_id])
    place.services.world.swap(service, paper.arxiv_id, OTHER.arxiv_id, DAY, DAY + timedelta(days=1))
    place.write("one.md", item(paper))
    assert place.run().status == "degraded"
    [(error,)] = place.rows("SELECT error FROM fetches WHERE source = ? AND status = 'failed'", service)
    assert error == "the answer is about another paper"
    assert place.rows("SELECT count(*) FROM citation_counts WHERE source = ?", service) == [(0,)]
    assert place.rows("SELECT title FROM papers") == [(paper.title,)]
    place.travel(days=1)
    assert place.run().status == "ok"


def test_first_title_may_come_from_anybody_and_is_put_right_by_arxiv(place: Place) -> None:
    """A wrong record that came first must not keep the right one out for ever."""
    paper = PAPERS["2208.09885"]
    place.services.world.swap("semanticscholar", paper.arxiv_id, OTHER.arxiv_id, DAY, DAY + timedelta(days=1))
    place.services.fault("arxiv", "reset", times=1)
    place.services.world.hide("datacite", paper.arxiv_id, DAY, DAY + timedelta(days=1))
    place.services.world.hide("openalex", paper.arxiv_id, DAY, DAY + timedelta(days=1))
    place.write("one.md", item(paper))
    place.run()
    assert place.rows("SELECT title FROM papers") == [(OTHER.title,)]
    place.travel(days=1)
    place.run()
    assert place.rows("SELECT title FROM papers") == [(paper.title,)]
    place.travel(days=1)
    assert place.run().status == "ok"


# --- ids that the list states -------------------------------------------------------------------------------------


def test_stated_id_is_checked_when_arxiv_has_answered(place: Place) -> None:
    place.write("one.md", item(PLAIN), item(OTHER, title=PAPERS["2205.15868"].title))
    place.run(offline=True)
    assert {match[:2] for match in place.matches().values()} == {("linked", "stated_unchecked")}
    place.run()
    assert place.matches() == {
        PLAIN.title: ("linked", "stated_id", f"arxiv:{PLAIN.arxiv_id}"),
        PAPERS["2205.15868"].title: ("mismatch", "stated_id_title_differs", f"arxiv:{OTHER.arxiv_id}"),
    }
    before = place.rows("SELECT * FROM matches")
    place.write("one.md", "Words that change the file.\n\n", item(PLAIN), item(OTHER, title=PAPERS["2205.15868"].title))
    place.run(offline=True)
    assert place.rows("SELECT * FROM matches") == before


def test_stated_id_stays_unchecked_while_nobody_answers(place: Place) -> None:
    place.write("one.md", item(PLAIN))
    for name in SEARCHERS:
        place.services.fault(name, "503")
    place.services.fault("datacite", "503")
    assert place.run().status == "degraded"
    assert place.matches()[PLAIN.title][:2] == ("linked", "stated_unchecked")


# --- titles -------------------------------------------------------------------------------------------------------


def test_title_that_the_catalogue_lacks_is_found_at_the_cheapest_service(place: Place) -> None:
    place.write("one.md", item(PLAIN, link=False), item(OTHER, link=False))
    assert place.run().status == "ok"
    assert place.matches() == {
        paper.title: ("title_exact", "arxiv_same_title", f"arxiv:{paper.arxiv_id}") for paper in (PLAIN, OTHER)
    }
    searches = [logged for logged in place.asked("arxiv") if "search_query" in logged.path and "ti%3A" in logged.path]
    assert len(searches) == 1, "twenty titles go into one request"
    assert all("search" not in logged.path for name in SEARCHERS[1:] for logged in place.asked(name))


SITE = "https://openreview.net/forum?id=rJXMpikCZ"


def test_title_is_looked_up_although_the_list_names_the_paper_at_a_site(place: Place) -> None:
    place.write(
        "one.md", f"- [{PLAIN.title}]({SITE})\n", "- [Nobody Wrote This Paper on Nothing](" + SITE[:-1] + "a)\n"
    )
    place.run(offline=True)
    assert set(place.matches().values()) == {
        ("linked", "stated_unchecked", f"openreview:rJXMpikC{last}") for last in "Za"
    }
    place.run()
    found = {
        PLAIN.title: ("title_exact", "arxiv_same_title", f"arxiv:{PLAIN.arxiv_id}"),
        "Nobody Wrote This Paper on Nothing": ("linked", "stated_unchecked", "openreview:rJXMpikCa"),
    }
    assert place.matches() == found
    place.write("one.md", "Words.\n\n", (place.folder / "lists" / "one.md").read_text("utf-8"))
    place.run(offline=True)
    assert place.matches() == found, "what a service found stays"


def test_name_at_a_site_is_better_than_several_papers_of_that_title(place: Place) -> None:
    title = PAPERS[TWINS[0]].title
    place.write("one.md", f"- [{title}]({SITE})\n")
    place.run()
    assert place.matches() == {title: ("linked", "arxiv_several_papers", "openreview:rJXMpikCZ")}
    place.write("one.md", "Words.\n\n", (place.folder / "lists" / "one.md").read_text("utf-8"))
    place.run()
    assert place.matches() == {title: ("linked", "arxiv_several_papers", "openreview:rJXMpikCZ")}


def test_found_paper_gets_its_record_and_its_counts_in_the_same_run(place: Place) -> None:
    place.write("one.md", item(PLAIN, link=False))
    place.run()
    [(authors, cited, source)] = place.rows(
        "SELECT author_count, citation_count, citation_source FROM entries_resolved"
    )
    assert (authors, source) == (len(PLAIN.authors), "semanticscholar")
    assert cited == place.services.world.count("semanticscholar", PLAIN.arxiv_id)


@pytest.mark.parametrize(
    ("year", "verdict", "evidence"),
    [(0, "title_exact", "agree"), (-9, "ambiguous", "conflict")],
    ids=["the year agrees", "the year speaks against it"],
)
def test_year_of_the_entry_is_evidence(place: Place, year: int, verdict: str, evidence: str) -> None:
    place.write("one.md", f"1. [C10 {PLAIN.published.year + year}] {PLAIN.title}\n")
    place.run()
    [(found, years)] = place.rows(
        "SELECT verdict, ifnull(evidence ->> 'year', iif(candidates = '[]', NULL, 'conflict')) FROM matches"
    )
    assert (found, years) == (verdict, evidence)


def test_first_hit_of_a_search_that_is_another_paper_is_never_taken(place: Place) -> None:
    """Semantic Scholar and Crossref always offer their best guess."""
    wanted = "Attention Is All You Need in Speech Separation of Invented Birds"
    place.write("one.md", f"- {wanted}\n")
    assert place.run().status == "ok"
    assert {logged.service for logged in place.asked()} == set(SEARCHERS)
    assert place.matches() == {wanted: ("not_found", "asked_everywhere", None)}


@pytest.mark.parametrize("down", SEARCHERS)
def test_title_is_not_asked_while_one_service_owes_its_answer(place: Place, down: str) -> None:
    wanted = f"No Such Paper Was Ever Written About {down.title()} Anywhere"
    place.write("one.md", f"- {wanted}\n")
    place.services.fault(down, "503")
    assert place.run().status == "degraded"
    assert place.matches()[wanted][0] == "not_asked"
    place.services.clear_faults()
    assert place.run().status == "ok"
    assert [logged.service for logged in place.asked()] == [down], "the others have said what they know"
    assert place.matches()[wanted][:2] == ("not_found", "asked_everywhere")


def test_nobody_owes_an_answer_about_a_title_that_another_one_knew(place: Place) -> None:
    place.services.fault("arxiv", "503")
    place.write("one.md", item(PLAIN, link=False))
    place.run()
    assert place.matches()[PLAIN.title][0] == "title_exact"
    owed = "SELECT source, status FROM fetches WHERE subject LIKE 'title:%' AND status IN ('failed', 'not_asked')"
    assert place.rows(owed) == []
    wanted = "No Such Paper Was Ever Written by Anybody at All"
    place.write("two.md", f"- {wanted}\n")
    place.run()
    assert place.rows(owed) == [("arxiv", "not_asked")]


def test_one_source_alone_never_proves_that_a_paper_does_not_exist(place: Place) -> None:
    wanted = "No Such Paper Was Ever Written by Anybody at All"
    place.write("one.md", f"- {wanted}\n")
    assert place.run(source=("arxiv",)).status == "ok"
    assert place.matches()[wanted][0] == "not_asked"
    place.run()
    assert place.matches()[wanted][0] == "not_found"


def test_same_unknown_title_in_two_lists_is_asked_once_and_decided_twice(place: Place) -> None:
    place.write("one.md", item(PLAIN, link=False))
    place.write("two.md", item(PLAIN, link=False))
    place.run()
    assert place.matches("one.md") == place.matches("two.md") != {}
    assert len([logged for logged in place.asked("arxiv") if PLAIN.title.split()[1] in logged.path]) == 1
    place.write("three.md", item(PLAIN, link=False))
    place.run()
    assert place.matches("three.md") == place.matches("one.md")


def test_claims_of_one_title_that_cannot_all_be_met_are_not_asked_again_at_once(place: Place) -> None:
    year = PLAIN.published.year
    place.write("one.md", f"1. [C10 {year}] {PLAIN.title}\n", f"1. [C10 {year - 20}] {PLAIN.title}\n")
    place.run()
    assert {row[0] for row in place.rows("SELECT verdict FROM matches")} == {"title_exact", "ambiguous"}
    place.run()
    assert place.asked() == []


def test_papers_of_one_title_stay_ambiguous_when_a_service_offers_only_one_of_them(place: Place) -> None:
    small_catalogue(place.catalogue, TWINS)
    place.services.world.hide("arxiv", TWINS[0])
    title = PAPERS[TWINS[0]].title
    place.write("one.md", f"1. [C10] {title}\n")
    place.run()
    assert place.matches()[title][0] == "ambiguous"


def test_count_edited_in_the_list_keeps_what_was_found_online(place: Place) -> None:
    year = PLAIN.published.year
    place.write("one.md", f"1. [C10 {year}] {PLAIN.title}\n")
    place.run()
    before = place.rows("SELECT * FROM matches")
    place.write("one.md", f"1. [C99 {year}] {PLAIN.title}\n")
    place.run(offline=True)
    assert place.rows("SELECT stated_citations FROM entries") == [(99,)]
    assert place.rows("SELECT * FROM matches") == before


def test_paper_that_only_a_service_knew_stays_when_the_catalogue_has_another_of_that_title(place: Place) -> None:
    small_catalogue(place.catalogue, TWINS[:1])
    title, year = PAPERS[TWINS[1]].title, PAPERS[TWINS[1]].published.year
    place.write("one.md", f"1. [C10 {year}] {title}\n")
    place.run(offline=True)
    assert place.matches()[title] == ("ambiguous", "evidence_disagrees", None)
    place.run()
    found = ("title_author", "arxiv_same_title_year", f"arxiv:{TWINS[1]}")
    assert place.matches()[title] == found
    place.write("one.md", f"1. [C99 {year}] {title}\n")
    place.run(offline=True)
    assert place.matches()[title] == found


def test_title_with_a_typo_is_found_when_the_year_confirms_it(place: Place) -> None:
    typo = PLAIN.title.replace("Preprocessing", "Preprocesing")
    place.write("one.md", f"1. [C10 {PLAIN.published.year}] {typo}\n", f"2. [C10] {typo} Once More\n")
    place.run()
    assert place.matches()[typo] == ("title_author", "semanticscholar_typo_confirmed", f"arxiv:{PLAIN.arxiv_id}")
    assert place.matches()[f"{typo} Once More"][2] is None
    [(evidence,)] = place.rows("SELECT evidence FROM matches WHERE paper_id IS NOT NULL")
    assert json.loads(evidence) == {
        "relation": "typo",
        "year": "agree",
        "authors": "unknown",
        "stated_year": PLAIN.published.year,
        "paper_year": PLAIN.published.year,
    }


def test_preprint_and_an_entry_that_names_only_its_doi_are_one_paper(place: Place) -> None:
    paper = published(place)
    place.write("one.md", item(paper), f"- [{paper.title}](https://doi.org/{paper.doi})\n")
    place.run()
    place.run()
    assert place.rows("SELECT DISTINCT paper_id FROM matches") == [(f"arxiv:{paper.arxiv_id}",)]


def test_edited_title_is_decided_anew(place: Place) -> None:
    place.write("one.md", item(PLAIN, link=False))
    place.run()
    place.write("one.md", item(OTHER, link=False))
    place.run(offline=True)
    assert place.matches()[OTHER.title][0] == "not_asked"
    place.run()
    assert place.matches() == {OTHER.title: ("title_exact", "arxiv_same_title", f"arxiv:{OTHER.arxiv_id}")}


def test_unknown_title_is_asked_again_after_a_week_a_month_and_then_every_quarter(place: Place) -> None:
    place.write("one.md", "- No Such Paper Was Ever Written About Waiting\n")
    asked, today = [], 0
    for day in (0, 1, 6, 7, 36, 37, 126, 127, 216, 217):
        place.travel(days=day - today)
        today = day
        place.run()
        asked += [day] if place.asked() else []
    assert asked == [0, 7, 37, 127, 217]


def test_record_of_preprint_and_of_the_published_version_are_one_offer() -> None:
    def record(paper_id: str, author: str) -> PaperRecord:
        people = (Author(name=author),)
        return PaperRecord(paper_id=paper_id, source="test", fetched_at="2035-01-01", title="One Title", authors=people)

    offered = [record("doi:10.1/a", "Lovelace, Ada"), record("arxiv:2001.00001", "Ada Lovelace")]
    assert [one.paper_id for one in merged(offered)] == ["arxiv:2001.00001"]
    other = record("doi:10.1/b", "Grace Hopper")
    assert len(merged([*offered, other])) == 2


# --- repositories --------------------------------------------------------------------------------------------------


def test_renamed_repository_keeps_the_name_of_the_list_and_gets_its_stars(place: Place) -> None:
    place.services.world.rename("octokit/octokit.js", "elsewhere/New.JS")
    place.write("one.md", item(PLAIN, more=" [code](https://github.com/octokit/octokit.js)"))
    assert place.run().status == "ok"
    found = place.services.world.repository("elsewhere/New.JS")
    assert found is not None
    assert place.rows("SELECT id, moved_to, stars FROM repositories") == [
        ("octokit/octokit.js", "elsewhere/New.JS", found.stars)
    ]
    assert place.rows("SELECT repository_id, stars FROM star_counts") == [("octokit/octokit.js", found.stars)]


def test_repository_that_did_not_change_is_answered_without_a_body(place: Place) -> None:
    place.write("one.md", item(PLAIN, more=" [code](https://github.com/octokit/octokit.js)"))
    place.run()
    before = place.rows("SELECT stars, etag FROM repositories")
    place.travel(days=7)
    place.run()
    *_, logged = place.asked("github")
    assert logged.status in (200, 304)  # the world's stars may have grown meanwhile
    assert {name.lower(): value for name, value in logged.headers.items()}["if-none-match"] == before[0][1]
    stars, observed_at = place.rows("SELECT stars, observed_at FROM repositories")[0]
    assert stars >= before[0][0]
    assert observed_at.startswith(str(DAY + timedelta(days=7)))


def test_repository_that_is_gone_has_no_stars_and_is_asked_again_in_a_week(place: Place) -> None:
    place.services.world.delete("o/gone")
    place.write("one.md", item(PLAIN, more=" [code](https://github.com/o/gone)"))
    assert place.run().status == "ok"
    assert place.rows("SELECT stars, observed_at FROM repositories") == [(None, None)]
    [(until,)] = place.rows("SELECT fresh_until FROM fetches WHERE subject = 'o/gone' AND status = 'not_found'")
    assert until.startswith(str(DAY + timedelta(days=7)))
