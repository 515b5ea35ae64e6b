"""The hard pairs that ship with the program: each of them passes, and the file says what it means."""

from collections import Counter
from typing import get_args

import pytest

from enrich.evidence import Claim
from enrich.gold import GoldPair, Try, read_gold, try_all
from enrich.models import Verdict


@pytest.fixture(scope="module")
def tries() -> list[Try]:
    return list(try_all())


def test_every_pair_passes(tries: list[Try]) -> None:
    failed = [(one.pair.line, one.pair.claim.title, one.got, one.pair.wanted) for one in tries if not one.passed]
    assert failed == []


def test_there_are_pairs_for_every_trap_of_the_design() -> None:
    pairs = Counter(pair.trap for pair in read_gold())
    assert pairs.total() >= 300
    for trap in ("name of a field", "of and on", "parts", "words go on", "word inserted", "last words missing"):
        assert pairs[trap] >= 5
    for trap in ("short name", "LaTeX and Greek", "mojibake", "hyphens, case, ligatures", "twins"):
        assert pairs[trap] >= 5


def test_rows_say_what_they_mean() -> None:
    verdicts = {*get_args(Verdict), ""}
    named = {"title_exact", "title_author", "linked", "mismatch"}
    for pair in read_gold():
        assert pair.verdict in verdicts, pair
        assert bool(pair.paper) == (pair.verdict in named), pair
        assert pair.paper not in pair.hidden, pair
    assert len({(pair.claim, pair.hidden) for pair in read_gold()}) == sum(1 for _ in read_gold())


def test_wrong_paper_or_verdict_does_not_pass() -> None:
    pair = GoldPair(2, "a trap", Claim("Title"), (), "title_exact", "1706.03762")
    assert Try(pair, "title_exact", "1706.03762").passed
    assert not Try(pair, "title_author", "1706.03762").passed
    assert not Try(pair, "title_exact", "1810.04805").passed
    nobody = pair._replace(verdict="", paper="")
    assert Try(nobody, "ambiguous", "").passed
    assert Try(nobody, "not_asked", "").passed
    assert not Try(nobody, "title_exact", "1706.03762").passed
