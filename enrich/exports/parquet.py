"""Parquet: typed columns, lists for categories, authors, other ids and counts; made for pandas, DuckDB and Spark."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO

from enrich.errors import ConfigError
from enrich.exports.base import COLUMNS, LISTS, Paper

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError:
    raise ConfigError("Parquet needs pyarrow; install it with: pip install 'paper-list-enrich[parquet]'") from None

_GROUP = 5_000  # papers that are written at once
_TYPES: dict[str, Any] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "truth": pa.bool_(),
    "texts": pa.list_(pa.string()),
}
_SCHEMA = pa.schema(
    [(name, _TYPES[kind]) for name, kind in COLUMNS.items()]
    + [
        (name, pa.list_(pa.struct([(part, _TYPES[kind]) for part, kind in parts.items()])))
        for name, parts in LISTS.items()
    ]
)
_TRUTHS = [name for name, kind in COLUMNS.items() if kind == "truth"]


def write(papers: Iterable[Paper], file: BinaryIO) -> None:
    """Write the papers in groups of rows."""
    waiting = iter(papers)
    with pq.ParquetWriter(file, _SCHEMA, compression="zstd") as table:
        while rows := [_typed(paper) for paper in islice(waiting, _GROUP)]:
            table.write_batch(pa.RecordBatch.from_pylist(rows, schema=_SCHEMA))


def _typed(paper: Paper) -> Paper:
    return paper | {name: bool(paper[name]) for name in _TRUTHS if paper[name] is not None}
