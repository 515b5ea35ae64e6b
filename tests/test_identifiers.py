"""Identifiers: what people really write is read, look-alikes are refused."""

import copy
import csv
import pickle
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from enrich.identifiers import ArxivId, Doi, repository_of
from enrich.sites import SiteId

UNHURRIED = settings(deadline=None)  # a busy machine is no failure
LINKS = Path(__file__).parent / "identifiers" / "links.tsv"


def written(found: ArxivId | None) -> str:
    """The id with its version, as a person writes it; an empty string for none."""
    return "" if found is None else f"{found}v{found.version}" if found.version else str(found)


def test_every_link_of_the_corpus_gives_the_ids_it_carries_and_no_other() -> None:
    with LINKS.open(encoding="utf-8", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]
    assert len(rows) > 450
    read = [(url, written(ArxivId.find(url)), Doi.find(url) or "", SiteId.find(url) or "") for url, *_ in rows]
    assert read == rows


ARXIV_SPELLINGS = {
    "bare": ("2410.20011", "2410.20011"),
    "bare with a version": ("2410.20011v3", "2410.20011v3"),
    "bare with white space and a full stop": ("  2410.20011. \n", "2410.20011"),
    "bare in brackets": ("[2410.20011]", "2410.20011"),
    "file name": ("2410.20011v1.pdf", "2410.20011v1"),
    "four digits": ("0704.0001", "0704.0001"),
    "last of four digits": ("1412.9999", "1412.9999"),
    "first of five digits": ("1501.00001", "1501.00001"),
    "far future": ("9912.00001", "9912.00001"),
    "old style": ("hep-th/9901001", "hep-th/9901001"),
    "old style with a version": ("hep-th/9901001v2", "hep-th/9901001v2"),
    "first of the old style": ("hep-th/9107001", "hep-th/9107001"),
    "last of the old style": ("cs/0703999", "cs/0703999"),
    "old style with a subject class": ("math.GT/0309136", "math/0309136"),
    "old style with a long subject class": ("cond-mat.mtrl-sci/0309136v1", "cond-mat/0309136v1"),
    "old style in capitals": ("HEP-TH/9901001", "hep-th/9901001"),
    "retired archive": ("cmp-lg/9404001", "cmp-lg/9404001"),
    "label": ("arXiv:2401.00001", "2401.00001"),
    "label in lower case": ("arxiv:2401.00001", "2401.00001"),
    "label with a space": ("arXiv: 1911.06786", "1911.06786"),
    "label with a comma": ("`arXiv, 2411.03350`", "2411.03350"),
    "label of a preprint": ("arXiv preprint arXiv:1706.03762, 2017", "1706.03762"),
    "label with a subject class": ("arXiv:2401.00001v2 [cs.CL]", "2401.00001v2"),
    "stamp on the first page": ("arXiv:1706.03762v7 [cs.CL] 2 Aug 2023", "1706.03762v7"),
    "bare with a subject class": ("2401.00001 [cs.CL]", "2401.00001"),
    "label, old style": ("arXiv:math.GT/0309136", "math/0309136"),
    "OAI-PMH": ("oai:arXiv.org:0704.0001", "0704.0001"),
    "abstract": ("https://arxiv.org/abs/2401.00001", "2401.00001"),
    "abstract, plain http": ("http://arxiv.org/abs/2401.00001v1", "2401.00001v1"),
    "abstract, no scheme": ("arxiv.org/abs/2401.00001", "2401.00001"),
    "abstract, host in capitals": ("HTTPS://ArXiv.org/abs/2401.00001", "2401.00001"),
    "abstract, old style": ("https://arxiv.org/abs/hep-th/9901001v2", "hep-th/9901001v2"),
    "abstract, old style, escaped": ("https://arxiv.org/abs/hep-th%2F9901001", "hep-th/9901001"),
    "abstract with a label": ("https://arxiv.org/abs/arXiv:2401.00001", "2401.00001"),
    "abstract with a slash": ("https://arxiv.org/abs/2401.00001/", "2401.00001"),
    "abstract with a query": ("https://arxiv.org/abs/2401.00001?context=cs.LG", "2401.00001"),
    "abstract with a fragment": ("https://arxiv.org/abs/2401.00001v2#section", "2401.00001v2"),
    "abstract in angle brackets": ("<https://arxiv.org/abs/2401.00001>,", "2401.00001"),
    "abstract with Chinese punctuation": ("https://arxiv.org/abs/2401.00001）。", "2401.00001"),
    "PDF": ("https://arxiv.org/pdf/2401.00001", "2401.00001"),
    "PDF with a suffix": ("https://arxiv.org/pdf/2401.00001v2.pdf", "2401.00001v2"),
    "PDF with a page": ("https://arxiv.org/pdf/2401.00001.pdf#page=3", "2401.00001"),
    "HTML": ("https://arxiv.org/html/2401.00001v1", "2401.00001v1"),
    "PostScript": ("https://arxiv.org/ps/hep-th/9901001", "hep-th/9901001"),
    "formats": ("https://arxiv.org/format/2401.00001", "2401.00001"),
    "e-print": ("https://arxiv.org/e-print/2401.00001", "2401.00001"),
    "source": ("https://arxiv.org/src/2401.00001", "2401.00001"),
    "www": ("https://www.arxiv.org/abs/2401.00001", "2401.00001"),
    "export": ("http://export.arxiv.org/abs/2401.00001", "2401.00001"),
    "browse": ("https://browse.arxiv.org/pdf/2401.00001.pdf", "2401.00001"),
    "Chinese mirror": ("http://cn.arxiv.org/pdf/2401.00001", "2401.00001"),
    "DOI": ("10.48550/arXiv.2401.00001", "2401.00001"),
    "DOI with a label": ("doi:10.48550/arXiv.2401.00001", "2401.00001"),
    "DOI in capitals": ("10.48550/ARXIV.2401.00001", "2401.00001"),
    "DOI link": ("https://doi.org/10.48550/arXiv.2401.00001", "2401.00001"),
    "DOI link, old host": ("http://dx.doi.org/10.48550/arXiv.hep-th/9901001", "hep-th/9901001"),
    "alphaXiv": ("https://www.alphaxiv.org/abs/2401.00001v1", "2401.00001v1"),
    "Hugging Face": ("https://huggingface.co/papers/2401.00001", "2401.00001"),
    "Hugging Face, short": ("https://hf.co/papers/2401.00001", "2401.00001"),
    "ar5iv": ("https://ar5iv.org/abs/2401.00001", "2401.00001"),
    "ar5iv labs": ("https://ar5iv.labs.arxiv.org/html/2401.00001", "2401.00001"),
    "Semantic Scholar reader": ("https://api.semanticscholar.org/arXiv:1706.03762", "1706.03762"),
    "Semantic Scholar API": ("https://api.semanticscholar.org/graph/v1/paper/arXiv:1706.03762", "1706.03762"),
    "Semantic Scholar page": ("https://www.semanticscholar.org/arxiv/1706.03762", "1706.03762"),
    "badge": ("https://img.shields.io/badge/arXiv-2401.00001-b31b1b.svg", "2401.00001"),
    "badge with a version": ("https://img.shields.io/badge/arXiv-2401.00001v2-b31b1b.svg?style=flat", "2401.00001v2"),
    "badge with the label in its text": ("https://img.shields.io/badge/cs.CV-arXiv%3A2103.00020-B31B1B", "2103.00020"),
    "badge that says paper": ("https://img.shields.io/badge/Arxiv%20paper-2401.00001-red", "2401.00001"),
}


