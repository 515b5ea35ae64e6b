"""Papers that are cited by the names of families, and lists of such names."""

import re

from enrich.dialects._names import PARTED, PARTICLE, has_title_word, is_family, names_firm, says_no_person

_CITED = re.compile(  # `Bee et al.`, `Bee et al. (ICML 2018)`, `Bee and Dee, 2018`
    r"\W*[A-Z][\w'’-]+(?: et al\.?(?:,? \(?(?:[A-Z][\w&]{1,11} )?(?:19|20)[0-9]{2}[a-z]?)?"
    r"|,? (?:and|&) [A-Z][\w'’-]+,? \(?(?:19|20)[0-9]{2}[a-z]?|, (?:19|20)[0-9]{2}[a-z]?)\W*"
)
_CITED_WITH_OTHERS = re.compile(  # `(Bee et al., 2018)`, `[van Bee et al. 2018]`, `[Bee et al. ECCV18]`
    rf"\W{{0,4}}[(\[（]\s?((?:{PARTICLE}\s){{0,2}}[^\W\d_a-z][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]+)?),?\set\.?\sal\b[.,]{{0,2}}"
    r"(?:\s?[(\[]?(?:(?:19|20)[0-9]{2}[a-z]?|[A-Za-z]{2,12}[ '’]{0,2}(?:19|20)?[0-9]{2}))?"
    r"(?:\s?[|,]\s?[A-Z][^()\[\]]{1,60})?[)\]）]"
)
_LAB_BEHIND = re.compile(r"\s\([A-Z][^()]{1,40}\)\Z")


def is_citation(label: str) -> bool:
    """Whether a label names a paper by its authors: `Bee et al., 2018`."""
    return _CITED.fullmatch(label) is not None


def cited_author(text: str) -> str | None:
    """The first author in the bracket that a text begins with: `(Bee et al., 2018)`."""
    found = _CITED_WITH_OTHERS.match(text)
    return found[1] if found and not names_firm(found[1]) else None


def cites_others(label: str) -> bool:
    """Whether a label is `Bee et al., 2018`, which no title is."""
    return " al" in label and is_citation(label)


def families_in(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Read names of families and nothing else: `Bee, Dee, van Eff (Owl Lab)`, `Bee & Dee`, `Bee, Dee, Eff and Gee`.

    Commas alone between two, four or six may part families from first names.
    """
    text = _LAB_BEHIND.sub("", text)
    names = tuple(PARTED.split(text))
    is_parted = len(names) % 2 == 1 or text.endswith((f" & {names[-1]}", f" and {names[-1]}"))
    return (names, True) if is_parted and may_be_families(text) else None


def may_be_families(text: str) -> bool:
    """Whether a text is a list of single words that may be names of families, or first names among them."""
    names = PARTED.split(text)
    are_words = len(names) > 1 and all(map(is_family, names))
    return are_words and not (names_firm(text) or says_no_person(text) or any(map(has_title_word, names)))
