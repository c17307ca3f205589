"""Settings from ``mrkl.toml`` and ``MRKL_*`` variables; the only reader of ``os.environ``.

Order, strongest first: arguments, environment, file, defaults. The file is ``mrkl.toml`` in the
working directory, or the one that ``MRKL_CONFIG`` names. An unknown key in any of them is an
error.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from mrkl_core.errors import SettingsError, did_you_mean
from mrkl_core.values import Think

PREFIX = "MRKL_"
#: Time for some 4,000 tokens of a local model.
THINKING_DEADLINE_S = 300.0
# Variables that share the prefix but belong to the tools around the package.
OTHER_VARIABLES = frozenset({"config", "data"})

Names = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """Everything a system can be told from outside; frozen.

    Attributes:
        model: Language model to use when no expert is confident, as ``mrkl_backends`` names it.
        model_dtype: What a local model computes in, such as ``bfloat16`` or ``int8``; ``auto`` is
            what its weights are stored as.
        model_device: Where a local model runs, as torch calls it.
        openai_base_url: Address of an OpenAI-compatible server.
        openai_api_key: Its key; never shown.
        database_url: SQLAlchemy URL the database expert reads; the demo database when absent.
        collections: Document collections to search, by name.
        data_dir: Where collections live; the user's data folder when absent.
        cache_dir: Where caches live; the user's cache folder when absent.
        disabled_experts: Experts that are switched off.
        deadline_s: Seconds a question may take; see ``deadline_for`` for one that is thought about.
        approval_s: Seconds that a call waits for a person's word; the question does not count them.
        think: Whether the language model reasons first: ``on``, ``off``, or ``auto``, judged from
            the question.
        agent_calls: How many calls of experts the language model has for one question; 0 offers
            it none.
        offline: Experts that need the network do not touch it.
        wrong_call_rate: Accepted share of calls that go to a wrong expert, in (0, 1).
        country: ISO 3166 code for public holidays.
        timezone: IANA zone for "today"; the machine's own when absent.
        store_url: SQLAlchemy URL of the database where a server keeps conversations; a SQLite file
            in ``data_dir`` when absent. It may hold a password, so it is never shown.
        require_key: Whether a server answers only who shows a key.
        hosts: Names under which a server may be reached besides its own address.
        requests_per_minute: How many requests a server takes from one owner.
        runs_at_once: How many questions of one owner a server works on at once.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    model: str | None = None
    model_dtype: str = "auto"
    model_device: str = "cpu"
    openai_base_url: str | None = None
    openai_api_key: SecretStr | None = None
    database_url: str | None = None
    collections: Names = ()
    data_dir: Path | None = None
    cache_dir: Path | None = None
    disabled_experts: Names = ()
    deadline_s: float = Field(default=30.0, gt=0, le=3600)
    approval_s: float = Field(default=600.0, gt=0, le=86_400)
    think: Think = "auto"
    agent_calls: int = Field(default=4, ge=0, le=100)
    offline: bool = False
    wrong_call_rate: float = Field(default=0.02, gt=0, lt=1)
    country: str = Field(default="US", pattern=r"^[A-Z]{2}$")
    timezone: str | None = None
    store_url: SecretStr | None = None
    require_key: bool = False
    hosts: Names = ()
    requests_per_minute: int = Field(default=600, ge=1)
    runs_at_once: int = Field(default=8, ge=1)

    def deadline_for(self, think: Think) -> float:
        """Return the seconds a question may take whose model thinks or does not.

        Where nobody set ``deadline_s``, THINKING_DEADLINE_S for one that does.
        """
        if think == "on" and "deadline_s" not in self.model_fields_set:
            return THINKING_DEADLINE_S
        return self.deadline_s

    def __init__(self, **values: Any) -> None:
        """Read arguments, environment and file.

        Raises:
            SettingsError: A key is unknown, a value is invalid, or the file cannot be read.
        """
        _check_keys(values, "The arguments of Settings")
        _check_environment()
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise _settings_error(error) from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return arguments, environment and ``mrkl.toml``, strongest first."""
        return init_settings, env_settings, _file_source(settings_cls)

    @field_validator("collections", "disabled_experts", "hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                ZoneInfo(value)
            except (OSError, ValueError, KeyError) as error:
                raise ValueError(f"{value!r} is not an IANA time zone") from error
        return value


def _file_source(settings_cls: type[BaseSettings]) -> TomlConfigSettingsSource:
    named = os.environ.get(PREFIX + "CONFIG")
    path = Path(named or "mrkl.toml")
    if named and not path.is_file():
        raise SettingsError(
            f"{PREFIX}CONFIG names {named!r}, which is not a file.",
            hint="Correct the path or unset the variable.",
        )
    try:
        source = TomlConfigSettingsSource(settings_cls, toml_file=path)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"{str(path)!r} cannot be read: {error}.", hint="Make it a valid TOML file."
        ) from error
    _check_keys(source.toml_data, repr(str(path)))
    return source


def _check_keys(values: Any, origin: str) -> None:
    for key in values:
        if key not in Settings.model_fields:
            raise SettingsError(
                f"{origin} has the unknown key {key!r}.",
                hint=did_you_mean(key, Settings.model_fields),
                key=key,
            )


def _check_environment() -> None:
    known = {PREFIX + name.upper() for name in {*Settings.model_fields, *OTHER_VARIABLES}}
    for key in os.environ:
        if key.upper().startswith(PREFIX) and key.upper() not in known:
            raise SettingsError(
                f"The environment has the unknown variable {key!r}.",
                hint=did_you_mean(key.upper(), known),
                key=key,
            )


def _settings_error(error: ValidationError) -> SettingsError:
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    shown = "" if "key" in key else f", not {first['input']!r:.80}"
    return SettingsError(
        f"Setting {key!r} is invalid: {first['msg']}{shown}.",
        hint=f"Correct it where it is set: {PREFIX}{key.upper()}, mrkl.toml or an argument.",
        key=key,
    )
