"""Folding decides which spellings are one title; every pair here was seen in a real list or in arXiv's metadata."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.text import fold_title, latex_to_text, repair_encoding, surname, surnames, text_key, title_words

ONE_TITLE = {
    "case": ("What does BERT look at?", "What Does BERT Look At?"),
    "hyphen": ("Pre-training of Transformers", "Pretraining of Transformers"),
    "non-breaking hyphen": ("Off\u2011diagonal", "Off-diagonal"),
    "ligature": ("E\ufb03cient Inference", "Efficient Inference"),
    "subscript in LaTeX": ("H$_2$O: Heavy-Hitter Oracle", "H2O: Heavy-Hitter Oracle"),
    "L2 in LaTeX": ("A Simple $L_2$ Norm", "A Simple L2 Norm"),
    "Greek letter in LaTeX": (
        r"$\pi_0$: A Vision-Language-Action Flow Model",
        "π0: A Vision-Language-Action Flow Model",
    ),
    "Greek letter by name": (r"$\beta$-VAE", "beta-VAE"),
    "script letter": (r"On $\ell_1$-balls", "On ℓ1-balls"),
    "accent": ("Erdős Numbers", r"Erd\H{o}s Numbers"),
    "apostrophe": ("BERT’s Attention", "BERT's Attention"),
    "ampersand": ("Vision & Language", "Vision and Language"),
    "ampersand as entity": ("R&amp;D Roadmap", "R&D Roadmap"),
    "escaped ampersand": (r"Integrate\&Fire Models", "Integrate & Fire Models"),
    "final full stop": ("Language Models are Few-Shot Learners.", "Language Models are Few-Shot Learners"),
}
TWO_TITLES = {
    "of and on": ("A Survey of Large Language Models", "A Survey on Large Language Models"),
    "parts": ("Physics Informed Deep Learning (Part I)", "Physics Informed Deep Learning (Part II)"),
    "digits": ("GPT-3 Technical Report", "GPT-4 Technical Report"),
    "plus": ("CodeT5: Code Models", "CodeT5+: Code Models"),
    "word more": ("Off-diagonal Ramsey numbers", "Off-diagonal book Ramsey numbers"),
}


@pytest.mark.parametrize(("one", "other"), ONE_TITLE.values(), ids=ONE_TITLE)
def test_spellings_of_one_title_fold_alike(one: str, other: str) -> None:
    assert fold_title(one) == fold_title(other) != ""


@pytest.mark.parametrize(("one", "other"), TWO_TITLES.values(), ids=TWO_TITLES)
def test_two_titles_stay_two(one: str, other: str) -> None:
    assert fold_title(one) != fold_title(other)


def test_mojibake_is_repaired_and_sound_text_left_alone() -> None:
    assert repair_encoding("An Analysis of BERTâ€™s Attention") == "An Analysis of BERT's Attention"
    assert repair_encoding("Řehůřek’s “Topic” 论文原理") == "Řehůřek’s “Topic” 论文原理"


def test_latex_becomes_text() -> None:
    assert latex_to_text(r"Erd\H{o}s and 100% of $\alpha$") == "Erdős and 100% of α"


@pytest.mark.parametrize(
    "title", [r"On \sqrt", r"Below $\frac$", r"\d\href\item {http://a.b}{ocument}", r"$\frac{1}", r"A \overline"]
)
def test_latex_that_was_cut_off_is_survived(title: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert fold_title(title)
    assert capfd.readouterr() == ("", "")


def test_nested_latex_is_survived() -> None:
    assert "deep" in latex_to_text("\\textbf{" * 400 + "deep" + "}" * 400)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Yann LeCun", "lecun"),
        ("LeCun, Yann", "lecun"),
        ("Hal Daumé III", "daume"),
        ("Christopher Ré", "re"),
        ("Martin Luther King Jr.", "king"),
        ("Madonna", "madonna"),
        ("Hendricks L A", "hendricks"),
        ("Chen G.-H.", "chen"),
        ("Wei Zheng 0053", "zheng"),
        ("Malcolm X", "malcolm"),
        ("陈 伟", "伟"),
        ("", ""),
        ("…", ""),
    ],
)
def test_surname(name: str, expected: str) -> None:
    assert surname(name) == expected


def test_surnames_skip_what_is_no_name() -> None:
    assert surnames(("Jia wei", "...", "Jianfei Chen")) == ("wei", "chen")


def test_keys_are_stable_between_runs_and_machines() -> None:
    assert text_key("attentionisallyouneed") == 1308414730646256555


@given(st.text(max_size=200))
def test_folding_is_its_words_without_spaces(text: str) -> None:
    assert fold_title(text) == "".join(title_words(text))


@given(st.text(max_size=200))
def test_folding_never_sees_case_or_outer_spaces(text: str) -> None:
    assert fold_title(f"  {text} ") == fold_title(text)
    if text.isascii() and "\\" not in text and "&" not in text:
        assert fold_title(text.upper()) == fold_title(text.lower())


@given(st.text(alphabet="ab$_^{}\\&;% ", max_size=60))
def test_folding_survives_any_latex(text: str) -> None:
    assert isinstance(fold_title(text), str)
