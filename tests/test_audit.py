"""What the audit finds in a database as runs leave it, and what it leaves alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enrich.audit import Finding, Unchecked, count_unchecked, find_faults, plain
from enrich.models import Answer, Candidate, Entry, Link, Match, PaperRecord, RepositoryStats, Verdict
from enrich.query import Reader
from tests.online_run import Place, item, small_catalogue
from tests.services import Services, World
from tests.services.papers import bundled_papers
from tests.small_database import (
    ATTENTION,
    COMPRESSION,
    FLASH,
    GAN,
    LORA,
    TITLES,
    entry,
    linked,
    open_store,
    read_list,
    record,
)

PAPERS = bundled_papers()
PLAIN = PAPERS["1708.00224"]
OTHER = PAPERS["1811.01531"]
LIST = "lists/a.md"


class Audited:
    """A database with one list or more, and what is found in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = open_store(path)

    def read(self, *batch: tuple[Entry, Match], path: str = LIST, records: tuple[PaperRecord, ...] = ()) -> None:
        """Read a list."""
        read_list(self.store, list(batch), path, records=records)

    def found(self, *lists: str) -> list[Finding]:
        """What is wrong in these lists, or in all."""
        with Reader(self.path) as reader:
            return find_faults(reader, lists or list(reader.list_digests()))

    def kinds(self, *lists: str) -> list[tuple[str, str, int]]:
        """Kinds and places of that."""
        return [(one.kind, one.list, one.line) for one in self.found(*lists)]

    def unchecked(self) -> Unchecked:
        """What could not be judged."""
        with Reader(self.path) as reader:
            return count_unchecked(reader, list(reader.list_digests()))


@pytest.fixture
def audited(tmp_path: Path) -> Iterator[Audited]:
    """A new database."""
    made = Audited(tmp_path / "papers.db")
    with made.store:
        yield made


def mismatch(paper_id: str, *same: str, **evidence: Any) -> Match:
    """The verdict on an entry whose id is another paper's, and the papers that are called like it."""
    candidates = [Candidate(paper_id=paper_id, title=TITLES[paper_id], score=40, relation="different")]
    candidates += [Candidate(paper_id=one, title=TITLES[one], score=100, relation="same") for one in same]
    return Match(
        verdict="mismatch",
        method="stated_id_title_differs",
        paper_id=paper_id,
        evidence=evidence,
        candidates=tuple(candidates),
    )


def arxiv_link(arxiv_id: str, kind: str = "arxiv") -> Link:
    page = "abs" if kind == "arxiv" else "pdf"
    return Link.model_validate({"label": "x", "url": f"https://arxiv.org/{page}/{arxiv_id}", "kind": kind})


def says(found: Finding) -> tuple[str, str, str]:
    return found.kind, plain(found.problem), plain(found.advice)


# --- ids ------------------------------------------------------------------------------------------------------------


def test_wrong_id_comes_with_the_paper_that_has_the_title(audited: Audited) -> None:
    audited.read((entry(TITLES[LORA], 7), mismatch(FLASH, LORA)), records=(record(FLASH),))
    [found] = audited.found()
    assert says(found) == (
        "wrong_id",
        f"names 2312.11514, which is “{TITLES[FLASH]}”",
        "the title is that of 2410.21228: put that id, or the title of the paper that you mean",
    )
    assert (found.list, found.line, found.title, found.paper_id) == (LIST, 7, TITLES[LORA], FLASH)
    assert found.evidence["right"] == "2410.21228"


def test_paper_of_the_title_may_stand_elsewhere_in_the_database(audited: Audited) -> None:
    audited.read(
        (entry("Lora VS full fine-tuning: an illusion of equivalence"), mismatch(FLASH)), records=(record(FLASH),)
    )
    audited.read((entry(TITLES[LORA]), linked(LORA)), path="lists/b.md", records=(record(LORA),))
    assert [one.evidence["right"] for one in audited.found(LIST)] == ["2410.21228"]


def test_two_papers_of_the_title_are_no_advice(audited: Audited) -> None:
    audited.read((entry(TITLES[LORA]), mismatch(FLASH, LORA, GAN)), records=(record(FLASH),))
    [found] = audited.found()
    assert (found.kind, found.evidence["right"]) == ("wrong_id", None)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        pytest.param("Sparse Mixtures of Experts at Scale", "wrong_id", id="another-subject"),
        pytest.param("LLM in a flash: Running Models from Storage", "other_title", id="retitled-under-its-name"),
        pytest.param("Efficient Large Language Model Inference, in ICML 2024", "other_title", id="a-venue-behind-it"),
        pytest.param("CVPR", "other_title", id="a-venue-for-a-title"),
        pytest.param("https://arxiv.org/pdf/2312.11514.pdf", "other_title", id="a-link-for-a-title"),
    ],
)
def test_title_that_is_not_quite_the_papers_is_no_wrong_id(audited: Audited, title: str, kind: str) -> None:
    audited.read((entry(title), mismatch(FLASH)), records=(record(FLASH),))
    assert [one.kind for one in audited.found()] == [kind]


