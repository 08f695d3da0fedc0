"""Incidents as figures: ``published.incident_counts`` and ``published.notification_times``.

Holds the reading of the counts, the calls into ``models`` and the writing. What an incident, a rung
and a notification is, is decided in ``dbt/models/marts/incidents``.
"""

import duckdb
import pandas as pd

from models.evaluation.durations import censored_quantiles
from models.evaluation.rates import with_rates
from pipelines.estimates.tables import replace_tables

INCIDENT_COUNTS = {
    "origin": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "unit": "varchar",
    "what": "varchar",
    "number": "bigint",
    "low": "double",
    "high": "double",
    "incident_count": "bigint",
    "incident_unknown_count": "bigint",
    "note": "varchar",
}

NOTIFICATION_TIMES = {
    "origin": "varchar",
    "agency": "varchar",
    "clock": "varchar",
    "incident_count": "bigint",
    "told_count": "bigint",
    "first_told_count": "bigint",
    "n": "bigint",
    "n_unknown": "bigint",
    "median_minutes": "double",
    "p75_minutes": "double",
    "p90_minutes": "double",
    "present_count": "bigint",
    "absent_count": "bigint",
    "presence_unknown_count": "bigint",
}

NOTE_TOGETHER = "no interval: those of one incident come together"
"""Containers and persons of an incident are not drawn one by one."""

_CLOCKS = {
    "after_discovery": ("minutes_after_discovery", "clocked_from_discovery_count"),
    "after_first_agency": ("minutes_after_first_agency", "clocked_from_first_count"),
}
_QUANTILES = {"median_minutes": 0.5, "p75_minutes": 0.75, "p90_minutes": 0.9}


def estimate_incidents(con: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """Write the counts of incidents with exact intervals, and the minutes to each agency.

    Parameters
    ----------
    con
        Connection to a built warehouse.

    Returns
    -------
    dict of str to DataFrame
        ``incident_counts`` and ``notification_times`` as written.

    Notes
    -----
    The interval of a count is that of a Poisson mean (Garwood): what the number of incidents could
    have been, were the years repeated. It does not speak of incidents that were never discovered.
    """
    written = {
        "incident_counts": (INCIDENT_COUNTS, _incident_counts(con)),
        "notification_times": (NOTIFICATION_TIMES, _notification_times(con)),
    }
    replace_tables(con, written)
    return {name: frame[list(columns)] for name, (columns, frame) in written.items()}


def _incident_counts(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Give the counts; an interval to those of incidents alone."""
    counts = con.execute("from marts.fct_incident_counts order by all").df()
    counted = with_rates(
        counts.assign(denominator=None), numerator="number", n_unknown="incident_unknown_count"
    )
    is_incident = counted["unit"] == "incident"
    counted.loc[~is_incident, ["low", "high"]] = float("nan")
    counted["note"] = counted["note"].where(is_incident, NOTE_TOGETHER)
    return counted


def _notification_times(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Give the minutes of each agency by both clocks; a silent source is unknown, not late."""
    counts = con.execute("from marts.fct_notification_counts order by all").df()
    parts = []
    for clock, (minutes, clocked) in _CLOCKS.items():
        cases = con.execute(
            f"select origin, agency, {minutes} as hours, false as is_open "  # noqa: S608
            f"from marts.fct_notifications where not is_scenario and {minutes} is not null"
        ).df()
        quantiles = censored_quantiles(cases, ["origin", "agency"], _QUANTILES)
        rows = counts.merge(quantiles, on=["origin", "agency"], how="left")
        parts.append(
            rows.assign(
                clock=clock, n=rows[clocked], n_unknown=rows["incident_count"] - rows[clocked]
            )
        )
    return pd.concat(parts, ignore_index=True)
