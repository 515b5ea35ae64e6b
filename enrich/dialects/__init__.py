"""Dialects of lists, one file each, found by folder: a new dialect is one new file here.

A dialect reads items of Markdown (`base.Dialect`), or files that are no Markdown (`base.Format`). `base` holds what
they share; modules with a leading underscore cut a file into lines, lines into blocks, and the text of an item into
markup.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import cast

from enrich.dialects.base import Dialect, Format


@cache
def _modules() -> tuple[ModuleType, ...]:
    names = [module.name for module in iter_modules(__path__) if module.name[0] != "_" and module.name != "base"]
    return tuple(import_module(f"{__name__}.{name}") for name in names)


@cache
def dialects() -> tuple[Dialect, ...]:
    """All dialects of Markdown by name; `generic`, which takes what the others leave, comes last."""
    found = [cast("Dialect", module) for module in _modules() if hasattr(module, "sniff")]
    return tuple(sorted(found, key=lambda dialect: (dialect.NAME == "generic", dialect.NAME)))


@cache
def formats() -> tuple[Format, ...]:
    """All file formats by name; `plain-text`, which takes what the others leave, comes last."""
    found = [cast("Format", module) for module in _modules() if hasattr(module, "claims")]
    return tuple(sorted(found, key=lambda one: (one.NAME == "plain-text", one.NAME)))
