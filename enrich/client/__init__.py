"""The only door to the network: polite, patient within limits, and mistrustful of what comes back.

`Client.send` carries one request of a source and returns a sound `Response`, or raises RetryLater or one of its
children. How each service wants to be asked is data in `policy`; `gate` spaces requests, `travel` and `body` bring an
answer within a time and a size that nothing can stretch, `verdict` and `shape` say what it means.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from threading import RLock
from types import TracebackType
from typing import Self

import httpx
from tenacity import Retrying, retry_if_exception, stop_after_attempt

from enrich.client.gate import Gate
from enrich.client.policy import HostPolicy, SourceSettings, is_address, policies
from enrich.client.redirect import next_hop
from enrich.client.travel import Hop, NoConnection, Travel
from enrich.client.verdict import LONGEST_REST, iso, judge, rest
from enrich.errors import RetryLater, SourceDown, UnsafeRedirect
from enrich.sources.base import Request, Response

__all__ = ["Client", "HostPolicy", "SourceSettings", "policies"]

PATIENCE = 10.0
"""Seconds that a run loses at most in a network where nobody answers."""

_SHORTEST = 10.0  # seconds; the least that one answer gets, however little may be lost to its source
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_ACCEPT = {"json": "application/json", "xml": "application/atom+xml, application/xml, text/xml", "html": "text/html"}
_log = logging.getLogger(__name__)


class _Account:
    """What one source has cost and how it behaved in this run."""

    def __init__(self, policy: HostPolicy, gate: Gate) -> None:
        self.policy = policy
        self.gate = gate
        self.requests = 0
        self.spent = 0.0  # seconds
        self.failures = 0  # in a row
        self.has_answered = False
        self.down: SourceDown | None = None
        self.too_dear: tuple[int, RetryLater] | None = None  # from this cost on, the service refuses

    @property
    def left(self) -> float:
        """Seconds that may still be lost to this source."""
        return self.policy.max_wait - self.spent


class Client:
    """Asks the services; one object for the whole process, to be used from any thread.

    ``budget`` is the most requests of the run over all sources, ``cooldowns`` the times (ISO 8601) before which a
    source must not be asked, as an earlier client gave them.
    """

    def __init__(
        self,
        policies: Mapping[str, HostPolicy],
        *,
        version: str,
        contact: str | None = None,
        cooldowns: Mapping[str, str] | None = None,
        budget: int | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
        rng: Random | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._mailto = contact if is_address(contact) else None
        self._budget = budget
        self._sleep, self._monotonic, self._utc_now = sleep, monotonic, utc_now
        self._rng = rng or Random()  # noqa: S311 (spreads the pauses of many machines; no secret depends on it)
        self._lock = RLock()
        self._agent = _agent(version, contact, self._mailto)
        self._travel = Travel(transport, monotonic, patience)
        gates = {policy.gate: Gate(monotonic, sleep) for policy in policies.values()}
        self._accounts = {name: _Account(policy, gates[policy.gate]) for name, policy in policies.items()}
        for source, until in (cooldowns or {}).items():
            self._cool_down(source, until)

    def send(self, source: str, request: Request) -> Response:
        """Ask a source, again where that may help, and return an answer that is sound.

        Raises SourceDown at once and without a request when the source was given up before, else RetryLater or one
        of its children.
        """
        account = self._accounts[source]
        with self._lock:
            self._admit(account, request)
        hop = self._first_hop(account.policy, request)
        # Tries follow each other without a pause of their own: all waiting is done at the gate, where it also holds
        # back whoever else wants to ask that host.
        retrying = Retrying(
            sleep=self._sleep,
            stop=stop_after_attempt(account.policy.attempts),
            retry=retry_if_exception(lambda error: isinstance(error, RetryLater) and error.again),
            reraise=True,
        )
        return retrying(self._try, account, request, hop)

    def cooldowns(self) -> dict[str, str]:
        """The time (ISO 8601, UTC) before which each source that asked for a rest must not be asked."""
        with self._lock:
            downs = {name: account.down for name, account in self._accounts.items()}
        return {name: down.until for name, down in downs.items() if down is not None and down.until is not None}

    def requests(self) -> dict[str, int]:
        """How many requests went to each source, every try and every redirect counted."""
        with self._lock:
            return {name: account.requests for name, account in self._accounts.items()}

    def spent(self, source: str) -> float:
        """Seconds lost to a source in failed tries and pauses."""
        return self._accounts[source].spent

    def close(self) -> None:
        """Close all connections."""
        self._travel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _try(self, account: _Account, request: Request, hop: Hop) -> Response:
        """One try: there, along the redirects, and back; each hop takes its turn at the gate."""
        for number in range(_MOST_REDIRECTS + 1):
            with account.gate.passage(account.policy.min_interval):
                outcome = self._hop(account, request, hop, may_move=number < _MOST_REDIRECTS)
            if isinstance(outcome, Response):
                return outcome
            hop = outcome
        raise AssertionError("the last hop cannot move")

    def _hop(self, account: _Account, request: Request, hop: Hop, *, may_move: bool) -> Response | Hop:
        policy = account.policy
        seconds = self._charge(account, request)
        started = self._monotonic()
        try:
            answer = self._travel.exchange(policy, hop, seconds, account.gate.mark)
            account.has_answered = True
            if answer.status in _REDIRECTS and answer.status not in request.meaningful:
                return next_hop(policy, hop, answer.status, answer.headers.get("location", ""), may_move)
            response = judge(policy, request, answer, self._utc_now())
        except NoConnection:
            error: RetryLater = RetryLater(policy.source, "cannot be reached", again=True)
            if not account.has_answered:
                error = SourceDown(policy.source, error.reason)
            raise self._weigh(account, request, error, self._monotonic() - started) from None
        except RetryLater as error:
            raise self._weigh(account, request, error, self._monotonic() - started) from None
        account.failures = 0
        _log.debug("%s: answered with status %d", policy.source, response.status)
        return response

    def _admit(self, account: _Account, request: Request) -> None:
        """Refuse what must not travel any more."""
        source = account.policy.source
        if account.down is None and not account.policy.enabled:
            account.down = SourceDown(source, f"is switched off (ENRICH_{source.upper()}_ENABLED)")
        if account.down is None and self._travel.network.is_silent:
            account.down = SourceDown(source, "the network does not answer")
        if account.down is not None:
            raise _same(account.down)
        if account.too_dear is not None and request.cost >= account.too_dear[0]:
            raise _same(account.too_dear[1])

    def _charge(self, account: _Account, request: Request) -> float:
        """Count a request against the budget; return the seconds that it may take."""
        with self._lock:
            self._admit(account, request)
            if self._budget is not None and sum(other.requests for other in self._accounts.values()) >= self._budget:
                account.down = SourceDown(account.policy.source, f"the budget of {self._budget} requests is spent")
                raise _same(account.down)
            account.requests += 1
            return min(account.policy.deadline, max(account.left, _SHORTEST))

    def _weigh(self, account: _Account, request: Request, error: RetryLater, seconds: float) -> RetryLater:
        """Book a failure and choose what to raise: the error, with the pause before the next try, or SourceDown."""
        with self._lock:
            account.spent += seconds
            account.failures += 1
            final = self._final(account, error)
            if isinstance(final, SourceDown):
                self._give_up(account, final)
            elif final.again:
                account.spent += final.wait or 0.0
                account.gate.hold(final.wait or 0.0)
            elif final.until is not None and request.cost:
                account.too_dear = (request.cost, final)
            if final.status == 429:
                account.gate.slow_down()
        _log.debug("%s", final)
        return final

    def _final(self, account: _Account, error: RetryLater) -> RetryLater:
        """The error as the whole run sees it; sets its pause when there is going to be another try."""
        policy, now = account.policy, self._utc_now()
        if isinstance(error, SourceDown):
            return error
        if policy.one_strike and isinstance(error, UnsafeRedirect):
            return rest(policy, policy.refusal_rest, error.reason, error.status, now)
        if error.again and (error.wait or 0.0) > min(policy.longest_pause, max(account.left, 0.0)):
            return rest(policy, error.wait or 0.0, error.reason, error.status, now)
        if account.failures >= policy.breaker:
            return SourceDown(
                policy.source,
                f"failed {account.failures} times in a row; the last time: {error.reason}",
                None,
                error.status,
            )
        if not error.again:
            return error
        pause = min(policy.first_pause * 2 ** (account.failures - 1), policy.longest_pause)
        pause = max(error.wait or 0.0, min(pause * (1 + self._rng.random() / 4), policy.longest_pause))
        if pause > account.left:
            reason = f"no time is left to wait for it (ENRICH_MAX_WAIT); the last time: {error.reason}"
            return SourceDown(policy.source, reason, None, error.status)
        error.wait = pause
        return error

    def _give_up(self, account: _Account, error: SourceDown) -> None:
        """Mark a source as down; a rest that the host asked for counts for all that share its gate."""
        for other in self._accounts.values():
            shares = error.until is not None and other.gate is account.gate
            if other is account or (shares and other.down is None):
                source = other.policy.source
                other.down = SourceDown(source, error.reason, error.until, error.status)

    def _cool_down(self, source: str, until: str) -> None:
        """Honour a stored cool-down that is not over; one longer than any we store is a clock's mistake."""
        try:
            time = datetime.fromisoformat(until)
        except ValueError:
            return
        time = time if time.tzinfo else time.replace(tzinfo=UTC)
        now = self._utc_now()
        if source in self._accounts and now < time <= now + timedelta(seconds=LONGEST_REST):
            self._give_up(self._accounts[source], SourceDown(source, "rests after an earlier run", iso(time)))

    def _first_hop(self, policy: HostPolicy, request: Request) -> Hop:
        """The request as it leaves, with our name, the key and the address in their places."""
        path = request.path if request.path.startswith("/") or not request.path else "/" + request.path
        params = dict(request.params)
        if policy.takes_mailto and self._mailto:
            params["mailto"] = self._mailto
        headers = {"Accept": _ACCEPT[request.expects]}
        body = None
        if request.json is not None:
            body = json.dumps(request.json, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
            headers["Content-Type"] = "application/json"
        try:
            url = httpx.URL(policy.base_url + path)
            url = url.copy_merge_params(params) if params else url
            given = httpx.Headers(headers | dict(request.headers))
            given.update({"User-Agent": self._agent, "Accept-Encoding": "gzip, deflate"} | policy.key_headers())
            return Hop(url, given, body)
        except (httpx.InvalidURL, UnicodeError):
            raise RetryLater(policy.source, "cannot be asked for this: it makes no valid address") from None


def _agent(version: str, contact: str | None, mailto: str | None) -> str:
    where = f"mailto:{mailto}" if mailto else contact
    return f"paper-list-enrich/{version}" + (f" (+{where})" if where else "")


def _same(error: RetryLater) -> RetryLater:
    """A fresh copy of an error, so that threads do not share tracebacks."""
    return type(error)(error.source, error.reason, error.until, error.status)