@pytest.mark.parametrize(("text", "expected"), ARXIV_SPELLINGS.values(), ids=ARXIV_SPELLINGS.keys())
def test_arxiv_id_is_read_from(text: str, expected: str) -> None:
    assert written(ArxivId(text)) == expected
    assert Doi.find(text) is None


ARXIV_LOOK_ALIKES = {
    "nothing": "",
    "label alone": "arXiv:",
    "repository": "github.com/x/arxiv/y",
    "repository with an id in its path": "https://github.com/x/arxiv/2401.00001",
    "other host with arXiv in its path": "https://evil.example/arxiv.org/abs/2401.00001",
    "other host with arXiv in its query": "https://evil.example/?u=https://arxiv.org/abs/2401.00001",
    "other host that begins alike": "https://arxiv.org.evil.com/abs/2401.00001",
    "other top-level domain": "https://arxiv.com/abs/2401.00001",
    "other host that ends alike": "https://notarxiv.org/abs/2401.00001",
    "other host behind an at sign": "https://arxiv.org@evil.example/abs/2401.00001",
    "month 13": "2413.00001",
    "month 0": "2400.00001",
    "four digits where five are needed": "2401.0001",
    "five digits where four are needed": "1401.00001",
    "six digits": "2401.000001",
    "number 0": "2401.00000",
    "before the style began": "0703.0001",
    "version 0": "2401.00001v0",
    "letters behind the id": "https://arxiv.org/abs/2401.00001mini",
    "digits behind the link": "https://arxiv.org/abs/2401.00001.12",
    "date": "2024.1234",
    "float": "1234.5678",
    "version of a program": "2401.00001.1",
    "phone number": "+1 2401.00001",
    "sentence with a number": "2401.00001 tokens",
    "year": "arXiv, 2023",
    "conference": "arXiv, ICCV-19",
    "truncated": "arXiv:2011.0142",
    "full-width digits": "２４０１.００００１",
    "old style, unknown archive": "github/9901001",
    "old style, archive younger than the style": "eess/0601001",
    "old style, month 13": "hep-th/9913001",
    "old style, before arXiv": "hep-th/9106001",
    "old style, after its end": "hep-th/0704001",
    "old style, long after its end": "hep-th/1901001",
    "old style, number 0": "hep-th/9901000",
    "old style, too long": "hep-th/99010011",
    "old style, no archive": "arXiv:9901001",
    "listing": "https://arxiv.org/list/cs.CL/2401.00001",
    "author page": "https://arxiv.org/a/2401.00001",
    "search": "https://arxiv.org/search/?query=2401.00001",
    "two ids": "[https://arxiv.org/pdf/2305.05920](https://arxiv.org/pdf/2504.03775)",
    "IEEE": "https://ieeexplore.ieee.org/document/9488906",
    "ACM": "10.1145/3404835.3462825",
    "badge without an id": "https://img.shields.io/badge/arXiv-b31b1b.svg",
    "badge with six digits": "https://img.shields.io/badge/arXiv-2401.000011-b31b1b.svg",
    "badge of something else": "https://img.shields.io/badge/version-2401.00001-blue",
    "model page": "https://huggingface.co/x/2401.00001",
    "Semantic Scholar hash": "https://www.semanticscholar.org/paper/cb219432863778fa173925d51fbf02af1d17ad98",
}


