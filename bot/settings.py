"""Settings, read once from the environment and one file, then frozen.

The environment (`YINGSHENG_TOKEN`, …) wins over the file: `yingsheng.toml` here, or the one
that `YINGSHENG_FILE` names.
"""

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PREFIX = "YINGSHENG_"
SAMPLE_TOKEN = "123456789:" + "sample".ljust(35, "-")
TOKEN_SHAPE = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{30,64}")
SECRET_SHAPE = re.compile(r"[A-Za-z0-9_-]{32,256}")  # Telegram takes 1 to 256; fewer than 32 can be guessed

EXAMPLES = {
    "token": f"{PREFIX}TOKEN=123456789:AA…from-BotFather",  # too short for the log's redaction to take out
    "database_url": f"{PREFIX}DATABASE_URL=postgres://yingsheng@127.0.0.1:5432/yingsheng",
    "state_dir": f"{PREFIX}STATE_DIR=/var/lib/yingsheng",
    "api_base": f"{PREFIX}API_BASE=https://api.telegram.org",
    "intake": f"{PREFIX}INTAKE=polling",
    "webhook_url": f"{PREFIX}WEBHOOK_URL=https://bot.example.org/telegram",
    "webhook_secret": f"{PREFIX}WEBHOOK_SECRET=$(openssl rand -hex 32)",
    "webhook_port": f"{PREFIX}WEBHOOK_PORT=8443",
    "log_level": f"{PREFIX}LOG_LEVEL=INFO",
}


class WrongSettings(Exception):
    """A setting is missing or wrong; the text is the one line an operator sees."""


class Settings(BaseSettings):
    """Everything that differs between one installation and another."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True
    )
    file: ClassVar[Path | None] = None

    token: SecretStr
    database_url: SecretStr = SecretStr("sqlite://var/yingsheng.sqlite")
    state_dir: Path = Path("var")
    api_base: str = "https://api.telegram.org"
    intake: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""  # where Telegram reaches us
    webhook_secret: SecretStr = SecretStr("")
    webhook_host: str = "127.0.0.1"  # a proxy with TLS stands in front
    webhook_port: Annotated[int, Field(ge=0, le=65535)] = 8443
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("token")
    @classmethod
    def token_is_real(cls, token: SecretStr) -> SecretStr:
        if token.get_secret_value() == SAMPLE_TOKEN:
            raise ValueError("this is the sample token; ask @BotFather for your own")
        if not TOKEN_SHAPE.fullmatch(token.get_secret_value()):
            raise ValueError("this is not a bot token; @BotFather gives one like 123456:ABC…")
        return token

    @field_validator("database_url")
    @classmethod
    def database_is_known(cls, url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(("sqlite://", "postgres://")):
            raise ValueError("it starts with neither sqlite:// nor postgres://")
        return url

    @field_validator("api_base")
    @classmethod
    def api_base_is_a_url(cls, base: str) -> str:
        if not base.startswith(("http://", "https://")):
            raise ValueError("it is no http(s) address")
        return base.rstrip("/")

    @model_validator(mode="after")
    def webhook_is_whole(self) -> "Settings":
        if self.intake == "polling":
            return self
        if not self.webhook_url.startswith(("https://", "http://127.0.0.1")):
            raise ValueError("webhook_url is missing or is no https address")
        if not SECRET_SHAPE.fullmatch(self.webhook_secret.get_secret_value()):
            raise ValueError("webhook_secret must have 32 to 256 characters, only A-Z a-z 0-9 _ -")
        return self

    @property
    def bot_id(self) -> int:
        return int(self.token.get_secret_value().partition(":")[0])

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic names it
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        named = Path(os.environ.get(f"{PREFIX}FILE", "yingsheng.toml"))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=named)


def read_settings(**known: object) -> Settings:
    """Settings from environment and file; `known` values win over both.

    Raises WrongSettings with one line: which setting, why, and an example.
    """
    named = os.environ.get(f"{PREFIX}FILE")
    if named and not Path(named).is_file():
        raise WrongSettings(f"{PREFIX}FILE: there is no file {named}. Example: {PREFIX}FILE=yingsheng.toml")
    _check_names()
    _check_privacy(Path(named or "yingsheng.toml"))
    try:
        settings = Settings(**known)  # type: ignore[arg-type]  # the values are checked right here
        _check_places(settings)
    except ValidationError as error:
        raise WrongSettings(_in_one_line(error)) from None
    except OSError as error:
        raise WrongSettings(f"{error.filename}: {error.strerror}. Example: {EXAMPLES['state_dir']}") from None
    except ValueError as error:  # the file is no TOML
        raise WrongSettings(
            f'{named or "yingsheng.toml"}: {error}. Example line: intake = "polling"'
        ) from None
    return settings


def _check_names() -> None:
    """A variable with a typing error would otherwise leave its setting at the default, silently."""
    known = [name.upper() for name in Settings.model_fields]
    for name in sorted(os.environ):
        given = name.removeprefix(PREFIX)
        if (
            name.startswith(PREFIX)
            and given not in known
            and (meant := get_close_matches(given, known, 1, 0.8))
        ):
            raise WrongSettings(f"{name}: there is no such setting. Did you mean {PREFIX}{meant[0]}?")


def _check_privacy(file: Path) -> None:
    """Token and passwords stand in it (T15)."""
    if os.name == "posix" and file.is_file() and file.stat().st_mode & 0o077:
        raise WrongSettings(f"{file}: others on this machine may read it. Example: chmod 600 {file}")


def _check_places(settings: Settings) -> None:
    from models.engines.source import DatabaseAddressError, parse

    settings.state_dir.mkdir(parents=True, exist_ok=True)
    try:
        parse(settings.database_url.get_secret_value())
    except DatabaseAddressError as error:
        raise WrongSettings(f"{PREFIX}DATABASE_URL: {error}") from None


def _in_one_line(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    why = str(first["msg"]).removeprefix("Value error, ")
    name = str(first["loc"][0]) if first["loc"] else why.partition(" ")[0]
    if first["type"] == "missing":
        why = "it is missing"
    elif first["type"] == "extra_forbidden":
        why = "there is no such setting"
    example = EXAMPLES.get(name, "see README.md, Settings")
    return f"{PREFIX}{name.upper()}: {why}. Example: {example}"
