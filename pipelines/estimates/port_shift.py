"""Port-shift watch: ``published.port_shift``, ports of lading where a trait newly rises.

Holds the reading of the monthly counts, the one call into ``models`` and the writing.
"""

import duckdb
import pandas as pd

from models.evaluation.port_shift import port_shift
from pipelines.estimates.tables import replace_tables

PORT_SHIFT = {
    "origin": "varchar",
    "season": "integer",
    "period_kind": "varchar",
    "period": "varchar",
    "lading_port_code": "varchar",
    "port_name": "varchar",
    "region": "varchar",
    "rule_set": "varchar",
    "rule_set_version": "integer",
    "rule": "varchar",
    "wording": "varchar",
    "containers_with": "bigint",
    "containers": "bigint",
    "share": "double",
    "before_with": "bigint",
    "before_containers": "bigint",
    "before_share": "double",
    "seasons_before": "bigint",
    "others_share": "double",
    "others_before_share": "double",
    "ratio": "double",
    "z": "double",
    "dispersion": "double",
    "compared": "bigint",
    "z_needed": "double",
    "expected_false_alarms": "double",
    "state": "varchar",
    "is_new": "boolean",
    "note": "varchar",
}

_COUNTS = """
select
    origin, rule_set, rule_set_version, rule, wording, season, arrival_month::timestamp as
    arrival_month, lading_port_code, containers_with, containers_without
from marts.fct_port_shift_counts
order by all
"""

_PORTS = """
select port_code as lading_port_code, port_name, region
from reference.ports
where side = 'foreign'
"""


def estimate_port_shift(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Write ``published.port_shift``: each port's share of a trait against the months before.

    Parameters
    ----------
    con
        Connection to a built warehouse.

    Returns
    -------
    DataFrame
        The rows written, periods in order and in each the largest z first.
    """
    found = port_shift(con.execute(_COUNTS).df())
    table = found.merge(con.execute(_PORTS).df(), on="lading_port_code", how="left")
    replace_tables(con, {"port_shift": (PORT_SHIFT, table)})
    return table[list(PORT_SHIFT)]
