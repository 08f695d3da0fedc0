"""Hours and paces of programs: ``published.scan_alarm_times`` and ``targeting_workload``.

Holds the reading of two marts, the calls into ``models`` and the writing. Which alarms and shifts
there are is counted in ``dbt/models/marts/programs``; shares are in ``programs``.
"""

import duckdb
import numpy as np
import pandas as pd

from models.evaluation.durations import censored_quantiles
from models.evaluation.rates import poisson_interval
from pipelines.estimates.tables import replace_tables

SCAN_ALARM_TIMES = {
    "origin": "varchar",
    "program": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "port_code": "varchar",
    "n": "bigint",
    "n_resolved": "bigint",
    "n_open": "bigint",
    "median_hours": "double",
    "p75_hours": "double",
    "p90_hours": "double",
    "longest_open_hours": "double",
}

TARGETING_WORKLOAD = {
    "origin": "varchar",
    "us_port_code": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "shifts": "bigint",
    "n_unknown": "bigint",
    "containers": "bigint",
    "targeter_hours": "double",
    "containers_per_hour": "double",
    "low": "double",
    "high": "double",
    "supervisors_per_shift": "double",
    "n_supervisors_unknown": "bigint",
}

_ALARM_KEYS = ["origin", "program", "period_kind", "period", "port_code"]

_ALARMS = """
    select a.origin, a.program, p.period_kind, p.period, s.port_code, a.alarm_state,
        coalesce(a.hours_to_resolution, a.hours_open) as hours
    from marts.fct_scan_alarms as a,
        unnest([
            {'period_kind': 'all', 'period': '*'},
            {'period_kind': 'fiscal_year', 'period': 'FY' || a.fiscal_year}
        ]) as spans (p),
        unnest(['*', a.port_code]) as s (port_code)
"""

_SHIFTS = """
    select w.origin, w.us_port_code, p.period_kind, p.period, count(*) as shifts,
        count(*) filter (
            where w.targeter_hours is null or w.containers_reviewed is null
        ) as n_unknown,
        coalesce(sum(w.containers_reviewed) filter (where w.targeter_hours is not null), 0)
            ::bigint as containers,
        coalesce(sum(w.targeter_hours) filter (where w.containers_reviewed is not null), 0)
            ::double as targeter_hours,
        avg(w.supervisor_count) as supervisors_per_shift,
        count(*) filter (where w.supervisor_count is null) as n_supervisors_unknown
    from marts.fct_targeting_shifts as w,
        unnest([
            {'period_kind': 'fiscal_year', 'period': 'FY' || w.fiscal_year},
            {'period_kind': 'month', 'period': strftime(w.shift_month, '%Y-%m')}
        ]) as spans (p)
    group by all order by all
"""


def estimate_program_clocks(con: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """Write the hours to the resolution of alarms, and the pace of targeting units.

    Parameters
    ----------
    con
        Connection to a built warehouse.

    Returns
    -------
    dict of str to DataFrame
        ``scan_alarm_times`` and ``targeting_workload`` as written.

    Notes
    -----
    An open alarm lasts at least as long as it has lasted (Kaplan-Meier). Containers an hour are a
    count over the hours of the same shifts, with the exact Poisson interval of the count; shifts
    that lack either are left out of both and counted as unknown.
    """
    written = {
        "scan_alarm_times": (SCAN_ALARM_TIMES, _alarm_times(con)),
        "targeting_workload": (TARGETING_WORKLOAD, _workload(con)),
    }
    replace_tables(con, written)
    return {name: frame[list(columns)] for name, (columns, frame) in written.items()}


def _alarm_times(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    cases = con.execute(_ALARMS).df()
    cases["is_open"] = cases["alarm_state"] == "open"
    cases["open_hours"] = cases["hours"].where(cases["is_open"])
    counts = (
        cases.groupby(_ALARM_KEYS, sort=True)
        .agg(
            n=("hours", "size"), n_open=("is_open", "sum"), longest_open_hours=("open_hours", "max")
        )
        .reset_index()
    )
    counts["n_resolved"] = counts["n"] - counts["n_open"]
    return counts.merge(censored_quantiles(cases, _ALARM_KEYS), on=_ALARM_KEYS, how="left")


def _workload(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    shifts = con.execute(_SHIFTS).df()
    hours = shifts["targeter_hours"].to_numpy(dtype=np.float64)
    hours = np.where(hours > 0, hours, np.nan)
    count = shifts["containers"].to_numpy(dtype=np.float64)
    low, high = poisson_interval(count)
    return shifts.assign(containers_per_hour=count / hours, low=low / hours, high=high / hours)
