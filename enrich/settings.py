"""Settings: ``enrich.toml`` in the working directory, then ``ENRICH_…`` in the environment, then options (DESIGN §5).

One frozen model, made once by the command line and passed as an argument.
"""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from enrich.errors import ConfigError

FILE = Path("enrich.toml")


class Settings(BaseSettings):
    """What a user may set; every field is also ``ENRICH_<FIELD>`` and a key of ``enrich.toml``."""

    model_config = SettingsConfigDict(env_prefix="ENRICH_", frozen=True, extra="forbid", env_ignore_empty=True)

    db: Path = Path("db/papers.db")
    catalogue: Path = Path("db/catalogue.db")
    lists: tuple[str, ...] = ("lists/*.md",)
    offline: bool = False
    count_sources: tuple[str, ...] = ("semanticscholar", "openalex", "crossref")

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
        raise ConfigError(f"setting {name!r}: {first['msg'].lower()} (got {first['input']!r})") from error
    except ValueError as error:  # a list in the environment that is no JSON
        raise ConfigError(f"settings: {error}") from error
