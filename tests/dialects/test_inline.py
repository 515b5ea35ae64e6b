"""What stands inside a line: markup, links, marks, names."""

import pytest

from enrich.dialects._inline import Inline
from enrich.dialects.base import cut_marks, entry_kind, link_at, split_authors
from enrich.models import Link
from tests.reading import PAPER, entries


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Bold** and *slanted*, __both__ _ways_", "Bold and slanted, both ways"),
        ("***Both* at once**", "Both at once"),
        ("**A* search** and 2 * 3 * 4", "A* search and 2 * 3 * 4"),
        ("**Closed after a space **, then", "Closed after a space , then"),
        ("snake_case_name and __init__", "snake_case_name and init"),
        ("an `a*b*c` and ``a ` b``", "an a*b*c and a ` b"),
        ("$L_2$ and $x^*$ but $y^*$, from $5 to $6", "$L_2$ and $x^*$ but $y^*$, from $5 to $6"),
        (r"\[escaped\] \*stars\* $\pi_0$", r"[escaped] *stars* $\pi_0$"),
        ("[label](http://a.b) ![image](c.png) [![badge](d)](http://e.f)", "label"),
        ("a<br>b <kbd>c</kbd><!-- hidden --> x<sup>2</sup> 1 < 2", "a b c x2 1 < 2"),
        ("AT&amp;T &lt;3 &#960; &copy=1 R&D", "AT&T <3 π &copy=1 R&D"),
        ("wrapped \n over\n lines", "wrapped over lines"),
        ("an open *star\n\nis no* markup", "an open *star is no* markup"),
    ],
)
def test_plain_text_has_no_markup(text: str, plain: str) -> None:
    assert Inline(text).plain() == plain


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](http://b.c/d_(e))", [("a", "http://b.c/d_(e)")]),
        ("[a](<http://b.c/d e>)", [("a", "http://b.c/d e")]),
        ('[a]( http://b.c "title" )', [("a", "http://b.c")]),
        ("[a](http://b.c/%28x%29?a=1&amp;b=2)", [("a", "http://b.c/%28x%29?a=1&b=2")]),
        ("[[PDF](http://b.c)] [[code]](http://d.e)", [("PDF", "http://b.c"), ("code", "http://d.e")]),
        (r"[\[pdf\]](http://b.c)", [("pdf", "http://b.c")]),
        ("[a [b] c](http://d.e)", [("a [b] c", "http://d.e")]),
        ("[**1**](http://b.c)", [("1", "http://b.c")]),
        ("[![Stars](http://img)](http://b.c)", [("Stars", "http://b.c")]),
        ("![Stars](http://img)", []),
        ("<http://b.c> (http://d.e/f).", [("http://b.c", "http://b.c"), ("http://d.e/f", "http://d.e/f")]),
        ("[http://b.c](http://b.c)", [("http://b.c", "http://b.c")]),
        ("<a class=x href='http://b.c'>d <b>e</b></a>", [("d e", "http://b.c")]),
        ("[a](None) [b](#c) [d](e/f.md) [g](mailto:h@i.j) [k]() [l](http://)", []),
        ("[not](http://b c) `[code](http://d.e)`", [("http://b", "http://b")]),
    ],
)
def test_links_are_found(text: str, found: list[tuple[str, str]]) -> None:
    inline = Inline(text)
    links = [link for span in inline.links if (link := link_at(span, inline))]
    assert [(link.label, link.url) for link in links] == found


