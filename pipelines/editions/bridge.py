"""Bridged series: where a definition changed, both definitions' figures for one overlap season.

Copies figures of the edition before and of the new one side by side, each under its own definition
version. Nothing is counted again: a definition that was given up counts no more, so its
last published figures are kept. Which figures changed, and why, is told by ``ledger``.
"""

from datetime import datetime

import duckdb

from pipelines.editions.store import Edition

COLUMNS = {
    "measure": "varchar",
    "definition_version": "integer",
    "edition": "varchar",
    "is_same_data": "boolean",
    "unit": "varchar",
    "view": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "port_code": "varchar",
    "origin": "varchar",
    "numerator": "bigint",
    "denominator": "bigint",
    "value": "double",
    "low": "double",
    "high": "double",
    "n_unknown": "bigint",
}
"""Columns of ``published.bridged_measures``. ``edition`` is the edition a row was first published
in, null for the one that carries the table. ``is_same_data`` says whether both definitions saw the
same files under the same cut: only then is the step between them the definition's alone."""
BRIDGED_PERIOD = "season"

_FILES = """
select origin, file_name, sha256 from {catalog}raw.loads
where state = 'loaded' and superseded_by_load_id is null
"""

_BRIDGE = """
with
    before as (from previous.published.measures where period_kind = $period_kind),
    now as (from published.measures where period_kind = $period_kind),
    changed as (
        select o.measure, o.origin, max(o.period) as period
        from before as o inner join now as n using (measure, origin, period)
        where o.definition_version <> n.definition_version
        group by o.measure, o.origin
    )
select {columns}
from (
    select *, $edition as edition, $is_same_data as is_same_data from before
    union all by name
    select *, cast(null as varchar) as edition, $is_same_data as is_same_data from now
)
inner join changed using (measure, origin, period)
"""


def write_bridges(
    con: duckdb.DuckDBPyConnection, previous: Edition | None, as_known_at: datetime | None
) -> int:
    """Write ``published.bridged_measures``: bridges published before, and those that are new.

    Parameters
    ----------
    con
        Writing connection whose current catalog is the new edition, its figures and ledgers in it.
    previous
        The edition published last; None before the first.
    as_known_at
        Cut of the new edition's data; None for everything loaded.

    Returns
    -------
    int
        Rows of the table.

    Notes
    -----
    To change a definition, publish; change the SQL and ``definition_version`` beside the model;
    build and publish again before anything new is loaded. The last season that both editions have
    then stands under both versions, counted from the same files.
    """
    types = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
    con.execute(f"create or replace table published.bridged_measures ({types})")
    if previous is not None:
        con.execute(f"attach '{previous.database}' as previous (read_only)")
        try:
            _carry_over(con, previous)
            _add_bridges(con, previous, as_known_at)
        finally:
            con.execute("detach previous")
    row = con.execute("select count(*) from published.bridged_measures").fetchone()
    return int(row[0]) if row else 0


def _carry_over(con: duckdb.DuckDBPyConnection, previous: Edition) -> None:
    if "published.bridged_measures" in previous.manifest.tables:
        con.execute(
            "insert into published.bridged_measures by name "
            "select * replace (coalesce(edition, $edition) as edition) "
            "from previous.published.bridged_measures",
            {"edition": previous.id},
        )


def _add_bridges(
    con: duckdb.DuckDBPyConnection, previous: Edition, as_known_at: datetime | None
) -> None:
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    then, now = _FILES.format(catalog="previous."), _FILES.format(catalog="")
    differing = con.execute(
        f"select count(*) from (({then} except {now}) union all ({now} except {then}))"  # noqa: S608
    ).fetchone()
    con.execute(
        "insert into published.bridged_measures by name "  # noqa: S608  fixed names
        + _BRIDGE.format(columns=columns),
        {
            "period_kind": BRIDGED_PERIOD,
            "edition": previous.id,
            "is_same_data": differing == (0,) and as_known_at == previous.as_known_at,
        },
    )
