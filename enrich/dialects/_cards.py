"""Papers that stand in a quotation each: a heading in it, then facts, an abstract and the link.

> ### 1. Title
> | Date | 2024-01-31 |
> [paper](https://arxiv.org/abs/2401.00001)
"""

from collections.abc import Iterable, Iterator

from enrich.dialects._above import heading_item
from enrich.dialects._items import Heading, Item, Line
from enrich.dialects.base import Piece, arxiv_id_of, is_paper_link, links_of

_MOST_BLOCKS = 60  # of a quotation


def join_cards(blocks: Iterable[Piece]) -> Iterator[Piece]:
    """The blocks of a list, those of a quotation that is about one paper joined to the heading that opens it."""
    card: list[Heading | Item | Line] = []
    for block in blocks:
        if isinstance(block, Heading) and not block.is_bold and _is_quoted(block.raw):
            yield from _joined(card)
            card = [block]
        elif card and isinstance(block, Heading | Item | Line) and _is_quoted(_first_line(block)):
            card.append(block)
            if len(card) > _MOST_BLOCKS:
                yield from card
                card = []
        else:
            if card:
                yield from _joined(card)
                card = []
            yield block
    yield from _joined(card)


def _is_quoted(raw: str) -> bool:
    return raw.lstrip(" ").startswith(">")


def _first_line(block: Heading | Item | Line) -> str:
    return block.lines[0] if isinstance(block, Item) else block.raw if isinstance(block, Heading) else block.text


def _joined(card: list[Heading | Item | Line]) -> Iterator[Piece]:
    """One item, when the quotation links one paper; else its blocks."""
    items = [block for block in card if isinstance(block, Item)]
    links = [link for item in items for link in links_of(item) if is_paper_link(link)]
    papers = {arxiv_id_of([link]) or link.url for link in links}
    head = card[0] if card else None
    if not isinstance(head, Heading) or len(papers) != 1:
        yield from card
        return
    item = heading_item(head)
    for block in card[1:]:
        if isinstance(block, Item):
            item.absorb(block, [])
        else:
            raw, text = (block.raw, block.text) if isinstance(block, Heading) else (block.text, "")
            item.add([raw], text, is_new=True)
    yield item
