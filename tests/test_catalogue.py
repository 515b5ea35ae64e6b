"""The local title index: what it finds, and that building it leaves nothing half-made."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enrich.catalogue import Catalogue, build_bundled, bundled_stamp, open_catalogue, read_bundled
from enrich.catalogue.build import build
from enrich.errors import ConfigError, EnrichError, StopRun
from enrich.text import fold_title
from enrich.titles import Title

META = {"origin": "test", "stamp": "1", "as_of": "2026-11-23"}


def record(arxiv_id: str, title: str, *alt_titles: str, **more: Any) -> dict[str, Any]:
    return {"arxiv_id": arxiv_id, "title": title, "alt_titles": list(alt_titles), "authors": ["Ada Lovelace"], **more}


def test_shipped_files_are_those_of_the_manifest() -> None:
    """The hash of the manifest is of the text inside, so that it does not depend on the gzip in use."""
    import gzip
    from hashlib import sha256

    data = Path(__file__).parent.parent / "enrich" / "data"
    manifest = json.loads((data / "manifest.json").read_text("utf-8"))
    for name, expected in manifest["sha256"].items():
        assert sha256(gzip.decompress((data / name).read_bytes())).hexdigest() == expected
    assert sum(1 for _ in read_bundled("papers.jsonl.gz")) == manifest["papers"]


def test_info_counts_what_is_there(catalogue: Catalogue) -> None:
    info = catalogue.info()
    assert (info.papers, info.counts, info.origin) == (19_998, 5_708, "bundled")
    assert info.titles > info.papers
    assert info.newest
    assert info.newest.startswith("2026-")


def test_every_known_title_of_a_paper_finds_it(catalogue: Catalogue) -> None:
    titles = ["Generating Long Sequences with Sparse Transformers", "Close to Human Quality TTS with Transformer"]
    former = "Neural Speech Synthesis with Transformer Network"
    found = catalogue.find_titles([fold_title(title) for title in [*titles, former]])
    assert [paper.paper_id for paper in found[fold_title(titles[0])]] == ["arxiv:1904.10509"]
    assert found[fold_title(titles[1])] == found[fold_title(former)]
    assert found[fold_title(former)][0].titles == [titles[1], former]


def test_unknown_title_is_missing_from_the_answer(catalogue: Catalogue) -> None:
    assert catalogue.find_titles(["nosuchtitleanywhere"]) == {}


def test_near_titles_share_a_key(catalogue: Catalogue) -> None:
    spellings = {
        "1810.04805": "BERT: Pre-training of Deep Bidirectional Transfomers",
        "1706.03762": "Transformer: Attention Is All You Need",
        "2005.14165": "Language Models are Few Shoot Learners",
    }
    for arxiv_id, title in spellings.items():
        assert f"arxiv:{arxiv_id}" in {paper.paper_id for paper in catalogue.find_near(Title(title))}, title


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Catalogue]:
    """Titles that share words with many others."""
    titles = [f"NeRF: Radiance Number {number} for the Study of Caves" for number in range(300)]
    titles += [f"Sparse Kernels Against Noise{number}" for number in range(40)]
    titles += ["Sparse Kernels Quickly Estimated", "What Is It That We Do for the Lattice Chromodynamics of Quarks"]
    path = tmp_path / "crowd.db"
    papers = [record(f"2401.{number:05}", title) for number, title in enumerate(titles, start=1)]
    papers.append(record("2402.00001", "Rank of Sparse Kernels", "Ranks of Sparse Kernels"))
    build(path, papers, [], META)
    opened = Catalogue(path)
    yield opened
    opened.close()


def near(catalogue: Catalogue, title: str) -> set[str]:
    return {paper.titles[0] for paper in catalogue.find_near(Title(title))}


def test_name_that_many_papers_begin_with_finds_all_of_them(crowd: Catalogue) -> None:
    assert len(near(crowd, "NeRF")) == 300


def test_pair_of_words_that_many_share_needs_a_third_word(crowd: Catalogue) -> None:
    assert near(crowd, "Sparse Kernels Quikly Estimated") == {"Sparse Kernels Quickly Estimated"}
    assert len(near(crowd, "Sparse Kernels Misspeltt")) == 42  # two words are all that is known of it


def test_two_titles_of_a_paper_are_no_third_word(crowd: Catalogue) -> None:
    found = near(crowd, "Sparse Kernels Against Quarks")
    assert "Sparse Kernels Against Noise7" in found
    assert "Rank of Sparse Kernels" not in found


def test_title_that_was_cut_off_is_found_by_its_beginning(crowd: Catalogue) -> None:
    assert near(crowd, "What is it that we do for the") == {
        "What Is It That We Do for the Lattice Chromodynamics of Quarks"
    }


def test_record_says_only_what_is_known(catalogue: Catalogue) -> None:
    [record] = catalogue.read_records(["1706.03762"])
    assert (record.source, record.title) == ("catalogue", "Attention Is All You Need")
    assert record.authors is not None
    assert [author.name for author in record.authors][:2] == ["Ashish Vaswani", "Noam Shazeer"]
    assert record.published_on == "2017-06-12"
    assert record.is_withdrawn is None
    assert catalogue.read_records(["9999.99999"]) == []


def test_day_that_is_not_known_is_not_made_up(catalogue: Catalogue) -> None:
    [record] = catalogue.read_records(["1812.01243"])
    assert (record.published_on, record.year) == (None, None)
    assert catalogue.find_ids(["1812.01243"])["1812.01243"].year == 2018  # the id tells


def test_counts_keep_the_name_and_the_day_of_their_source(catalogue: Catalogue) -> None:
    counts = catalogue.read_counts(["2411.03350", "2406.11430"])
    assert counts
    assert all(count.source and len(count.observed_at) == 10 for count in counts)


def test_catalogue_is_built_on_first_use_and_reused(tmp_path: Path) -> None:
    path = tmp_path / "new" / "catalogue.db"
    told: list[tuple[int, int]] = []
    open_catalogue(path, lambda done, total: told.append((done, total))).close()
    assert told[-1] == (19_998, 19_998)
    before = path.stat().st_mtime_ns
    open_catalogue(path).close()
    assert path.stat().st_mtime_ns == before
    assert list(path.parent.iterdir()) == [path]


def test_catalogue_of_an_older_release_is_built_again(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    build(path, [record("1706.03762", "Attention")], [], {"origin": "bundled", "stamp": "old", "as_of": "2020-01-01"})
    opened = open_catalogue(path)
    assert opened.stamp == bundled_stamp()
    opened.close()


def test_imported_catalogue_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    build(path, [record("1706.03762", "Attention")], [], META)
    opened = open_catalogue(path)
    assert opened.info().papers == 1
    opened.close()


def test_failed_build_leaves_the_old_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    build(path, [record("1706.03762", "Attention")], [], META)

    def papers() -> Any:
        yield record("1810.04805", "BERT")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(path, papers(), [], META)
    opened = Catalogue(path)
    assert list(opened.find_ids(["1706.03762", "1810.04805"])) == ["1706.03762"]
    opened.close()
    assert list(tmp_path.iterdir()) == [path]


def test_title_of_hostile_text_is_only_text(tmp_path: Path) -> None:
    title = "'; DROP TABLE papers; -- \\write18{rm} <script>\n\x00 =cmd|x"
    path = tmp_path / "catalogue.db"
    build(path, [record("1706.03762", title)], [], META)
    opened = Catalogue(path)
    assert opened.find_titles([fold_title(title)])[fold_title(title)][0].paper_id == "arxiv:1706.03762"
    opened.close()


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 4_000])
def test_file_that_is_no_catalogue_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalogue.db"
    path.write_bytes(content)
    with pytest.raises(StopRun, match="not a catalogue"):
        open_catalogue(path)
    assert path.read_bytes() == content


def test_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(ConfigError, match="--catalogue"):
        build_bundled(tmp_path / "file" / "catalogue.db")


def test_imported_catalogue_of_another_format_is_told_to_be_imported_again(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "catalogue.db"
    build(path, [record("1706.03762", "Attention")], [], META)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
    db.close()
    with pytest.raises(EnrichError, match="import it again"):
        open_catalogue(path)
