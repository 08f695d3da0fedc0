"""Measures with intervals, from the counts of the marts.

Holds the reading, the one call into ``models`` and the writing. Commonalities are in
``commonalities``, the proposal is in ``proposals``.
"""

from datetime import datetime

import duckdb
import pandas as pd

from models.evaluation import with_rates
from pipelines.estimates.maturity import newest_known_at, with_state
from pipelines.estimates.tables import MEASURES, replace_tables
from pipelines.estimates.targets import read_targets, with_targets
from pipelines.periods import FINAL_AFTER_DAYS

_COUNTS = """
select
    c.measure, c.definition_version, c.unit, c.view, c.period_kind, c.period, c.geography,
    c.port_code,
    case
        when c.port_code = '*' then 'All ports'
        when c.port_code = 'unresolved' then 'Port not resolved'
        when c.port_code = 'abroad' then 'Abroad'
        when c.port_code = 'FO:not assigned' then 'No field office assigned'
        when c.geography = 'field_office' then c.port_code[4:] || ' field office'
        else p.port_name
    end as port_name,
    c.origin, c.numerator, c.denominator, c.n_unknown, c.numerator_hash, c.denominator_hash
from marts.fct_measure_counts as c
left join reference.ports as p on p.port_code = c.port_code and p.side = 'us'
order by c.origin, c.measure, c.unit, c.view, c.period_kind, c.period, c.port_code
"""

_CATALOGUE = """
select measure, title, formula, source, definition_version, sensitivity
from marts.dim_measures
"""


def estimate_measures(
    con: duckdb.DuckDBPyConnection,
    catalogue: pd.DataFrame | None = None,
    *,
    as_known_at: datetime | None = None,
    final_after_days: int = FINAL_AFTER_DAYS,
) -> pd.DataFrame:
    """Write ``published.measures``: every measure count with rate, exact interval and maturity.

    Parameters
    ----------
    con
        Connection to a built warehouse.
    catalogue
        Frame of :func:`pipelines.estimates.measure_catalogue`; None reads the same definitions
        from ``marts.dim_measures``.
    as_known_at
        Cut of the data the warehouse was built with, UTC; None for everything loaded. Figures
        are provisional or final as of this moment, or as of the newest row.
    final_after_days
        Days after a period's end from which its figures are final.

    Returns
    -------
    DataFrame
        The rows written.

    Raises
    ------
    ValueError
        If a measure has no definition, the counts were made under another version of it, or a
        count cannot be.
    """
    counts = con.execute(_COUNTS).df()
    definitions = con.execute(_CATALOGUE).df() if catalogue is None else catalogue
    rows = _with_definitions(counts, definitions)
    rates = with_state(with_rates(rows), newest_known_at(con), as_known_at, final_after_days)
    rates = with_targets(rates, read_targets(con))
    rates["view"] = rates["view"].astype(str)
    replace_tables(con, {"measures": (MEASURES, rates)})
    return rates[list(MEASURES)]


def _with_definitions(counts: pd.DataFrame, definitions: pd.DataFrame) -> pd.DataFrame:
    defined = definitions.set_index("measure")
    undefined = sorted(set(counts["measure"]) - set(defined.index))
    if undefined:
        raise ValueError(
            f"measures {', '.join(undefined)} are counted but not defined; give them "
            "config.meta.measure in the YAML beside their model"
        )
    rows = counts.copy()
    for column in ("title", "formula", "source", "sensitivity"):
        rows[column] = rows["measure"].map(defined[column])
    current = rows["measure"].map(defined["definition_version"])
    outdated = rows[rows["definition_version"].astype(str) != current.astype(str)]
    if not outdated.empty:
        first = outdated.iloc[0]
        raise ValueError(
            f"measure {first['measure']} was counted under definition version "
            f"{first['definition_version']}, the catalogue has "
            f"{defined.loc[first['measure'], 'definition_version']}; rebuild the marts"
        )
    return rows
