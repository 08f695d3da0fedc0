"""Incidents of an origin one by one, with their clocks, as a proposal may know them.

Counts and days only: without ordinary containers of the same origin there is nothing to compare
with, and no odds ratio is made here.
"""

import duckdb
import pandas as pd

from pipelines.estimates.training import cut_of

_HISTORY = """
select
    d.origin,
    d.incident_id,
    d.discovered_on,
    cast(f.first_known_at as timestamp) as first_known_at,
    date_diff('day', d.discovered_on, f.first_known_at) as days_to_record,
    date_diff(
        'day',
        lag(d.discovered_on) over (
            partition by d.origin order by d.discovered_on, d.incident_id
        ),
        d.discovered_on
    ) as days_since_previous,
    d.loading_places,
    d.itemised_container_count as containers,
    d.persons_known_count as persons,
    f.first_known_at < $known_before as is_known_before_cut
from marts.dim_incidents as d
inner join staging.stg_agency__incidents_first_known as f using (origin, incident_id)
where d.kind = 'stowaway' and not d.is_scenario
order by d.origin, d.discovered_on, d.incident_id
"""


def read_history(con: duckdb.DuckDBPyConnection, season: int) -> pd.DataFrame:
    """List the stowaway incidents with their clocks, oldest first, origins apart.

    Parameters
    ----------
    con
        Connection to a built warehouse.
    season
        Season proposed for.

    Returns
    -------
    DataFrame, one row per incident
        ``origin``, ``incident_id``, ``discovered_on``, ``first_known_at``, ``days_to_record``
        (from discovery to the first record), ``days_since_previous`` (discovery to discovery;
        missing for the first of its origin), ``loading_places``, ``containers`` (itemised; 0 where
        the sources itemise none), ``persons`` (missing where unknown), ``is_known_before_cut``.
    """
    return con.execute(_HISTORY, {"known_before": cut_of(season)}).df()


def clocks_in_words(history: pd.DataFrame) -> str:
    """Say the counts and clocks of one origin's incidents in a sentence.

    Parameters
    ----------
    history
        Rows of :func:`read_history` of one origin.

    Returns
    -------
    str
        Empty without an incident.

    Examples
    --------
    >>> days = pd.to_datetime(["2005-01-15", "2005-04-03"])
    >>> clocks_in_words(pd.DataFrame({"discovered_on": days, "days_to_record": [2, 800],
    ...     "days_since_previous": [None, 78], "containers": [2, 0],
    ...     "is_known_before_cut": [True, False]}))
    '2 incidents from 2005-01-15 to 2005-04-03, 1 recorded before the cut; 2 containers itemised, \
in 1 of them; 78 days from one to the next at the median (78 to 78); recorded 2 to 800 days after \
discovery'
    """
    if history.empty:
        return ""
    first, last = history["discovered_on"].min(), history["discovered_on"].max()
    gaps, waits = history["days_since_previous"].dropna(), history["days_to_record"]
    between = (
        f"; {gaps.median():.0f} days from one to the next at the median "
        f"({gaps.min():.0f} to {gaps.max():.0f})"
        if not gaps.empty
        else ""
    )
    return (
        f"{len(history)} incidents from {first:%Y-%m-%d} to {last:%Y-%m-%d}, "
        f"{int(history['is_known_before_cut'].sum())} recorded before the cut; "
        f"{int(history['containers'].sum())} containers itemised, in "
        f"{int((history['containers'] > 0).sum())} of them{between}; recorded {waits.min():.0f} to "
        f"{waits.max():.0f} days after discovery"
    )
