"""Commonalities: ``published.commonalities``, every trait of incidents against matched traffic.

Holds the reading of the trait marts, the one call into ``models`` and the writing.
"""

import duckdb
import pandas as pd

from models.commonalities import commonality_table
from pipelines.estimates.tables import replace_tables

COMMONALITIES = {
    "origin": "varchar",
    "era": "varchar",
    "rank": "integer",
    "kind": "varchar",
    "trait": "varchar",
    "second_trait": "varchar",
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
    "expected_with": "double",
    "incidents_with": "bigint",
    "incidents": "bigint",
    "incidents_unmatched": "bigint",
    "incident_containers_unmatched": "bigint",
    "incident_containers_unknown": "bigint",
    "incident_containers_recorded_after": "bigint",
    "recorded": "varchar",
    "strata": "bigint",
    "informative_strata": "bigint",
    "traffic_per_incident_container": "double",
    "odds_ratio": "double",
    "odds_ratio_low": "double",
    "odds_ratio_high": "double",
    "method": "varchar",
    "p_value": "double",
    "holm_p_value": "double",
    "comparisons": "bigint",
    "without_incident_id": "varchar",
    "without_odds_ratio": "double",
    "without_low": "double",
    "without_high": "double",
    "is_resting_on_one_incident": "boolean",
    "verdict": "varchar",
    "note": "varchar",
}

_STRATA = """
select
    origin, trait, second_trait, wording, arrival_month, loading_region, us_port_group,
    traffic_with, traffic_without, incident_containers
from marts.fct_trait_strata
order by all
"""

_INCIDENTS = """
select
    origin, trait, second_trait, incident_id, era, arrival_month, loading_region, us_port_group,
    has_trait, is_recorded_before_discovery
from marts.fct_trait_incidents
order by all
"""


def estimate_commonalities(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Write ``published.commonalities``: every trait among incidents and in matched traffic.

    Parameters
    ----------
    con
        Connection to a built warehouse.

    Returns
    -------
    DataFrame
        The rows written, within an origin and era the strongest first.

    Raises
    ------
    ValueError
        If the two trait marts do not add up.
    """
    table = commonality_table(con.execute(_STRATA).df(), con.execute(_INCIDENTS).df())
    replace_tables(con, {"commonalities": (COMMONALITIES, table)})
    return table[list(COMMONALITIES)]
