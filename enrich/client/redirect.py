"""Where a redirect may lead: a key must never reach another host, nor travel unprotected."""

import httpx

from enrich.client.policy import HostPolicy
from enrich.client.travel import Hop
from enrich.errors import UnsafeRedirect


def next_hop(policy: HostPolicy, hop: Hop, status: int, location: str, may_move: bool) -> Hop:
    """The next hop, when it leads to the same host over a connection at least as safe. Raises UnsafeRedirect."""
    try:
        url = hop.url.join(location)
        is_same = _is_same_place(hop.url, url)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        is_same = False
    if not location or not is_same:
        raise UnsafeRedirect(policy.source, "redirects to another place", status=status)
    if not may_move or (hop.body is not None and status not in (307, 308)):
        raise UnsafeRedirect(policy.source, "redirects without end", status=status)
    return hop._replace(url=url)


def _is_same_place(old: httpx.URL, new: httpx.URL) -> bool:
    """Whether the key may go there: same host and port, no user name, and protected if it was before."""
    is_upgrade = (old.scheme, new.scheme) == ("http", "https") and old.port is None and new.port is None
    same = (old.scheme, old.port) == (new.scheme, new.port) or is_upgrade
    return same and old.host == new.host and not new.userinfo