@pytest.mark.parametrize("text", ARXIV_LOOK_ALIKES.values(), ids=ARXIV_LOOK_ALIKES.keys())
def test_arxiv_id_refuses(text: str) -> None:
    assert ArxivId.find(text) is None
    with pytest.raises(ValueError, match="not an arXiv id"):
        ArxivId(text)


def test_refusal_says_what_is_wrong_and_shows_the_text() -> None:
    with pytest.raises(ValueError, match=r"there is no month 13\): '2413\.00001'"):
        ArxivId("2413.00001")
    with pytest.raises(ValueError, match="5 digits"):
        ArxivId("2401.0001")
    with pytest.raises(ValueError, match="from 9107 to 0703"):
        ArxivId("hep-th/0704001")
    with pytest.raises(ValueError, match="not an arXiv id") as refusal:
        ArxivId("x" * 10_000)
    assert str(refusal.value).endswith(f"'{'x' * 79}…'")


def test_version_is_kept_but_does_not_make_another_paper() -> None:
    second = ArxivId("2410.20011v2")
    assert second.version == 2
    assert ArxivId("2410.20011").version is None
    assert second == ArxivId("2410.20011") == "2410.20011"
    assert {second, ArxivId("2410.20011"), "2410.20011"} == {"2410.20011"}
    assert ArxivId(second).version == 2


