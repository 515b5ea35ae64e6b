"""As much GraphQL as a batch of repositories takes: aliases, arguments, variables, nested selections, fragments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\.\.\.|[_A-Za-z]\w*|\$\w+|-?\d+|[{}()\[\]:=!,@]|#[^\n]*|\s+|.', re.DOTALL)
_MAX_DEPTH = 20


class SyntaxErrorInQueryError(ValueError):
    """A query that cannot be parsed."""


@dataclass
class Field:
    """One selected field under its alias."""

    alias: str
    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    selected: list["Field"] = field(default_factory=list)


def parse(query: str, variables: Mapping[str, Any]) -> list[Field]:
    """Fields of the one operation, fragments put in their places.

    Raises SyntaxErrorInQueryError.
    """
    return _Reader(query, variables).document()


class _Reader:
    def __init__(self, query: str, variables: Mapping[str, Any]) -> None:
        found = (token for token in map(str, _TOKEN.findall(query)) if not token.isspace() and token[0] not in "#,")
        self._tokens = list(found)[::-1]
        self._variables = variables
        self._fragments: dict[str, list[Field]] = {}

    def document(self) -> list[Field]:
        operation: list[Field] = []
        while self._tokens:
            if self._peek() == "fragment":
                self._take("fragment")
                name = self._take()
                self._take("on")
                self._take()
                self._fragments[name] = self._selection(0)
            else:
                while self._peek() != "{":
                    self._take()  # query, its name, its variables with their types
                operation = self._selection(0)
        return self._spread(operation, 0)

    def _selection(self, depth: int) -> list[Field]:
        if depth > _MAX_DEPTH:
            raise SyntaxErrorInQueryError("too deep")
        fields = []
        self._take("{")
        while self._peek() != "}":
            fields.append(self._field(depth))
        self._take("}")
        return fields

    def _field(self, depth: int) -> Field:
        name = self._take()
        if name == "...":
            return self._inline(depth) if self._peek() == "on" else Field("...", self._take())
        if not name.isidentifier():
            raise SyntaxErrorInQueryError(f"Expected NAME, actual: {name!r}")
        alias = name
        if self._peek() == ":":
            self._take(":")
            name = self._take()
        arguments = self._arguments() if self._peek() == "(" else {}
        return Field(alias, name, arguments, self._selection(depth + 1) if self._peek() == "{" else [])

    def _inline(self, depth: int) -> Field:
        self._take("on")
        self._take()
        return Field("...", "", {}, self._selection(depth + 1))

    def _arguments(self) -> dict[str, Any]:
        found = {}
        self._take("(")
        while self._peek() != ")":
            name = self._take()
            self._take(":")
            found[name] = self._value(self._take())
        self._take(")")
        return found

    def _value(self, token: str) -> Any:
        if token.startswith('"'):
            return re.sub(r"\\(.)", r"\1", token[1:-1])
        if token.startswith("$"):
            return self._variables.get(token[1:])
        return int(token) if token.lstrip("-").isdecimal() else token

    def _spread(self, fields: list[Field], depth: int) -> list[Field]:
        if depth > _MAX_DEPTH:
            raise SyntaxErrorInQueryError("fragments go round")
        found = []
        for one in fields:
            if one.alias == "...":
                found += self._spread(one.selected or self._fragments.get(one.name, []), depth + 1)
            else:
                one.selected = self._spread(one.selected, depth + 1)
                found.append(one)
        return found

    def _peek(self) -> str:
        return self._tokens[-1] if self._tokens else ""

    def _take(self, expected: str | None = None) -> str:
        if not self._tokens or (expected and self._tokens[-1] != expected):
            raise SyntaxErrorInQueryError(f"Expected {expected or 'more'}, actual: {self._peek() or '(end)'}")
        return self._tokens.pop()
