"""Every path and environment variable of the platform, typed and read once.

Holds where things lie and which environment variable moves them. Does not open a file,
connect to a database or decide anything about the data.
"""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[1]
Folder = Annotated[Path, AfterValidator(Path.absolute)]
"""A folder given from where the command is typed; dbt runs in another one."""


class Settings(BaseSettings):
    """Paths of one installation; every field can be set as ``TALLYMAN_<FIELD>``.

    Attributes
    ----------
    home
        The checkout: dbt project, rule sets and reference tables are read from here.
    build
        Everything generated. Removing this folder loses nothing that cannot be made again
        from the landing folders.
    decisions
        SQLAlchemy address of the decision store; empty for a SQLite file beside the build folder,
        never in it: what people decided cannot be made again.
    clock
        Moment (UTC) to take for now when a season of the synthetic stream is rehearsed; None is
        the true time.
    final_after_days
        Days after a period's end until which its figures are provisional; a change after that is
        a restatement.

    Examples
    --------
    >>> Settings(home="/srv/tallyman", build="/var/tallyman").warehouse.as_posix()
    '/var/tallyman/warehouse/tallyman.duckdb'
    >>> Settings(build="elsewhere").build == Path.cwd() / "elsewhere"
    True
    """

    model_config = SettingsConfigDict(env_prefix="TALLYMAN_", extra="ignore")

    home: Folder = CHECKOUT
    build: Folder = CHECKOUT / "build"
    decisions: str = ""
    clock: datetime | None = None
    final_after_days: int = Field(default=45, ge=0)

    @property
    def decisions_url(self) -> str:
        """SQLAlchemy address of the decision store: people, filter versions, approvals, audit."""
        beside_build = self.build.parent / "decisions" / "tallyman.sqlite"
        return self.decisions or f"sqlite:///{beside_build}"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that the pipeline alone writes."""
        return self.build / "warehouse" / "tallyman.duckdb"

    @property
    def landing(self) -> Path:
        """Parent of the landing folders; each one declares its origin."""
        return self.build / "landing"

    @property
    def synthetic_landing(self) -> Path:
        """Landing folder the simulation writes to."""
        return self.landing / "synthetic"

    @property
    def truth(self) -> Path:
        """What the simulation planted; read only to say how well names were joined to parties."""
        return self.build / "truth"

    @property
    def editions(self) -> Path:
        """Published editions and the pointer to the current one."""
        return self.build / "editions"

    @property
    def dbt_project(self) -> Path:
        """The dbt project folder."""
        return self.home / "dbt"

    @property
    def dbt_target(self) -> Path:
        """Where dbt writes its manifest and compiled SQL."""
        return self.build / "dbt"

    @property
    def dbt_parsed(self) -> Path:
        """The dbt project as it was parsed once; a build that has parsed nothing starts there."""
        return self.home / "build" / "parsed" / "partial_parse.msgpack"

    @property
    def features_yml(self) -> Path:
        """The model properties that declare the rule language's vocabulary."""
        return self.dbt_project / "models" / "intermediate" / "features" / "_features.yml"

    @property
    def rulesets(self) -> Path:
        """Rule sets and thresholds shipped with the platform."""
        return self.home / "data" / "rulesets"

    @property
    def reference(self) -> Path:
        """Code lists and registers."""
        return self.home / "data" / "reference"

    @property
    def incident_history(self) -> Path:
        """Landing folder (origin real) of the incidents known from public sources."""
        return self.reference / "incident_history"

    @property
    def registers(self) -> Path:
        """Landing folder (origin real) of what published reviews say of the programs."""
        return self.reference / "registers"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Read the environment once.

    Returns
    -------
    Settings
        The settings of this process.
    """
    return Settings()
