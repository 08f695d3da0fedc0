"""Drift of features and scores by port of lading: ``published.drift``.

Holds the reading of the monthly counts, the one call into ``models`` and the writing. Drift of a
filter season by season stands in ``pipelines.filters.life_cycle``.
"""

import duckdb
import pandas as pd

from models.evaluation.drift_by_month import drift_by_month, with_score_classes
from pipelines.estimates.tables import replace_tables

DRIFT = {
    "origin": "varchar",
    "feature": "varchar",
    "rule_set": "varchar",
    "rule_set_version": "integer",
    "lading_port_code": "varchar",
    "month": "varchar",
    "before_month": "varchar",
    "reference_count": "bigint",
    "current_count": "bigint",
    "bins": "bigint",
    "psi": "double",
    "by_chance": "double",
    "reading": "varchar",
}

_COUNTS = """
select
    origin, feature, rule_set, rule_set_version, lading_port_code,
    arrival_month::timestamp as month, class, score, container_count
from marts.fct_traffic_months
"""

_VERSION = ["rule_set", "rule_set_version"]


def estimate_drift(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Write ``published.drift``: each month against the same month of the year before.

    Parameters
    ----------
    con
        Connection to a built warehouse.

    Returns
    -------
    DataFrame
        The rows written, one per origin, feature or rule-set version, month and port of lading
        (``*``: all) with traffic a year before; a port only where both months have enough of it.

    Notes
    -----
    A score is compared within one version, so that a change of rules is no change of traffic.
    """
    counts = con.execute(_COUNTS).df()
    is_score = counts["feature"] == "score"
    scores = with_score_classes(counts[is_score], ["origin", *_VERSION])
    # What is no score has no version; a placeholder keeps it in the groups.
    rows = pd.concat([counts[~is_score], scores], ignore_index=True)
    rows = rows.fillna({"rule_set": "", "rule_set_version": 0})
    rows = pd.concat([rows, rows.assign(lading_port_code="*")], ignore_index=True)
    found = drift_by_month(rows, ["origin", "feature", *_VERSION, "lading_port_code"])
    found = found[(found["lading_port_code"] == "*") | found["psi"].notna()]
    table = found.assign(
        rule_set=found["rule_set"].where(found["rule_set"] != ""),
        rule_set_version=found["rule_set_version"].where(found["rule_set"] != "").astype("Int64"),
        month=pd.to_datetime(found["month"]).dt.strftime("%Y-%m"),
        before_month=pd.to_datetime(found["before_month"]).dt.strftime("%Y-%m"),
    )[list(DRIFT)]
    replace_tables(con, {"drift": (DRIFT, table)})
    return table
