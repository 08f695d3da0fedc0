"""Tiny synthetic worlds, each simulated once."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pytest

from models.rules import RuleSet
from models.simulation import ReferenceTables, SimulationConfig, simulate
from pipelines.settings import Settings
from pipelines.simulation import read_reference_tables, read_selection_rules

TINY = SimulationConfig(
    seed=3, first_season=2005, last_season=2006, trips_per_season=600, incidents_per_season=20
)


@dataclass(frozen=True)
class KeptMonth:
    """A month whose tables and dirty lines were taken when it was simulated."""

    month: str
    stamp: object
    tables: dict[str, pa.Table]
    truth: dict[str, pa.Table]
    dirt: dict[str, dict[int, str]]
    counts: dict[str, int]


@dataclass(frozen=True)
class World:
    config: SimulationConfig
    months: list[KeptMonth]

    def table(self, name: str) -> pa.Table:
        """All months of a table under another."""
        tables = [month.tables[name] for month in self.months]
        return pa.concat_tables([_plain(table) for table in tables])

    def truth(self, name: str) -> pa.Table:
        return pa.concat_tables([_plain(month.truth[name]) for month in self.months])


def _plain(table: pa.Table) -> pa.Table:
    """Give pooled and empty columns as plain text, so that months can be laid together."""
    schema = pa.schema(
        [
            (field.name, pa.string())
            if pa.types.is_dictionary(field.type) or pa.types.is_null(field.type)
            else (field.name, field.type)
            for field in table.schema
        ]
    )
    return table.cast(schema)


@pytest.fixture(scope="session")
def reference() -> ReferenceTables:
    settings = Settings()
    return read_reference_tables(settings.reference, settings.rulesets, settings.features_yml)


@pytest.fixture(scope="session")
def rule_sets() -> dict[str, RuleSet]:
    settings = Settings()
    return read_selection_rules(settings.rulesets, settings.features_yml)


@pytest.fixture(scope="session")
def run(
    reference: ReferenceTables, rule_sets: dict[str, RuleSet]
) -> Callable[[SimulationConfig], World]:
    def run_once(config: SimulationConfig) -> World:
        months = []
        for month in simulate(config, reference, rule_sets):
            tables = {name: month.tables[name] for name in month.tables}
            months.append(
                KeptMonth(
                    month=str(month.month),
                    stamp=month.stamp,
                    tables=tables,
                    truth=month.truth,
                    dirt={name: month.dirt(name, table) for name, table in tables.items()},
                    counts=month.counts,
                )
            )
        return World(config, months)

    return run_once


@pytest.fixture(scope="session")
def tiny(run: Callable[[SimulationConfig], World]) -> World:
    return run(TINY)


@pytest.fixture(scope="session")
def season(run: Callable[[SimulationConfig], World]) -> World:
    """One season with enough rows for shares, and without dirt."""
    return run(
        SimulationConfig(
            seed=11, first_season=2006, last_season=2006, trips_per_season=12_000, has_dirt=False
        )
    )
