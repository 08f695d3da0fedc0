"""A small edition made by hand: eight equal weeks at two ports, so that figures can be worked out.

Each week from 3 October 2005, container trips on arrival:

| port | soft top | kg | laded at | trips a week |
|---|---|---|---|---|
| 2704 | yes | 20,000 | HKHKG | 3 |
| 2704 | yes | 5,000 | HKHKG | 2 |
| 2704 | no | 20,000 | HKHKG | 5 |
| 3001 | no | 5,000 | CNSHK | 1 |
| 3001 | no | 20,000 | HKHKG | 4 |

Beside them, one each of what is not counted: out of scope, manifest not known on arrival, of origin
real, arrived off season; one trip of 1 October, in a week that begins off season; and a soft top at
T0 that has none on arrival. Only tables and columns that what-if and map read are there.
"""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from models.rules import RuleSet, Vocabulary, VocabularyColumn
from pipelines.editions import Edition, EditionManifest

VOCABULARY = Vocabulary.from_columns(
    [
        VocabularyColumn("is_soft_top", "boolean"),
        VocabularyColumn("weight_kg", "double"),
        VocabularyColumn("port_of_lading", "varchar"),
    ]
)
WEEKS = pd.date_range("2005-10-03", periods=8, freq="7D")
WEEKLY = (
    ("2704", True, 20_000.0, "HKHKG", 3),
    ("2704", True, 5_000.0, "HKHKG", 2),
    ("2704", False, 20_000.0, "HKHKG", 5),
    ("3001", False, 5_000.0, "CNSHK", 1),
    ("3001", False, 20_000.0, "HKHKG", 4),
)
CAUGHT = "3001-5000-2005-11-14-0"
"""Laded at Shekou, arrived in the seventh week: scores 11."""
MISSED = "2704-20000-soft-2005-10-10-0"
"""A soft top of usual weight: scores 10."""

_TABLES = """
create schema marts;
create schema rules;
create table marts.fct_container_trips as select
    origin, container_trip_key, us_port_code, lading_port_code, arrival_date,
    season::integer as season, is_in_season, is_in_scope, is_incident, result, is_examined
    from trips;
create table marts.fct_container_trip_features as select
    origin, container_trip_key, 'T2' as snapshot, is_manifest_known,
    arrival_date::timestamp + interval 12 hours as snapshot_at, is_soft_top, weight_kg,
    port_of_lading from trips
    union all by name
    select origin, container_trip_key, 'T0' as snapshot, true as is_manifest_known,
    true as is_soft_top, 1.0 as weight_kg, 'CNSHK' as port_of_lading from trips;
create table marts.fct_incident_ladder as select
    origin, incident_id, container_label, container_trip_key, is_scenario,
    discovered_on::date as discovered_on from incidents;
create table marts.fct_patterns (
    rule_set varchar, rule_set_version integer, snapshot varchar, season integer,
    is_in_season boolean, port_code varchar, hits bigint, more_hits bigint[], outcome varchar,
    origin varchar, container_count bigint);
create table marts.fct_pattern_weeks (
    rule_set varchar, rule_set_version integer, snapshot varchar, port_code varchar,
    arrival_week date, hits bigint, more_hits bigint[], origin varchar, container_count bigint);
create table rules.rules (
    rule_set varchar, version integer, bit integer, expression_sql varchar);
create table rules.thresholds as select * from thresholds;
"""


def three_rules(version: int = 1, **points: int) -> RuleSet:
    """Soft top 10 points, light 6, Shekou 5."""
    rules = (
        ("soft_top", "is_soft_top", 10),
        ("light", "weight_kg < 9000", 6),
        ("shekou", "port_of_lading = 'CNSHK'", 5),
    )
    return rule_set(
        "example",
        version,
        [(name, text, points.get(name, usual)) for name, text, usual in rules],
    )


