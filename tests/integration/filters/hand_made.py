"""A tiny edition made by hand, and a decision store beside it: every expected number is countable.

Holds the building only; what is in a test's edition stands in the test.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from models.rules import RuleSet, Threshold, Vocabulary
from pipelines.decisions import (
    Clock,
    DecisionStore,
    FilterRegister,
    ShippedFilters,
    import_shipped,
    open_store,
)
from pipelines.decisions.shipped import ShippedVersion
from pipelines.editions import Edition, EditionManifest
from pipelines.rulesets.files import read_vocabulary
from pipelines.settings import Settings

VOCABULARY: Vocabulary = read_vocabulary(Settings().features_yml)

TRIP: dict[str, Any] = {
    "origin": "synthetic",
    "us_port_code": "2704",
    "port_name": "Los Angeles",
    "lading_port_code": "57018",
    "season": 2006,
    "is_in_season": True,
    "is_in_scope": True,
    "is_examined": False,
    "result": None,
    "is_incident": False,
    "method_class": None,
    "disposition": None,
    "lane": "none",
    "discharged_at": None,
    "released_at": None,
    "gated_out_at": None,
}

EPISODE: dict[str, Any] = {
    "origin": "synthetic",
    "location_group": "domestic",
    "episode_number": 1,
    "lane": "mandatory",
    "selection_reasons": "mandatory_threshold",
    "random_draw_probability": None,
    "hold_placed_at": None,
    "started_at": None,
    "ended_at": None,
    "hold_lifted_at": None,
    "is_completed": False,
    "result": None,
}


def features(trip: str, snapshot: str, at: str | None, **values: Any) -> dict[str, Any]:
    """One row of ``fct_container_trip_features``; what is not given is unknown."""
    return {
        "origin": "synthetic",
        "container_trip_key": trip,
        "snapshot": snapshot,
        "snapshot_at": pd.Timestamp(at) if at else pd.NaT,
        "is_manifest_known": True,
        **dict.fromkeys((column.name for column in VOCABULARY.columns), None),
        **values,
    }


def feature_types() -> dict[str, str]:
    """Types of the vocabulary's columns."""
    return {column.name: column.data_type for column in VOCABULARY.columns}


def make_edition(
    folder: Path,
    tables: Mapping[str, Sequence[Mapping[str, Any]] | pd.DataFrame],
    types: Mapping[str, Mapping[str, str]],
) -> Edition:
    """Write the tables (``schema.name``); ``types`` names the types of columns where given."""
    folder.mkdir(parents=True)
    edition = Edition(
        "0001",
        folder,
        EditionManifest(
            id="0001",
            created_at=datetime(2006, 7, 1, tzinfo=UTC),
            code_version="test",
            build_id=1,
            database_sha256="00",
        ),
    )
    with duckdb.connect(str(edition.database)) as con:
        for schema in ("marts", "rules"):
            con.execute(f"create schema {schema}")
        for name, rows in tables.items():
            frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
            casts = ", ".join(
                f'"{column}"::{types.get(name, {}).get(column, "")} as "{column}"'
                if types.get(name, {}).get(column)
                else f'"{column}"'
                for column in frame.columns
            )
            con.register("given", frame)
            con.execute(f"create table {name} as select {casts} from given")
            con.unregister("given")
    return edition


def rule(name: str, expression: str, points: int) -> dict[str, Any]:
    """One rule as plain data."""
    return {
        "id": name,
        "wording": name.replace("_", " ").capitalize(),
        "expression": expression,
        "points": points,
        "sign": 0,
        "min_points": -40,
        "max_points": 40,
        "kind": "trait",
        "source": "chosen",
    }


def rule_set(
    name: str, version: int, *rules: dict[str, Any], risk: str = "human_smuggling"
) -> RuleSet:
    """A rule set of these rules."""
    return RuleSet.from_mapping(
        {
            "rule_set": name,
            "version": version,
            "title": name.replace("_", " ").capitalize(),
            "owner_role": "targeting",
            "risk": risk,
            "labelled": "illustrative",
            "rules": list(rules),
        },
        VOCABULARY,
    )


NO_FINDINGS: dict[str, Any] = {"findings": [], "statute": [], "traffic": {}}


def shipped(
    content: RuleSet, since: date, ports: tuple[str, ...] = ("*",), until: date | None = None
) -> ShippedVersion:
    """A version that came with the files."""
    return ShippedVersion(content, ports, since, "day", until, "test", "chosen")


def threshold(name: str, port: str, mandatory: int, since: date, review: int = 5) -> Threshold:
    """Thresholds that came with the files."""
    return Threshold(
        rule_set=name,
        port_code=port,
        mandatory=mandatory,
        review=review,
        effective_from=since,
        effective_precision="day",
        reason="test",
        source="chosen",
    )


def make_store(folder: Path, filters: ShippedFilters) -> DecisionStore:
    """A decision store of its own, kept by the user of the tests, with these filters shipped."""
    store = open_store(Settings(build=folder / "build"))
    import_shipped(store, filters)
    return store


def register_at(store: DecisionStore, moment: str) -> FilterRegister:
    """The register with its clock set to a moment (UTC)."""
    return FilterRegister(store, Clock(datetime.fromisoformat(moment)), VOCABULARY)
