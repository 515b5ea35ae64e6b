"""GitHub's GraphQL API: a hundred repositories in one request. Needs a token; `github_rest` does not."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from enrich.models import Absent, Failed, Found, Outcome, RepositoryStats
from enrich.sources import _answers as answers
from enrich.sources.base import Request, Response, Subject

NAME = "github"
KIND = "repository"
BATCH = 100
"""Since July 2026 larger requests come back with holes."""

OTHER_REPOSITORY = "the answer is about another repository"

_FIELDS = "{ nameWithOwner stargazerCount forkCount isArchived pushedAt licenseInfo { spdxId } }"
_REPOSITORY = re.compile(r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}")
_NO_LICENSE = frozenset({"NOASSERTION", "NONE"})  # what the service says when it sees a license and knows it not


def keys(subject: Subject) -> tuple[str, ...]:
    """``owner/name``."""
    is_repository = subject.kind == "repository" and _REPOSITORY.fullmatch(subject.id)
    return (subject.id,) if is_repository else ()


def request(keys: Sequence[str]) -> Request:
    """One query with an alias for each repository."""
    asked = []
    for place, key in enumerate(keys):
        owner, _, name = key.partition("/")
        asked.append(f"r{place}: repository(owner: {json.dumps(owner)}, name: {json.dumps(name)}) {_FIELDS}")
    return Request("/graphql", json={"query": "query {\n" + "\n".join(asked) + "\n}"})


def read(keys: Sequence[str], response: Response, asked_at: str) -> list[Outcome]:
    """Errors come with status 200 and name the alias; only NOT_FOUND means that there is no such repository.

    A renamed repository answers under its new name, so the alias is all that ties an answer to a key. A new name for
    several keys is not believed.
    """
    body = answers.decode(response.content)
    data = answers.member(body, "data")
    if response.status != 200 or not isinstance(data, dict):
        return answers.fail_all(keys, answers.UNREADABLE)
    errors = _errors_by_alias(body)
    found = [_outcome(key, data.get(f"r{place}"), errors.get(f"r{place}"), asked_at) for place, key in enumerate(keys)]
    renamed = Counter(filter(None, map(_new_name, found)))
    return [Failed(key=one.key, reason=OTHER_REPOSITORY) if renamed[_new_name(one) or ""] > 1 else one for one in found]


def stats(said: Mapping[str, Any], asked_at: str) -> RepositoryStats:
    """One look at a repository, from the fields of `RepositoryStats` as a service says them.

    Raises OddAnswer when the repository has no name or a number is none.
    """
    name, archived = said["id"], said["archived"]
    if not isinstance(name, str) or not _REPOSITORY.fullmatch(name):
        raise answers.OddAnswer("the answer has a repository without a name")
    license_id = answers.text(said["license"])
    return RepositoryStats(
        id=name,
        observed_at=asked_at,
        stars=answers.count(said["stars"]),
        forks=answers.count(said["forks"]),
        archived=archived if isinstance(archived, bool) else None,
        pushed_at=_moment(said["pushed_at"]),
        license=None if license_id in _NO_LICENSE else license_id,
    )


def _outcome(key: str, repository: Any, error: str | None, asked_at: str) -> Outcome:
    if repository is None and error == "NOT_FOUND":
        return Absent(key=key)
    if error is not None or not isinstance(repository, dict):
        return Failed(key=key, reason=f"the answer has an error: {error}" if error else answers.UNREADABLE)
    said = {
        "id": repository.get("nameWithOwner"),
        "stars": repository.get("stargazerCount"),
        "forks": repository.get("forkCount"),
        "archived": repository.get("isArchived"),
        "pushed_at": repository.get("pushedAt"),
        "license": answers.member(repository, "licenseInfo", "spdxId"),
    }
    try:
        return Found(key=key, repository=stats(said, asked_at))
    except answers.OddAnswer as odd:
        return Failed(key=key, reason=str(odd))


def _new_name(outcome: Outcome) -> str | None:
    """The name of a repository, when it is not the one that was asked for."""
    repository = outcome.repository if isinstance(outcome, Found) else None
    return repository.id.lower() if repository and repository.id.lower() != outcome.key.lower() else None


def _errors_by_alias(body: Any) -> dict[str, str]:
    """The kind of the error of each alias that has one."""
    found: dict[str, str] = {}
    for error in answers.members(body, "errors"):
        alias, kind = answers.member(error, "path", 0), answers.member(error, "type")
        if isinstance(alias, str):
            is_kind = isinstance(kind, str) and re.fullmatch(r"[A-Z_]{1,40}", kind)
            found[alias] = kind if is_kind else "UNKNOWN"
    return found


def _moment(value: Any) -> str | None:
    """A time as the service writes it (ISO 8601, UTC), or None."""
    try:
        return value if isinstance(value, str) and datetime.fromisoformat(value).tzinfo else None
    except ValueError:
        return None
