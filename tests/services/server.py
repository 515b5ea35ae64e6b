"""The HTTP server on loopback: one address, the services behind a prefix each.

with Services(time_scale=0.001) as services:
    services.fault("openalex", "429_date", times=1)
    run_something(environment=services.environment())
    assert len(services.requests("openalex")) == 2
"""

import contextlib
import os
import select
import socket
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from tests.services import faults
from tests.services.arxiv import Arxiv
from tests.services.arxiv_oai import ArxivOai
from tests.services.crossref import Crossref
from tests.services.datacite import DataCite
from tests.services.github import GitHub
from tests.services.limits import Gates
from tests.services.openalex import OpenAlex
from tests.services.scholar import Scholar
from tests.services.semanticscholar import SemanticScholar
from tests.services.wire import MAX_REQUEST_LINE, Answer, Asked, Service, text_answer
from tests.services.world import World

CONTACT = "someone@example.org"
ANSWER_SECONDS = 0.2  # what a healthy service takes, before scaling
_SERVICES: tuple[type[Service], ...] = (
    Arxiv,
    ArxivOai,
    SemanticScholar,
    OpenAlex,
    Crossref,
    DataCite,
    GitHub,
    Scholar,
)


@dataclass
class Logged:
    """One request as it came, and what became of it; ``at`` is monotonic seconds, ``status`` None without answer."""

    service: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float
    status: int | None = None
    fault: str | None = None
    broke: str | None = None  # the limit that it broke: "rate" or "concurrency"


