"""Sources, one file for each service, found by folder: a new source is one new file here.

`base` says what a source is; modules with a leading underscore hold what several of them share.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from enrich.sources.base import Source


def sources() -> dict[str, Source]:
    """All sources by the name of their file.

    That is their ``NAME``, too, with one exception: ``github_rest`` asks ``github`` in the way that needs no token.
    """
    names = sorted(module.name for module in iter_modules(__path__))
    chosen = [name for name in names if not name.startswith("_") and name != "base"]
    return {name: cast("Source", import_module(f"{__name__}.{name}")) for name in chosen}
