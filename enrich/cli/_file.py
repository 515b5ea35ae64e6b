"""Where data goes that is written to a file: all of it or nothing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from enrich.errors import ConfigError
from enrich.files import whole_file


@contextmanager
def data_file(path: Path | None) -> Iterator[BinaryIO]:
    """Stdout, or a file that takes the place of the old one when everything was written.

    Raises ConfigError when there can be no such file.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.exists() and not path.is_file():
        raise ConfigError(f"{path}: is no file; name another one with --output")
    try:
        with whole_file(path) as file:
            yield file
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be written ({error.strerror or error}); name another file with --output"
        ) from None
