"""Names of papers at the sites that publish them: one name for every link to one paper, none for anything else."""

import copy
import pickle
import re
import time
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.models import Entry, IdScheme
from enrich.parse import read_text
from enrich.sites import SITE_SCHEMES, SiteId

ROOT = Path(__file__).parent.parent
RESNET = "He_Deep_Residual_Learning_CVPR_2016"
ATTENTION = "2017/3f5ee243547dee91fbd053c1c4a845aa"

SPELLINGS = {
    "openreview:rJXMpikCZ": [
        "https://openreview.net/forum?id=rJXMpikCZ",
        "http://www.openreview.net/pdf?id=rJXMpikCZ",
        "https://openreview.net/attachment?id=rJXMpikCZ&name=supplementary_material",
        "https://openreview.net/forum?noteId=HJ5AwR_ZM&id=rJXMpikCZ#all",
        "(https://openreview.net/forum?id=rJXMpikCZ).",
    ],
    "acl:P19-1001": [
        "https://aclanthology.org/P19-1001",
        "https://aclanthology.org/P19-1001.pdf",
        "https://aclanthology.org/P19-1001v2.pdf",
        "https://aclanthology.org/p19-1001/",
        "http://aclweb.org/anthology/P19-1001",
        "http://aclweb.org/anthology/P/P19/P19-1001.pdf",
        "https://www.aclweb.org/anthology/papers/P/P19/P19-1001/",
        "https://aclanthology.info/papers/P19-1001/p19-1001",
    ],
    "acl:2020.acl-main.1": [
        "https://www.aclweb.org/anthology/2020.acl-main.1/",
        "https://aclanthology.org/2020.ACL-main.1.bib",
    ],
    "pmlr:v37/ioffe15": [
        "http://proceedings.mlr.press/v37/ioffe15.html",
        "https://proceedings.mlr.press/v37/ioffe15.pdf",
        "http://jmlr.org/proceedings/papers/v37/ioffe15.pdf",
    ],
    "pmlr:v139/radford21a": [
        "https://proceedings.mlr.press/v139/radford21a",
        "https://proceedings.mlr.press/v139/radford21a/radford21a.pdf",
        "http://proceedings.mlr.press/v139/radford21a/radford21a-supp.pdf",
        "https://raw.githubusercontent.com/mlresearch/v139/main/assets/radford21a/radford21a.pdf",
    ],
    "jmlr:15/srivastava14a": [
        "https://jmlr.org/papers/v15/srivastava14a.html",
        "http://www.jmlr.org/papers/volume15/srivastava14a/srivastava14a.pdf",
    ],
    "jmlr:21/20-074": ["https://jmlr.org/papers/v21/20-074.html", "https://jmlr.org/papers/volume21/20-074/20-074.pdf"],
    f"cvf:{RESNET}": [
        f"https://openaccess.thecvf.com/content_cvpr_2016/html/{RESNET}_paper.html",
        f"http://openaccess.thecvf.com/content_cvpr_2016/papers/{RESNET}_paper.pdf",
        f"https://www.cv-foundation.org/openaccess/content_cvpr_2016/papers/{RESNET}_paper.pdf",
    ],
    "cvf:Hu_Deep_Transfer_Metric_2015_CVPR": [
        "https://www.cv-foundation.org/openaccess/content_cvpr_2015/papers/Hu_Deep_Transfer_Metric_2015_CVPR_paper.pdf"
    ],
    "ecva:eccv_2022/4217": ["https://www.ecva.net/papers/eccv_2022/papers_ECCV/html/4217_ECCV_2022_paper.php"],
    "ecva:eccv_2020/123720324": [
        "https://www.ecva.net/papers/eccv_2020/papers_ECCV/papers/123720324.pdf",
        "https://www.ecva.net/papers/eccv_2020/papers_ECCV/papers/123720324-supp.pdf",
    ],
    "usenix:osdi16/abadi": [
        "https://www.usenix.org/conference/osdi16/technical-sessions/presentation/abadi",
        "https://www.usenix.org/conference/osdi16/presentation/abadi",
        "https://www.usenix.org/system/files/osdi16-abadi.pdf",
        "https://www.usenix.org/system/files/conference/osdi16/osdi16-abadi.pdf",
    ],
    "usenix:usenixsecurity22/chandran": [
        "https://www.usenix.org/conference/usenixsecurity22/presentation/chandran",
        "https://www.usenix.org/system/files/sec22-chandran.pdf",
        "https://www.usenix.org/system/files/usenixsecurity22-chandran.pdf",
    ],
    "usenix:osdi20/narayanan-deepak": ["https://www.usenix.org/system/files/osdi20-narayanan_deepak.pdf"],
    f"neurips:{ATTENTION}": [
        f"https://proceedings.neurips.cc/paper/{ATTENTION.replace('/', '/hash/')}-Abstract.html",
        f"https://papers.nips.cc/paper_files/paper/{ATTENTION.replace('/', '/file/')}-Paper.pdf",
        f"https://papers.neurips.cc//paper/{ATTENTION.replace('/', '/hash/')}-Abstract-Conference.html?x=1",
    ],
    "neurips:7181": [
        "http://papers.nips.cc/paper/7181-attention-is-all-you-need",
        "https://papers.nips.cc/paper/7181-attention-is-all-you-need.pdf",
    ],
    "mlsys:2019/7b770da633baf74895be22a8807f1a8f": [
        "https://proceedings.mlsys.org/paper_files/paper/2019/hash/7b770da633baf74895be22a8807f1a8f-Abstract.html"
    ],
    "ieee:8946546": [
        "https://ieeexplore.ieee.org/document/8946546",
        "http://ieeexplore.ieee.org/abstract/document/8946546/?casa_token=x",
        "https://ieeexplore.ieee.org/stamp/stamp.jsp?tp=&arnumber=08946546",
    ],
    "acm:3295349": [
        "https://dl.acm.org/doi/10.5555/3295222.3295349",
        "https://dl.acm.org/doi/pdf/10.5555/3295222.3295349",
        "http://dl.acm.org/citation.cfm?id=3295222.3295349",
        "https://dl.acm.org/citation.cfm?id=3295349",
    ],
    "aaai:4848": [
        "https://ojs.aaai.org/index.php/AAAI/article/view/4848",
        "https://www.aaai.org/ojs/index.php/AAAI/article/view/4848/4721",
        "https://ojs.aaai.org/index.php/AAAI/article/download/4848/4721",
    ],
    "aaai:AAAI18/17341": [
        "https://www.aaai.org/ocs/index.php/AAAI/AAAI18/paper/view/17341",
        "https://aaai.org/ocs/index.php/AAAI/AAAI18/paper/viewFile/17341/16122",
    ],
    "s2:204e3073870fae3d05bcbc2f6a8e263d9b72e776": [
        "https://www.semanticscholar.org/paper/Attention-is-All-you-Need/204e3073870fae3d05bcbc2f6a8e263d9b72e776",
        "https://semanticscholar.org/paper/204e3073870fae3d05bcbc2f6a8e263d9b72e776",
    ],
}
CASES = [(link, name) for name, links in SPELLINGS.items() for link in links]


