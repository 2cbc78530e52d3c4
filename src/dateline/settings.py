import os
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from dateline.errors import SettingsError, UsageError
from dateline.ingest import Limits, parse_split, read_day
from dateline.isolation import Bounds

FILE = "dateline.toml"
PREFIX = "DATELINE_"


class Settings(BaseSettings):
    """What a run can be told: by the call, else the environment, else a settings file, else the defaults here.

    Every name is a variable (``DATELINE_MAX_CHARS``), a key of the settings file (``max_chars``) and, unless seldom
    changed, an option of ``dateline code`` (``--max-chars``); docs/settings.md lists them. Only ``layer_cache`` has a
    shorter option, ``--cache``: the variable ``DATELINE_CACHE`` names the folder of the gazetteer.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    codebook: str = Field("plover", description="a codebook's name, or the folder of your own")
    model: str | None = Field(
        None, description="the installed spaCy package to parse with; the small English one if none"
    )
    parse: Literal["all", "events"] = Field(
        "all", description="what is parsed: all prose, or only paragraphs that can hold an event"
    )
    actors: Annotated[tuple[Path, ...], NoDecode] = Field((), description="extra actor registry files, which win")
    published: str | None = Field(None, description="publication date (YYYY-MM-DD) of documents that carry none")
    jobs: int = Field(1, ge=1, le=256, description="processes that code at the same time")
    max_chars: int = Field(1_000_000, ge=1, description="the longest text that is coded, in characters")
    columns: str | None = Field(None, description="which columns of tables are what: a ready-made mapping, or a file")
    max_bytes: int = Field(200_000_000, ge=1000, description="the largest file that is held in memory, in bytes")
    max_ratio: int = Field(200, ge=2, description="bytes that a packed byte may unpack to, past the first megabyte")
    max_members: int = Field(1_000_000, ge=1, description="the most members of one archive")
    max_depth: int = Field(4, ge=0, le=20, description="how deep archives may be inside one another")
    max_pages: int = Field(500, ge=1, description="the most pages of one PDF or image")
    page_seconds: float = Field(60.0, gt=0, description="the longest that one page may take, in seconds")
    document_seconds: float = Field(600.0, gt=0, description="the longest that one document may take, in seconds")
    document_tries: int = Field(
        2, ge=1, le=10, description="how often a document that crashes its process is tried alone"
    )
    memory_mb: int = Field(0, ge=0, description="the most memory of a process that reads or codes; 0 for no bound")
    isolate: Literal["none", "readers", "all"] = Field(
        "readers", description="what runs in a process of its own, where it can crash or hang without harm"
    )
    split: str = Field("auto", description="how files of several articles are split: auto, none, pages:… or lines:…")
    layer_cache: Path | None = Field(None, description="folder where what the stages find is kept; empty for none")

    second_coder_url: str | None = Field(
        None,
        description="address (up to /v1) of an OpenAI-compatible endpoint that codes samples; nothing is sent without",
    )
    second_coder_model: str | None = Field(None, description="the model that is asked there")

    @property
    def limits(self) -> Limits:
        """What one input may cost."""
        return Limits(**{field.name: getattr(self, field.name) for field in fields(Limits)})

    @property
    def bounds(self) -> Bounds:
        """What one document may cost a process of its own."""
        return Bounds(seconds=self.document_seconds, memory_mb=self.memory_mb, tries=self.document_tries)

    @field_validator("actors", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value

    @field_validator("layer_cache", mode="before")
    @classmethod
    def _off(cls, value: Any) -> Any:
        return None if value == "" else value

    @field_validator("layer_cache")
    @classmethod
    def _folder(cls, value: Path | None) -> Path | None:
        if value and value.exists() and not value.is_dir():
            raise ValueError(f"{value} is not a folder; name one, which is made if it is not there")
        return value

    @field_validator("split")
    @classmethod
    def _plan(cls, value: str) -> str:
        try:
            parse_split(value)
        except UsageError as error:
            raise ValueError(str(error)) from None
        return value

    @field_validator("published")
    @classmethod
    def _day(cls, value: str | None) -> str | None:
        day = read_day(value) if value else None
        if value and not day:
            raise ValueError(f"{value!r} is not a date; write it as YYYY-MM-DD")
        return day


def load_settings(file: Path | None = None, **given: Any) -> Settings:
    """Return the settings of a run; ``given`` are the options of the call, where None and () mean "not given".

    The settings file is ``file``, else the one that ``DATELINE_SETTINGS`` names, else ``dateline.toml`` in the current
    folder if there is one. Paths in it are taken from the folder that it is in.

    Raises:
        SettingsError: naming every value that cannot be used.
    """
    named = file or (Path(os.environ[f"{PREFIX}SETTINGS"]) if os.environ.get(f"{PREFIX}SETTINGS") else None)
    path = named or (Path(FILE) if Path(FILE).is_file() else None)
    values = {key: value for key, value in _read_file(path).items() if not os.environ.get(f"{PREFIX}{key.upper()}")}
    values |= {key: value for key, value in given.items() if value is not None and value != ()}
    try:
        return Settings(**values)
    except ValidationError as error:
        known = f"is no setting; the settings are {', '.join(Settings.model_fields)}"
        faults = [
            f"  {fault['loc'][0]}: "
            + (known if fault["type"] == "extra_forbidden" else fault["msg"].removeprefix("Value error, "))
            for fault in error.errors()
        ]
        where = f"the options, {PREFIX}…" + (f" or {path}" if path else "")
        raise SettingsError(f"settings that cannot be used (in {where}):\n" + "\n".join(faults)) from None


def _read_file(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path}: there is no such settings file; correct --settings or {PREFIX}SETTINGS") from None
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{path}: cannot be read ({error}); a settings file is TOML, see docs/settings.md"
        ) from None
    actors, codebook, cache = values.get("actors"), values.get("codebook"), values.get("layer_cache")
    if isinstance(cache, str) and cache:
        values["layer_cache"] = str(path.parent / cache)
    columns = values.get("columns")
    if isinstance(columns, str) and ("/" in columns or columns.endswith((".yaml", ".yml"))):
        values["columns"] = str(path.parent / columns)
    if isinstance(actors, list) and all(isinstance(item, str) for item in actors):
        values["actors"] = [str(path.parent / item) for item in actors]
    if isinstance(codebook, str) and "/" in codebook:
        values["codebook"] = str(path.parent / codebook)
    return values
