"""Clearance times (S8.7): hours by period, place, segment and breakdown, open cases as censored.

Holds the reading of the counts, the calls into ``models`` and the writing. Which units finished a
segment, and on which step of time, is counted in ``marts.fct_clearance_counts`` and
``marts.fct_clearance_durations``; how segments are cut is in ``dbt/macros/clearance.sql``.
"""

import duckdb
import numpy as np
import pandas as pd

from models.evaluation import with_rates
from models.evaluation.durations import censored_quantiles
from models.evaluation.rates import MINIMUM_KNOWN
from pipelines.estimates.tables import CLEARANCE_TIMES, replace_tables
from pipelines.estimates.targets import TARGET_COLUMNS, read_targets, with_targets

PARTS = {
    "landing": "carrier and terminal",
    "data_late": "trade",
    "clearance": "customs",
    "pick_up": "trade",
}
"""Whom the stay from arrival to exit waits for in each of its consecutive parts."""

FEW_CASES = "not enough evidence: fewer than 20 cases"
OPEN_CASES = "open cases leave the later hours undecided"

MEASURE = "S8.7"

_KEYS = [
    "unit",
    "origin",
    "period_kind",
    "period",
    "geography",
    "port_code",
    "segment",
    "breakdown",
    "breakdown_value",
]

_CELL = f"hash({', '.join(_KEYS)})"
"""Number of a cell: a few hundred thousand of them in 64 bits do not meet."""

_COUNTS = f"""
select
    {_CELL} as cell, {", ".join(f"c.{key}" for key in _KEYS)},
    c.n, c.n_open, c.n_unknown, c.finished_hours,
    case
        when c.geography = 'national' then 'All ports'
        when c.geography = 'field_office' then substr(c.port_code, 4) || ' field office'
        when c.port_code = 'unresolved' then 'Port not resolved'
        else p.port_name
    end as port_name
from marts.fct_clearance_counts as c
left join
    (select port_code as code, port_name from reference.ports where side = 'us') as p
    on p.code = c.port_code
order by all
"""  # noqa: S608  names of this module

# An open case has lasted until the data were last known. Kind and place are written out: as
# parameters they would leave every branch of the view to be read.
_CASES = f"""
with
    cells as (
        select {_CELL} as cell, stratum, origin as whose
        from marts.fct_clearance_cells
        where period_kind = '{{kind}}' and geography = '{{place}}'
    ),

    cases as (
        select c.cell, c.whose, d.minutes, d.open_since, sum(d.case_count) as case_count
        from marts.fct_clearance_durations as d
        inner join cells as c on c.stratum = d.stratum
        group by c.cell, c.whose, d.minutes, d.open_since
    )

select
    c.cell, c.open_since is not null as is_open,
    coalesce(
        c.minutes / 60.0,
        greatest(date_diff('second', c.open_since, k.known_until), 0) / 3600.0
    ) as hours,
    c.case_count
from cases as c
left join staging.stg_loads__known_until as k on k.origin = c.whose
"""  # noqa: S608  names of this module

_PLACES = ("national", "field_office", "port")
_KINDS = ("month", "season", "fiscal_year", "calendar_year")