def rule_set(name: str, version: int, rules: list[tuple[str, str, int]]) -> RuleSet:
    """A rule set of id, expression and points."""
    fixed = {"wording": "As it says", "sign": 0, "min_points": -99, "max_points": 99}
    return RuleSet.from_mapping(
        {
            "rule_set": name,
            "version": version,
            "title": "Example",
            "owner_role": "targeting",
            "risk": "example",
            "labelled": "illustrative",
            "rules": [
                {"id": rule, "expression": text, "points": points, "kind": "trait",
                 "source": "chosen"} | fixed
                for rule, text, points in rules
            ],
        },
        VOCABULARY,
    )  # fmt: skip


def make_edition(folder: Path) -> Edition:
    """Write the edition into an empty folder."""
    trips, thresholds = _trips(), _thresholds()
    incidents = pd.DataFrame(
        [
            ("INC-1", "first", CAUGHT, True, "2005-11-16"),
            ("INC-2", "only", MISSED, False, "2005-10-12"),
            ("INC-3", "only", "unknown-manifest", False, "2005-10-20"),
            ("INC-4", "no trip", None, False, "2005-10-21"),
        ],
        columns=[
            "incident_id", "container_label", "container_trip_key", "is_scenario", "discovered_on",
        ],
    ).assign(origin="synthetic")  # fmt: skip
    with duckdb.connect(str(folder / "edition.duckdb")) as con:
        con.register("trips", trips)
        con.register("thresholds", thresholds)
        con.register("incidents", incidents)
        con.execute(_TABLES)
    manifest = EditionManifest(
        id="0001",
        created_at=datetime(2026, 1, 2, tzinfo=UTC),
        code_version="test",
        build_id=1,
        database_sha256=str(folder),
    )
    manifest.write(folder)
    return Edition("0001", folder, manifest)


def _trips() -> pd.DataFrame:
    rows = []
    for week in WEEKS:
        for port, is_soft_top, weight, lading, number in WEEKLY:
            traits = f"{weight:.0f}{'-soft' if is_soft_top else ''}"
            for place in range(number):
                rows.append(
                    {
                        "container_trip_key": f"{port}-{traits}-{week.date()}-{place}",
                        "us_port_code": port,
                        "arrival_date": week + pd.Timedelta(days=place),
                        "is_soft_top": is_soft_top,
                        "weight_kg": weight,
                        "port_of_lading": lading,
                    }
                )
    odd = {"us_port_code": "2704", "is_soft_top": True, "weight_kg": 5e3, "port_of_lading": "CNSHK"}
    rows += [
        odd | {"container_trip_key": key, "arrival_date": pd.Timestamp(day)} | other
        for key, day, other in (
            ("out-of-scope", "2005-10-11", {"is_in_scope": False}),
            ("unknown-manifest", "2005-10-11", {"is_manifest_known": False}),
            ("real", "2005-10-11", {"origin": "real"}),
            ("summer", "2006-07-11", {"is_in_season": False}),
            ("first-of-october", "2005-10-01", {"us_port_code": "unresolved:SEATTEL"}),
        )
    ]
    frame = pd.DataFrame(rows)
    usual = {
        "origin": "synthetic", "is_in_scope": True, "is_manifest_known": True, "season": 2006,
        "is_in_season": True, "is_examined": False, "result": None, "lading_port_code": "58201",
    }  # fmt: skip
    for name, value in usual.items():
        frame[name] = frame[name].fillna(value) if name in frame else value
    frame["is_incident"] = frame["container_trip_key"].isin([MISSED, "unknown-manifest"])
    frame["arrival_date"] = frame["arrival_date"].dt.date
    return frame.astype({"is_in_scope": bool, "is_manifest_known": bool, "is_in_season": bool})


def _thresholds() -> pd.DataFrame:
    """12 everywhere; 11 at 3001 from 24 October 2005."""
    far = datetime(9999, 12, 31)  # noqa: DTZ001  naive UTC, as stored
    rows = [
        ("example", "*", 12, 8, pd.Timestamp("1998-01-01"), far, "chosen", "default"),
        ("example", "3001", 11, 8, pd.Timestamp("2005-10-24"), far, "day", "lowered"),
    ]
    return pd.DataFrame(
        rows,
        columns=[
            "rule_set", "port_code", "mandatory", "review", "valid_from", "valid_until",
            "effective_precision", "reason",
        ],
    )  # fmt: skip
