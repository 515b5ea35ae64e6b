"""The body of an answer: whole, unpacked, and never larger than its policy allows."""

import zlib
from collections.abc import Callable, Iterator

import httpx

from enrich.client.policy import HostPolicy
from enrich.errors import BadAnswer

_PIECE = 2**16
_GZIP, _ZLIB, _BARE = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


def read_body(policy: HostPolicy, answer: httpx.Response, is_late: Callable[[], bool]) -> bytes:
    """The whole body, decompressed; of an error whose body is broken only the status counts."""
    try:
        return b"".join(_pieces(policy, answer, is_late))
    except BadAnswer:
        if answer.is_success:
            raise
        return b""


def _pieces(policy: HostPolicy, answer: httpx.Response, is_late: Callable[[], bool]) -> Iterator[bytes]:
    unpack, size = _Unpacking(policy, answer), 0
    if answer.headers.get("content-length", "").isdecimal():
        _refuse_size(policy, answer, int(answer.headers["content-length"][:20]))
    for received in _received(policy, answer):
        if is_late():
            raise BadAnswer(policy.source, "the answer trickled and was cut off", None, answer.status_code, again=True)
        for piece in unpack.feed(received):
            size += len(piece)
            _refuse_size(policy, answer, size)
            yield piece
    unpack.end()


def _refuse_size(policy: HostPolicy, answer: httpx.Response, size: int) -> None:
    if size > policy.max_bytes:
        limit = policy.max_bytes / 2**20
        raise BadAnswer(policy.source, f"the answer is larger than {limit:.3g} MB", None, answer.status_code)


def _received(policy: HostPolicy, answer: httpx.Response) -> Iterator[bytes]:
    """The body as it travels; a cut is noticed where a length was announced."""
    announced = answer.headers.get("content-length", "")
    count = 0
    assert isinstance(answer.stream, httpx.SyncByteStream)
    try:
        for received in answer.stream:  # and not iter_raw, which refuses what a transport has read already
            count += len(received)
            yield received
    except (httpx.TransportError, httpx.StreamError, OSError):
        raise _cut_off(policy, answer) from None
    if announced.isdecimal() and count != int(announced[:20]) and answer.status_code not in (204, 304):
        raise _cut_off(policy, answer)


def _cut_off(policy: HostPolicy, answer: httpx.Response) -> BadAnswer:
    return BadAnswer(policy.source, "the answer was cut off", None, answer.status_code, again=True)


class _Unpacking:
    """Undoes gzip or deflate in pieces of bounded size, so that a bomb is noticed while it is small."""

    def __init__(self, policy: HostPolicy, answer: httpx.Response) -> None:
        self._policy, self._status = policy, answer.status_code
        named = [name.strip().lower() for name in answer.headers.get("content-encoding", "").split(",")]
        layers = [name for name in named if name not in ("", "identity")]
        if len(layers) > 1 or (layers and layers[0] not in ("gzip", "x-gzip", "deflate")):
            raise self._broken("is packed in a way that was not asked for")
        self._bits = None if not layers else _ZLIB if layers[0] == "deflate" else _GZIP
        self._unpacker = None if self._bits is None else zlib.decompressobj(self._bits)
        self._empty = True

    def feed(self, received: bytes) -> Iterator[bytes]:
        """The unpacked bytes of what was received, piece by piece."""
        if self._unpacker is None:
            yield received
            return
        if self._empty and received and self._bits == _ZLIB and (received[0] & 0x0F) != zlib.DEFLATED:
            self._unpacker = zlib.decompressobj(_BARE)  # some servers leave out the two bytes in front
        self._empty = self._empty and not received
        is_more = bool(received)
        while is_more:
            piece = self._unpacked(received)
            received = self._unpacker.unconsumed_tail
            is_more = bool(received) or len(piece) == _PIECE  # a full piece may leave some inside
            yield piece

    def _unpacked(self, received: bytes) -> bytes:
        assert self._unpacker is not None
        try:
            piece = self._unpacker.decompress(received, _PIECE)
        except zlib.error:
            raise self._broken("cannot be unpacked") from None
        if self._unpacker.unused_data:
            raise self._broken("goes on after its end")
        return piece

    def end(self) -> None:
        """Refuse a body that stopped in the middle."""
        if self._unpacker is not None and not self._empty and not self._unpacker.eof:
            raise self._broken("was cut off")

    def _broken(self, what: str) -> BadAnswer:
        return BadAnswer(self._policy.source, f"the answer {what}", None, self._status, again=True)
