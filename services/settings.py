"""Settings: what an administrator may set, by environment variables BATON_..."""

import base64
import os
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import SettingsConfigDict

from models.errors import InvalidInputError
from services.cases.fault_words import explain, get_context
from services.door_settings import DoorSettings
from services.isolation.sandbox_protocol import Limits
from services.letters.mail_settings import SECRET_SETTINGS

PREFIX = "BATON_"
KEY_MARK = "whsec_"
"""Of a webhook's secret that is a key in Base64."""
# Variables that only Baton sets, for its own child processes.
_OWN_VARIABLES = frozenset({"BATON_DEBUG", "BATON_FAILURES", "BATON_FORK_SERVER"})


def get_default_data(environment: Mapping[str, str], platform: str) -> Path:
    """Return the data folder as this kind of system wants it; `platform` is `sys.platform`.

    Raises:
        InvalidInputError: there is no home folder.
    """
    try:
        if platform == "win32":
            local = environment.get("LOCALAPPDATA")
            return (Path(local) if local else Path.home() / "AppData" / "Local") / "baton"
        if platform == "darwin":
            return Path.home() / "Library" / "Application Support" / "baton"
        # The XDG specification says that a path that is not absolute is ignored.
        shared = environment.get("XDG_DATA_HOME", "")
        root = Path(shared) if shared.startswith("/") else Path.home() / ".local" / "share"
        return root / "baton"
    except RuntimeError as fault:
        raise InvalidInputError(
            "BATON_DATA is not set, and there is no home folder to put the data into: "
            "set BATON_DATA to a folder that may be written to"
        ) from fault


def _default_data() -> Path:
    return get_default_data(os.environ, sys.platform)