@pytest.mark.parametrize(("link", "name"), CASES, ids=[link[:90] for link, _ in CASES])
def test_name_is_read_from(link: str, name: str) -> None:
    found = SiteId(link)
    assert (found, f"{found.scheme}:{found.value}") == (name, name)
    assert SiteId(name) == found == SiteId.find(str(found))


LOOK_ALIKES = {
    "nothing": "",
    "scheme alone": "openreview:",
    "unknown scheme": "medium:rJXMpikCZ",
    "an arXiv id": "arxiv:1706.03762",
    "name with a blank": "openreview:rJXM pikCZ",
    "front page": "https://openreview.net/",
    "person": "https://openreview.net/profile?id=~Yann_LeCun1",
    "meeting": "https://openreview.net/group?id=ICLR.cc/2024/Conference",
    "id of a revision": "https://openreview.net/references/pdf?id=BJPnvwSTb",
    "other host that ends alike": "https://notopenreview.net/forum?id=rJXMpikCZ",
    "other host that begins alike": "https://openreview.net.evil.example/forum?id=rJXMpikCZ",
    "other host behind an at sign": "https://openreview.net@evil.example/forum?id=rJXMpikCZ",
    "in a query": "https://evil.example/?u=https://openreview.net/forum?id=rJXMpikCZ",
    "volume of the Anthology": "https://aclanthology.org/volumes/P19-1/",
    "front matter of the Anthology": "https://aclanthology.org/P19-1000/",
    "front matter of a workshop": "https://aclanthology.org/W17-2800",
    "new front matter": "https://aclanthology.org/2020.acl-main.0/",
    "event": "https://aclanthology.org/events/acl-2024/",
    "recording": "https://aclanthology.org/2023.emnlp-main.1.mp4",
    "volume of PMLR": "https://proceedings.mlr.press/v139/",
    "day of a conference": "https://openaccess.thecvf.com/CVPR2021?day=all",
    "supplement, whose name is cut differently": (
        "https://openaccess.thecvf.com/content/ICCV2023/supplemental/Ghodsi_zPROBE_Zero_Peek_ICCV_2023_supplemental.pdf"
    ),
    "slides": "https://www.usenix.org/system/files/osdi22_slides_lai.pdf",
    "slides of the symposium": "https://www.usenix.org/system/files/sec22_slides-fang.pdf",
    "early version": "https://www.usenix.org/system/files/sec24winter-prepub-123-chen.pdf",
    "sessions": "https://www.usenix.org/conference/osdi23/technical-sessions",
    "all papers of a year": "https://papers.nips.cc/paper/2021",
    "poster": "https://neurips.cc/virtual/2024/poster/93441",
    "conference at IEEE": "https://ieeexplore.ieee.org/xpl/conhome/9710980/proceeding",
    "proceedings at ACM": "https://dl.acm.org/doi/proceedings/10.1145/3366423",
    "DOI at ACM": "https://dl.acm.org/doi/10.1145/3404835.3462825",
    "author at Semantic Scholar": "https://www.semanticscholar.org/author/A.-Vaswani/40348417",
    "very long": "https://openreview.net/forum?id=" + "a" * 5_000,
}


