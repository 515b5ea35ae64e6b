"""GitHub's REST API: one repository in one request, and sixty requests an hour without a token.

The answer's ``ETag`` header is worth storing: with it in `Subject.etag` an unchanged repository is answered by a 304
without a body, which is free for those who have a token.
"""

from collections.abc import Sequence

from enrich.models import Absent, Found, Outcome, RepositoryStats
from enrich.sources import _answers as answers
from enrich.sources import github
from enrich.sources.base import Request, Response, Subject

NAME = "github"
KIND = "repository"
BATCH = 1


def keys(subject: Subject) -> tuple[str, ...]:
    """``owner/name``, and behind a space the ETag of the last answer, when there is one."""
    etag = subject.etag if subject.etag and subject.etag.isascii() and subject.etag.isprintable() else None
    return tuple(f"{key} {etag}" if etag else key for key in github.keys(subject))


def request(keys: Sequence[str]) -> Request:
    """One repository."""
    repository, _, etag = keys[0].partition(" ")
    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    if etag:
        headers["If-None-Match"] = etag
    return Request(f"/repos/{repository}", meaningful=frozenset({200, 304, 404, 451}), headers=headers)


def read(keys: Sequence[str], response: Response, asked_at: str) -> list[Outcome]:
    """A 304 is a look that says nothing new; 451 means that nobody gets it, for reasons of law.

    A renamed repository is reached through a redirect to its number, and answers under its new name.
    """
    key = keys[0]
    repository, _, etag = key.partition(" ")
    body = answers.decode(response.content)
    if response.status == 304 and etag:
        return [Found(key=key, repository=RepositoryStats(id=repository, observed_at=asked_at))]
    if response.status == 451 or (response.status == 404 and answers.member(body, "message") == "Not Found"):
        return [Absent(key=key)]
    if response.status != 200 or not isinstance(body, dict):
        return answers.fail_all(keys, answers.UNREADABLE)
    said = {
        "id": body.get("full_name"),
        "stars": body.get("stargazers_count"),
        "forks": body.get("forks_count"),
        "archived": body.get("archived"),
        "pushed_at": body.get("pushed_at"),
        "license": answers.member(body, "license", "spdx_id"),
    }
    try:
        found = github.stats(said, asked_at)
    except answers.OddAnswer as odd:
        return answers.fail_all(keys, str(odd))
    if found.id.lower() != repository.lower() and "/repositories/" not in response.url:
        return answers.fail_all(keys, github.OTHER_REPOSITORY)
    return [Found(key=key, repository=found.model_copy(update={"etag": response.headers.get("etag")}))]