def test_authors_that_agree_make_a_retitled_paper(audited: Audited) -> None:
    wrong = mismatch(FLASH, authors="agree")
    audited.read((entry("Sparse Mixtures of Experts at Scale"), wrong), records=(record(FLASH),))
    assert [one.kind for one in audited.found()] == ["other_title"]


@pytest.mark.parametrize(
    ("stated", "source", "expected"),
    [
        ("arxiv:2401.00001", "arxiv", "names 2401.00001, which arXiv does not know"),
        ("doi:10.1145/1", "crossref", "names 10.1145/1, which Crossref does not know"),
        ("arxiv:2401.00001", "semanticscholar", None),
        ("doi:10.1145/1", "openalex", None),
        ("openreview:rJXMpikCZ", "semanticscholar", None),
    ],
)
def test_id_is_unknown_when_its_registrar_says_so(
    audited: Audited, stated: str, source: str, expected: str | None
) -> None:
    audited.read((entry("A Paper"), Match(verdict="linked", method="stated_unchecked", paper_id=stated)))
    audited.store.save_answers(source, [Answer(stated, "not_found")])
    assert [plain(one.problem) for one in audited.found()] == ([expected] if expected else [])


def test_id_that_somebody_describes_is_not_unknown(audited: Audited) -> None:
    audited.read((entry(TITLES[GAN]), linked(GAN)), records=(record(GAN),))
    audited.store.save_answers("arxiv", [Answer(GAN, "not_found")])
    assert audited.found() == []


def test_link_to_an_id_that_was_never_given_out(audited: Audited) -> None:
    audited.read((entry("A Paper", links=(arxiv_link("2413.00001"),)), Match(verdict="not_asked", method="x")))
    assert [says(one)[:2] for one in audited.found()] == [
        ("unknown_id", "links https://arxiv.org/abs/2413.00001, and arXiv never gave out such an id")
    ]


def test_links_of_one_entry_to_two_papers_conflict(audited: Audited) -> None:
    links = (arxiv_link("1406.2661v3"), arxiv_link("1706.03762", "pdf"), arxiv_link("1406.2661", "pdf"))
    audited.read((entry(TITLES[GAN], links=links), linked(GAN)), records=(record(GAN), record(ATTENTION)))
    [found] = audited.found()
    assert says(found)[:2] == ("conflicting_ids", f"is 1406.2661, and also links 1706.03762 (“{TITLES[ATTENTION]}”)")
    assert found.evidence == {"named": ["1406.2661", "1706.03762"]}


def test_page_and_pdf_of_one_paper_do_not_conflict(audited: Audited) -> None:
    links = (arxiv_link("1406.2661"), arxiv_link("1406.2661v2", "pdf"))
    audited.read((entry(TITLES[GAN], links=links), linked(GAN)), records=(record(GAN),))
    assert audited.found() == []


# --- papers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "kind"), [("is_withdrawn", "withdrawn"), ("is_retracted", "retracted")])
def test_withdrawn_and_retracted_papers_are_named_with_their_source(audited: Audited, field: str, kind: str) -> None:
    audited.read((entry(TITLES[GAN]), linked(GAN)), records=(record(GAN, "openalex", **{field: True}),))
    [found] = audited.found()
    assert (found.kind, plain(found.problem), found.evidence) == (kind, f"was {kind}", {"source": "openalex"})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param({"venue": "NeurIPS 2014"}, ["was published in “NeurIPS 2014”"], id="venue"),
        pytest.param({"journal_ref": "Nature 1 (2020) 2"}, ["was published in “Nature 1 (2020) 2”"], id="journal"),
        pytest.param({"doi": "10.1145/3422622"}, ["was published as 10.1145/3422622"], id="doi"),
        pytest.param({}, [], id="a-preprint-still"),
    ],
)
def test_preprint_that_was_published(audited: Audited, said: dict[str, str], expected: list[str]) -> None:
    audited.read((entry(TITLES[GAN]), linked(GAN)), records=(record(GAN, "crossref", **said),))
    assert [plain(one.problem) for one in audited.found()] == expected


