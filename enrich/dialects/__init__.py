"""Dialects of lists, one file each, found by folder: a new dialect is one new file here.

`base` holds what they share; modules with a leading underscore cut a file into lines, lines into blocks, and the text
of an item into markup.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from enrich.dialects.base import Dialect


@cache
def dialects() -> tuple[Dialect, ...]:
    """All dialects by name; `generic`, which takes what the others leave, comes last."""
    names = [
        module.name for module in iter_modules(__path__) if not module.name.startswith("_") and module.name != "base"
    ]
    modules = [cast("Dialect", import_module(f"{__name__}.{name}")) for name in names]
    return tuple(sorted(modules, key=lambda dialect: (dialect.NAME == "generic", dialect.NAME)))
