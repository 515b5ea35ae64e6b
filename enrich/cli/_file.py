"""Where data goes that is written to a file: all of it or nothing."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from enrich.errors import ConfigError


@contextmanager
def data_file(path: Path | None) -> Iterator[BinaryIO]:
    """Stdout, or a file that takes the place of the old one when everything was written; else that one stays.

    Raises ConfigError when there can be no such file.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = path.resolve()  # what a link leads to is replaced, not the link
    if path.exists() and not path.is_file():
        raise ConfigError(f"{path}: is no file; name another one with --output")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        file = part.open("wb")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}; name another file with --output") from None
    try:
        with file:
            yield file
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
