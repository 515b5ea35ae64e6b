"""The journey of one request: out and back within a time that nothing can stretch.

Every request travels in a thread of its own that can be left behind, because neither a name look-up nor an answer
whose header trickles can be stopped from inside. Nothing here knows what an answer means.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from ssl import SSLContext
from threading import Condition, Lock, Thread
from typing import Any, NamedTuple

import httpx

from enrich.client.body import read_body
from enrich.client.policy import HostPolicy
from enrich.errors import ConfigError, RetryLater


class Hop(NamedTuple):
    """One request as it leaves: ``body`` makes it a POST."""

    url: httpx.URL
    headers: Mapping[str, str]
    body: bytes | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"  # the headers hold the key


class RawAnswer(NamedTuple):
    """What came back: ``content`` is whole and decompressed, or empty when the body of an error was broken."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: httpx.URL


class NoConnection(Exception):
    """The host could not be reached, or nobody at all has answered yet and this one did not either."""


class Network:
    """Whether anybody out there answers; until somebody does, all requests together lose at most ``patience`` seconds.

    So a machine without a working network goes on offline soon (issue 3), and a slow service gets the time it needs.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._changed = Condition()
        self._heard = False
        self._lost = 0.0

    @property
    def is_alive(self) -> bool:
        """Whether anybody has answered."""
        return self._heard

    @property
    def is_silent(self) -> bool:
        """Whether the network is given up."""
        return not self._heard and self._lost >= self._patience

    def hear(self) -> None:
        """Somebody answered."""
        with self._changed:
            self._heard = True
            self._changed.notify_all()

    def lose(self, seconds: float) -> None:
        """So many seconds were spent on a host that could not be reached."""
        with self._changed:
            self._lost += seconds
            self._changed.notify_all()

    def notify(self) -> None:
        """Somebody came back, with or without an answer."""
        with self._changed:
            self._changed.notify_all()

    def wait(self, is_back: Callable[[], bool], seconds: float) -> bool:
        """Wait until somebody is back, at most so long; in a silent network not even that. Returns whether they are."""
        patience = min(seconds, self._patience)
        with self._changed:
            self._changed.wait_for(lambda: is_back() or self.is_silent, patience)
            if not is_back() and self._heard:
                self._changed.wait_for(is_back, seconds - patience)
            elif not is_back() and not self.is_silent:
                self._lost += patience
                self._changed.notify_all()
            return is_back()


class Travel:
    """Carries requests for all sources; one connection per gate, kept open between requests."""

    def __init__(self, transport: httpx.BaseTransport | None, monotonic: Callable[[], float], patience: float) -> None:
        self.network = Network(patience)
        self._transport = transport
        self._monotonic = monotonic
        self._clients: dict[str, httpx.Client] = {}
        self._lock = Lock()

    def exchange(self, policy: HostPolicy, hop: Hop, seconds: float, leaving: Callable[[], None]) -> RawAnswer:
        """Send one request and bring its answer, within so many seconds; ``leaving`` is called when it goes out.

        Raises RetryLater (or its children) and NoConnection, in words that hold nothing of the request.
        """
        arrived: list[RawAnswer | BaseException] = []

        def go() -> None:
            try:
                arrived.append(self._there_and_back(policy, hop, seconds, leaving))
            except BaseException as error:  # whatever it is belongs to the one who waits
                arrived.append(error)
            self.network.notify()

        Thread(target=go, name=f"enrich {policy.source}", daemon=True).start()
        if not self.network.wait(lambda: bool(arrived), seconds):
            self._drop(policy.gate)
            if not self.network.is_alive:
                raise NoConnection
            raise RetryLater(policy.source, f"no whole answer within {seconds:.3g} s", again=True)
        if isinstance(arrived[0], BaseException):
            raise arrived[0]
        return arrived[0]

    def close(self) -> None:
        """Close all connections."""
        for gate in list(self._clients):
            self._drop(gate)

    def _drop(self, gate: str) -> None:
        """Forget the connection of a gate, so that whoever still listens on it ends, too."""
        with self._lock:
            client = self._clients.pop(gate, None)
        if client is not None and self._transport is None:
            with suppress(Exception):  # closing under somebody's hands; there is nothing left to save
                client.close()

    @cached_property
    def _tls(self) -> SSLContext:
        return httpx.create_ssl_context()

    def _client(self, gate: str) -> httpx.Client:
        with self._lock:
            if gate not in self._clients:
                self._clients[gate] = self._new_client()
            return self._clients[gate]

    def _new_client(self) -> httpx.Client:
        try:
            return httpx.Client(transport=self._transport) if self._transport else httpx.Client(verify=self._tls)
        except (ImportError, ValueError):  # a proxy that httpx cannot use; the value may hold a password
            raise ConfigError(
                "the proxy in the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY) cannot be used"
            ) from None

    def _there_and_back(self, policy: HostPolicy, hop: Hop, seconds: float, leaving: Callable[[], None]) -> RawAnswer:
        started = self._monotonic()

        def trace(event: str, info: Mapping[str, Any]) -> None:
            if event.endswith("start_tls.complete"):
                self.network.hear()
            elif event.endswith("send_request_headers.started"):
                leaving()

        client = self._client(policy.gate)
        read = min(policy.read_timeout, seconds)
        with self._in_our_words(policy, started, read):
            answer = client.send(
                client.build_request(
                    "GET" if hop.body is None else "POST",
                    hop.url,
                    headers=hop.headers,
                    content=hop.body,
                    timeout=httpx.Timeout(read, connect=min(policy.connect_timeout, seconds)),
                    extensions={"trace": trace},
                ),
                stream=True,
            )
        self.network.hear()
        client.cookies.clear()
        try:
            content = read_body(policy, answer, lambda: self._monotonic() - started > seconds)
        finally:
            answer.close()
        return RawAnswer(answer.status_code, dict(answer.headers), content, answer.url)

    @contextmanager
    def _in_our_words(self, policy: HostPolicy, started: float, read: float) -> Iterator[None]:
        """Turn httpx's errors into ours: its messages quote what was sent."""
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError):
            self.network.lose(self._monotonic() - started)
            raise NoConnection from None
        except httpx.TimeoutException:
            self.network.lose(self._monotonic() - started)
            if not self.network.is_alive:
                raise NoConnection from None
            raise RetryLater(policy.source, f"no answer within {read:.3g} s", again=True) from None
        except (httpx.TransportError, OSError):
            raise RetryLater(policy.source, "the connection broke off", again=True) from None