class Settings(DoorSettings):
    """The settings of one process. An empty variable counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    data: Path = Field(
        default_factory=_default_data,
        description="Folder of everything that Baton keeps: the database, the cache of extracted "
        "texts, the bags. Default: `$XDG_DATA_HOME/baton` or `~/.local/share/baton` on Linux, "
        "`~/Library/Application Support/baton` on macOS, `%LOCALAPPDATA%\\baton` on Windows.",
    )
    database_url: str = Field(
        default="",
        description="Address of the database, as SQLAlchemy writes it: `sqlite:///...` or "
        "`postgresql+psycopg://...`. Default: the SQLite file `baton.db` in the data folder.",
    )
    workers: Annotated[int, Field(ge=1, le=64)] = Field(
        default=2,
        description="Child processes that read files at the same time, 1 to 64; "
        "as many as there are processor cores is a good number.",
    )
    harvest_memory_mb: Annotated[int, Field(ge=64, le=65536)] = Field(
        default=512,
        description="Memory that reading one file may take, in MB, 64 to 65536; "
        "a file that needs more is listed as unreadable.",
    )
    harvest_cpu_seconds: Annotated[int, Field(ge=1, le=3600)] = Field(
        default=30,
        description="Processor time that reading one file may take, in seconds, 1 to 3600.",
    )
    harvest_wall_seconds: Annotated[float, Field(ge=1, le=3600)] = Field(
        default=600.0,
        description="Time by the clock that reading one file may take, in seconds, 1 to 3600; "
        "it is long because processor time decides. A file that takes longer is listed, and read "
        "again at the next harvest.",
    )
    harvest_output_mb: Annotated[int, Field(ge=1, le=4096)] = Field(
        default=64,
        description="Size up to which one file may unpack, and of the text taken from it, "
        "in MB, 1 to 4096.",
    )

    web_port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=8080, description="Port of the pages and of the REST API."
    )
    prefect_port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=4200, description="Port of Prefect's pages and API."
    )
    prefect_url: str = Field(
        default="",
        description="Address of Prefect's API, such as `https://prefect.example.org/api`. "
        "Default: the Prefect of `baton up` on this machine.",
    )
    prefect_database_url: str = Field(
        default="",
        description="Prefect's own database, such as `postgresql+asyncpg://...`. "
        "Default: a SQLite file in the data folder.",
    )
    sources_root: Path | None = Field(
        default=None,
        description="Folder that the sources of cases opened over the API must lie in. "
        "Default: such cases have no sources.",
    )
    webhook_url: str = Field(
        default="",
        description="Address that gets a signed message when a handover started, is overdue, was "
        "delivered, accepted, closed or cancelled; by reference only. Default: nobody.",
    )
    webhook_secret: SecretStr = Field(
        default=SecretStr(""),
        validate_default=True,
        description="What the webhook's messages are signed with, as both sides know it: any text, "
        "or `whsec_` and a key in Base64.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning",
        description="The least that the web process logs, as JSON lines: `debug`, `info` (every "
        "request, by route and not by address), `warning` or `error`.",
    )
    clock_file: Path | None = Field(
        default=None,
        description="For rehearsals only: a file with an instant, such as "
        "`2026-11-20T09:00:00+00:00`, from which the clock runs on since the file was written. "
        "Default: the real clock.",
    )

    def __init__(self, **given: Any) -> None:
        """Read the settings from the environment; `given` goes before it.

        Raises:
            InvalidInputError: a variable holds what it cannot hold; all of them at once.
        """
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise InvalidInputError(_explain_error(error)) from error

    @field_validator("data")
    @classmethod
    def _make_absolute(cls, data: Path) -> Path:
        if "?" in str(data) or "\0" in str(data):
            # SQLAlchemy would take the rest of the path for options of the database.
            raise ValueError("name a folder without a question mark in its path")
        return data.expanduser().absolute()

    @model_validator(mode="before")
    @classmethod
    def _strip_blanks(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {
            key: value.strip() if isinstance(value, str) else value for key, value in given.items()
        }

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql")):
            # The rest of the address may hold a password.
            scheme = url.partition(":")[0]
            raise ValueError(
                f'BATON_DATABASE_URL begins with "{scheme[:30]}": write an address that begins '
                "with sqlite:/// or postgresql"
            )
        return url

    @field_validator("webhook_url")
    @classmethod
    def _check_webhook_url(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            is_here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}
            # What stands before an @ looks like the machine that is meant, and is not.
            is_fit = bool(parts.hostname) and "@" not in parts.netloc
        except ValueError:
            is_here = is_fit = False
        if url and not (is_fit and (is_here or url.startswith("https://"))):
            raise ValueError("write an address that begins with https://, without user or password")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _check_webhook_secret(cls, secret: SecretStr, info: ValidationInfo) -> SecretStr:
        value = secret.get_secret_value()
        if info.data.get("webhook_url") and not value:
            raise ValueError(
                "BATON_WEBHOOK_SECRET is missing: set what the messages to BATON_WEBHOOK_URL are "
                "signed with"
            )
        if value.startswith(KEY_MARK) and not _is_key(value.removeprefix(KEY_MARK)):
            raise ValueError(
                f"BATON_WEBHOOK_SECRET is no key in Base64 after {KEY_MARK}: copy the whole secret"
            )
        return secret

    @model_validator(mode="after")
    def _fill_database_url(self) -> Self:
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.data / 'baton.db'}")
        return self

    def get_prefect_address(self) -> str:
        """Return the address of Prefect's API."""
        return self.prefect_url or f"{self.get_address(self.prefect_port)}/api"

    def get_address(self, port: int) -> str:
        """Return the address of a port of this installation."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{port}"

    def get_limits(self) -> Limits:
        """Return what reading one file may cost."""
        return Limits(
            memory_bytes=self.harvest_memory_mb * 2**20,
            cpu_seconds=self.harvest_cpu_seconds,
            wall_seconds=self.harvest_wall_seconds,
            file_bytes=self.harvest_output_mb * 2**20,
            output_bytes=self.harvest_output_mb * 2**20,
        )


def list_unknown_variables(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for each variable BATON_... that is no setting, such as a misspelt one."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    unknown = sorted(
        name
        for name in environment
        if name.upper().startswith(PREFIX) and name.upper() not in {*known, *_OWN_VARIABLES}
    )
    return tuple(
        f"{name} is not a setting: did you mean {get_close_matches(name, known, 1, 0.0)[0]}?"
        for name in unknown
    )


def _is_key(text: str) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except ValueError:
        return False


def _explain_error(error: ValidationError) -> list[str]:
    faults = []
    for detail in error.errors(include_url=False):
        name = str(detail["loc"][0])
        if name in {"database_url", "webhook_secret", *SECRET_SETTINGS}:
            faults.append(str(get_context(detail)["error"]))
            continue
        faults.append(f"{PREFIX}{name.upper()} is {explain([detail], name, detail['input'])}")
    return faults
