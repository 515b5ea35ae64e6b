"""Verdicts of DESIGN §7 on the shipped catalogue: real titles, and every trap; a wrong paper is the worst answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enrich.catalogue import Catalogue, KnownPaper
from enrich.catalogue.build import build
from enrich.evidence import Claim
from enrich.models import Entry, Match
from enrich.parse import read_entries, scan
from enrich.resolve import Override, Resolver, paper_id_of

ATTENTION = "arxiv:1706.03762"
BERT = "arxiv:1810.04805"


@pytest.fixture
def resolver(catalogue: Catalogue) -> Resolver:
    return Resolver(catalogue)


def answer(resolver: Resolver, title: str, **said: Any) -> Match:
    return resolver.resolve([Claim(title, **said)])[0]


def verdict(match: Match) -> tuple[str, str | None]:
    return match.verdict, match.paper_id


# --- by title -----------------------------------------------------------------------------------------------------


def test_one_paper_of_that_title(resolver: Resolver) -> None:
    found = answer(resolver, "attention is all you need!", year=2017)
    assert verdict(found) == ("title_exact", ATTENTION)
    assert found.evidence == {
        "relation": "same",
        "year": "agree",
        "authors": "unknown",
        "stated_year": 2017,
        "paper_year": 2017,
    }


def test_longer_title_is_another_paper(resolver: Resolver) -> None:
    assert verdict(answer(resolver, "Attention Is All You Need in Speech Separation")) == (
        "title_exact",
        "arxiv:2010.13154",
    )
    assert answer(resolver, "Attention Is All You Need in Medical Imaging", year=2017).paper_id is None


def test_former_title_is_known(resolver: Resolver) -> None:
    assert verdict(answer(resolver, "How Good Are Low-bit Quantized LLaMA3 Models? An Empirical Study")) == (
        "title_exact",
        "arxiv:2404.14047",
    )


def test_wrong_year_speaks_against_a_title(resolver: Resolver) -> None:
    found = answer(resolver, "Attention Is All You Need", year=2004)
    assert verdict(found) == ("ambiguous", None)
    assert [candidate.paper_id for candidate in found.candidates] == [ATTENTION]


def test_wrong_authors_speak_against_a_title(resolver: Resolver) -> None:
    assert answer(resolver, "Attention Is All You Need", authors=("Marie Curie", "Lise Meitner")).verdict == "ambiguous"


def test_authors_confirm_a_title(resolver: Resolver) -> None:
    found = answer(resolver, "Attention Is All You Need", authors=("Vaswani", "N. Shazeer", "..."))
    assert (found.verdict, found.method) == ("title_exact", "same_title_author")


@pytest.mark.parametrize("year", [None, 2015, 2016, 2018])
def test_name_of_a_field_is_nobodys_title(resolver: Resolver, year: int | None) -> None:
    assert answer(resolver, "Deep Learning", year=year).paper_id is None


@pytest.mark.parametrize(
    "title",
    [
        "A Survey on Large Language Models",
        "A Survey of Large Language Models",
        "Off-diagonal Ramsey numbers",
        "Off-diagonal book Ramsey numbers",
        "NeRF",
        "Byzantine Multi-Agent Optimization: Part I",
        "Unraveling the Mystery of Scaling Laws: Part II",
    ],
)
@pytest.mark.parametrize("year", [None, 2015, 2020, 2023, 2024])
def test_neighbour_in_the_catalogue_is_never_taken(resolver: Resolver, title: str, year: int | None) -> None:
    assert answer(resolver, title, year=year).paper_id is None


def test_last_words_may_be_missing_after_a_made_up_name(resolver: Resolver) -> None:
    title = "BERT: Pre-training of Deep Bidirectional Transformers"
    alone = answer(resolver, title)
    assert (alone.verdict, alone.method, alone.paper_id) == ("title_author", "truncated_alone", BERT)
    assert verdict(answer(resolver, title, year=2019)) == ("title_author", BERT)
    assert verdict(answer(resolver, title, authors=("Jacob Devlin",))) == ("title_author", BERT)
    assert answer(resolver, title, authors=("Marie Curie",)).paper_id is None
    assert answer(resolver, title, year=2010).paper_id is None


def test_word_that_is_missing_in_the_middle_needs_the_year(resolver: Resolver) -> None:
    title = "BERT: Pre-training of Bidirectional Transformers for Language Understanding"
    assert answer(resolver, title).paper_id is None
    assert answer(resolver, title, year=2018).paper_id == BERT
    assert answer(resolver, title, year=2017).paper_id is None


def test_remark_in_brackets_is_no_part_of_the_title(resolver: Resolver) -> None:
    title = "Generating Long Sequences with Sparse Transformers"
    found = answer(resolver, f"{title} (ICML 2019)")
    assert (found.verdict, found.method, found.paper_id) == ("title_author", "annotated_alone", "arxiv:1904.10509")
    assert answer(resolver, f"{title} (Part 2)", year=2019).paper_id is None


def test_broken_encoding_is_repaired(resolver: Resolver) -> None:
    found = answer(resolver, "What Does BERT Look At? An Analysis of BERTâ€™s Attention")
    assert verdict(found) == ("title_exact", "arxiv:1906.04341")


def test_name_that_the_paper_got_later_is_not_of_the_year_before(resolver: Resolver) -> None:
    title = "LLM Knows What You are Looking for Before Generation"  # of SnapKV, 2024
    assert answer(resolver, title).method == "name_dropped_alone"
    assert answer(resolver, title, year=2024).paper_id == "arxiv:2404.14469"
    assert answer(resolver, title, year=2023).paper_id is None


def test_longer_title_of_the_same_people_is_another_paper(resolver: Resolver) -> None:
    title = "SnapKV: LLM Knows What You are Looking for Before Generation in Speech Separation"
    assert answer(resolver, title, year=2024, authors=("Yuhong Li", "Yingbing Huang")).paper_id is None


COMMON = [f"Generative Communication with Secure Language Models and Large Agents {number}" for number in range(2_000)]


def records_of(*titles: str) -> list[dict[str, Any]]:
    """These titles among many of common words, all of one person and year."""
    return [
        {"arxiv_id": f"2401.{number:05}", "title": title, "authors": ["Ada Lovelace"], "published": "2024-01-01"}
        for number, title in enumerate([*titles, *COMMON])
    ]


def test_former_name_needs_two_telling_words_or_one_and_the_year(tmp_path: Path) -> None:
    two, one = (
        "Prompt Encryption for Secure Communication with Models",
        "Encryption of Secure Communication with Models",
    )
    for found in small_catalogue(tmp_path, records_of(f"EmojiCrypt: {two} by Agents", f"SealGPT: {one} by Agents")):
        first = answer(found, f"PromptCrypt: {two} by Agents")
        assert (first.method, first.paper_id) == ("renamed_alone", "arxiv:2401.00000")
        assert answer(found, f"SpellGPT: {one} by Agents").paper_id is None
        second = answer(found, f"SpellGPT: {one} by Agents", year=2024)
        assert (second.method, second.paper_id) == ("renamed_confirmed", "arxiv:2401.00001")
        assert answer(found, f"TinyEmojiCrypt: {two} by Agents", year=2024).paper_id is None
        assert answer(found, f"TinyEmojiCrypt: {two} by Agents", authors=("Ada Lovelace",)).paper_id is not None
        for said in ({"year": 2024}, {"authors": ("Ada Lovelace",)}):
            assert answer(found, f"PromptCrypt-2: {two} by Agents", **said).paper_id is None
        assert answer(found, f"PromptCrypt: {two} by Agents", year=2023).paper_id is None


def test_former_name_before_common_words_needs_the_authors(tmp_path: Path) -> None:
    rest = "Secure Communication with Large Language Agents"
    for found in small_catalogue(tmp_path, records_of(f"SealGPT: {rest}")):
        assert answer(found, f"SpellGPT: {rest}", year=2024).paper_id is None
        assert answer(found, f"SpellGPT: {rest}", authors=("Ada Lovelace",)).paper_id == "arxiv:2401.00000"


def test_few_words_changed_behind_the_same_name(tmp_path: Path) -> None:
    title = "TinyBlob: Quasirandom Weighting of Secure Agents with Language Models"
    for found in small_catalogue(tmp_path, records_of(title)):
        one_word = "TinyBlob: Quasirandom Choice of Secure Agents with Language Models"
        assert answer(found, one_word).method == "revised_alone"
        assert answer(found, one_word, year=2024).method == "revised_confirmed"
        assert answer(found, one_word, year=2023).paper_id is None
        assert answer(found, one_word, authors=("Marie Curie",)).paper_id is None
        assert answer(found, "TinyBlob: Weighting of Secure Agents with Language Models").method == "revised_alone"
        for other in (
            "TinyBlob: Language Models with Secure Agents of Quasirandom Weighting",
            "TinyBlob: Generative Choice of Secure Agents with Language Models",
            "TinyBlob: Quasirandom Weighting of Secure Agents with Language Models in Communication",
            "TinyBlob: A Survey of Quasirandom Weighting of Secure Agents with Models",
            "TinyBlob: Revisiting Quasirandom Weighting of Secure Agents with Models",
            "TinyBlob: Quasirandom Weighting of Secure Agents with 2 Models",
            "TinyBlob-2: Quasirandom Choice of Secure Agents with Language Models",
            "TinyBlob++: Quasirandom Choice of Secure Agents with Language Models",
            "VastBlob: Quasirandom Choice of Secure Agents with Language Models",
        ):
            assert answer(found, other, year=2024).paper_id is None, other


def test_few_words_changed_need_two_telling_ones_or_one_and_the_year(tmp_path: Path) -> None:
    titles = (
        "VastBlob: Secure Communication of Large Agents and Language Models",
        "Secure Agents: Communication of Large Generative Agents and Language Models",
    )
    for found in small_catalogue(tmp_path, records_of(*titles)):
        one = "VastBlob: Generative Communication of Large Agents and Language Models"
        assert answer(found, one).paper_id is None
        assert answer(found, one, year=2024).method == "revised_confirmed"
        none = "Secure Agents: Quasirandom Communication of Large Generative Agents and Models"
        assert answer(found, none, year=2024).paper_id is None
        assert answer(found, none, authors=("Ada Lovelace",)).method == "revised_confirmed"


def test_two_papers_of_which_few_words_changed(tmp_path: Path) -> None:
    titles = [f"TinyBlob: Quasirandom {word} of Secure Agents with Language Models" for word in ("Weighting", "Choice")]
    for found in small_catalogue(tmp_path, records_of(*titles)):
        assert answer(found, "TinyBlob: Quasirandom Folding of Secure Agents with Language Models").paper_id is None


def test_long_title_may_lose_stop_words_but_a_short_one_needs_authors(tmp_path: Path) -> None:
    titles = "Quasirandom Weighting of Secure Agents in Language Models", "Weighting of Secure Models"
    for found in small_catalogue(tmp_path, records_of(*titles)):
        assert answer(found, "On Quasirandom Weighting for Secure Agent in Language Models").method == "reworded_alone"
        assert answer(found, "A Weighting for Secure Models", year=2024).paper_id is None


def test_ordinary_words_before_a_long_title_must_not_be_a_remark(tmp_path: Path) -> None:
    title = "Quasirandom Weighting of Secure Agents with Models"
    for found in small_catalogue(tmp_path, records_of(title, f"Hold My Blob: {title} and Language")):
        assert answer(found, f"Seven Dwarves: {title}", year=2024).method == "name_added_confirmed"
        assert answer(found, f"{title} and Language", year=2024).method == "name_dropped_confirmed"
        for head in ("Language Models", "Dwarves 2", "Reproducing Dwarves"):
            assert answer(found, f"{head}: {title}", year=2024).paper_id is None, head


@pytest.mark.parametrize("people", [("Zhang San", "Li Si"), ("Zhang San",)])
def test_family_name_may_come_first(tmp_path: Path, people: tuple[str, ...]) -> None:
    title = "Weighting of Chromatic Noise"
    record = {"arxiv_id": "2401.00001", "title": title, "authors": ["San Zhang", "Si Li"]}
    for found in small_catalogue(tmp_path, [record]):
        match = answer(found, title, authors=people)
        assert (match.verdict, match.evidence["authors"]) == ("title_exact", "unknown")
        assert answer(found, title, authors=("Marie Curie", "Lise Meitner", "Zhang San")).paper_id is None


def test_paper_that_kept_its_name_needs_three_telling_words_and_evidence(tmp_path: Path) -> None:
    titles = ["TinyBlob: Quasirandom Weighting of Chromatic Noise under Torsion"] + [
        f"On the Learning of Model {number}" for number in range(2_000)
    ]
    records = [
        {"arxiv_id": f"2401.{number:05}", "title": title, "authors": ["Ada Lovelace"], "published": "2024-01-01"}
        for number, title in enumerate(titles)
    ]
    title = "TinyBlob: Chromatic Torsion without Quasirandom Learning of a Model"
    for found in small_catalogue(tmp_path, records):
        assert answer(found, title).paper_id is None
        assert verdict(answer(found, title, year=2024)) == ("title_author", "arxiv:2401.00000")
        assert answer(found, title, year=2024, authors=("Marie Curie", "Lise Meitner")).paper_id is None
        assert answer(found, "TinyBlob: Chromatic Learning of a Model", year=2024).paper_id is None


def test_typo_in_a_short_title_needs_year_or_authors(tmp_path: Path) -> None:
    title = "Massive Activatoins in Models"
    record = {"arxiv_id": "2402.17762", "title": "Massive Activations in Models", "authors": ["Ada Sun"]}
    for found in small_catalogue(tmp_path, [record]):
        assert answer(found, title).verdict == "ambiguous"
        assert answer(found, title, year=2024).method == "typo_confirmed"
        assert answer(found, title, authors=("Ada Sun",)).method == "typo_confirmed"
        assert answer(found, title, year=2004).paper_id is None


def test_typo_in_a_long_title(resolver: Resolver) -> None:
    title = "Languge Models are Few-Shot Learners"
    assert answer(resolver, title).method == "typo_alone"
    found = answer(resolver, title, year=2020)
    assert (found.verdict, found.method, found.paper_id) == ("title_author", "typo_confirmed", "arxiv:2005.14165")
    assert answer(resolver, title, authors=("Marie Curie",)).paper_id is None


def test_unknown_title_was_not_asked_for(resolver: Resolver) -> None:
    found = answer(resolver, "A Title That Nobody Has Ever Given to Anything at All", year=2020)
    assert (found.verdict, found.method, found.paper_id) == ("not_asked", "unknown_to_catalogue", None)


def test_title_without_letters_is_no_title(resolver: Resolver) -> None:
    assert answer(resolver, "…").method == "no_title"


def test_papers_of_one_title_need_evidence(tmp_path: Path) -> None:
    """Real twins: 2402.07157 and 2411.14251 have the same title, other years and other people."""
    twin = "Natural Language Reinforcement Learning"
    records = [
        {"arxiv_id": "2402.07157", "title": twin, "authors": ["Xidong Feng", "Ziyu Wan"], "published": "2024-02-11"},
        {"arxiv_id": "1911.14251", "title": twin, "authors": ["Ada Lovelace"], "published": "2019-11-21"},
        {"arxiv_id": "2411.14251", "title": twin, "authors": ["Xidong Feng", "Bo Liu"], "published": "2024-11-21"},
    ]
    for found in small_catalogue(tmp_path, records):
        assert verdict(answer(found, twin)) == ("ambiguous", None)
        assert verdict(answer(found, twin, year=2025)) == ("ambiguous", None)
        assert verdict(answer(found, twin, year=2019)) == ("title_author", "arxiv:1911.14251")
        assert verdict(answer(found, twin, authors=("Ada Lovelace",))) == ("title_author", "arxiv:1911.14251")
        assert verdict(answer(found, twin, authors=("Xidong Feng",))) == ("ambiguous", None)


def small_catalogue(folder: Path, records: list[dict[str, Any]]) -> Iterator[Resolver]:
    path = folder / "small.db"
    build(path, records, [], {"origin": "test", "stamp": "test", "as_of": "2026-11-23"})
    opened = Catalogue(path)
    yield Resolver(opened)
    opened.close()


# --- by id --------------------------------------------------------------------------------------------------------


def test_stated_id_with_its_title(resolver: Resolver) -> None:
    found = answer(resolver, "Attention is all you need", arxiv_id="1706.03762")
    assert (found.verdict, found.method, found.paper_id) == ("linked", "stated_id", ATTENTION)


def test_stated_id_of_another_paper(resolver: Resolver) -> None:
    found = answer(resolver, "Attention Is All You Need", arxiv_id="1810.04805")
    assert verdict(found) == ("mismatch", BERT)
    assert ATTENTION in [candidate.paper_id for candidate in found.candidates]


def test_neighbouring_title_under_a_stated_id_is_a_mismatch(resolver: Resolver) -> None:
    assert answer(resolver, "Attention Is All You Need", arxiv_id="2010.13154").verdict == "mismatch"


@pytest.mark.parametrize(
    ("title", "arxiv_id"),
    [
        ("Deep Learning", "1706.00384"),  # Deep Mutual Learning
        ("Byzantine Multi-Agent Optimization: Part I", "1507.01845"),  # Part II
        ("LayerKV: Optimizing Large Language Model Serving with Layer-wise KV Cache Management, Part II", "2410.00428"),
        ("Massive Activations in Large Language Models: A Reply", "2402.17762"),
        ("PowerInfer-3: Faster Large Language Model Serving", "2406.06282"),  # PowerInfer-2
        ("What BERT Sees When It Looks Away", "1906.04341"),
    ],
)
def test_stated_id_of_a_similar_title_is_a_mismatch(resolver: Resolver, title: str, arxiv_id: str) -> None:
    assert verdict(answer(resolver, title, arxiv_id=arxiv_id)) == ("mismatch", f"arxiv:{arxiv_id}")


def test_stated_id_of_a_paper_that_kept_its_name(resolver: Resolver) -> None:
    found = answer(resolver, "SnapKV: Compressing Caches by Clustering", arxiv_id="2404.14469")
    assert (found.verdict, found.method) == ("linked", "stated_id_same_name")


def test_stated_id_of_a_paper_of_which_few_words_changed(tmp_path: Path) -> None:
    title, other = (
        f"Seven Dwarves: Quasirandom {word} of Secure Agents with Models" for word in ("Weighting", "Choice")
    )
    for found in small_catalogue(tmp_path, records_of(title)):
        match = answer(found, other, arxiv_id="2401.00000")
        assert (match.verdict, match.method) == ("linked", "stated_id")
    (tmp_path / "both").mkdir()
    for found in small_catalogue(tmp_path / "both", records_of(title, other)):
        assert answer(found, other, arxiv_id="2401.00000").verdict == "mismatch"


def test_stated_id_of_a_retitled_paper_needs_its_authors(resolver: Resolver) -> None:
    title, people = "What BERT Looks At: An Attention Analysis", ("Kevin Clark", "Urvashi Khandelwal")
    assert answer(resolver, title, arxiv_id="1906.04341").verdict == "mismatch"
    found = answer(resolver, title, arxiv_id="1906.04341", authors=people)
    assert (found.verdict, found.method) == ("linked", "stated_id_authors")
    assert answer(resolver, "Speech without Words", arxiv_id="1906.04341", authors=people).verdict == "mismatch"


FOLD = "Class-agnostic Fold Detection with Multi-modal Shears"


@pytest.mark.parametrize(
    ("title", "known", "said"),
    [
        ("Multi-modal Shears Excel at Class-agnostic Fold Finding", FOLD, {}),
        ("Class-agnostic Fold Detection with Multi-modal Shears and Gates", FOLD, {}),  # words more: the next paper
        ("Class-agnostic Fold Detection", FOLD, {}),
        ("Class-agnostic Fold Painting with Gates for Every Sheep", FOLD, {}),  # more than half is something else
        ("Multi-modal Shears Excel at Class-agnostic Fold Finding", FOLD, {"authors": ("Emmy Noether",)}),
        ("A Survey on Fold Finding with Multi-modal Shears", "A Survey of Fold Detection with Multi-modal Shears", {}),
    ],
)
def test_stated_id_of_a_paper_whose_title_was_rewritten(
    tmp_path: Path, title: str, known: str, said: dict[str, Any]
) -> None:
    is_linked = "Excel" in title and not said
    for found in small_catalogue(tmp_path, records_of(known)):
        match = answer(found, title, arxiv_id="2401.00000", **said)
        assert match.method == ("stated_id_same_subject" if is_linked else "stated_id_title_differs")
        assert match.paper_id == "arxiv:2401.00000"


@pytest.mark.parametrize("tail", [", Part II", " II", ": A Reply", " in Speech Separation", ": Revisited", " 2"])
@pytest.mark.parametrize("said", [{}, {"year": 2024}], ids=["title alone", "with the year"])
def test_words_behind_a_title_make_another_paper(resolver: Resolver, tail: str, said: dict[str, Any]) -> None:
    title = "SnapKV: LLM Knows What You Are Looking for before Generation"
    assert answer(resolver, title, **said).paper_id == "arxiv:2404.14469"
    assert answer(resolver, title + tail, **said).paper_id is None


@pytest.mark.parametrize("name", ["RE", "NLP", "3D", "LLM", "Survey"])
def test_ordinary_word_before_a_title_makes_another_paper(resolver: Resolver, name: str) -> None:
    title = "Generating Long Sequences with Sparse Transformers"
    assert answer(resolver, f"{name}: {title}", year=2019).paper_id is None
    assert answer(resolver, f"SparzeNet: {title}", year=2019).paper_id == "arxiv:1904.10509"


def test_plural_needs_authors(resolver: Resolver) -> None:
    title = "Massive Activation in Large Language Models"
    assert answer(resolver, title, year=2024).paper_id is None
    assert answer(resolver, title, year=2024, authors=("Mingjie Sun",)).paper_id == "arxiv:2402.17762"


def test_stated_id_that_the_catalogue_lacks_is_believed_until_checked(resolver: Resolver) -> None:
    found = answer(resolver, "Some Paper", arxiv_id="2511.99999")
    assert (found.verdict, found.method, found.paper_id) == ("linked", "stated_unchecked", "arxiv:2511.99999")


def test_stated_doi_leads_to_the_preprint(resolver: Resolver) -> None:
    title = "Momentum distributions in time-dependent density functional theory: Product phase approximation"
    found = answer(resolver, title, doi="10.1103/physreva.76.023409")
    assert verdict(found) == ("linked", "arxiv:0704.1423")
    assert verdict(answer(resolver, "Some Paper", doi="10.9999/none")) == ("linked", "doi:10.9999/none")


def test_name_at_a_site_is_believed_until_the_title_is_found(resolver: Resolver) -> None:
    found = answer(resolver, "Some Paper That Nobody Knows", site_id="openreview:rJXMpikCZ")
    assert (found.verdict, found.method, found.paper_id) == ("linked", "stated_unchecked", "openreview:rJXMpikCZ")
    found = answer(resolver, "Attention Is All You Need", site_id="neurips:7181", authors=("Ashish Vaswani",))
    assert verdict(found) == ("title_exact", ATTENTION)
    assert found.evidence["stated_site_id"] == "neurips:7181"


@pytest.mark.parametrize("title", ["Deep Learning", "A Survey on Large Language Models", "x " * 70])
def test_name_at_a_site_is_better_than_a_title_that_may_be_anybodys(resolver: Resolver, title: str) -> None:
    assert verdict(answer(resolver, title, site_id="ieee:9488906")) == ("linked", "ieee:9488906")


def test_arxiv_id_and_doi_go_before_the_name_at_a_site(resolver: Resolver) -> None:
    title = "Attention Is All You Need"
    assert verdict(answer(resolver, title, arxiv_id="1706.03762", site_id="neurips:7181")) == ("linked", ATTENTION)
    assert verdict(answer(resolver, title, arxiv_id="1810.04805", site_id="neurips:7181")) == ("mismatch", BERT)
    found = answer(resolver, "Some Paper", doi="10.9999/none", site_id="acm:3295349")
    assert verdict(found) == ("linked", "doi:10.9999/none")


def test_other_thing_that_links_a_site_is_related(resolver: Resolver) -> None:
    found = answer(resolver, "A talk", kind="video", site_id="usenix:osdi23/li-zhuohan")
    assert verdict(found) == ("related", "usenix:osdi23/li-zhuohan")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://arxiv.org/abs/1706.03762v7", ATTENTION),
        ("https://aclanthology.org/N19-1423/", "doi:10.18653/v1/n19-1423"),
        ("https://aclanthology.org/W14-4012/", "acl:W14-4012"),
        ("https://openreview.net/pdf?id=rJXMpikCZ", "openreview:rJXMpikCZ"),
        ("openreview:rJXMpikCZ", "openreview:rJXMpikCZ"),
        ("openalex:W2741809807", "openalex:W2741809807"),
        ("https://example.org/paper", None),
    ],
)
def test_person_may_name_a_paper_by_any_link(text: str, expected: str | None) -> None:
    assert paper_id_of(text) == expected


def test_check_names_the_paper_that_has_the_title(resolver: Resolver) -> None:
    stated = KnownPaper("arxiv:2511.99999", "Quite Another Paper", "someone", 2025)
    found = resolver.check(Claim("Attention Is All You Need", arxiv_id="2511.99999"), stated)
    assert found.verdict == "mismatch"
    assert ATTENTION in [one.paper_id for one in found.candidates if one.relation == "same"]


def test_entry_that_is_no_paper(resolver: Resolver) -> None:
    assert verdict(answer(resolver, "A talk about attention", kind="video")) == ("not_paper", None)
    assert verdict(answer(resolver, "A model page", kind="model", arxiv_id="1706.03762")) == ("related", ATTENTION)


def test_person_always_wins(resolver: Resolver) -> None:
    claims = [Claim("Attention Is All You Need"), Claim("Attention Is All You Need", arxiv_id="1706.03762"), Claim("x")]
    found = resolver.resolve(claims, {0: Override("arxiv:1810.04805"), 1: Override(None)})
    assert [verdict(match) for match in found] == [("override", BERT), ("override", None), ("not_asked", None)]


# --- the example list ---------------------------------------------------------------------------------------------

# Entries of lists/llm-internals.md that are on arXiv, by the words they begin with where the id needs a person to know
# it: the catalogue was checked against each by hand. Three entries have no arXiv paper.
NOT_ON_ARXIV = (
    "Enhancing Inference Efficiency and Accuracy in Large Language Models through Next-Phrase Prediction",
    "The Feedforward Demystified: A Core Operation of Transformers",
    "Efficient Training and Inference: Techniques for Large Language Models Using Llama",
)
KNOWN_IDS = {
    "Language Models are Few-Shot Learners": "2005.14165",
    "An Empirical Study of LLaMA3 Quantization: From LLMs to MLLMs": "2404.14047",
    "ServerlessLLM: Low-Latency Serverless Inference for Large Language Models": "2401.14351",
    "Tensor Attention Training: Provably Efficient Learning of Higher-order Transformers": "2405.16411",
    "H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models": "2306.14048",
    "Powerinfer-2: fast large language model inference on a smartphone": "2406.06282",
}


@pytest.mark.parametrize("with_year", [True, False], ids=["title and year", "title alone"])
def test_hand_typed_list_is_found_by_title_alone(
    resolver: Resolver, example_lists: list[Path], with_year: bool
) -> None:
    entries = [item for item in read_entries(scan(example_lists[1])) if isinstance(item, Entry)]
    claims = [Claim(entry.title, year=entry.stated_year if with_year else None) for entry in entries]
    found = dict(zip([entry.title for entry in entries], resolver.resolve(claims), strict=True))
    assert len(found) == 47
    assert all(found[title].paper_id is None for title in NOT_ON_ARXIV)
    assert (
        sum(match.paper_id is not None for match in found.values()) == 43
    )  # of 44; 2409.01990 is known by no such title
    assert {title: found[title].paper_id for title in KNOWN_IDS} == {
        title: f"arxiv:{arxiv_id}" for title, arxiv_id in KNOWN_IDS.items()
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1706.03762v2", "arxiv:1706.03762"),
        ("https://arxiv.org/abs/1706.03762", "arxiv:1706.03762"),
        ("arxiv:1706.03762", "arxiv:1706.03762"),
        ("10.1103/PhysRevA.76.023409", "doi:10.1103/physreva.76.023409"),
        ("doi:10.1103/PhysRevA.76.023409", "doi:10.1103/physreva.76.023409"),
        ("s2:649def34f8be52c8b66281af98ae884c09aef38b", "s2:649def34f8be52c8b66281af98ae884c09aef38b"),
        ("attention", None),
    ],
)
def test_paper_id_from_what_a_person_writes(text: str, expected: str | None) -> None:
    assert paper_id_of(text) == expected
