"""What an answer means: a sound response, or the error that names what to do next.

The order matters: limits first, because they hide behind 200, 403 and 429; then the status; then the shape.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from enrich.client.policy import HostPolicy
from enrich.client.shape import WrongShape, check_shape
from enrich.client.travel import RawAnswer
from enrich.errors import BadAnswer, RetryLater, SourceDown
from enrich.sources.base import Request, Response

LONGEST_REST = 86_400.0
"""No service publishes a longer pause than a day; a header that asks for more is broken (seconds)."""

_SECONDS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_MINUTE, _HOUR = 60.0, 3_600.0


def judge(policy: HostPolicy, request: Request, answer: RawAnswer, now: datetime) -> Response:
    """The answer as the source may read it. Raises RetryLater or one of its children."""
    if _is_blocked(policy, answer):
        raise rest(policy, policy.refusal_rest, "shows a captcha or a consent page", answer.status, now)
    if limit := _limit(policy, answer, now):
        raise limit
    if answer.status in request.meaningful:
        return _sound(policy, request, answer)
    if answer.status in (401, 403):
        raise _refused(policy, answer, now)
    again = answer.status in policy.retry
    raise RetryLater(
        policy.source,
        f"answered with status {answer.status}",
        status=answer.status,
        again=again,
        wait=retry_after(answer.headers, now) if again else None,
    )


def rest(policy: HostPolicy, seconds: float, reason: str, status: int | None, now: datetime) -> SourceDown:
    """The source is given up, and not asked again before so many seconds have passed."""
    return SourceDown(policy.source, reason, iso(now + timedelta(seconds=min(seconds, LONGEST_REST))), status)


def iso(time: datetime) -> str:
    """A time as the database writes it: ISO 8601, UTC, whole seconds."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the service asks us to wait, given as a number or as an HTTP date; None when it does not say."""
    text = headers.get("retry-after", "").strip()[:64]
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        date = parsedate_to_datetime(text)
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(seconds.total_seconds(), 0.0)


def _sound(policy: HostPolicy, request: Request, answer: RawAnswer) -> Response:
    try:
        check_shape(request, answer.status, answer.headers, answer.content)
    except WrongShape as wrong:
        raise BadAnswer(policy.source, f"the answer is {wrong}", status=answer.status, again=True) from None
    url = str(answer.url.copy_remove_param("mailto")) if policy.takes_mailto else str(answer.url)
    return Response(answer.status, answer.headers, answer.content, url)


def _is_blocked(policy: HostPolicy, answer: RawAnswer) -> bool:
    """Whether the page is for people only; it comes with 200 as well as with 429."""
    page = answer.content.lower().translate(None, b"\"'") if policy.block_marks else b""
    return any(mark in page for mark in policy.block_marks)


def _refused(policy: HostPolicy, answer: RawAnswer, now: datetime) -> RetryLater:
    """A wrong key, a missing key, or a service that wants none of us: asking on would be taken for an attack."""
    if policy.source == "github" and "blocked" in _words(answer):  # this one repository, by GitHub's staff
        return RetryLater(policy.source, "access to this is blocked", status=answer.status)
    if policy.key is not None:
        return SourceDown(policy.source, f"refuses the key in {policy.key_variable}", status=answer.status)
    if answer.status == 401 and policy.key_variable is not None:
        return SourceDown(policy.source, f"wants a key: set {policy.key_variable}", status=401)
    return rest(policy, policy.refusal_rest, f"refuses to answer ({answer.status})", answer.status, now)


def _limit(policy: HostPolicy, answer: RawAnswer, now: datetime) -> RetryLater | None:
    """The error of a limit that was reached, however the service says it; None when it is none."""
    if special := _SPECIAL.get(policy.source, _no_special)(policy, answer, now):
        return special
    # arXiv sends these words with 429, and now and then with 200.
    said_in_words = answer.content[:64].lstrip().startswith(b"Rate exceeded")
    if answer.status != 429 and not said_in_words:
        return None
    return _throttled(policy, answer, now, retry_after(answer.headers, now))


def _throttled(policy: HostPolicy, answer: RawAnswer, now: datetime, wait: float | None) -> RetryLater:
    reason = "asks us to slow down"
    if policy.throttle_rest is not None:
        return rest(policy, max(wait or 0.0, policy.throttle_rest), reason, answer.status, now)
    return RetryLater(policy.source, reason, status=answer.status, again=True, wait=wait)


def _no_special(policy: HostPolicy, answer: RawAnswer, now: datetime) -> RetryLater | None:
    return None


def _github_limit(policy: HostPolicy, answer: RawAnswer, now: datetime) -> RetryLater | None:
    """GitHub's limits come as 403, as 429, and for GraphQL inside a 200."""
    words = _words(answer) if answer.status == 403 else ""
    is_limit = answer.status == 429 or _is_graphql_limit(answer) or "rate limit" in words or "abuse" in words
    wait = retry_after(answer.headers, now)
    is_used_up = answer.headers.get("x-ratelimit-remaining") == "0"
    if not is_limit and not (answer.status == 403 and "blocked" not in words and (is_used_up or wait is not None)):
        return None
    if wait is None:
        wait = _until_reset(answer.headers, now) if is_used_up else _MINUTE
    return _throttled(policy, answer, now, wait)


def _words(answer: RawAnswer) -> str:
    return str(_json_object(answer.content).get("message", "")).lower()


def _is_graphql_limit(answer: RawAnswer) -> bool:
    if answer.status != 200 or b"RATE_LIMITED" not in answer.content:
        return False
    errors = _json_object(answer.content).get("errors")
    return isinstance(errors, list) and any(isinstance(e, dict) and e.get("type") == "RATE_LIMITED" for e in errors)


def _until_reset(headers: Mapping[str, str], now: datetime) -> float:
    reset = headers.get("x-ratelimit-reset", "")
    if not _SECONDS.fullmatch(reset):
        return _HOUR  # the length of GitHub's window
    return max(float(reset) - now.timestamp(), 0.0)


def _openalex_limit(policy: HostPolicy, answer: RawAnswer, now: datetime) -> RetryLater | None:
    """OpenAlex's 429 is a daily budget when the request costs more than is left, else a pace, or a paid feature."""
    if answer.status != 429:
        return None
    said = _json_object(answer.content)
    if str(said.get("error", "")).lower().startswith("plan upgrade"):
        return RetryLater(policy.source, "wants to be paid for this request", status=429)
    cost, left = _number(said.get("creditsRequired")), _number(said.get("creditsRemaining"))
    if cost is None or left is None or left >= cost:
        return None
    midnight = (now.astimezone(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    seconds = retry_after(answer.headers, now) or (midnight - now).total_seconds()
    spent = rest(policy, seconds, "the budget of the day is spent", 429, now)
    if left < 1:
        return spent
    # Cheaper requests still pass; only this one has to wait.
    return RetryLater(policy.source, "costs more than is left of the budget of the day", spent.until, 429)


_SPECIAL: Mapping[str, Callable[[HostPolicy, RawAnswer, datetime], RetryLater | None]] = {
    "github": _github_limit,
    "openalex": _openalex_limit,
}


def _json_object(content: bytes) -> dict[str, Any]:
    """The object in a body, or an empty one."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