def estimate_clearance_times(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Write ``published.clearance_times``: quantiles, extremes, parts and the target of each cell.

    Parameters
    ----------
    con
        Connection to a built warehouse.

    Returns
    -------
    DataFrame
        The rows written, one per unit, origin, period, place, segment and breakdown value.

    Notes
    -----
    Quantiles and mean take an open case as lasting at least as long as it has lasted. The share
    within a target counts an open case that has lasted longer as not within, and one that has not
    as unknown.
    """
    rows = con.execute(_COUNTS).df()
    rows = with_clock_targets(rows, read_targets(con))
    aims = rows.loc[rows["target_hours"].notna(), ["cell", "target_hours"]]
    found = [
        _estimates(con.execute(_CASES.format(kind=kind, place=place)).df(), aims)
        for kind in _KINDS
        for place in _PLACES
    ]
    rows = rows.merge(pd.concat(found, ignore_index=True), on="cell", how="left")
    rows = with_share_within(_with_parts(rows))
    rows["note"] = np.select(
        [
            rows["n"] + rows["n_open"] < MINIMUM_KNOWN,
            (rows["n_open"] > 0) & rows["p90_hours"].isna(),
        ],
        [FEW_CASES, OPEN_CASES],
        "",
    )
    replace_tables(con, {"clearance_times": (CLEARANCE_TIMES, rows)})
    return rows[list(CLEARANCE_TIMES)]


def with_clock_targets(rows: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Write the target in hours beside each clearance time.

    Parameters
    ----------
    rows
        Cells with ``unit``, ``port_code``, ``period_kind``, ``period``, ``segment`` and ``n``.
    targets
        Rows of :func:`pipelines.estimates.targets.read_targets`; those of S8.7 in hours count,
        for the clearance itself.

    Returns
    -------
    DataFrame
        The rows with ``target_hours`` and who set it, when and by what source.
    """
    in_hours = targets[(targets["measure"] == MEASURE) & (targets["value_unit"] == "hours")]
    # A share's rules of precedence, for a clock: the unit of the value is put back below.
    held = with_targets(
        rows.assign(
            measure=np.where(rows["segment"] == "clearance", MEASURE, ""), denominator=rows["n"]
        ),
        in_hours.assign(value_unit="count"),
    )
    return held.rename(columns={"target": "target_hours"}).drop(
        columns=[name for name in TARGET_COLUMNS if name in ("target_unit", "target_direction")]
    )


def _estimates(cases: pd.DataFrame, aims: pd.DataFrame) -> pd.DataFrame:
    """Estimate every cell of one kind of period and place."""
    answer = censored_quantiles(cases, ["cell"], mean="mean_hours")
    done, still = cases[~cases["is_open"]], cases[cases["is_open"]]
    by_cell = done.groupby("cell", sort=False)["hours"]
    still_by_cell = still.assign(total=still["hours"] * still["case_count"]).groupby("cell")
    aimed = cases.merge(aims, on="cell")
    within = aimed["hours"] <= aimed["target_hours"]
    columns = {
        "shortest_hours": by_cell.min(),
        "longest_hours": by_cell.max(),
        "longest_open_hours": still_by_cell["hours"].max(),
        "open_hours": still_by_cell["total"].sum(),
        "within_target": _cases_where(aimed, within & ~aimed["is_open"]),
        "n_undecided": _cases_where(aimed, within & aimed["is_open"]),
    }
    for name, values in columns.items():
        answer[name] = answer["cell"].map(values)
    return answer


def _cases_where(cases: pd.DataFrame, is_counted: pd.Series) -> pd.Series:
    return cases["case_count"].where(is_counted, 0).groupby(cases["cell"]).sum()


def _with_parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Say whom each part of the stay waits for, and its share of the hours waited so far."""
    part = rows["segment"].map(PARTS)
    hours = rows["finished_hours"] + rows["open_hours"].fillna(0.0)
    cell = [key for key in _KEYS if key != "segment"]
    whole = hours.where(part.notna()).groupby([rows[key] for key in cell]).transform("sum")
    has_all = part.groupby([rows[key] for key in cell]).transform("count") == len(PARTS)
    share = (hours / whole.where(whole > 0)).where(part.notna() & has_all)
    return rows.assign(
        attributed_to=part.where(part.notna(), None), hours_so_far=hours, share_of_stay=share
    )


def with_share_within(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the share within the target with its exact interval; null where no target was set.

    Parameters
    ----------
    rows
        Cells with ``n``, ``n_open``, ``n_unknown``, ``target_hours`` and, where there is a target,
        ``within_target`` (finished within it) and ``n_undecided`` (open, and not past it yet).

    Returns
    -------
    DataFrame
        The rows with ``within_target_value``, its interval, and the bounds with the unknown and
        the undecided all out and all in.
    """
    has_target = rows["target_hours"].notna()
    columns = ["value", "low", "high", "value_unknown_low", "value_unknown_high"]
    names = dict(zip(columns, (f"within_target_{name}" for name in columns), strict=True))
    if not has_target.any():
        return rows.assign(**dict.fromkeys(names.values(), np.nan))
    counts = rows[has_target].assign(
        numerator=lambda aimed: aimed["within_target"].fillna(0).astype(int),
        denominator=lambda aimed: aimed["n"] + aimed["n_open"] + aimed["n_unknown"],
        n_unknown_within=lambda aimed: (
            aimed["n_unknown"] + aimed["n_undecided"].fillna(0).astype(int)
        ),
    )
    rated = with_rates(counts, n_unknown="n_unknown_within")[columns].rename(columns=names)
    return rows.join(rated)
