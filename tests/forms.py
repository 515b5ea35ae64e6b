"""The ways in which lists write an entry, put together from parts: what stands before a title, around and behind it.

Each part is a template with the names that `_words` fills in. Real papers of the shipped catalogue go through them.
"""

import random
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from enrich.catalogue.bundled import read_bundled

_URL = "https://arxiv.org/abs/{id}"
_CODE = "https://github.com/bees/{id}"
_BADGE = "https://img.shields.io/badge"

TITLES = {
    "plain": "{title}",
    "bold": "**{title}**",
    "italic": "*{title}*",
    "quoted": '"{title}"',
    "curly": "“{title}”",
    "bold-quoted": '**"{title}"**',
    "full-stop": "**{title}.**",
    "code": "`{title}`",
}
LINKED_TITLES = {
    "linked": f"[{{title}}]({_URL})",
    "bold-linked": f"**[{{title}}]({_URL})**",
    "linked-bold": f"[**{{title}}**]({_URL})",
    "linked-italic": f"*[{{title}}]({_URL})*",
    "linked-quoted": f'["{{title}}"]({_URL})',
    "anchor": f'<a href="{_URL}">{{title}}</a>',
}
BEFORE = {
    "date": "[{year}/06] ",
    "point": "{year}.06 ",
    "code-date": "`{year}-06-12` ",
    "tag": "[{venue} {year}] ",
    "round-tag": "({venue} {year}) ",
    "bold-tag": "**[{venue} {year}]** ",
    "code-tag": "`{venue} {year}` ",
    "code-bracket": "`[{venue} {year}]` ",
    "cell": "{venue} {year} | ",
    "colon": "{venue} {year}: ",
    "dash": "{venue} {year} - ",
    "short-year": "[{venue}'{short}] ",
    "glued": "[{venue}{year}] ",
    "glued-short": "[{venue}{short}] ",
    "oral": "[{venue} {year} Oral] ",
    "unknown-tag": "[{unknown} {year}] ",
    "year": "[{year}] ",
    "round-year": "({year}) ",
    "year-dash": "{year} - ",
    "link": f"[[paper]]({_URL}) ",
    "archive-link": f"[[arXiv {{year}}]]({_URL}) ",
    "venue-link": f"[[{{venue}} {{year}}]]({_URL}) ",
    "star": "⭐ ",
    "short-code": ":fire: ",
    "badge": f"![]({_BADGE}/{{venue}}-{{year}}-blue) ",
    "names": "{and_names}. ",
    "names-colon": "{and_names}: ",
    "first": "{family} et al. ",
    "first-comma": "{family} et al., ",
    "psychologists": "{initialled} ({year}). ",
    "acm": "{and_names}. {year}. ",
    "mla": "{backwards}. ",
}
AUTHORS = {
    "comma": ", {names}",
    "sentence": ". {names}",
    "by": " by {names}",
    "by-first": " by {family} et al.",
    "bracket": " ({names})",
    "cited": " ({family} et al., {year})",
    "italic": " *{names}*",
    "comma-italic": ", *{names}*",
    "sentence-italic": ". *{first} et al.*",
    "dash": " - {names}",
    "break": "<br>{names}",
    "break-italic": "<br> *{names}*",
    "line": "\n  {names}",
    "line-italic": "  \n  *{names}*",
    "et-al": ", {first} et al.",
    "semicolon": "; {names}",
    "bar": " | {names}",
}
VENUES = {
    "comma": ", {venue} {year}",
    "sentence": ". {venue} {year}.",
    "bracket": " ({venue} {year})",
    "square": " [{venue} {year}]",
    "italic": " *{venue} {year}*",
    "code": " `{venue} {year}`",
    "bold": " **{venue} {year}**",
    "comma-italic": ", *{venue} {year}*",
    "comma-code": ", `{venue} {year}`",
    "in": ", in {venue}, {year}",
    "in-sentence": ". In {venue}, {year}",
    "in-italic": ". In *{venue}*, {year}.",
    "dash": " - {venue} {year}",
    "bar": " | {venue}'{short}",
    "archive": ", arXiv {year}",
    "preprint": ". arXiv preprint arXiv:{id} ({year})",
    "code-archive": " `arXiv {year}`",
    "unknown": ", {unknown} {year}",
    "unknown-bracket": " ({unknown} {year})",
    "unknown-code": " `{unknown} {year}`",
    "unknown-sentence": ". {unknown} {year}.",
    "unknown-square": " [{unknown}]",
    "journal": ", {journal}, {year}",
    "journal-sentence": ". {journal} {year}.",
    "journal-bracket": " ({journal}, {year})",
    "journal-italic": ". *{journal}*, {year}",
    "journal-volume": ", {journal} 12(3), {year}",
    "workshop": " ({venue} {year} Workshop)",
    "oral": " ({venue} {year} Oral)",
    "year": ", {year}",
    "round-year": " ({year})",
    "proceedings": ". Proceedings of {venue} ({year})",
    "line": "\n  {venue} {year}",
    "nested": "\n  - {venue} {year}",
    "break": "<br>{venue} {year}",
    "month": ", Jun {year}",
    "full": ", {full}, {year}",
    "full-sentence": ". In Proceedings of the {full}, {year}.",
    "full-italic": ". *Proceedings of the 12th {full}*. {year}.",
    "full-small": ". *{small}*, {year}.",
}
LINKS = {
    "paper": f" [paper]({_URL})",
    "in-brackets": f" [[paper]({_URL})]",
    "brackets-in": f" [[paper]]({_URL})",
    "code-too": f" [[Paper]({_URL})] [[Code]({_CODE})]",
    "bars": f" | [Paper]({_URL}) | [Code]({_CODE})",
    "bracket": f" ([paper]({_URL}), [code]({_CODE}))",
    "badge": f" [![arXiv]({_BADGE}/arXiv-{{id}}-b31b1b.svg)]({_URL})",
    "address": f" {_URL}",
    "colon": f": {_URL}",
    "text": " arXiv:{id}",
    "archive": f" [arXiv]({_URL})",
    "anchor": f' <a href="{_URL}">[paper]</a>',
    "id": f" [[arXiv:{{id}}]({_URL})]",
    "emoji": f" 📄 [Paper]({_URL})",
    "commas": f", [[paper]]({_URL}), [[code]]({_CODE})",
    "dash": f" - [pdf]({_URL})",
    "line": f"\n  [[paper]]({_URL}) [[code]]({_CODE})",
    "nested": f"\n  - [Paper]({_URL})",
}
_VENUES = ("ICML", "NeurIPS", "CVPR", "ACL", "EMNLP", "ICLR", "ICCV", "KDD", "NDSS", "ICRA", "AAAI")
_FULL = {
    "International Conference on Machine Learning": "ICML",
    "European Conference on Computer Vision": "ECCV",
    "IEEE/CVF International Conference on Computer Vision": "ICCV",
    "Conference on Empirical Methods in Natural Language Processing": "EMNLP",
    "IEEE International Conference on Robotics and Automation": "ICRA",
    "ACM SIGKDD Conference on Knowledge Discovery and Data Mining": "KDD",
    "Annual Meeting of the Association for Computational Linguistics": "ACL",
}
_UNKNOWN = ("ABCD", "WIFS", "ICSSP", "NLDB", "DIMVA")
_JOURNALS = (
    "Pattern Recognition Letters",
    "Journal of Fluid Barns",
    "IEEE Transactions on Barns",
    "Neural Computation",
)