@pytest.mark.parametrize(
    "stated",
    [
        {"stated_venue": "NIPS"},
        {"stated_doi": "10.1145/3422622"},
        {"stated_site_id": "neurips:5423"},
        {"section": "Papers of NeurIPS 2014"},
        {"raw": "- Generative Adversarial Networks [NIPS'14](https://arxiv.org/abs/1406.2661)"},
    ],
    ids=["venue", "doi", "link to the proceedings", "heading", "label of a link"],
)
def test_list_that_says_where_it_was_published_is_right(audited: Audited, stated: dict[str, Any]) -> None:
    audited.read((entry(TITLES[GAN], **stated), linked(GAN)), records=(record(GAN, venue="NeurIPS 2014"),))
    assert audited.found() == []


def test_paper_that_is_no_preprint_is_not_called_published(audited: Audited) -> None:
    paper = PaperRecord(paper_id="doi:10.1145/1", source="crossref", fetched_at="2025-01-01", title="T", venue="KDD")
    audited.read((entry("T"), linked("doi:10.1145/1")), records=(paper,))
    assert audited.found() == []


@pytest.mark.parametrize("verdict", ["mismatch", "related"])
def test_nothing_is_said_of_a_paper_that_the_entry_is_not(audited: Audited, verdict: Verdict) -> None:
    match = Match(verdict=verdict, method="x", paper_id=GAN)
    audited.read((entry(TITLES[GAN]), match), records=(record(GAN, venue="NeurIPS", is_retracted=True),))
    assert {one.kind for one in audited.found()} <= {"wrong_id", "other_title"}


# --- duplicates -----------------------------------------------------------------------------------------------------


def test_duplicates_in_a_list_and_across_lists(audited: Audited) -> None:
    batch = [
        (entry(TITLES[GAN], 1), linked(GAN)),
        (entry("GANs", 5), linked(GAN)),
        (entry(TITLES[LORA], 9), linked(LORA)),
    ]
    audited.read(*batch)
    audited.read((entry(TITLES[GAN], 3), linked(GAN)), path="lists/b.md")
    found = audited.found()
    assert [(one.kind, one.list, one.line, plain(one.problem)) for one in found] == [
        ("duplicate", LIST, 5, f"is the paper of line 1, too, there called “{TITLES[GAN]}”"),
        ("duplicate_across_lists", LIST, 1, "stands in lists/b.md:3, too"),
    ]
    assert audited.kinds(LIST) == [("duplicate", LIST, 5)]
    assert audited.kinds("lists/b.md") == []


def test_papers_known_by_the_name_of_a_site_can_be_duplicates(audited: Audited) -> None:
    match = Match(verdict="linked", method="stated_unchecked", paper_id="openreview:rJXMpikCZ")
    audited.read((entry("Graph Attention Networks", 1), match), (entry("GAT", 2), match))
    assert audited.kinds() == [("duplicate", LIST, 2)]


def by_id(paper_id: str) -> Match:
    return Match(verdict="linked", method="stated_unchecked", paper_id=paper_id)


NOBODY = Match(verdict="not_asked", method="unknown_to_catalogue")


@pytest.mark.parametrize(
    ("first", "second", "is_found"),
    [
        pytest.param(by_id("arxiv:1710.10903"), by_id("openreview:rJXMpikCZ"), True, id="two-names-nobody-joined"),
        pytest.param(NOBODY, NOBODY, True, id="no-paper-known"),
        pytest.param(linked(GAN), by_id("doi:10.1145/3422622"), True, id="one-of-them-known"),
        pytest.param(linked(GAN), linked(LORA), False, id="two-papers-of-one-title"),
        pytest.param(linked(GAN), mismatch(LORA), False, id="a-wrong-id-is-another-fault"),
    ],
)
def test_title_that_stands_twice_in_a_list(audited: Audited, first: Match, second: Match, is_found: bool) -> None:
    title = TITLES[GAN]
    audited.read((entry(title, 3), first), (entry(title.upper(), 8), second), records=(record(GAN), record(LORA)))
    found = [says(one)[:2] for one in audited.found() if one.kind == "duplicate"]
    assert found == ([("duplicate", "has the title of line 3")] if is_found else [])


def test_short_title_may_stand_twice(audited: Audited) -> None:
    audited.read((entry("Deep Learning", 1), NOBODY), (entry("Deep Learning", 2), NOBODY))
    assert audited.found() == []


