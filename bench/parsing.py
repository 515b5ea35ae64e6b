"""Megabytes and entries parsed a second, and the memory that a list of 100 MB takes."""

import json
import tempfile
from pathlib import Path

from bench.figure import Figure, list_files, repeated, run_tool

_MEGABYTE = 1_000_000


def measure() -> list[Figure]:
    """Parse lists of 10 MB and of 100 MB."""
    texts = [text if text.endswith(b"\n") else text + b"\n" for text in map(Path.read_bytes, list_files())]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.md")
        results = {}
        for megabytes in (10, 100):
            with path.open("wb") as file:
                file.writelines(repeated(texts, megabytes * _MEGABYTE))
            results[megabytes] = run_tool("parse", str(path), "--format", "jsonl", "--quiet")
    usual = f"bounded ({results[10].megabytes:,.0f} MB for 10 MB)"
    growth = results[100].cpu / results[10].cpu / 10
    return [
        Figure("list of 100 MB parsed", f"{100 / results[100].cpu:,.1f} MB/s", ""),
        Figure("  peak memory", f"{results[100].megabytes:,.0f} MB", usual),
        Figure("  time per MB against 10 MB", f"{growth:.2f} ×", "about 1 ×"),
    ]


if __name__ == "__main__":
    print(json.dumps(measure()))