_NO_PLAIN_TITLE = frozenset('*_`$\\[]()<>|"“”0123456789')


class Written(NamedTuple):
    """An entry as a list may write it, and what it should be read as."""

    text: str
    title: str
    arxiv_id: str
    authors: tuple[str, ...] = ()  # where all of them are written out, first names first
    year: int | None = None
    venue: str | None = None


@cache
def _papers() -> list[dict[str, object]]:
    """Papers with several authors, whose titles hold nothing that would be a part itself: no markup, no numbers."""
    return [
        row
        for row in read_bundled("papers.jsonl.gz")
        if len(row.get("authors") or ()) > 1
        and "13" <= row["arxiv_id"][:2] < "30"  # `arXiv 2010` is October 2020
        and not set(row["title"]) & _NO_PLAIN_TITLE
    ]


def _words(paper: dict[str, object], draw: random.Random) -> dict[str, str]:
    """The words that go into the templates."""
    names = [str(name) for name in paper["authors"]][: draw.choice([2, 3, 5])]  # type: ignore[attr-defined]
    given, _, family = names[0].rpartition(" ")
    year = "20" + str(paper["arxiv_id"])[:2]
    full = draw.choice(list(_FULL))
    return {
        "full": full,
        "small": full[:4] + full[4:].lower(),
        "title": str(paper["title"]),
        "id": str(paper["arxiv_id"]),
        "year": year,
        "short": year[2:],
        "venue": draw.choice(_VENUES),
        "unknown": draw.choice(_UNKNOWN),
        "journal": draw.choice(_JOURNALS),
        "names": ", ".join(names),
        "and_names": " and ".join([", ".join(names[:-1]), names[-1]]),
        "first": names[0],
        "family": family,
        "initialled": ", & ".join(f"{name.rpartition(' ')[2]}, {name[0]}." for name in names[:2]),
        "backwards": f"{family}, {given}, and {names[1]}",
    }


def forms(before: str, behind: str) -> Iterator[str]:
    """Every way to write an entry with these templates around its title: links behind it, or a linked title."""
    if "/abs/" in before:
        yield from (before + title + behind for title in TITLES.values())
        return
    yield from (before + title + behind + link for title in TITLES.values() for link in LINKS.values())
    yield from (before + title + behind for title in LINKED_TITLES.values())


def _venue(part: str, words: dict[str, str]) -> str | None:
    if "{full}" in part or "{small}" in part:
        return _FULL[words["full"]]
    return words["venue"] if "{venue}" in part else None


def written(before: str = "", behind: str = "") -> Iterator[Written]:
    """These ways, each with a real paper; the same ones at each call."""
    draw = random.Random(before + behind)
    part = before + behind
    for form in forms(before, behind):
        words = _words(draw.choice(_papers()), draw)
        yield Written(
            text=f"- {form.format(**words)}",
            title=words["title"],
            arxiv_id=words["id"],
            authors=tuple(words["names"].split(", ")) if "names}" in part else (),
            year=int(words["year"]) if "{year}" in part or "{short}" in part else None,
            venue=_venue(part, words),
        )
