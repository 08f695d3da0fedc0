"""A warehouse of its own for the hand-worked landing folders, and what a test asks of it.

Holds the world and how it is loaded, built, published and read. What is expected of it lies in
``hand_worked/`` as tables, and in the tests.
"""

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from pipelines import warehouse
from pipelines.editions import Edition
from pipelines.landing import LoadReport, load_folder
from pipelines.settings import Settings
from pipelines.stages import proposing, publishing
from pipelines.warehouse import BuildReport
from pipelines.warehouse_file import open_warehouse
from tests.integration.hand_worked.periods import CELL, Cell
from tests.integration.hand_worked.units import table

HERE = Path(__file__).parent / "hand_worked"
LANDING = HERE / "landing"
LATER = HERE / "later"
RULE_SETS = ("terrorism.yml", "human_smuggling.yml")
TABLES = ("register.csv", "thresholds.csv")
LISTS_OF_ONE_BUILD = (
    "int_changed_",
    "int_months_",
    "int_clearance_months",
    "int_csi_months",
    "int_member_months",
)
"""How tables begin that say what one build has to do, and nothing after it."""

Row = tuple[Any, ...]


class Figure(NamedTuple):
    """What the pipeline gives for a cell, with the hashes of the rows it counted."""

    numerator: int
    denominator: int | None
    n_unknown: int
    numerator_hash: str
    denominator_hash: str | None


class WorldSettings(Settings):
    """The shipped installation, with rule sets from the build folder."""

    @property
    def rulesets(self) -> Path:
        """Two shipped rule sets in version 1 with this world's own register and thresholds."""
        return self.build / "rulesets"


class World:
    """One warehouse in a folder of its own.

    Attributes
    ----------
    settings
        Where it lies. Points are those of the shipped rule sets, thresholds those of
        ``hand_worked/thresholds.csv``.
    """

    def __init__(self, build: Path) -> None:
        self.settings = WorldSettings(build=build)
        rulesets = self.settings.rulesets
        if not rulesets.is_dir():
            rulesets.mkdir(parents=True)
            for name in RULE_SETS:
                shutil.copy(Settings().rulesets / name, rulesets)
            for name in TABLES:
                shutil.copy(HERE / name, rulesets)

    def copy(self, build: Path) -> "World":
        """Copy warehouse and rule sets to another folder."""
        shutil.copytree(self.settings.build, build, ignore=shutil.ignore_patterns("editions"))
        return World(build)

    def load(self, *folders: Path) -> list[LoadReport]:
        """Load landing folders in the order given."""
        with open_warehouse(self.settings.warehouse) as con:
            return [load_folder(con, folder) for folder in folders]

    def build(
        self, *, full_refresh: bool = False, as_known_at: datetime | None = None
    ) -> BuildReport:
        """Build the warehouse; a test that fails in it fails here."""
        return warehouse.build(self.settings, full_refresh=full_refresh, as_known_at=as_known_at)

    def publish(self) -> Edition:
        """Estimate, propose and publish what was built."""
        publishing.estimate(self.settings)
        proposing.propose(self.settings, None)
        return publishing.publish_edition(self.settings)

    def rows(self, sql: str, parameters: list[Any] | None = None) -> list[Row]:
        """Read rows."""
        with open_warehouse(self.settings.warehouse, read_only=True) as con:
            return con.execute(sql, parameters).fetchall()

    def cells(self) -> dict[Cell, Figure]:
        """Read every measure cell of synthetic origin.

        A cohort cell without a denominator says nothing and is left out.
        """
        found = self.rows(
            f"select {', '.join([*CELL, *Figure._fields])} "  # noqa: S608
            "from marts.fct_measure_counts "
            "where origin = 'synthetic' and (denominator > 0 or \"view\" = 'activity')"
        )
        return {row[: len(CELL)]: Figure(*row[len(CELL) :]) for row in found}

    def marts(self) -> dict[str, list[Row]]:
        """Read every relation of schema marts whole, its rows in order; synthetic rows only."""
        return self._contents(
            "select 'marts', table_name, "
            "if(bool_or(column_name = 'origin'), 'origin = ''synthetic''', 'true') "
            "from information_schema.columns where table_schema = 'marts' group by table_name"
        )

    def tables(self) -> dict[str, list[Row]]:
        """Read every table that a build keeps whole, its rows in order, whatever their origin."""
        return self._contents(
            "select schema_name, table_name, 'true' from duckdb_tables() "
            "where schema_name in ('intermediate', 'marts') "
            f"and not regexp_matches(table_name, '^({'|'.join(LISTS_OF_ONE_BUILD)})')"
        )

    def _contents(self, relations: str) -> dict[str, list[Row]]:
        """Read relations, given as schema, name and condition; opening the file takes longest."""
        with open_warehouse(self.settings.warehouse, read_only=True) as con:
            return {
                f"{schema}.{name}": con.execute(
                    f'select * from {schema}."{name}" where {condition} order by all'  # noqa: S608
                ).fetchall()
                for schema, name, condition in con.execute(relations).fetchall()
            }


def keys_of(unit: str) -> dict[str, str]:
    """Give the row key of each name that the tables use for a unit."""
    return {row["name"]: row["row_key"] for row in table("names.csv") if row["unit"] == unit}


def changed_tables(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> dict[str, Any]:
    """Give, for each relation that differs, the rows that only one side has."""
    assert before.keys() == after.keys()
    return {
        name: {"only before": _minus(rows, after[name]), "only after": _minus(after[name], rows)}
        for name, rows in before.items()
        if repr(rows) != repr(after[name])
    }


def _minus(rows: Iterable[Row], others: Iterable[Row]) -> list[str]:
    seen = {repr(row) for row in others}
    return [repr(row) for row in rows if repr(row) not in seen][:5]


def edit(path: Path, old: str, new: str) -> None:
    """Change one piece of a file that must stand in it exactly once."""
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new))