def test_pickle_and_copy_keep_type_and_version() -> None:
    old = ArxivId("hep-th/9901001v2")
    for again in (pickle.loads(pickle.dumps(old)), copy.copy(old), copy.deepcopy(old)):
        assert (type(again), again, again.version) == (ArxivId, "hep-th/9901001", 2)
    doi = Doi("10.1145/3404835.3462825")
    assert type(pickle.loads(pickle.dumps(doi))) is Doi


@pytest.mark.parametrize(
    ("text", "year", "month", "doi"),
    [
        ("2410.20011v2", 2024, "2024-10", "10.48550/arxiv.2410.20011"),
        ("0704.0001", 2007, "2007-04", "10.48550/arxiv.0704.0001"),
        ("9912.00001", 2099, "2099-12", "10.48550/arxiv.9912.00001"),
        ("hep-th/9107001", 1991, "1991-07", "10.48550/arxiv.hep-th/9107001"),
        ("math.GT/0001001", 2000, "2000-01", "10.48550/arxiv.math/0001001"),
    ],
    ids=["five digits", "four digits", "far future", "first of the old style", "old style after 2000"],
)
def test_id_tells_its_date_and_addresses(text: str, year: int, month: str, doi: str) -> None:
    paper = ArxivId(text)
    assert (paper.year, paper.month, paper.doi) == (year, month, doi)
    assert paper.abs_url == f"https://arxiv.org/abs/{paper}"
    assert ArxivId(paper.doi) == ArxivId(paper.abs_url) == paper


DOI_SPELLINGS = {
    "bare": ("10.1145/3404835.3462825", "10.1145/3404835.3462825"),
    "capitals": ("10.1109/CVPR52729.2023.00660", "10.1109/cvpr52729.2023.00660"),
    "label": ("doi:10.1145/3404835", "10.1145/3404835"),
    "label with a space": ("DOI: 10.1145/3404835", "10.1145/3404835"),
    "link": ("https://doi.org/10.1145/3404835", "10.1145/3404835"),
    "link, old host": ("http://dx.doi.org/10.1145/3404835", "10.1145/3404835"),
    "link, no scheme": ("doi.org/10.1145/3404835", "10.1145/3404835"),
    "link, escaped": ("https://doi.org/10.1016%2FS0140-6736%2820%2930183-5", "10.1016/s0140-6736(20)30183-5"),
    "link with a query and a fragment": ("https://doi.org/10.1145/3404835?x=10.1/2#y", "10.1145/3404835"),
    "balanced brackets": ("(10.1016/S0140-6736(20)30183-5).", "10.1016/s0140-6736(20)30183-5"),
    "SICI": (
        "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
        "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
    ),
    "unbalanced brackets": ("10.1109/TPAMI.2023.3334614}}", "10.1109/tpami.2023.3334614"),
    "Chinese punctuation": ("10.13328/j.cnki.jos.006174）。", "10.13328/j.cnki.jos.006174"),
    "registrant with a part": ("10.1000.10/123456", "10.1000.10/123456"),
    "version that belongs to it": ("https://doi.org/10.21203/rs.3.rs-722389/v1", "10.21203/rs.3.rs-722389/v1"),
    "ACM": ("https://dl.acm.org/doi/10.1145/3404835.3462825", "10.1145/3404835.3462825"),
    "ACM abstract": ("https://dl.acm.org/doi/abs/10.1145/3404835", "10.1145/3404835"),
    "ACM full text": ("https://dl.acm.org/doi/fullHtml/10.1145/3404835", "10.1145/3404835"),
    "ACM PDF with a token": ("https://dl.acm.org/doi/pdf/10.1145/3404835?token=10.1/x", "10.1145/3404835"),
    "Springer article": ("https://link.springer.com/article/10.1007/s10994-025-06804-2", "10.1007/s10994-025-06804-2"),
    "Springer book": ("https://link.springer.com/book/10.1007/978-3-031-72655-2", "10.1007/978-3-031-72655-2"),
    "Springer PDF": ("https://link.springer.com/content/pdf/10.1007%2FBFb0020294.pdf", "10.1007/bfb0020294"),
    "Wiley": ("https://onlinelibrary.wiley.com/doi/epdf/10.1002/int.22785", "10.1002/int.22785"),
    "APS": ("https://journals.aps.org/prl/abstract/10.1103/PhysRevLett.116.061102", "10.1103/physrevlett.116.061102"),
    "Taylor and Francis": (
        "https://www.tandfonline.com/doi/full/10.1080/01621459.2017.1285773",
        "10.1080/01621459.2017.1285773",
    ),
    "PLOS": (
        "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0152173&type=x",
        "10.1371/journal.pone.0152173",
    ),
    "Anthology, old number": ("https://www.aclweb.org/anthology/P19-1001.pdf", "10.18653/v1/p19-1001"),
    "Anthology, older than the prefix": ("https://aclanthology.org/D14-1162/", "10.3115/v1/d14-1162"),
    "Anthology, new number": ("https://aclanthology.org/2020.acl-main.1v2.pdf", "10.18653/v1/2020.acl-main.1"),
    "IJCAI": ("https://www.ijcai.org/proceedings/2017/0701.pdf", "10.24963/ijcai.2017/701"),
    "Nature": ("https://www.nature.com/articles/s41586-021-03819-2.pdf", "10.1038/s41586-021-03819-2"),
    "ACM, old page": ("https://dl.acm.org/citation.cfm?doid=2939672.2939785", "10.1145/2939672.2939785"),
    "bioRxiv full text": (
        "https://www.biorxiv.org/content/10.1101/2024.11.11.623004v1.full.pdf",
        "10.1101/2024.11.11.623004",
    ),
}


