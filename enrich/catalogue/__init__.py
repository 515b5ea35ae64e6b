"""The local title index: which papers exist under a title, without a request.

One SQLite file (`tables`). A title is found by 64-bit keys of its folded text (`enrich.text`), so spellings meet and a
batch of look-ups is one query; what is written a little differently is found by what survives of it (`keys`).

The file is built aside and moved into place (`build`), so a killed build leaves the old catalogue working. The
catalogue that ships with the program (arXiv metadata, CC0) is built into the file on first use and rebuilt when a new
release brings another one (`bundled`); a catalogue that somebody imported (`snapshot`) is never replaced unasked.
"""

from enrich.catalogue.bundled import build_bundled, bundled_stamp, open_catalogue, read_bundled
from enrich.catalogue.read import Catalogue, CatalogueInfo, KnownPaper

__all__ = [
    "Catalogue",
    "CatalogueInfo",
    "KnownPaper",
    "build_bundled",
    "bundled_stamp",
    "open_catalogue",
    "read_bundled",
]
