"""Maturity of figures: provisional until some days after their period's end, then final.

Holds the moment figures are judged at and the column. The rule itself is in ``pipelines.periods``;
what became of a figure after it was final is told by ``editions.ledger``.
"""

from datetime import datetime

import duckdb
import pandas as pd

from pipelines.landing.contracts import load_contracts
from pipelines.periods import FINAL_AFTER_DAYS, maturity


def newest_known_at(con: duckdb.DuckDBPyConnection) -> dict[str, datetime]:
    """Say up to when the loaded rows tell, by origin.

    Registers are left out: what a report says as of a day does not say that all that happened
    until then is loaded.

    Parameters
    ----------
    con
        Connection to the warehouse.

    Returns
    -------
    dict of str to datetime
        The newest ``known_at`` of any raw row, UTC without zone.
    """
    found_tables = con.execute(
        "select distinct table_name from duckdb_columns() where schema_name = 'raw' "
        "and database_name = current_database() and column_name = 'known_at' order by all"
    ).fetchall()
    registers = {one.name for one in load_contracts().values() if one.is_register}
    tables = [name for (name,) in found_tables if name not in registers]
    if not tables:
        return {}
    each = " union all ".join(
        f'select origin, max(known_at) as known_at from raw."{name}" group by origin'  # noqa: S608
        for name in tables
    )
    found = con.execute(f"select origin, max(known_at) from ({each}) group by origin")  # noqa: S608
    return dict(found.fetchall())


def with_state(
    figures: pd.DataFrame,
    known_at: dict[str, datetime],
    as_known_at: datetime | None = None,
    after_days: int = FINAL_AFTER_DAYS,
) -> pd.DataFrame:
    """Write beside each figure whether it is provisional or final.

    Parameters
    ----------
    figures
        With ``period_kind``, ``period`` and ``origin``.
    known_at
        Up to when the rows of each origin tell; it judges where there is no cut.
    as_known_at
        Cut of the data, UTC; None for everything loaded.
    after_days
        Days after a period's end from which a figure is final.

    Returns
    -------
    DataFrame
        The figures with column ``state``; null where nothing says up to when an origin tells.

    Raises
    ------
    ValueError
        If a period is none.
    """
    labels = figures[["origin", "period_kind", "period"]].drop_duplicates()
    judged = {
        (origin, kind, period): maturity(kind, period, moment, after_days)
        for origin, kind, period in labels.itertuples(index=False)
        if (moment := as_known_at or known_at.get(origin)) is not None
    }
    keys = zip(figures["origin"], figures["period_kind"], figures["period"], strict=True)
    return figures.assign(state=pd.Series([judged.get(key) for key in keys], figures.index, object))
