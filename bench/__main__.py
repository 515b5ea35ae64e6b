"""``make bench``: every figure, in a table. ``make bench BENCH_LISTS=folder`` measures on lists of your own."""

from importlib import import_module
from pkgutil import iter_modules

import bench
from bench.figure import list_files

_NOT_FIGURES = {"__main__", "figure", "snapshot"}


def main() -> None:
    """Measure one figure after the other."""
    print(f"Lists: {len(list_files())} files, {sum(path.stat().st_size for path in list_files()) / 1e6:.1f} MB\n")
    for module in iter_modules(bench.__path__):
        if module.name not in _NOT_FIGURES:
            for figure in import_module(f"bench.{module.name}").measure():
                print(f"{figure.name:<48} {figure.value:>14}   {figure.wanted}", flush=True)


if __name__ == "__main__":
    main()
