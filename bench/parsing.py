"""Megabytes parsed a second, also against a parser of Markdown alone, and the memory that a list of 100 MB takes."""

import json
import tempfile
import time
from collections import deque
from pathlib import Path

from markdown_it import MarkdownIt

from bench.figure import Figure, list_files, repeated, run_tool
from enrich.parse import read_entries, scan

_MEGABYTE = 1_000_000


def _against_markdown(paths: list[Path]) -> float:
    """How many times as fast as markdown-it-py the lists are read, in processor time; the best of three."""
    markdown, texts = MarkdownIt("commonmark").enable("table"), [path.read_text("utf-8-sig") for path in paths]
    ratios = []
    for _ in range(3):
        start = time.process_time()
        for path in paths:
            deque(read_entries(scan(path)), maxlen=0)
        middle = time.process_time()
        for text in texts:
            markdown.parse(text)
        ratios.append((time.process_time() - middle) / (middle - start))
    return max(ratios)


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
        Figure("  against markdown-it-py", f"{_against_markdown(list_files()):.1f} ×", "5 ×"),
        Figure("  peak memory", f"{results[100].megabytes:,.0f} MB", usual),
        Figure("  time per MB against 10 MB", f"{growth:.2f} ×", "about 1 ×"),
    ]


if __name__ == "__main__":
    print(json.dumps(measure()))
