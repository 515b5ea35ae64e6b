"""Settings: ``enrich.toml`` in the working directory, then ``ENRICH_…`` in the environment, then options (DESIGN §5).

One frozen model, made once by the command line and passed as an argument.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from enrich.errors import ConfigError

FILE = Path("enrich.toml")
SOURCES = ("arxiv", "arxiv_oai", "semanticscholar", "openalex", "crossref", "datacite", "github", "scholar")
KEYS = {"semanticscholar": "s2_api_key", "openalex": "openalex_api_key", "github": "github_token"}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


UpdateField = Literal["citations", "venue", "stars", "authors"]


class Settings(BaseSettings):
    """What a user may set; every field is also ``ENRICH_<FIELD>`` and a key of ``enrich.toml``.

    The sentences below the fields are their descriptions in ``docs/settings.md``.
    """

    model_config = SettingsConfigDict(env_prefix="ENRICH_", frozen=True, extra="forbid", env_ignore_empty=True)

    db: Path = Path("db/papers.db")
    """The database."""
    catalogue: Path = Path("db/catalogue.db")
    """The local title index; made from the shipped data when it is missing."""
    lists: tuple[str, ...] = ("lists/*.md",)
    """The lists that are read when none is named; patterns are allowed."""
    offline: bool = False
    """Ask no service."""
    count_sources: tuple[str, ...] = ("semanticscholar", "openalex", "crossref")
    """Whose citation count is shown: the first of these that has one."""
    contact: str | None = None
    """How services reach you: an e-mail address, or a page. Some are faster for those who leave an address."""
    source: tuple[str, ...] = ()
    """Ask only these services; none means all that are enabled."""
    max_age: timedelta | None = None
    """Ask again for what is older, such as `24h` or `7d`; otherwise what moves is asked daily, what rests weekly."""
    budget: PositiveInt | None = None
    """Most requests of one run, over all services."""
    update_fields: tuple[Literal["citations", "venue", "stars", "authors"], ...] = (
        "citations",
        "venue",
        "stars",
        "authors",
    )
    """What `enrich update` may rewrite."""
    update_least_change: NonNegativeFloat = 0
    """A count, or a number of stars, is rewritten when it changed by so many percent at least."""
    update_every: timedelta | None = None
    """Counts and stars of a list are rewritten so often at most, such as `7d`."""
    max_authors: PositiveInt | None = None
    """Most names that take the place of an elided list: the first ones and the last."""
    timeout: PositiveFloat | None = None
    """Seconds for one answer; otherwise each service has its own."""
    max_wait: NonNegativeFloat | None = None
    """Seconds that a run may lose to one service in pauses and failed tries before that is given up."""

    s2_api_key: SecretStr | None = Field(None, repr=False)
    """Key for Semantic Scholar."""
    openalex_api_key: SecretStr | None = Field(None, repr=False)
    """Key for OpenAlex; it raises the daily budget."""
    github_token: SecretStr | None = Field(None, repr=False)
    """Token for GitHub: a hundred repositories in one request instead of one. It needs no permission at all."""

    arxiv_url: str | None = None
    arxiv_min_interval: NonNegativeFloat | None = None
    arxiv_enabled: bool | None = None
    arxiv_oai_url: str | None = None
    arxiv_oai_min_interval: NonNegativeFloat | None = None
    arxiv_oai_enabled: bool | None = None
    semanticscholar_url: str | None = None
    semanticscholar_min_interval: NonNegativeFloat | None = None
    semanticscholar_enabled: bool | None = None
    openalex_url: str | None = None
    openalex_min_interval: NonNegativeFloat | None = None
    openalex_enabled: bool | None = None
    crossref_url: str | None = None
    crossref_min_interval: NonNegativeFloat | None = None
    crossref_enabled: bool | None = None
    datacite_url: str | None = None
    datacite_min_interval: NonNegativeFloat | None = None
    datacite_enabled: bool | None = None
    github_url: str | None = None
    github_min_interval: NonNegativeFloat | None = None
    github_enabled: bool | None = None
    scholar_url: str | None = None
    scholar_min_interval: NonNegativeFloat | None = None
    scholar_enabled: bool | None = None

    @field_validator("max_age", "update_every", mode="before")
    @classmethod
    def _read_duration(cls, value: Any) -> Any:
        """``24h``, ``90m``, ``7d``; what pydantic reads by itself goes on to it."""
        found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
        return timedelta(**{_UNITS[found[2]]: float(found[1])}) if found else value

    @field_validator("source")
    @classmethod
    def _check_sources(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(value) - set(SOURCES))
        if unknown:
            raise ValueError(f"unknown source {unknown[0]!r} (known: {', '.join(SOURCES)})")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options first, then the environment, then the file."""
        return init_settings, env_settings, _FileSource(settings_cls)


class _FileSource(PydanticBaseSettingsSource):
    """Reads ``enrich.toml``; unlike the environment it may hold no key that we do not know."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        if not FILE.exists():
            return {}
        try:
            found = tomllib.loads(FILE.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(f"{FILE}: {error}") from error
        known = list(self.settings_cls.model_fields)
        for name in found:
            if name in KEYS.values():
                raise ConfigError(
                    f"{FILE}: {name} belongs into the environment, as ENRICH_{name.upper()}, not into a file"
                )
            if name not in known:
                meant = get_close_matches(name, known, n=1)
                hint = f"; did you mean {meant[0]!r}?" if meant else f" (known: {', '.join(known)})"
                raise ConfigError(f"{FILE}: unknown setting {name!r}{hint}")
        return found


def load_settings(options: Mapping[str, Any]) -> Settings:
    """Settings from file, environment and the options that were given (``None`` means: not given).

    Raises ConfigError that names the setting and what is wrong with it.
    """
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        got = "" if name in KEYS.values() else f" (got {first['input']!r})"
        raise ConfigError(f"setting {name!r}: {first['msg']}{got}") from None
    except ValueError as error:  # a list in the environment that is no JSON
        raise ConfigError(f"settings: {error}") from error
