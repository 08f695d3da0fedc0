"""Whether each lane of selection took the share of traffic it was planned to take.

Sets the plan of lanes (expected rate; minimum rate of the random lane) beside what was examined by
lane. What a lane is, is counted in ``dbt/``; who plans it is decided in the decision store.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.evaluation.rates import with_rates
from pipelines.editions import Edition
from pipelines.filters.answers import Answer
from pipelines.filters.thresholds import ALL_PORTS, end_of_season

RANDOM_LANE = "random"


@dataclass(frozen=True)
class LaneReport(Answer):
    """Lanes against their plan.

    Attributes
    ----------
    edition, origin
        What was counted.
    rows : DataFrame
        ``season``, ``us_port_code``, ``lane``, ``container_trips`` taken by the lane,
        ``in_scope_trips``, ``actual`` share with ``low`` and ``high`` (95 %, exact), the plan's
        ``expected_rate`` and ``minimum_random_rate``, ``verdict`` and ``plan_source``.
    """

    edition: str
    origin: str
    rows: pd.DataFrame


def lane_report(
    edition: Edition,
    *,
    origin: str = "synthetic",
    season: int | None = None,
    port: str | None = None,
) -> LaneReport:
    """Set lanes beside their plan, per season and port.

    Parameters
    ----------
    edition
        Holds ``fct_lanes`` and the plan as it stood when the edition was made.
    origin
        Real or synthetic traffic.
    season, port
        Only this season, only this U.S. port (Schedule D); None for all.

    Returns
    -------
    LaneReport
        One row per season, port and lane that has traffic or a plan.

    Notes
    -----
    The plan in force on the last day of a season counts for the season: the port's own row, else
    the row of all ports. Verdicts: ``below minimum`` where the actual share of the random lane is
    under its floor (``surely below minimum`` where its whole interval is); else ``above expected``
    or ``below expected`` where the expected rate lies outside the interval; ``as expected``;
    ``not planned``; ``not enough evidence`` under 20 container trips in scope.
    """
    with edition.connect() as con:
        taken = con.execute(
            "select season, us_port_code, lane, container_trips, in_scope_trips "
            "from marts.fct_lanes where origin = ? and (? is null or season = ?) "
            "and (? is null or us_port_code = ?)",
            [origin, season, season, port, port],
        ).df()
        plans = con.execute("from rules.lane_plans").df()
    return LaneReport(edition.id, origin, _against_plan(taken, plans))


def _against_plan(taken: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Join each season, port and lane with its plan and judge it."""
    traffic = taken.groupby(["season", "us_port_code"], as_index=False)["in_scope_trips"].max()
    lanes = sorted(({*taken["lane"], *plans["lane"]}) - {"none"})
    grid = traffic.merge(pd.DataFrame({"lane": lanes}), how="cross")
    rows = grid.merge(
        taken[["season", "us_port_code", "lane", "container_trips"]],
        on=["season", "us_port_code", "lane"],
        how="left",
    )
    rows["container_trips"] = rows["container_trips"].fillna(0).astype("int64")
    found = [_plan_of(row, plans) for row in rows.to_dict("records")]
    for name in ("expected_rate", "minimum_random_rate", "plan_source"):
        rows[name] = [plan[name] for plan in found]
    rows = with_rates(rows.assign(n_unknown=0), "container_trips", "in_scope_trips")
    rows = rows.rename(columns={"value": "actual"})
    rows["verdict"] = _verdicts(rows)
    return rows[
        ["season", "us_port_code", "lane", "container_trips", "in_scope_trips", "actual", "low"]
        + ["high", "expected_rate", "minimum_random_rate", "verdict", "plan_source"]
    ].sort_values(["season", "us_port_code", "lane"], ignore_index=True)


def _plan_of(row: dict[Hashable, Any], plans: pd.DataFrame) -> dict[str, object]:
    """Find the plan of one lane at one port on the last day of the season."""
    last_day = pd.Timestamp(end_of_season(int(row["season"])))
    for port in (row["us_port_code"], ALL_PORTS):
        match = plans[
            (plans["port_code"] == port)
            & (plans["lane"] == row["lane"])
            & (plans["valid_from"] <= last_day)
            & (last_day < plans["valid_until"])
        ]
        if not match.empty:
            plan = match.iloc[-1]
            return {
                "expected_rate": plan["expected_rate"],
                "minimum_random_rate": plan["minimum_random_rate"],
                "plan_source": plan["source"],
            }
    return {"expected_rate": np.nan, "minimum_random_rate": np.nan, "plan_source": None}


def _verdicts(rows: pd.DataFrame) -> np.ndarray:
    """Judge every row; the first that holds stands."""
    expected, minimum = rows["expected_rate"], rows["minimum_random_rate"]
    return np.select(
        [
            expected.isna() & minimum.isna(),
            rows["actual"].isna(),
            rows["high"] < minimum,
            rows["actual"] < minimum,
            rows["low"] > expected,
            rows["high"] < expected,
        ],
        [
            "not planned",
            "not enough evidence",
            "surely below minimum",
            "below minimum",
            "above expected",
            "below expected",
        ],
        default="as expected",
    )
