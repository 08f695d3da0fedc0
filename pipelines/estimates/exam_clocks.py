"""From discharge to the exam: ``exam_clocks``, ``uncovered_hours``, ``image_openings``.

Holds the reading of three marts, the calls into ``models`` and the writing. Which containers have
a clock, what covers a discharge and what an image said is decided in
``dbt/models/marts/exam_clocks``.
"""

import duckdb
import pandas as pd

from models.evaluation.durations import censored_quantiles
from models.evaluation.rates import with_rates
from pipelines.estimates.random_lane import KEYS, in_periods
from pipelines.estimates.tables import replace_tables

EXAM_CLOCKS = {
    "origin": "varchar",
    "population": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "port_code": "varchar",
    "discharged": "bigint",
    "n_before_discharge": "bigint",
    "n": "bigint",
    "n_open": "bigint",
    "n_left": "bigint",
    "n_unknown": "bigint",
    "median_hours": "double",
    "p75_hours": "double",
    "p90_hours": "double",
}

UNCOVERED_HOURS = {
    "origin": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "port_code": "varchar",
    "local_hour": "integer",
    "numerator": "bigint",
    "denominator": "bigint",
    "n_unknown": "bigint",
    "value": "double",
    "low": "double",
    "high": "double",
    "value_unknown_low": "double",
    "value_unknown_high": "double",
    "note": "varchar",
}

IMAGE_OPENINGS = {
    "origin": "varchar",
    "figure": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "port_code": "varchar",
    "numerator": "bigint",
    "denominator": "bigint",
    "n_unknown": "bigint",
    "value": "double",
    "low": "double",
    "high": "double",
    "value_unknown_low": "double",
    "value_unknown_high": "double",
    "note": "varchar",
}

# A container may be both.
_CLOCKS = """(
    select *, 'smuggling_hit' as population from marts.fct_exam_clocks where is_smuggling_hit
    union all
    select *, 'high_risk' as population from marts.fct_exam_clocks where is_high_risk
)"""

_CLOCK_COUNTS = """
    count(*) as discharged,
    count(*) filter (where clock_state = 'before_discharge') as n_before_discharge,
    count(*) filter (where clock_state = 'started') as n,
    count(*) filter (where clock_state = 'waiting') as n_open,
    count(*) filter (where clock_state = 'left') as n_left,
    count(*) filter (where clock_state = 'unknown') as n_unknown
"""

_IMAGE_COUNTS = """
    sum(cleared_found_count)::bigint as cleared_found,
    sum(cleared_empty_count)::bigint as cleared_empty,
    sum(flagged_found_count)::bigint as flagged_found,
    sum(flagged_empty_count)::bigint as flagged_empty,
    sum(inconclusive_found_count + inconclusive_empty_count)::bigint as inconclusive,
    sum(unsettled_count)::bigint as unsettled
"""

_BY = ["population", *KEYS]


def estimate_exam_clocks(con: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """Write the three tables of the clock that starts with the discharge.

    Parameters
    ----------
    con
        Connection to a built warehouse.

    Returns
    -------
    dict of str to DataFrame
        ``exam_clocks``, ``uncovered_hours`` and ``image_openings`` as written.

    Notes
    -----
    Quantiles are of all discharged and not examined before: what still waits is censored where
    the data end, what left without an exam is never examined. A median that is not reached says
    that fewer than half were.
    """
    written = {
        "exam_clocks": (EXAM_CLOCKS, _exam_clocks(con)),
        "uncovered_hours": (UNCOVERED_HOURS, _uncovered_hours(con)),
        "image_openings": (IMAGE_OPENINGS, _image_openings(con)),
    }
    replace_tables(con, written)
    return {name: frame[list(columns)] for name, (columns, frame) in written.items()}


def _exam_clocks(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Count the clocks by state, with the hours to the exam of those that ran."""
    relation, by = in_periods(_CLOCKS), ", ".join(_BY)
    counts = con.execute(
        f"select {by}, {_CLOCK_COUNTS} from ({relation}) group by all order by all"  # noqa: S608
    ).df()
    cases = con.execute(
        f"select {by}, clock_state, coalesce(hours_to_exam, hours_open) as hours "  # noqa: S608
        f"from ({relation}) where clock_state in ('started', 'waiting', 'left')"
    ).df()
    # Gone without an exam: still without one when every other case has ended.
    never = 1.0 + (0.0 if cases["hours"].isna().all() else float(cases["hours"].max()))
    cases = cases.assign(
        hours=cases["hours"].fillna(never), is_open=cases["clock_state"] != "started"
    )
    return counts.merge(censored_quantiles(cases, _BY), on=_BY, how="left")


def _uncovered_hours(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Give the share of high-risk discharges of each hour that nobody covered."""
    counts = con.execute(
        f"select {', '.join(KEYS)}, local_hour, "  # noqa: S608
        "sum(uncovered_count)::bigint as numerator, sum(discharge_count)::bigint as denominator, "
        "sum(unknown_count)::bigint as n_unknown "
        f"from ({in_periods('marts.fct_quay_hours')}) group by all order by all"
    ).df()
    return with_rates(counts.assign(local_hour=counts["local_hour"].astype("Int64")))


def _image_openings(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Set images against openings: each error once against the reading, once against the truth."""
    counts = con.execute(
        f"select {', '.join(KEYS)}, {_IMAGE_COUNTS} "  # noqa: S608
        f"from ({in_periods('marts.fct_image_openings')}) group by all order by all"
    ).df()
    clear, alarm = counts["cleared_found"], counts["flagged_empty"]
    settled = clear + alarm + counts["cleared_empty"] + counts["flagged_found"]
    none = counts["unsettled"] * 0
    figures = {
        "false_clear_of_cleared": (clear, clear + counts["cleared_empty"], none),
        "false_clear_of_found": (clear, clear + counts["flagged_found"], none),
        "false_alarm_of_flagged": (alarm, alarm + counts["flagged_found"], none),
        "false_alarm_of_empty": (alarm, alarm + counts["cleared_empty"], none),
        "inconclusive_of_images": (
            counts["inconclusive"],
            settled + counts["inconclusive"] + counts["unsettled"],
            counts["unsettled"],
        ),
    }
    rows = [
        counts[KEYS].assign(figure=name, numerator=number, denominator=among, n_unknown=unknown)
        for name, (number, among, unknown) in figures.items()
    ]
    return with_rates(pd.concat(rows, ignore_index=True))