class Services:
    """All services, running; use it as a context manager.

    ``time_scale`` shrinks every published interval (0.001: 3 s are 3 ms), ``tolerance`` is how many real seconds early
    a request may be (`tests.services.limits`), ``answer_seconds`` how long a healthy answer takes before scaling.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        time_scale: float = 0.001,
        tolerance: float = 0.02,
        answer_seconds: float = ANSWER_SECONDS,
        port: int = 0,
    ) -> None:
        self.world = world or World()
        self.time_scale = time_scale
        self.answer_seconds = answer_seconds
        self.gates = Gates(time_scale, tolerance)
        self.log: list[Logged] = []
        self._faults: list[faults.Fault] = []
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        self.by_name = {kind.NAME: kind(self.world) for kind in _SERVICES}
        self._server = _Server(("127.0.0.1", port), self)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.elsewhere = f"http://localhost:{self._server.server_port}/elsewhere"  # another host to a client
        for name, service in self.by_name.items():
            service.base_url = f"{self.url}/{name}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="services")

    def __enter__(self) -> Self:
        self.world.by_doi  # noqa: B018  read the papers now: the first request shall not wait for it
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def __getitem__(self, name: str) -> Any:
        """The service of a name, to look at its state or set it."""
        return self.by_name[name]

    def environment(self, *, keys: bool = False, names: Sequence[str] = ()) -> dict[str, str]:
        """The settings that make the program ask here: addresses, scaled pace, contact; with ``keys`` also keys."""
        found = {"ENRICH_CONTACT": CONTACT}
        for name in names or self.by_name:
            service = self.by_name[name]
            found[f"ENRICH_{name.upper()}_URL"] = f"{self.url}/{name}{service.BASE}"
            found[f"ENRICH_{name.upper()}_MIN_INTERVAL"] = f"{service.INTERVAL * self.time_scale:.6f}"
            if keys and service.KEY and service.KEY_SETTING:
                found[service.KEY_SETTING] = service.KEY
        return found

    def fault(
        self,
        service: str,
        kind: str,
        *,
        times: int | None = None,
        probability: float = 1,
        seed: int = 0,
        about: str = "",
    ) -> None:
        """Spoil the next requests of a service (``times`` of them, or all until `clear_faults`), or those ``about``.

        Raises ValueError for a kind that the service cannot have.
        """
        with self._lock:
            self._faults.append(faults.Fault(service, kind, times, probability, seed, about))

    def clear_faults(self) -> None:
        """Everything works again."""
        with self._lock:
            self._faults.clear()

    def requests(self, service: str) -> list[Logged]:
        """What a service was asked so far."""
        with self._lock:
            return [logged for logged in self.log if logged.service == service]

    def note(self, logged: Logged) -> None:
        """Remember a request."""
        with self._lock:
            self.log.append(logged)

    def struck(self, request: Logged) -> str | None:
        """The fault that hits the request that has just come."""
        words = request.path + request.body.decode("utf-8", "replace")
        with self._lock:
            faults = (fault for fault in self._faults if fault.service == request.service)
            hits = (fault.kind for fault in faults if fault.strikes(words))
            return next(hits, "reset" if self.world.is_dead(request.service) else None)


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for all of them, so that no socket is left behind
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], services: Services) -> None:
        super().__init__(address, _Handler)
        self.services = services
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every connection that a client keeps alive."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up in the middle of an answer; that is what ours should do."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "services"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body of a small answer leave together
    server: _Server
    GONE: ClassVar[Answer] = text_answer("Not Found", 404)

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._serve()

    def do_HEAD(self) -> None:
        """Answer a HEAD like a GET, without the body."""
        self._serve()

    def log_message(self, *args: Any) -> None:
        """Nothing: `Services.log` has it all."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The time in the world of the services, for the header Date."""
        if timestamp is None:
            timestamp = self.server.services.world.now().astimezone(UTC).timestamp()
        return super().date_time_string(timestamp)

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        address = urlsplit(self.path)
        name, _, path = address.path.lstrip("/").partition("/")
        headers = {key.lower(): value for key, value in self.headers.items()}
        logged = Logged(name, self.command, self.path, headers, body, time.monotonic())
        self.server.services.note(logged)
        service = self.server.services.by_name.get(name)
        if service is None:
            logged.status = self._send(self.GONE)
            return
        asked = Asked(self.command, f"/{path}", address.query, headers, body)
        logged.fault = self.server.services.struck(logged)
        self._answer(service, asked._replace(fault=logged.fault), logged)

    def _answer(self, service: Service, asked: Asked, logged: Logged) -> None:
        if logged.fault == "hang":
            self._hang()
        elif logged.fault == "reset":
            self._reset()
        else:
            answer = self._limited(service, asked, logged)
            spoiled = logged.fault if logged.fault in faults.SPOILED and not logged.broke else None
            logged.status = self._send(answer, spoiled)

    def _limited(self, service: Service, asked: Asked, logged: Logged) -> Answer:
        services = self.server.services
        rule = service.rule(asked)
        logged.broke = services.gates.enter(rule)
        try:
            if logged.broke:
                return service.too_many(asked, service.HINT)
            services.stopping.wait(services.answer_seconds * services.time_scale)
            scene = faults.Scene(service, asked, services.time_scale, services.elsewhere)
            instead = faults.instead(asked.fault, scene) if asked.fault else None
            return instead or self._own_answer(service, asked)
        finally:
            services.gates.leave(rule)  # before the bytes leave: the client may come back at once

    def _own_answer(self, service: Service, asked: Asked) -> Answer:
        refused = service.refuse(asked)
        if refused:
            return refused
        if len(self.requestline) > MAX_REQUEST_LINE:
            return service.too_long(asked)
        return service.answer(asked)

    def _send(self, answer: Answer, spoiled: str | None = None) -> int:
        """Write an answer, spoiled on the way if asked for; returns its status."""
        body = faults.with_bad_utf8(answer.body) if spoiled == "bad_utf8" else answer.body
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if spoiled == "huge":
            self._send_huge(body)
            return answer.status
        if spoiled == "bomb":
            body = faults.bomb(body)
            self.send_header("content-encoding", "gzip")
        if answer.status != 304:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        if spoiled == "truncated":
            body = body[: len(body) // 2]
            self.close_connection = True
        if self.command != "HEAD" and answer.status != 304:
            self.wfile.write(body)
        return answer.status

    def _send_huge(self, body: bytes) -> None:
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        for piece in self._pieces(body):
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def _pieces(self, body: bytes) -> Iterator[bytes]:
        yield body
        for piece in faults.blanks():
            if self.server.services.stopping.is_set():
                return
            yield piece

    def _hang(self) -> None:
        """Keep silent until the client hangs up or the server stops."""
        self.close_connection = True
        while not self.server.services.stopping.wait(0.02):
            readable, _, _ = select.select([self.connection], [], [], 0)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                return

    def _reset(self) -> None:
        """End the connection with a reset: no lingering, so what was not read is an error on the other side."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())
