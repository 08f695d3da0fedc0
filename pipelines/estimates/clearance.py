"""Clearance times (S8.7): hours by period, port and lane, with open cases censored.

Holds the reading of the cases, the one call into ``models`` and the writing. How many cases are
finished, open and unknown is counted in ``marts.fct_clearance_counts``.
"""

from datetime import datetime

import duckdb
import pandas as pd

from models.evaluation.durations import censored_quantiles
from pipelines.estimates.tables import CLEARANCE_TIMES, replace_tables

# An open case has lasted until the data were last known.
_CASES = """
with known as (
    select origin, least(max(known_at), coalesce($cut, max(known_at))) as known_at
    from raw.manifest_events group by origin
)
select
    u.unit, u.origin, u.us_port_code as port_code, u.lane,
    left(cast(u.arrival_month as varchar), 7) as month,
    case when u.is_in_season then cast(u.season as varchar) end as season,
    'FY' || u.fiscal_year as fiscal_year,
    coalesce(
        u.clearance_hours,
        greatest(date_diff('second', u.clearance_started_at, k.known_at), 0) / 3600.0
    ) as hours,
    u.clearance_is_open as is_open
from marts.measure_units as u
left join known as k using (origin)
where u.is_in_scope and (u.clearance_hours is not null or u.clearance_is_open)
"""

_COUNTS = """
select unit, period_kind, period, port_code, origin, lane, n, n_open, n_unknown
from marts.fct_clearance_counts
"""

_KEYS = ["unit", "origin", "period_kind", "period", "port_code", "lane"]


def estimate_clearance_times(
    con: duckdb.DuckDBPyConnection, as_known_at: datetime | None = None
) -> pd.DataFrame:
    """Write ``published.clearance_times``: median, P75 and P90 hours beside the counts.

    Parameters
    ----------
    con
        Connection to a built warehouse.
    as_known_at
        Cut of the data the warehouse was built with, UTC; None for everything loaded.

    Returns
    -------
    DataFrame
        The rows written, one per unit, period, port, lane and origin.
    """
    cases = con.execute(_CASES, {"cut": as_known_at}).df()
    estimated = [
        _quantiles(cases, period_kind, over_ports=over_ports, over_lanes=over_lanes)
        for period_kind in ("month", "season", "fiscal_year")
        for over_ports in (False, True)
        for over_lanes in (False, True)
    ]
    rows = con.execute(_COUNTS).df().merge(pd.concat(estimated), on=_KEYS, how="left")
    replace_tables(con, {"clearance_times": (CLEARANCE_TIMES, rows)})
    return rows[list(CLEARANCE_TIMES)]


def _quantiles(
    cases: pd.DataFrame, period_kind: str, *, over_ports: bool, over_lanes: bool
) -> pd.DataFrame:
    """Estimate one kind of period, over all ports or lanes or each of them."""
    by = ["unit", "origin", period_kind]
    by += [] if over_ports else ["port_code"]
    by += [] if over_lanes else ["lane"]
    found = censored_quantiles(cases.dropna(subset=[period_kind]), by)
    filled = {"port_code": "*"} if over_ports else {}
    filled |= {"lane": "*"} if over_lanes else {}
    return found.rename(columns={period_kind: "period"}).assign(period_kind=period_kind, **filled)