@pytest.mark.parametrize(
    ("url", "link_kind", "kind"),
    [
        ("https://arxiv.org/abs/2401.00001", "arxiv", "paper"),
        ("http://export.arxiv.org/html/2401.00001v2", "arxiv", "paper"),
        ("https://arxiv.org/pdf/2401.00001", "pdf", "paper"),
        ("https://example.org/a.PDF?download=1", "pdf", "paper"),
        ("https://notarxiv.org/abs/2401.00001", "other", "other"),
        ("https://doi.org/10.1145/3404835.3462825", "other", "paper"),
        ("https://openreview.net/forum?id=x", "other", "paper"),
        ("https://openreview.net/pdf?id=x", "pdf", "paper"),
        ("https://dl.acm.org/doi/pdf/10.1145/3404835.3462825", "pdf", "paper"),
        ("https://www.nature.com/articles/s41586-021-03819-2", "other", "paper"),
        ("https://www.nature.com/articles/d41586-023-03479-4", "other", "other"),
        ("https://proceedings.mlsys.org/paper_files/paper/2019/hash/7b770da633baf74895be22a8807f1a8f-Abstract.html",)
        + ("other", "paper"),
        ("https://huggingface.co/papers/2401.00001", "other", "paper"),
        ("https://github.com/owner/name/tree/main", "code", "code"),
        ("https://scholar.google.co.uk/scholar?cites=1", "scholar", "other"),
        ("https://owner.github.io/name/", "project", "other"),
        ("https://www.reddit.com/r/x/", "social", "post"),
        ("https://twitter.com/x/status/1", "social", "post"),
        ("https://youtu.be/x", "video", "video"),
        ("https://www.bilibili.com/video/x", "video", "video"),
        ("https://huggingface.co/org/name", "other", "model"),
        ("https://huggingface.co/collections/org/name", "other", "model"),
        ("https://huggingface.co/datasets/org/name", "other", "dataset"),
        ("https://www.kaggle.com/datasets/org/name", "other", "dataset"),
        ("https://huggingface.co/spaces/org/name", "other", "demo"),
        ("https://huggingface.co/blog/name", "other", "blog"),
        ("https://blog.example.org/a", "other", "blog"),
        ("https://example.org/blog/a", "other", "blog"),
        ("https://someone.medium.com/a", "other", "blog"),
        ("https://platform.openai.com/docs/guides", "other", "docs"),
        ("https://tool.readthedocs.io/en/latest/", "other", "docs"),
        ("https://example.org/", "other", "other"),
    ],
)
def test_kinds_of_links_and_of_what_they_lead_to(url: str, link_kind: str, kind: str) -> None:
    inline = Inline(f"[label]({url})")
    link = link_at(inline.links[0], inline)
    assert link is not None
    assert link.kind == link_kind
    assert entry_kind(link) == kind


def test_label_makes_a_project_link_and_a_repository_is_named() -> None:
    project, code = entries(
        f"- **A Title** [Homepage](https://a.org) [x](https://github.com/Some/Repo.git) [p]({PAPER})\n"
    )[0].links[:2]
    assert project == Link(label="Homepage", url="https://a.org", kind="project")
    assert code.repository_id == "Some/Repo"


@pytest.mark.parametrize(
    ("text", "marks", "rest"),
    [
        ("🌟 A title :+1: 🔥", ("🌟", ":+1:", "🔥"), "A title"),
        ("A :smile: inside, and 10:30", (), "A :smile: inside, and 10:30"),
        ("⚠️ 👩‍💻👍🏽 🇩🇪 x", ("⚠️", "👩‍💻", "👍🏽", "🇩🇪"), "x"),
        ("A page 𝕏", (), "A page"),
        (":fire:", (":fire:",), ""),
        ("", (), ""),
        ("C♯ and π0 → 𝒪(n)", (), "C♯ and π0 → 𝒪(n)"),
    ],
)
def test_marks_are_taken_off_both_ends(text: str, marks: tuple[str, ...], rest: str) -> None:
    assert cut_marks(text) == (marks, rest)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Lovelace, Emmy Noether", (("Ada Lovelace", "Emmy Noether"), True)),
        ("A. B., ..., C. D.", (("A. B.", "C. D."), False)),
        ("A. Bee, …, C. Dee", (("A. Bee", "C. Dee"), False)),
        ("Grace Hopper et al.", (("Grace Hopper",), False)),
        ("A. Bee and C. Dee, Jr., and E. Eff", (("A. Bee", "C. Dee, Jr.", "E. Eff"), True)),
        ("...", None),
        ("", None),
    ],
)
def test_authors_are_split_and_missing_ones_noticed(text: str, names: tuple[tuple[str, ...], bool] | None) -> None:
    assert split_authors(text) == names
