"""GitHub: repositories over REST (with ETag) and GraphQL (with aliases), with the rules for tokens.

Without a token 60 REST requests an hour and no GraphQL; with one 5,000 of each; at most 900 (REST) or 2,000 (GraphQL)
points a minute. A renamed repository redirects over REST and resolves silently over GraphQL. `used` counts the hour; it
is new when the world's clock enters another hour. Missing facts [gap]: the text of the 401 of GraphQL without a token.
"""

import json
from hashlib import sha256
from typing import Any, ClassVar

from tests.services import graphql
from tests.services.wire import Answer, Asked, Rule, Service, json_answer, retry_header
from tests.services.world import Repository, World

MOST_ALIASES = 100
_PER_HOUR = {False: 60, True: 5_000}
_REST = Rule("github rest", 60 / 900, 100)
_GRAPHQL = Rule("github graphql", 60 / 2_000, 100)
_DOCS = "https://docs.github.com/rest"
_JSON = {"content-type": "application/json; charset=utf-8"}


class GitHub(Service):
    """``/repos/{owner}/{name}`` and ``/graphql``."""

    NAME: ClassVar[str] = "github"
    INTERVAL: ClassVar[float] = _REST.interval
    KEY: ClassVar[str | None] = "github-token-of-the-emulator"
    KEY_SETTING: ClassVar[str | None] = "ENRICH_GITHUB_TOKEN"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.used = 0
        self._hour = ""
        self._numbers: dict[str, str] = {}  # names of the repositories that somebody was sent to by number

    def rule(self, asked: Asked) -> Rule:
        """The secondary limits: points per minute, requests at once."""
        return _GRAPHQL if asked.path == "/graphql" else _REST

    def refuse(self, asked: Asked) -> Answer | None:
        """No User-Agent: 403; a wrong token: 401, worse than none."""
        if not asked.headers.get("user-agent"):
            message = "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"
            return json_answer({"message": message}, 403, _JSON)
        token = _token(asked)
        if token not in (None, self.KEY):
            return json_answer({"message": "Bad credentials", "documentation_url": _DOCS}, 401, _JSON)
        if asked.path == "/graphql" and token is None:
            message = "This endpoint requires you to be authenticated."
            return json_answer({"message": message, "documentation_url": _DOCS}, 401, _JSON)
        return None

    def too_many(self, asked: Asked, retry_after: int | None = None) -> Answer:
        """The secondary limit as a 429."""
        return self._secondary(429, retry_after)

    def special(self, asked: Asked, kind: str) -> Answer:
        """The two limits as a 403; GraphQL tells of the primary one with 200."""
        if kind == "secondary_limit":
            return self._secondary(403, 60)
        if asked.path == "/graphql":
            error = {"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1."}
            return json_answer({"errors": [error]}, 200, {**_JSON, **self._limits(asked, 0)})
        return self._exhausted(asked)

    def _secondary(self, status: int, retry_after: int | None) -> Answer:
        message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
        return json_answer(
            {"documentation_url": _DOCS, "message": message}, status, {**_JSON, **retry_header(retry_after)}
        )

    def _exhausted(self, asked: Asked) -> Answer:
        return json_answer(
            {"message": "API rate limit exceeded for 192.0.2.1."}, 403, {**_JSON, **self._limits(asked, 0)}
        )

    def _limits(self, asked: Asked, left: int) -> dict[str, str]:
        limit = _PER_HOUR[_token(asked) is not None]
        reset = (int(self.clock()) // 3600 + 1) * 3600
        return {
            "x-ratelimit-limit": str(limit),
            "x-ratelimit-remaining": str(left),
            "x-ratelimit-used": str(limit - left),
            "x-ratelimit-reset": str(reset),
            "x-ratelimit-resource": "graphql" if asked.path == "/graphql" else "core",
        }

    def answer(self, asked: Asked) -> Answer:
        """Charge the hour (a 304 is free only with a token), then answer."""
        hour = f"{self.world.now():%Y-%m-%dT%H}"
        if self._hour != hour:
            self._hour, self.used = hour, 0
        left = _PER_HOUR[_token(asked) is not None] - self.used
        if left <= 0:
            return self.special(asked, "primary_limit")
        answer = self._graphql(asked) if asked.path == "/graphql" else self._rest(asked)
        if answer.status != 304 or _token(asked) is None:
            self.used += 1
            left -= 1
        return answer._replace(headers={**answer.headers, **self._limits(asked, left)})

    # REST

    def _rest(self, asked: Asked) -> Answer:
        parts = asked.plain_path.strip("/").split("/")
        if len(parts) == 3 and parts[0] == "repos":
            return self._by_name(asked, "/".join(parts[1:]))
        if len(parts) == 2 and parts[0] == "repositories" and parts[1] in self._numbers:
            return self._shown(asked, self.world.repository(self._numbers[parts[1]]))
        return _not_found()

    def _by_name(self, asked: Asked, full_name: str) -> Answer:
        repository = self.world.repository(full_name)
        if repository and asked.fault != "other_paper" and repository.full_name.lower() != full_name.lower():
            self._numbers[str(repository.number)] = repository.full_name
            target = f"{self.base_url}/repositories/{repository.number}"
            body = {"message": "Moved Permanently", "url": target, "documentation_url": _DOCS}
            return json_answer(body, 301, {**_JSON, "location": target})
        return self._shown(asked, repository)

    def _shown(self, asked: Asked, repository: Repository | None) -> Answer:
        if repository is None:
            return _not_found()
        kept = asked.kept([self._fields(self._or_other(asked, repository))])
        body = kept[0] if kept else {}
        etag = '"' + sha256(f"{_token(asked)}{json.dumps(body)}".encode()).hexdigest() + '"'
        access = "private" if _token(asked) else "public"
        headers = {**_JSON, "etag": f"W/{etag}", "cache-control": f"{access}, max-age=60, s-maxage=60"}
        if asked.headers.get("if-none-match", "").removeprefix("W/") == etag:
            return Answer(304, b"", headers)
        return json_answer(body, 200, headers)

    def _or_other(self, asked: Asked, repository: Repository) -> Repository:
        other = self.world.repository("octocat/other-repository") if asked.fault == "other_paper" else None
        return other or repository

    def _fields(self, repository: Repository) -> dict[str, Any]:
        owner, _, name = repository.full_name.partition("/")
        license_ = repository.license
        return {
            "id": repository.number,
            "node_id": f"R_{repository.number}",
            "name": name,
            "full_name": repository.full_name,
            "private": False,
            "owner": {"login": owner, "id": repository.number % 10**6, "type": "Organization", "site_admin": False},
            "html_url": f"https://github.com/{repository.full_name}",
            "description": None,
            "fork": False,
            "url": f"https://api.github.com/repos/{repository.full_name}",
            "created_at": "2020-01-02T03:04:05Z",
            "updated_at": f"{repository.pushed_at:%Y-%m-%dT%H:%M:%SZ}",
            "pushed_at": f"{repository.pushed_at:%Y-%m-%dT%H:%M:%SZ}",
            "size": 108,
            "stargazers_count": repository.stars,
            "watchers_count": repository.stars,
            "language": None,
            "forks_count": repository.forks,
            "archived": repository.archived,
            "disabled": False,
            "open_issues_count": 0,
            "license": {"key": license_.lower(), "name": license_, "spdx_id": license_} if license_ else None,
            "forks": repository.forks,
            "watchers": repository.stars,
            "default_branch": "main",
            "network_count": repository.forks,
            "subscribers_count": repository.forks // 2,
        }

    # GraphQL

    def _graphql(self, asked: Asked) -> Answer:
        try:
            sent = json.loads(asked.body)
            fields = graphql.parse(str(sent["query"]), sent.get("variables") or {})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return json_answer({"errors": [{"message": f"Parse error: {error}"}]}, 200, _JSON)
        repositories = [one for one in fields if one.name == "repository"]
        most = len(repositories) // 2 if asked.fault == "resource_limits" else MOST_ALIASES
        refused = {one.alias for one in repositories[most:]}
        kept = {one.alias for one in asked.kept(repositories) if one}
        data: dict[str, Any] = {}
        errors: list[dict[str, Any]] = []
        for one in fields:
            if one.name == "rateLimit":
                data[one.alias] = self._rate(one)
            elif one.name != "repository":
                errors.append({"message": f"Field '{one.name}' doesn't exist on type 'Query'"})
            elif one.alias in refused:
                data[one.alias] = None
                message = "Resource limits for this query exceeded."
                errors.append(_error("RESOURCE_LIMITS_EXCEEDED", one.alias, message))
            elif one.alias in kept:
                data[one.alias] = self._one(asked, one, errors)
            elif asked.fault == "null_items":
                data[one.alias] = None
        return json_answer({"data": data, **({"errors": errors} if errors else {})}, 200, _JSON)

    def _one(self, asked: Asked, one: graphql.Field, errors: list[dict[str, Any]]) -> dict[str, Any] | None:
        full_name = f"{one.arguments.get('owner')}/{one.arguments.get('name')}"
        repository = self.world.repository(full_name)
        if repository is None:
            message = f"Could not resolve to a Repository with the name '{full_name}'."
            errors.append(_error("NOT_FOUND", one.alias, message))
            return None
        whole = _graphql_fields(self._or_other(asked, repository))
        unknown = [field.name for field in one.selected if field.name not in whole]
        if unknown:
            errors.append({"message": f"Field '{unknown[0]}' doesn't exist on type 'Repository'", "path": [one.alias]})
            return None
        return {field.alias: _selected(whole[field.name], field) for field in one.selected}

    def _rate(self, one: graphql.Field) -> dict[str, Any]:
        reset = f"{self.world.now():%Y-%m-%dT}23:59:59Z"
        whole = {"cost": 1, "remaining": _PER_HOUR[True] - self.used - 1, "resetAt": reset, "limit": _PER_HOUR[True]}
        return {field.alias: whole.get(field.name) for field in one.selected}


def _graphql_fields(repository: Repository) -> dict[str, Any]:
    owner, _, name = repository.full_name.partition("/")
    license_ = repository.license
    return {
        "__typename": "Repository",
        "id": f"R_{repository.number}",
        "databaseId": repository.number,
        "name": name,
        "owner": {"login": owner},
        "nameWithOwner": repository.full_name,
        "url": f"https://github.com/{repository.full_name}",
        "stargazerCount": repository.stars,
        "forkCount": repository.forks,
        "isArchived": repository.archived,
        "isDisabled": False,
        "isFork": False,
        "pushedAt": f"{repository.pushed_at:%Y-%m-%dT%H:%M:%SZ}",
        "licenseInfo": {"key": license_.lower(), "name": license_, "spdxId": license_} if license_ else None,
    }


def _selected(value: Any, field: graphql.Field) -> Any:
    if not isinstance(value, dict):
        return value
    return {below.alias: value.get(below.name) for below in field.selected}


def _error(kind: str, alias: str, message: str) -> dict[str, Any]:
    return {"type": kind, "path": [alias], "locations": [{"line": 1, "column": 1}], "message": message}


def _token(asked: Asked) -> str | None:
    value = asked.headers.get("authorization", "")
    return value.removeprefix("Bearer ").removeprefix("bearer ").removeprefix("token ") or None


def _not_found() -> Answer:
    return json_answer({"message": "Not Found", "documentation_url": _DOCS, "status": "404"}, 404, _JSON)
