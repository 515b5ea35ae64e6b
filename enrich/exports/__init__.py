"""Formats of papers, one file each, found by folder: a new format is one new file here.

`base` says what a format is given; modules with a leading underscore hold what bibliographies share.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from enrich.exports._keys import CitationKeys
from enrich.exports.base import Export

__all__ = ["CitationKeys", "formats", "load"]


def formats() -> dict[str, str]:
    """Module of every format by the name of the format; none is imported, since some need libraries of their own."""
    names = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    return {name.replace("_", "-"): f"{__name__}.{name}" for name in names if name != "base"}


def load(name: str) -> Export:
    """The format of that name."""
    return cast("Export", import_module(formats()[name]))
