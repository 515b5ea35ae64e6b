"""Packs real arXiv metadata and real citation counts into the catalogue that ships with the program.

    python tools/pack_catalogue.py SAMPLE.jsonl.gz CITATIONS.jsonl.gz AS_OF

Reads one JSON object a line, repairs the names that another program left escaped, drops the few records whose author
list was cut in the middle of a name, and writes ``enrich/data``. Dropped records are printed: nothing goes silently.
"""

import gzip
import hashlib
import json
import re
import sys
from pathlib import Path

DATA = Path(__file__).parent.parent / "enrich" / "data"
_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})")
_HOMONYM = re.compile(r" \d{4}$")  # a bibliography's mark for people of one name ("Wei Wei 0002"), no part of the name
_CUT = re.compile(r"\\x[0-9A-Fa-f]{2}$")  # "Fernanda Vi\xE9": the source lost the rest of the name and of the list
_FIELDS = ("arxiv_id", "title", "alt_titles", "authors", "published", "categories", "doi", "venue", "abstract")
_CUT_ABSTRACT = 300  # characters; the sample keeps no more, so a text of this length goes on


def repaired_name(name: str) -> str:
    """A name without the quotes, brackets, escapes and homonym numbers that its source left in it."""
    unescaped = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), name)
    return _HOMONYM.sub("", unescaped.strip("[]\"' "))


def repaired(record: dict[str, object]) -> dict[str, object] | None:
    """The record with whole names and without empty fields; None when its author list is cut."""
    names = [str(name) for name in record["authors"]]  # type: ignore[attr-defined]
    if any(_CUT.search(name) for name in names[-1:]):
        return None
    record["authors"] = [repaired_name(name) for name in names]
    abstract = str(record.get("abstract") or "")
    if len(abstract) >= _CUT_ABSTRACT:
        record["abstract"] = abstract.rstrip() + "…"
    return {field: record[field] for field in _FIELDS if record.get(field)}


def read(path: Path) -> list[dict[str, object]]:
    """All objects of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write(path: Path, rows: list[dict[str, object]]) -> str:
    """Write gzipped JSON lines, the same bytes for the same rows, and return their SHA-256."""
    text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    return hashlib.sha256(text.encode()).hexdigest()


def main(sample: Path, citations: Path, as_of: str) -> None:
    """Write the three files of the shipped catalogue."""
    papers = []
    for record in read(sample):
        kept = repaired(record)
        if kept is None:
            print(f"dropped {record['arxiv_id']}: its author list is cut: {record['authors']}")
        else:
            papers.append(kept)
    known = {paper["arxiv_id"] for paper in papers}
    counts = [row for row in read(citations) if row["arxiv_id"] in known]
    manifest = {
        "as_of": as_of,
        "licence": "arXiv metadata: CC0 1.0. Citation counts: facts as each named source states them.",
        "papers": len(papers),
        "counts": len(counts),
        "sha256": {
            "papers.jsonl.gz": write(DATA / "papers.jsonl.gz", papers),
            "counts.jsonl.gz": write(DATA / "counts.jsonl.gz", counts),
        },
    }
    (DATA / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(f"packed {len(papers):,} papers and {len(counts):,} counts")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
