"""The planted truth as Parquet files, apart from the landing folder.

Of these the product reads the names of parties, to say how well they were joined, and no other.

What the truth says is `models/simulation/truth.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from models.rules import RuleSet
from models.simulation import SimulationConfig, world_truth
from models.simulation.calibration import NATIONAL_CONTAINERS_A_YEAR
from models.simulation.world import trips_a_year

_KNOWN_INCIDENTS = 29
_KNOWN_YEARS = 8


class TruthFiles:
    """The monthly truth, appended to one Parquet file per table.

    Parameters
    ----------
    folder
        Where the files go.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pyarrow.parquet.ParquetWriter] = {}

    def __enter__(self) -> TruthFiles:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        for writer in self._writers.values():
            writer.close()

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Append the tables of a month."""
        for name, table in tables.items():
            if name not in self._writers:
                path = self._folder / f"{name}.parquet"
                self._writers[name] = pyarrow.parquet.ParquetWriter(path, table.schema)
            self._writers[name].write_table(table)


def write_world_truth(config: SimulationConfig, rule_set: RuleSet, folder: Path) -> None:
    """Write weights, active ports and figures, and the manifest that states the inflation.

    Parameters
    ----------
    config
        What was asked of the stream.
    rule_set
        The human smuggling rule set.
    folder
        Where the files go.
    """
    for name, table in world_truth(rule_set, config.truth).items():
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet")
    a_year = trips_a_year(config)
    real_rate = _KNOWN_INCIDENTS / _KNOWN_YEARS / NATIONAL_CONTAINERS_A_YEAR.value
    manifest = {
        "origin": "synthetic",
        "config": asdict(config),
        "rule_set": {"rule_set": rule_set.rule_set, "version": rule_set.version},
        "container_trips_a_year": a_year,
        "incidents_inflated_by": round(config.incidents_per_season / a_year / real_rate, 1),
        "incidents_inflated_note": (
            "Confirmed incidents a container, against the real 29 from April 1998 to April 2006"
            " (OIG review, lines 82-85) among about 11 million containers a year (GAO-08-538,"
            " lines 84-86)."
        ),
    }
    text = json.dumps(manifest, indent=2) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