def test_entries_that_went_are_not_looked_at(audited: Audited) -> None:
    audited.read(
        (entry(TITLES[LORA]), mismatch(FLASH, LORA)), (entry(TITLES[GAN], 2), linked(GAN)), records=(record(FLASH),)
    )
    audited.read((entry(TITLES[GAN]), linked(GAN)))
    assert audited.found() == []


# --- repositories ---------------------------------------------------------------------------------------------------


def test_repositories_that_moved_went_or_were_archived(audited: Audited) -> None:
    names = ("o/moved", "o/gone", "o/closed", "o/alive", "o/never-asked")
    links = tuple(Link(label="code", url=f"https://github.com/{n}", kind="code", repository_id=n) for n in names)
    audited.read((entry(TITLES[GAN], 4, links=links), linked(GAN)))
    looks = (
        RepositoryStats(id="o/moved", observed_at="2025-01-02", stars=3, moved_to="new/name"),
        RepositoryStats(id="o/closed", observed_at="2025-01-02", stars=3, archived=True),
        RepositoryStats(id="o/alive", observed_at="2025-01-02", stars=3, archived=False),
    )
    audited.store.save_answers("github", [Answer(look.id, "ok", repository=look) for look in looks])
    audited.store.save_answers("github", [Answer("o/gone", "not_found")])
    assert [(one.kind, plain(one.problem), one.line) for one in audited.found()] == [
        ("moved_repository", "links o/moved, which is now new/name", 4),
        ("missing_repository", "links o/gone, which is gone or private", 4),
        ("archived_repository", "links o/closed, which its owner archived", 4),
    ]
    assert audited.unchecked() == Unchecked(ids=0, titles=0, repositories=1)


def test_repository_that_came_back_to_its_name_did_not_move(audited: Audited) -> None:
    link = Link(label="code", url="https://github.com/o/r", kind="code", repository_id="o/r")
    audited.read((entry(TITLES[GAN], links=(link,)), linked(GAN)))

    def look(**fields: Any) -> None:
        seen = RepositoryStats.model_validate({"id": "o/r", "observed_at": "2025-01-02"} | fields)
        audited.store.save_answers("github", [Answer("o/r", "ok", repository=seen)])

    look(stars=1, moved_to="new/name")
    look()  # "unchanged": says nothing else
    assert [plain(one.problem) for one in audited.found()] == ["links o/r, which is now new/name"]
    look(stars=1)
    assert audited.found() == []


def test_what_nobody_told_yet_is_counted(audited: Audited) -> None:
    unchecked = Match(verdict="linked", method="stated_unchecked", paper_id=COMPRESSION)
    audited.read((entry("A", 1), unchecked), (entry("B", 2), Match(verdict="not_asked", method="offline")))
    assert audited.unchecked() == Unchecked(ids=1, titles=1, repositories=0)


# --- after runs that asked the services ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    """All services, hardly throttled."""
    with Services(World(), time_scale=1e-6, tolerance=60) as running:
        yield running


@pytest.fixture
def place(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A folder in which nothing was run yet."""
    return Place(tmp_path, services, monkeypatch)


def audit(place: Place) -> list[tuple[str, str]]:
    with Reader(place.db) as reader:
        return [(one.kind, plain(one.problem)) for one in find_faults(reader, list(reader.list_digests()))]


def test_run_that_asked_tells_what_the_audit_needs(place: Place) -> None:
    world = place.services.world
    world.rename("octokit/octokit.js", "elsewhere/New.JS")
    world.delete("o/gone")
    world.mark(OTHER.arxiv_id, withdrawn=True)
    code = " [code](https://github.com/octokit/octokit.js) [more](https://github.com/o/gone)"
    place.write("one.md", item(PLAIN, more=code), item(OTHER), "- [Never Written](https://arxiv.org/abs/2401.99999)\n")
    assert place.run().status == "ok"
    assert [found for found in audit(place) if found[0] != "published"] == [
        ("unknown_id", "names 2401.99999, which arXiv does not know"),
        ("withdrawn", "was withdrawn"),
        ("moved_repository", "links octokit/octokit.js, which is now elsewhere/New.JS"),
        ("missing_repository", "links o/gone, which is gone or private"),
    ]


def test_wrong_id_that_only_a_service_could_tell_names_the_paper_of_the_catalogue(place: Place) -> None:
    right = PAPERS["2205.15868"]
    small_catalogue(place.catalogue, [right.arxiv_id])
    place.write("one.md", item(OTHER, title=right.title))
    assert place.run().status == "ok"
    with Reader(place.db) as reader:
        [found] = [one for one in find_faults(reader, ["lists/one.md"]) if one.kind == "wrong_id"]
    assert found.evidence["right"] == right.arxiv_id