@pytest.mark.parametrize("text", LOOK_ALIKES.values(), ids=LOOK_ALIKES.keys())
def test_name_is_refused(text: str) -> None:
    assert SiteId.find(text) is None
    with pytest.raises(ValueError, match="not a name of a paper at a site"):
        SiteId(text)


def test_schemes_are_those_that_the_database_and_the_models_know() -> None:
    sql = (ROOT / "db" / "schema.sql").read_text("utf-8")
    stored = re.findall(r"'(\w+)'", sql.partition("CHECK (scheme IN (")[2].partition("))")[0])
    assert sorted(stored) == sorted(get_args(IdScheme))
    assert set(SITE_SCHEMES) <= set(stored)
    assert {name.partition(":")[0] for name in SPELLINGS} == set(SITE_SCHEMES)


def test_pickle_and_copy_keep_the_type() -> None:
    name = SiteId("acl:P19-1001")
    assert [type(again) for again in (pickle.loads(pickle.dumps(name)), copy.deepcopy(name))] == [SiteId, SiteId]


PIECES = [re.split(r"(?<=[/?&=.-])", link) for link, _ in CASES]
WILD = st.text() | st.lists(
    st.sampled_from(sorted({part for parts in PIECES for part in parts})) | st.text(max_size=3)
).map("".join)


@given(WILD)
def test_any_text_is_read_without_an_error_and_what_is_read_reads_itself(text: str) -> None:
    found = SiteId.find(text)
    assert found is None or (SiteId(str(found)) == found and found.scheme in SITE_SCHEMES and found.value)


@given(
    st.sampled_from(CASES), st.sampled_from(["http:", "https:"]), st.sampled_from(["", " ", "\n", ")", "]", '"', "，"])
)
def test_scheme_and_what_clings_do_not_matter(case: tuple[str, str], scheme: str, clinging: str) -> None:
    link, name = case
    bare = link.strip("().").partition(":")[2]
    assert SiteId.find(f"{clinging}{scheme}{bare}{clinging}") == name


@pytest.mark.parametrize("piece", ["a", "/", "a_", "=id", "&", "%2F", "0", "v1/", "a-"])
def test_a_megabyte_of_rubbish_is_refused_at_once(piece: str) -> None:
    started = time.process_time()
    for host in ("openreview.net/forum?", "aclanthology.org/", "openaccess.thecvf.com/content/html/", "usenix.org/"):
        for length in (1_400, 1_000_000):
            SiteId.find(f"https://{host}{piece * (length // len(piece))}")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(("label", "stated"), [("paper", f"s2:{'1f' * 20}"), ("**1,234**", None)])
def test_a_count_with_the_page_to_check_it_on_is_no_name_of_the_paper(label: str, stated: str | None) -> None:
    text = f"- **Some Title of Words**, citation: [{label}](https://www.semanticscholar.org/paper/{'1f' * 20})\n"
    [entry] = [one for one in read_text(text)[1] if isinstance(one, Entry)]
    assert entry.stated_site_id == stated