@pytest.mark.parametrize(("text", "expected"), DOI_SPELLINGS.values(), ids=DOI_SPELLINGS.keys())
def test_doi_is_read_from(text: str, expected: str) -> None:
    assert Doi(text) == expected
    assert ArxivId.find(text) is None


DOI_LOOK_ALIKES = {
    "nothing": "",
    "prefix alone": "10.1145/",
    "only brackets behind the prefix": "10.1145/)))",
    "three digits": "10.114/3404835",
    "version of a program": "10.1145",
    "CiteSeerX number": "http://citeseerx.ist.psu.edu/viewdoc/download?doi=10.1.1.383.1327",
    "proceedings volume": "https://dl.acm.org/doi/proceedings/10.1145/3366423",
    "path that only looks alike": "http://delivery.acm.org/10.1145/2630000/2623333/p1650-fortuny.pdf",
    "other host": "https://evil.example/10.1145/3404835",
    "link in a query": "https://evil.example/?u=https://doi.org/10.1145/3404835",
    "white space inside": "10.1145/3404835 and more",
    "escaped number sign": "https://doi.org/10.1145/34%2304835",
    "letters of another script": "10.1145/价值",
    "very long": "10.1145/" + "1" * 2_000,
    "ACM's number for what has none": "https://dl.acm.org/doi/10.5555/3295222.3295349",
    "Anthology, a meeting without DOIs": "https://aclanthology.org/E17-1002/",
    "Anthology, a workshop": "https://aclanthology.org/W17-0812/",
    "Anthology, a year to come": "https://aclanthology.org/2031.acl-long.1/",
    "Anthology, front matter": "https://aclanthology.org/P19-1000/",
    "IJCAI, before 2017": "https://www.ijcai.org/Proceedings/16/Papers/061.pdf",
    "IJCAI, a video": "https://www.ijcai.org/proceedings/2020/video/27065",
    "Nature, news": "https://www.nature.com/articles/d41586-023-03479-4",
    "Nature, in another host's path": "https://evil.example/nature.com/articles/s41586-021-03819-2",
    "arXiv's own": "10.48550/arXiv.2401.00001",
    "arXiv's own, link": "https://doi.org/10.48550/arXiv.2401.00001",
    "arXiv's own, impossible": "10.48550/arXiv.2413.00001",
}


@pytest.mark.parametrize("text", DOI_LOOK_ALIKES.values(), ids=DOI_LOOK_ALIKES.keys())
def test_doi_refuses(text: str) -> None:
    assert Doi.find(text) is None
    with pytest.raises(ValueError, match="not a DOI"):
        Doi(text)


