"""Distinct masks with counts of any version of a rule set, from an edition.

Taken from the stored patterns where the edition scored that content over all that is asked for,
else counted from the features by SQL of the checked trees; once a process, as editions never
change. What the counts say is ``models.evaluation``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.evaluation.traffic import PatternTraffic
from models.rules import RuleSet
from models.rules.scoring import co_occurrence, hit_counts
from pipelines.editions import Edition
from pipelines.filters.masks import COUNTED_PORT, OUTCOME, SNAPSHOT, SideBySide, trip_masks_sql

By = Literal["season", "week"]
REMEMBERED = 8
"""Answers kept per process; one of a national season takes about 100 MB."""

WEEK_SEASON = "cast(year(arrival_week) + (month(arrival_week) >= 10)::int as integer)"
WEEK_IN_SEASON = "month(arrival_week) not between 6 and 9"
"""A week belongs to the season its Monday lies in."""
WEEKS_IN_WORDS = "Counted in whole weeks: a week belongs to the season its Monday lies in."


@dataclass(frozen=True)
class CountedPatterns:
    """Traffic by mask with what does not depend on points.

    Attributes
    ----------
    traffic : PatternTraffic
        Container trips by mask, port and week.
    hits_per_rule : ndarray of int64, shape (n_rules,)
        Container trips that each rule of the first rule set hits.
    overlap : ndarray of int64, shape (n_rules, n_rules)
        Container trips that each pair of them hits together.
    """

    traffic: PatternTraffic
    hits_per_rule: NDArray[np.int64]
    overlap: NDArray[np.int64]


@dataclass(frozen=True)
class Asked:
    """What is asked of which edition: the key under which an answer is remembered."""

    database: Path
    database_sha256: str
    contents: tuple[str, ...]
    origin: str
    seasons: tuple[int, ...] | None
    ports: tuple[str, ...] | None
    by: By
    rule_sets: tuple[RuleSet, ...] = field(compare=False)

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns that counts are grouped by, beside the mask."""
        return ("port_code", "season", "outcome" if self.by == "season" else "arrival_week")

    @property
    def narrowing(self) -> str:
        """Condition that keeps the seasons and ports asked for."""
        wanted = {"season = any($seasons)": self.seasons, "port_code = any($ports)": self.ports}
        return "".join(f" and {sql}" for sql, values in wanted.items() if values is not None)

    def parameters(self) -> dict[str, Any]:
        """Values of the parameters that the statements below name."""
        given = {"seasons": self.seasons, "ports": self.ports}
        return {"origin": self.origin} | {
            name: list(values) for name, values in given.items() if values is not None
        }


def version_patterns(
    edition: Edition,
    *rule_sets: RuleSet,
    origin: str = "synthetic",
    seasons: Sequence[int] | None = None,
    ports: Sequence[str] | None = None,
    by: By = "season",
) -> pd.DataFrame:
    """Count the container trips of each mask, in scope and scored on arrival.

    Parameters
    ----------
    edition
        Where the traffic is.
    *rule_sets
        One version, stored or not; or several to be counted side by side (:class:`SideBySide`).
    origin
        ``synthetic`` or ``real``; never both.
    seasons
        Labels of the seasons (October to May); None for all.
    ports
        U.S. ports (Schedule D); None for all.
    by
        ``season``: by season and outcome. ``week``: by week of arrival, Monday; a week belongs to
        the season it begins in.

    Returns
    -------
    DataFrame
        The words of the mask (``hits``, then ``hits_1`` ... where there are more),
        ``port_code``, ``season``, ``outcome`` or ``arrival_week``, ``container_count``. Shared
        between callers: do not change it in place.
    """
    return _counted(ask(edition, rule_sets, origin, seasons, ports, by))


def counted_patterns(
    edition: Edition,
    *rule_sets: RuleSet,
    origin: str = "synthetic",
    seasons: Sequence[int] | None = None,
    ports: Sequence[str] | None = None,
) -> CountedPatterns:
    """Count as :func:`version_patterns` by week, made ready for what-if; remembered."""
    return _indexed(ask(edition, rule_sets, origin, seasons, ports, "week"))


def seasons_with_traffic(edition: Edition, origin: str) -> list[int]:
    """Seasons with container trips in scope, oldest first; remembered."""
    return list(_seasons(edition.database, edition.manifest.database_sha256, origin))


@lru_cache(maxsize=REMEMBERED)
def _seasons(database: Path, _database_sha256: str, origin: str) -> tuple[int, ...]:
    with duckdb.connect(str(database), read_only=True) as con:
        found = con.execute(
            "select distinct season from marts.fct_container_trips "
            "where is_in_scope and is_in_season and origin = ? order by season",
            [origin],
        ).fetchall()
    return tuple(season for (season,) in found)


def ask(
    edition: Edition,
    rule_sets: Sequence[RuleSet],
    origin: str,
    seasons: Sequence[int] | None = None,
    ports: Sequence[str] | None = None,
    by: By = "week",
) -> Asked:
    """Put what is asked in the form that can be remembered."""
    return Asked(
        database=edition.database,
        database_sha256=edition.manifest.database_sha256,
        contents=tuple(rule_set.content_sha256() for rule_set in rule_sets),
        origin=origin,
        seasons=None if seasons is None else tuple(sorted(set(seasons))),
        ports=None if ports is None else tuple(sorted(set(ports))),
        by=by,
        rule_sets=tuple(rule_sets),
    )


