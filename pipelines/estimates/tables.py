"""The tables of schema ``published``: their columns, and replacing them whole.

What stands in the rows is decided by whoever fills them.
"""

from collections.abc import Mapping

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.estimates.targets import TARGET_COLUMNS

MEASURES = {
    "measure": "varchar",
    "title": "varchar",
    "definition_version": "integer",
    "unit": "varchar",
    "view": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "geography": "varchar",
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
    "numerator_hash": "varchar",
    "denominator_hash": "varchar",
    **TARGET_COLUMNS,
    "formula": "varchar",
    "source": "varchar",
    "sensitivity": "varchar",
    "note": "varchar",
}

CLEARANCE_TIMES = {
    "unit": "varchar",
    "origin": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "geography": "varchar",
    "port_code": "varchar",
    "port_name": "varchar",
    "segment": "varchar",
    "breakdown": "varchar",
    "breakdown_value": "varchar",
    "n": "bigint",
    "n_open": "bigint",
    "n_unknown": "bigint",
    "median_hours": "double",
    "p75_hours": "double",
    "p90_hours": "double",
    "mean_hours": "double",
    "shortest_hours": "double",
    "longest_hours": "double",
    "longest_open_hours": "double",
    "attributed_to": "varchar",
    "hours_so_far": "double",
    "share_of_stay": "double",
    "target_hours": "double",
    "target_set_by": "varchar",
    "target_set_at": "timestamp",
    "target_source": "varchar",
    "within_target": "bigint",
    "within_target_value": "double",
    "within_target_low": "double",
    "within_target_high": "double",
    "within_target_value_unknown_low": "double",
    "within_target_value_unknown_high": "double",
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
    "low_points": "double",
    "high_points": "double",
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
    "confirmed_written_afterwards": "bigint",
    "exams_left_out": "bigint",
    "incidents_known": "bigint",
    "clocks": "varchar",
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

PROPOSAL_HISTORY = {
    "origin": "varchar",
    "incident_id": "varchar",
    "discovered_on": "date",
    "first_known_at": "timestamp",
    "days_to_record": "bigint",
    "days_since_previous": "bigint",
    "loading_places": "varchar",
    "containers": "bigint",
    "persons": "bigint",
    "is_known_before_cut": "boolean",
}

PROPOSAL_WORKLOAD = {
    "origin": "varchar",
    "season": "integer",
    "rule_set": "varchar",
    "tried_season": "integer",
    "weights": "varchar",
    "port_code": "varchar",
    "exams": "bigint",
    "busiest_week": "bigint",
    "exams_per_week": "double",
    "exams_per_week_low": "double",
    "exams_per_week_high": "double",
    "image_hours": "double",
    "image_hours_low": "double",
    "image_hours_high": "double",
    "physical_hours": "double",
    "physical_hours_low": "double",
    "physical_hours_high": "double",
    "timed_exams": "bigint",
    "prompt_exams": "bigint",
    "prompt_share": "double",
    "prompt_low": "double",
    "prompt_high": "double",
    "prompt_note": "varchar",
    "doable_exams": "bigint",
    "asked_exams": "bigint",
    "doable_share": "double",
}

PROPOSAL_INCIDENTS = {
    "origin": "varchar",
    "incident_id": "varchar",
    "container_label": "varchar",
    "container_trip_key": "varchar",
    "is_scenario": "boolean",
    "season": "integer",
    "port_code": "varchar",
    "score_before": "integer",
    "score": "integer",
    "threshold": "integer",
    "was_caught": "boolean",
    "is_caught": "boolean",
}

PROPOSAL_FINDINGS = {
    "origin": "varchar",
    "kind": "varchar",
    "what": "varchar",
    "subject": "varchar",
    "severity": "varchar",
    "containers": "bigint",
    "of_containers": "bigint",
    "message": "varchar",
}

SEASON_BACKTEST = {
    "origin": "varchar",
    "rule_set": "varchar",
    "version": "integer",
    "budget": "double",
    "grouped_by": "varchar",
    "season": "integer",
    "weights": "varchar",
    "containers": "bigint",
    "positives": "bigint",
    "found": "double",
    "recall": "double",
    "recall_low": "double",
    "recall_high": "double",
    "note": "varchar",
    "new_port_positives": "bigint",
    "new_port_found": "double",
    "changes": "integer",
    "l1_points": "double",
    "is_refused": "boolean",
    "predictive_gain_nats": "double",
    "is_switch_season": "boolean",
}

MOVING_PORT = {
    "origin": "varchar",
    "budget": "double",
    "weights": "varchar",
    "place": "varchar",
    "incidents": "bigint",
    "found": "double",
    "lost": "double",
    "recall": "double",
    "recall_low": "double",
    "recall_high": "double",
    "note": "varchar",
}

LEFT_OUT = {
    "origin": "varchar",
    "budget": "double",
    "by": "varchar",
    "left_out": "varchar",
    "containers": "bigint",
    "found_current": "double",
    "found_with": "double",
    "found_without": "double",
    "differing_rules": "varchar",
    "largest_difference_points": "integer",
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