REPOSITORIES = {
    "plain": ("https://github.com/UKPLab/arxiv2024-attribute-or-abstain", "UKPLab/arxiv2024-attribute-or-abstain"),
    "www and no scheme": ("www.github.com/zihsyuan1214/rmda", "zihsyuan1214/rmda"),
    "folder": ("https://github.com/google-research/google-research/tree/master/aqt", "google-research/google-research"),
    "file": ("https://github.com/a/b.c/blob/main/README.md", "a/b.c"),
    "git": ("https://github.com/a/b.git", "a/b"),
    "git, twice, and a full stop": ("https://github.com/a/b.git..git", "a/b"),
    "query and fragment": ("https://github.com/a/b?tab=readme#top", "a/b"),
    "trailing punctuation": ("https://github.com/a/b).", "a/b"),
    "name with an underscore at its end": ("https://github.com/a/b_", "a/b_"),
    "user page": ("https://github.com/THUDM", None),
    "user page with a slash": ("https://github.com/SMILELab-FL/", None),
    "organisation": ("https://github.com/orgs/x/repositories", None),
    "topic": ("https://github.com/topics/llm", None),
    "sponsor": ("https://github.com/sponsors/x", None),
    "feature": ("https://github.com/features/actions", None),
    "account that begins like a page": ("https://github.com/orgs-x/y", "orgs-x/y"),
    "gist": ("https://gist.github.com/yoavg/6bff0fecd65950898eba1bb321cfbd81", None),
    "page of a project": ("https://x.github.io/y", None),
    "other host": ("https://evil.example/github.com/a/b", None),
    "other host that begins alike": ("https://github.com.evil.example/a/b", None),
    "no name": ("https://github.com/a/.git", None),
    "dots": ("https://github.com/a/../b", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("url", "expected"), REPOSITORIES.values(), ids=REPOSITORIES.keys())
def test_repository_of(url: str, expected: str | None) -> None:
    assert repository_of(url) == expected


def _new_style(year: int, month: int, number: int) -> str:
    """An id of the new style; years run from 2007, whose first month is April."""
    month = max(month, 4) if year == 7 else month
    return f"{year:02}{month:02}.{number % 9_999 + 1:04}" if year < 15 else f"{year:02}{month:02}.{number + 1:05}"


NEW_IDS = st.builds(_new_style, st.integers(7, 99), st.integers(1, 12), st.integers(0, 99_998))
OLD_IDS = st.builds(
    lambda archive, year, month, number: f"{archive}/{year:02}{month:02}{number:03}",
    st.sampled_from(["hep-th", "astro-ph", "math", "math-ph", "cs", "q-bio", "quant-ph", "cmp-lg", "supr-con"]),
    st.sampled_from([*range(92, 100), *range(7)]),
    st.integers(1, 12),
    st.integers(1, 999),
)
SPELLINGS = [
    "{}",
    "arXiv:{}",
    "({}).",
    "https://arxiv.org/abs/{}",
    "http://www.arxiv.org/pdf/{}.pdf",
    "arxiv.org/html/{}#S1",
    "https://doi.org/10.48550/arXiv.{}",
    "https://huggingface.co/papers/{}?x=1",
    "https://ar5iv.labs.arxiv.org/html/{}",
    "https://api.semanticscholar.org/arXiv:{}",
    "https://img.shields.io/badge/arXiv-{}-b31b1b.svg",
]


@UNHURRIED
@given(NEW_IDS | OLD_IDS, st.none() | st.integers(1, 999), st.sampled_from(SPELLINGS))
def test_every_canonical_id_survives_every_spelling(bare: str, version: int | None, spelling: str) -> None:
    found = ArxivId(spelling.format(f"{bare}v{version}" if version else bare))
    assert (found, found.version) == (bare, version)
    assert ArxivId(str(found)) == found


@UNHURRIED
@given(st.integers(0, 9_999), st.integers(0, 999_999))
def test_numbers_with_a_dot_are_ids_only_in_their_era(left: int, right: int) -> None:
    for digits in (4, 5):
        text = f"{left:04}.{right % 10**digits:0{digits}}"
        possible = left >= 704 and 1 <= left % 100 <= 12 and right % 10**digits > 0 and (digits == 5) == (left >= 1501)
        assert (ArxivId.find(text) is not None) == possible


PIECES = st.sampled_from(
    [
        "https://",
        "arxiv.org/",
        "abs/",
        "arXiv:",
        "doi.org/",
        "10.48550/",
        "10.1145/",
        "/doi/",
        "2401.00001",
        "v2",
        "%2F",
    ]
    + ["hep-th/9901001", ".pdf", ")", "(", "]", "/full", "?", "#", "%23", "github.com/", "a/b", ".git"]
    + [".", "/", " ", "\ud800"]
)
WILD = st.text() | st.lists(PIECES | st.text(max_size=3)).map("".join)


@UNHURRIED
@given(WILD)
@example("https://doi.org/10.1145/doi/10.5555/x")
@example("https://doi.org/10.1145/a.pdf).pdf/full.")
def test_any_text_is_read_without_an_error_and_what_is_read_reads_itself(text: str) -> None:
    paper, doi, repository = ArxivId.find(text), Doi.find(text), repository_of(text)
    assert paper is None or ArxivId(str(paper)) == paper
    assert doi is None or (Doi(str(doi)) == doi and doi == doi.lower() and doi.isascii())
    assert repository is None or repository_of(f"https://github.com/{repository}") == repository


@UNHURRIED
@given(st.from_regex(r"10\.[0-9]{4,5}/[a-z0-9()._-]{0,20}[a-z0-9]", fullmatch=True))
def test_doi_survives_its_link_and_its_escaped_link(doi: str) -> None:
    known = Doi.find(doi)
    if known is not None:
        assert Doi(f"https://doi.org/{doi}") == known
        assert Doi(f"https://doi.org/{quote(doi, safe='')}") == known


@pytest.mark.parametrize("piece", ["/full", ")", "a.", "arxiv ", "doi.org/", "10.1145/", "%2F", "-", "2401.00001", "."])
def test_a_megabyte_of_rubbish_is_refused_at_once(piece: str) -> None:
    rubbish = piece * (1_000_000 // len(piece))
    started = time.process_time()
    for lead in ("", "https://arxiv.org/abs/", "https://doi.org/10.1145/x", "https://github.com/", "10.1145/x"):
        ArxivId.find(lead + rubbish)
        Doi.find(lead + rubbish)
        repository_of(lead + rubbish)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("link", "doi"),
    [
        ("https://academic.oup.com/bib/article/doi/10.1093/bib/bbad001/7000001", "10.1093/bib/bbad001"),
        (
            "https://academic.oup.com/bib/advance-article-abstract/doi/10.1093/bib/bbad065/7086816",
            "10.1093/bib/bbad065",
        ),
        (
            "https://academic.oup.com/nar/article-pdf/doi/10.1093/nar/gkad001/48718127/gkad001.pdf",
            "10.1093/nar/gkad001",
        ),
        ("https://direct.mit.edu/tacl/article/doi/10.1162/tacl_a_00370/100684/Some-Title", "10.1162/tacl_a_00370"),
        ("https://journal.example.org/article/doi/10.1093/7000001", "10.1093/7000001"),
    ],
)
def test_number_of_the_page_is_none_of_a_doi(link: str, doi: str) -> None:
    assert Doi(link) == doi


@pytest.mark.parametrize(
    ("link", "doi"),
    [
        ("http://www.nature.com/nature/journal/v518/n7540/full/nature14236.html", "10.1038/nature14236"),
        ("http://www.nature.com/nmeth/journal/vaop/ncurrent/full/nmeth.1234.html", "10.1038/nmeth.1234"),
        ("https://www.nature.com/articles/323533a0", "10.1038/323533a0"),
        ("https://www.nature.com/articles/nrn.2016.150", "10.1038/nrn.2016.150"),
    ],
)
def test_pages_of_nature_tell_the_doi(link: str, doi: str) -> None:
    assert Doi(link) == doi


@pytest.mark.parametrize(
    "link", ["https://www.nature.com/articles/d41586-020-00001-2", "https://www.nature.com/nature"]
)
def test_news_of_nature_is_no_paper(link: str) -> None:
    assert Doi.find(link) is None