def _count(asked: Asked) -> pd.DataFrame:
    with duckdb.connect(str(asked.database), read_only=True) as con:
        stored = _stored_version(con, asked)
        if stored is None:
            return con.execute(_computed_sql(asked), asked.parameters()).df()
        return con.execute(_stored_sql(asked), asked.parameters() | stored).df()


_counted = lru_cache(maxsize=REMEMBERED)(_count)


@lru_cache(maxsize=REMEMBERED)
def _indexed(asked: Asked) -> CountedPatterns:
    side_by_side = SideBySide(asked.rule_sets)
    traffic = PatternTraffic.from_frame(_count(asked), side_by_side.columns)
    own, n_rules = side_by_side.own_masks(traffic.masks, 0), len(asked.rule_sets[0].rules)
    return CountedPatterns(
        traffic=traffic,
        hits_per_rule=hit_counts(own, traffic.totals, n_rules),
        overlap=co_occurrence(own, traffic.totals, n_rules),
    )


def _stored_version(con: duckdb.DuckDBPyConnection, asked: Asked) -> dict[str, Any] | None:
    """Find a version of the same conditions whose stored patterns count all that is asked for.

    A version that is no longer current was scored only over some months and ports: its patterns
    count only when they count every trip that could be scored.
    """
    if len(SideBySide(asked.rule_sets).columns) != asked.rule_sets[0].word_count:
        return None
    found = con.execute(
        "with alike as (select rule_set, version from rules.rules group by rule_set, version "  # noqa: S608
        "having list(expression_sql order by bit) = $expressions) "
        "select s.rule_set, s.rule_set_version, sum(s.container_count)::bigint as trips "
        f"from ({_stored_rows(asked)}) as s "
        "inner join alike on s.rule_set = alike.rule_set and s.rule_set_version = alike.version "
        "group by all order by trips desc, s.rule_set, s.rule_set_version limit 1",
        asked.parameters()
        | {"expressions": [rule.parsed.sql() for rule in asked.rule_sets[0].rules]},
    ).fetchone()
    scoreable = con.execute(
        f"with trips as ({_trips_sql(asked)}) "  # noqa: S608  own statements
        "select count(*) from marts.fct_container_trip_features where origin = $origin "
        f"and snapshot = '{SNAPSHOT}' and is_manifest_known "
        "and container_trip_key in (select container_trip_key from trips)",
        asked.parameters(),
    ).fetchone()
    if found is None or scoreable is None or found[2] != scoreable[0]:
        return None
    return {"rule_set": found[0], "version": found[1]}


def _stored_rows(asked: Asked) -> str:
    """Write the stored patterns of every version, seasons and ports as asked."""
    if asked.by == "season":
        rows, condition = "marts.fct_patterns", "is_in_season"
    else:
        of_season = f"{WEEK_SEASON} as season"
        rows = f"(select *, {of_season} from marts.fct_pattern_weeks)"  # noqa: S608  own names
        condition = WEEK_IN_SEASON
    return (
        f"select * from {rows} where origin = $origin "  # noqa: S608  own statements
        f"and snapshot = '{SNAPSHOT}' and {condition}{asked.narrowing}"
    )


def _stored_sql(asked: Asked) -> str:
    first, *rest = SideBySide(asked.rule_sets).columns
    words = [first, *(f"more_hits[{place}] as {name}" for place, name in enumerate(rest, start=1))]
    return (
        f"select {', '.join(words)}, {', '.join(asked.keys)}, "  # noqa: S608  own statements
        f"sum(container_count)::bigint as container_count from ({_stored_rows(asked)}) "
        "where rule_set = $rule_set and rule_set_version = $version group by all"
    )


def _computed_sql(asked: Asked) -> str:
    side_by_side = SideBySide(asked.rule_sets)
    return (
        f"with trips as ({_trips_sql(asked)}), "  # noqa: S608  own statements
        f"masks as ({trip_masks_sql(side_by_side, 'trips')}) "
        f"select {', '.join((*side_by_side.columns, *asked.keys))}, count(*) as container_count "
        "from masks inner join trips using (container_trip_key) group by all"
    )


def _trips_sql(asked: Asked) -> str:
    """Write the container trips in scope that are asked for, with what they are counted by."""
    if asked.by == "season":
        of_trip, condition = f"season, is_in_season, {OUTCOME} as outcome", "is_in_season"
        season = "season"
    else:
        of_trip = "cast(date_trunc('week', arrival_date) as date) as arrival_week"
        condition, season = WEEK_IN_SEASON, f"{WEEK_SEASON} as season"
    keys = ", ".join(season if key == "season" else key for key in asked.keys)
    return (
        f"select * from (select container_trip_key, {keys} from "  # noqa: S608  own statements
        f"(select container_trip_key, {COUNTED_PORT} as port_code, {of_trip} "
        "from marts.fct_container_trips where origin = $origin and is_in_scope) "
        f"where {condition}) where true{asked.narrowing}"
    )
