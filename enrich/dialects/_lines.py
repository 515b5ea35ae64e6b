"""The lines of a list file, read once through: checked to be text, in bounded memory, with the file's hash."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from enrich.errors import ListError

MAX_LINE = 1024 * 1024  # bytes
_CHUNK = 64 * 1024  # bytes that are read at once
_BOMS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_UTF8_BOM = b"\xef\xbb\xbf"


def _other_encoding(head: bytes) -> str | None:
    """Name the encoding that a file begins like, when that is not UTF-8: by its mark, or by the place of its NULs."""
    if named := next((name for mark, name in _BOMS.items() if head.startswith(mark)), None):
        return named
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd > 0.7 * len(head):
        return "UTF-32"
    return "UTF-16" if max(even, odd) > len(head) // 4 and min(even, odd) * 8 < max(even, odd) else None


def _encoding_error(path: Path, head: bytes) -> ListError | None:
    """Say what is wrong when the beginning of a file shows that it is no UTF-8 text."""
    if name := _other_encoding(head):
        return ListError(path, 0, f"is {name}, not UTF-8; convert it first: iconv -f {name} -t UTF-8 OLD > NEW")
    return ListError(path, 0, "is not text (it holds NUL bytes); give a Markdown file") if b"\0" in head else None


def _check_line(path: Path, number: int, raw: bytes) -> None:
    """Raise what is wrong with a line, if anything is."""
    if len(raw) > MAX_LINE:
        raise ListError(path, number, "is longer than 1 MiB; is this a list? Break the line up")
    if 0 in raw:
        raise ListError(path, number, "holds a NUL byte, so this is not text; give a Markdown file")
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        at = error.start
        message = f"byte {at + 1} of the line (0x{raw[at]:02x}) is not UTF-8; save the file as UTF-8"
        raise ListError(path, number, message) from None


def _decoded(path: Path, blocks: Iterable[bytes]) -> Iterator[str]:
    """Lines as text with their ends, from blocks of whole lines; only an unclean block is looked at line by line."""
    number = 0
    for block in blocks:
        if number == 0:
            if error := _encoding_error(path, block[:4096]):
                raise error
            block = block.removeprefix(_UTF8_BOM)
        try:
            text = "" if len(block) > MAX_LINE or 0 in block else block.decode()
        except UnicodeDecodeError:
            text = ""
        if not text:
            for place, raw in enumerate(block.split(b"\n"), number + 1):
                _check_line(path, place, raw)
            text = block.decode()
        lines = text.split("\n")
        last = lines.pop()
        number += len(lines)
        for line in lines:
            yield line + "\n"
        if last:
            yield last


def _whole_lines(file: BinaryIO, digest: "hashlib._Hash") -> Iterator[bytes]:
    """Blocks of whole lines; a line that is too long comes cut."""
    rest = b""
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        head, newline, tail = chunk.rpartition(b"\n")
        if newline:
            yield rest + head + newline
            rest = tail
        else:
            rest += chunk
            if len(rest) > MAX_LINE + _CHUNK:
                break
    if rest:
        yield rest


def _open(path: Path) -> BinaryIO:
    try:
        if path.is_dir():
            raise ListError(path, 0, "is a directory; give the list file itself")
        if path.exists() and not path.is_file():
            raise ListError(path, 0, "is not a regular file; a list is read twice, so save it to a file first")
        return path.open("rb")
    except FileNotFoundError:
        raise ListError(path, 0, "does not exist; check the path") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ListError(path, 0, f"cannot be read: {reason}") from None


class ListFile:
    """The lines of a list file, each with its end; ``sha256`` is known when all have been read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sha256 = ""

    def __iter__(self) -> Iterator[str]:
        digest = hashlib.sha256()
        with _open(self.path) as file:
            try:
                yield from _decoded(self.path, _whole_lines(file, digest))
            except OSError as error:
                raise ListError(self.path, 0, f"cannot be read: {error.strerror or error}") from None
        self.sha256 = digest.hexdigest()
