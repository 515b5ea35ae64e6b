"""How two titles agree: a closed set of relations, tried on the traps of DESIGN §7."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.titles import Relation, Title, is_coined, kept_words, relation

KNOWN_WORDS = dict.fromkeys(
    ("network", "networks", "conditional", "unconditional", "adaptive", "adaptation", "channel", "sparse", "spare")
    + ("labelled", "labeled", "colours", "colors")
    + ("filled", "filed", "optimising", "optimizing", "analysing", "analyzing", "defence", "defense"),
    2,
)


def word_count(word: str) -> int:
    return KNOWN_WORDS.get(word, 0)


# The entry's title, the paper's title, and how the first agrees with the second.
TRAPS: dict[str, tuple[str, str, Relation]] = {
    "of and on": ("A Survey of Large Language Models", "A Survey on Large Language Models", "different"),
    "part I and part II": ("Informed Learning (Part I)", "Informed Learning (Part II)", "different"),
    "words go on": ("Attention Is All You Need in Speech Separation", "Attention Is All You Need", "different"),
    "words stop": ("Attention Is All You Need", "Attention Is All You Need in Speech Separation", "different"),
    "word inserted": ("Off-diagonal book Ramsey numbers", "Off-diagonal Ramsey numbers", "different"),
    "numbers differ": ("Llama 2 Technical Report", "Llama 3 Technical Report", "different"),
    "prefix un-": ("Unconditional Image Models", "Conditional Image Models", "different"),
    "another known word": ("Spare Attention for Models", "Sparse Attention for Models", "different"),
    "short words misspelt": ("On GPUs for Spare Nets", "On GPTs for Spare Nets", "different"),
    "last words missing": (
        "BERT: Pre-training of Deep Bidirectional Transformers",
        "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
        "truncated",
    ),
    "last words added": (
        "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
        "BERT: Pre-training of Deep Bidirectional Transformers",
        "extended",
    ),
    "ordinary head, last words missing": (
        "Attention: Please Note This",
        "Attention: Please Note This Now",
        "different",
    ),
    "second part of a named paper": (
        "LayerKV: Optimizing Serving with Cache Management, Part II",
        "LayerKV: Optimizing Serving with Cache Management",
        "different",
    ),
    "reply after a colon": ("Massive Activations in Models: A Reply", "Massive Activations in Models", "different"),
    "second part after a colon": ("Massive Activations: Part II", "Massive Activations", "different"),
    "subtitle added": ("Massive Activations: Where They Come From", "Massive Activations", "subtitle_added"),
    "survey dropped": ("Mixture of Experts", "Mixture of Experts: A Survey", "abridged"),
    "second part dropped": (
        "LayerKV: Optimizing the Serving of Models",
        "LayerKV: Optimizing the Serving of Models, Part II",
        "part_dropped",
    ),
    "long version dropped": (
        "On Quasi Periodic Motions of Rigid Bodies in Space",
        "On Quasi Periodic Motions of Rigid Bodies in Space (Extended Abstract)",
        "part_dropped",
    ),
    "word left out behind a name": (
        "TyrPruner: Structural Pruning of Models by Sparsity Distribution",
        "TyrPruner: Accurate Structural Pruning of Models by Sparsity Distribution",
        "revised",
    ),
    "most words left out behind a name": (
        "NeRF: Neural Radiance Fields",
        "NeRF: Representing Scenes as Neural Radiance Fields for View Synthesis",
        "retitled",
    ),
    "word put in behind a name": (
        "LVOS: A Benchmark for Large-scale Long-term Segmentation",
        "LVOS: A Benchmark for Long-term Segmentation",
        "extended",
    ),
    "survey left out behind a name": (
        "TyrPruner: Structural Pruning of Models by Sparsity Distribution",
        "TyrPruner: A Survey of Structural Pruning of Models by Sparsity Distribution",
        "abridged",
    ),
    "few words changed behind ordinary words": (
        "Think Before Caching: Sparse Keys for Serving Models",
        "Think Before Caching: Fair Sparse Keys for Training Models",
        "revised",
    ),
    "one word more behind a name, half of the paper's left out": (
        "LayerKV: Fair Sparse Caching of Keys in Models",
        "LayerKV: Sparse Caching of Keys, Layers, Values and Heads for Serving Models",
        "revised",
    ),
    "as many words changed as kept behind a name": (
        "LayerKV: Fair Cheap Sparse Caching of Keys in Models",
        "LayerKV: Sparse Caching of Keys, Layers, Values and Heads for Serving Models",
        "retitled",
    ),
    "four words kept": ("LayerKV: Sparse Caching of Old Keys", "LayerKV: Sparse Caching of New Keys", "retitled"),
    "words go on behind ordinary words": (
        "Think Before Caching: Sparse Keys for Serving Models Fairly",
        "Think Before Caching: Sparse Keys for Serving Models",
        "different",
    ),
    "words of a survey changed": (
        "LayerKV: A Survey of Sparse Caching in the Serving of Models",
        "LayerKV: A Survey of Sparse Caching in the Training of Models",
        "retitled",
    ),
    "part of a paper changed": (
        "LayerKV: Sparse Caching in the Serving of Models, Part I",
        "LayerKV: Sparse Caching in the Serving of Models, Part II",
        "different",
    ),
    "another ordinary head": (
        "Serve Before Caching: Sparse Keys for Serving Models",
        "Think Before Caching: Fair Sparse Keys for Training Models",
        "different",
    ),
    "stop words after a name": ("LayerKV: Caching for the Models", "LayerKV: Caching in Models", "reworded"),
    "stop words without a name": ("Caching for the Models", "Caching in Models", "different"),
    "stop words in a long title": (
        "On Fair Caching of Sparse Tables in the Layers for Serving",
        "Fair Caching of Sparse Table in Layers via Serving",
        "reworded",
    ),
    "of and on in a long title of a survey": (
        "A Survey of Fair Caching of Sparse Keys in Layers",
        "A Survey on Fair Caching of Sparse Keys in Layers",
        "different",
    ),
    "words in another order in a long title": (
        "Fair Caching of Sparse Keys in Layers for Serving",
        "Caching of Fair Keys in Sparse Layers for Serving",
        "different",
    ),
    "ordinary words put before a long title": (
        "Hold My Cache: Fair Caching of Sparse Keys in Layers",
        "Fair Caching of Sparse Keys in Layers",
        "name_added",
    ),
    "ordinary words left out before a long title": (
        "Fair Caching of Sparse Keys in Layers",
        "From Keys to Values: Fair Caching of Sparse Keys in Layers",
        "name_dropped",
    ),
    "ordinary words that make another paper": (
        "Reproducing the Cache: Fair Caching of Sparse Keys in Layers",
        "Fair Caching of Sparse Keys in Layers",
        "different",
    ),
    "same name, another rest": ("LayerKV: Learning to Forget", "LayerKV: Serving with Less Memory", "retitled"),
    "same name, another number": ("LayerKV: Serving 2 Models", "LayerKV: Serving 3 Models", "different"),
    "another name, long rest": (
        "PromptCrypt: Prompt Encryption for Secure Communication with Models",
        "EmojiCrypt: Prompt Encryption for Secure Communication with Models",
        "renamed",
    ),
    "next version's name": (
        "PowerInfer-3: Prompt Encryption for Secure Communication with Models",
        "PowerInfer-2: Prompt Encryption for Secure Communication with Models",
        "different",
    ),
    "venue in brackets": ("Sparse Attention for Models (ICLR 2025)", "Sparse Attention for Models", "annotated"),
    "second part in brackets": ("Sparse Attention for Models (Part 2)", "Sparse Attention for Models", "different"),
    "name with a plus put before": ("PSMNet+: Pyramid Stereo Matching", "Pyramid Stereo Matching", "different"),
    "name with a letter that is a number, too": ("I-JEPA: Stereo Matching Nets", "Stereo Matching Nets", "name_added"),
    "poster of a paper": ("Pyramid Stereo Matching Network", "Poster: Pyramid Stereo Matching Network", "part_dropped"),
    "several ordinary words put before": ("On the Matter of: Stereo Matching", "Stereo Matching", "different"),
    "word of the paper's own title only": ("Physics Controller Safety", "Physics Controllor Safety", "typo"),
    "long title cut off": (
        "Momentum distributions in time dependent functional theory: Product phase",
        "Momentum distributions in time dependent functional theory: Product phase approximation in laser fields",
        "abridged",
    ),
    "another name's rest": ("GPT: Pre-training of Deep Models", "BERT: Pre-training of Deep Models", "different"),
    "name alone": ("NeRF", "NeRF: Representing Scenes as Neural Radiance Fields", "subtitle_dropped"),
    "pi zero": (r"$\pi_0$: A Flow Model", "π0: A Flow Model", "same"),
    "mojibake repaired": ("An Analysis of BERT's Attention", "An Analysis of BERT’s Attention", "same"),
    "name put before": ("PSMNet: Pyramid Stereo Matching Network", "Pyramid Stereo Matching Network", "name_added"),
    "name left out": ("Pyramid Stereo Matching Network", "PSMNet: Pyramid Stereo Matching Network", "name_dropped"),
    "reply put before": ("RE: Pyramid Stereo Matching Network", "Pyramid Stereo Matching Network", "different"),
    "ordinary word put before": ("Review: Pyramid Stereo Matching", "Pyramid Stereo Matching", "different"),
    "misspelt word": ("SCHEME: Scalable Channer Mixer", "SCHEME: Scalable Channel Mixer", "typo"),
    "plural": ("Graph Neural Networks for Chemistry", "Graph Neural Network for Chemistry", "reworded"),
    "plural of a short word": ("Graph LLMs for Chemistry", "Graph LLM for Chemistry", "reworded"),
    "another short word": ("Graph GPU for Chemistry", "Graph GPT for Chemistry", "different"),
    "British spelling": (
        "Defence of Graphs with Labelled Colours",
        "Defense of Graphs with Labeled Colors",
        "reworded",
    ),
    "British spelling of a verb": ("Optimising and Analysing Graphs", "Optimizing and Analyzing Graphs", "reworded"),
    "another word with such letters": ("Filled Graphs for Chemistry", "Filed Graphs for Chemistry", "different"),
    "nothing": ("", "", "same"),
    "nothing against something": ("?!", "Attention", "different"),
}


@pytest.mark.parametrize(("one", "other", "expected"), TRAPS.values(), ids=TRAPS)
def test_traps(one: str, other: str, expected: Relation) -> None:
    assert relation(Title(one), Title(other), word_count) == expected


@pytest.mark.parametrize("head", ["NeRF", "BERT", "LayerKV", "π0", "H2O", "Mip-NeRF 360"])
def test_made_up_names_are_coined(head: str) -> None:
    assert is_coined(head)


@pytest.mark.parametrize("head", ["Attention", "A Survey", "Deep learning", "What Does BERT Look At Now"])
def test_ordinary_words_are_not_coined(head: str) -> None:
    assert not is_coined(head)


def test_kept_words_are_in_order_and_in_any_form() -> None:
    words = Title("fair caching of sparse tables").content_words
    assert kept_words(words, ["fair", "caching", "sparse", "table"]) == words
    assert kept_words(words, ["sparse", "tables", "new", "fair", "caching"]) in (
        ["sparse", "tables"],
        ["fair", "caching"],
    )
    assert kept_words(words, ["sparse", "fair", "sparse"]) == ["fair", "sparse"]
    assert kept_words(words, []) == kept_words([], words) == []


def test_a_colon_needs_words_on_both_sides() -> None:
    title = Title("BERT: Pre-training")
    assert (title.head, title.head_folded, title.rest) == ("BERT", "bert", ["pre", "training"])
    assert Title("BERT:").rest == Title("BERT").rest == Title(": BERT").rest == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_different_is_symmetric_and_nothing_fails(one: str, other: str) -> None:
    first, second = Title(one), Title(other)
    there, back = relation(first, second, lambda word: 2), relation(second, first, lambda word: 2)
    assert (there == "same") == (back == "same")
