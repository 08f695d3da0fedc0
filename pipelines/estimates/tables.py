"""The tables of schema ``published``: their columns, and replacing them whole.

What stands in the rows is decided by whoever fills them.
"""

from collections.abc import Mapping

import duckdb
import pandas as pd
import pyarrow as pa

MEASURES = {
    "measure": "varchar",
    "title": "varchar",
    "definition_version": "integer",
    "unit": "varchar",
    "view": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "port_code": "varchar",
    "port_name": "varchar",
    "origin": "varchar",
    "state": "varchar",
    "numerator": "bigint",
    "denominator": "bigint",
    "value": "double",
    "low": "double",
    "high": "double",
    "value_unknown_low": "double",
    "value_unknown_high": "double",
    "n_unknown": "bigint",
    "formula": "varchar",
    "source": "varchar",
    "sensitivity": "varchar",
    "note": "varchar",
}

CLEARANCE_TIMES = {
    "unit": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "port_code": "varchar",
    "origin": "varchar",
    "lane": "varchar",
    "n": "bigint",
    "n_open": "bigint",
    "n_unknown": "bigint",
    "median_hours": "double",
    "p75_hours": "double",
    "p90_hours": "double",
}

COMMONALITIES = {
    "origin": "varchar",
    "rank": "integer",
    "trait": "varchar",
    "wording": "varchar",
    "unit": "varchar",
    "incident_containers_with": "bigint",
    "incident_containers": "bigint",
    "incident_prevalence": "double",
    "incident_prevalence_low": "double",
    "incident_prevalence_high": "double",
    "traffic_with": "bigint",
    "traffic_containers": "bigint",
    "traffic_prevalence": "double",
    "traffic_prevalence_low": "double",
    "traffic_prevalence_high": "double",
    "odds_ratio": "double",
    "odds_ratio_low": "double",
    "odds_ratio_high": "double",
    "incidents_with": "bigint",
    "incidents": "bigint",
    "is_resting_on_one_incident": "boolean",
    "verdict": "varchar",
    "note": "varchar",
}

PROPOSAL = {
    "origin": "varchar",
    "season": "integer",
    "rule_set": "varchar",
    "version": "integer",
    "bit": "integer",
    "rule": "varchar",
    "wording": "varchar",
    "kind": "varchar",
    "points": "integer",
    "proposed_points": "integer",
    "sd_points": "double",
    "probability_of_direction": "double",
    "decision": "varchar",
    "reason": "varchar",
    "containers_hit": "bigint",
    "confirmed_hit": "bigint",
    "confirmed_expected": "double",
}

PROPOSAL_SUMMARY = {
    "origin": "varchar",
    "season": "integer",
    "rule_set": "varchar",
    "version": "integer",
    "trained_from": "integer",
    "trained_to": "integer",
    "known_before": "timestamp",
    "containers": "bigint",
    "confirmed": "bigint",
    "confirmed_left_out": "bigint",
    "lesser": "bigint",
    "refused": "boolean",
    "reason": "varchar",
    "changes": "integer",
    "predictive_gain_nats": "double",
    "kappa": "double",
    "tau": "double",
    "rho": "double",
    "model_card": "varchar",
}


def replace_tables(
    con: duckdb.DuckDBPyConnection,
    tables: Mapping[str, tuple[Mapping[str, str], pd.DataFrame]],
) -> None:
    """Replace tables of schema ``published``, all of them or none.

    Parameters
    ----------
    con
        Connection to the warehouse, outside a transaction.
    tables
        Column types and rows by table name. A column the frame lacks is an error, one it has too
        many is left out. NaN is written as null.

    Raises
    ------
    ValueError
        If a frame lacks a column.
    """
    con.execute("begin transaction")
    try:
        con.execute("create schema if not exists published")
        for name, (columns, frame) in tables.items():
            missing = [column for column in columns if column not in frame]
            if missing:
                raise ValueError(
                    f"published.{name}: no column {', '.join(missing)}; got "
                    f"{', '.join(map(str, frame.columns))}"
                )
            types = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            con.execute(f"create or replace table published.{name} ({types})")
            rows = pa.Table.from_pandas(frame[list(columns)], preserve_index=False)
            con.register("rows_to_publish", rows)
            con.execute(f"insert into published.{name} by name from rows_to_publish")  # noqa: S608
            con.unregister("rows_to_publish")
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")
