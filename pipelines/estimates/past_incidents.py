"""Incident containers of past seasons with what each hit, and what ports were like then.

Reads marts, of a warehouse or an edition. What is asked of them is ``season_backtest``.
"""

import duckdb
import pandas as pd

from models.evaluation.moving_port import PORT_TRAITS
from pipelines.estimates.training import SNAPSHOT

_INCIDENTS = """
select
    t.season,
    h.hits,
    l.incident_id,
    l.container_label,
    t.lading_port_code,
    coalesce(f.port_of_lading, t.lading_port_code) as lading_port,
    f.* exclude (origin, container_trip_key, arrival_month, snapshot, us_port_code)
from (
    select origin, container_trip_key, min(incident_id) as incident_id,
        min_by(container_label, incident_id) as container_label
    from marts.fct_incident_ladder
    where origin = $origin and not is_scenario and container_trip_key is not null
    group by origin, container_trip_key
) as l
inner join marts.fct_container_trips as t using (origin, container_trip_key)
inner join marts.fct_rule_hits as h using (origin, container_trip_key)
inner join
    marts.fct_container_trip_features as f
    on f.origin = l.origin
    and f.container_trip_key = l.container_trip_key
    and f.snapshot = h.snapshot
where
    t.is_in_scope
    and t.is_in_season
    and h.rule_set = $rule_set
    and h.rule_set_version = $version
    and h.snapshot = $snapshot
order by t.season, l.incident_id, l.container_label
"""

_PORT_TRAITS = """
select t.season, f.port_of_lading, {traits}
from marts.fct_container_trip_features as f
inner join marts.fct_container_trips as t using (origin, container_trip_key)
where f.origin = $origin and f.snapshot = $snapshot and t.is_in_scope and t.is_in_season
    and f.port_of_lading is not null
group by t.season, f.port_of_lading
"""


def read_past_incidents(
    con: duckdb.DuckDBPyConnection, rule_set: str, version: int, origin: str
) -> pd.DataFrame:
    """List the incident containers that travelled in scope and in season.

    Parameters
    ----------
    con
        Connection to a warehouse or an edition.
    rule_set, version
        Whose masks.
    origin
        ``real`` or ``synthetic``.

    Returns
    -------
    DataFrame, one row per container
        ``season``, ``hits``, ``incident_id``, ``container_label``, ``lading_port`` (UN/LOCODE as
        the manifest says; the resolved code where it does not), and the features on arrival. A
        container without a manifest on arrival hit nothing that could be judged and is not among
        them; a scenario never is.
    """
    given = {"origin": origin, "rule_set": rule_set, "version": version, "snapshot": SNAPSHOT}
    return con.execute(_INCIDENTS, given).df()


def read_port_traits(con: duckdb.DuckDBPyConnection, origin: str) -> pd.DataFrame:
    """Say what each port of lading was like in each season, as the traffic had it.

    Parameters
    ----------
    con
        Connection to a warehouse or an edition.
    origin
        ``real`` or ``synthetic``.

    Returns
    -------
    DataFrame, one row per season and port
        ``season``, ``port_of_lading`` and the columns of
        :data:`models.evaluation.moving_port.PORT_TRAITS`; they are the same for every container
        of a port in a season, so any one is taken.
    """
    traits = ", ".join(f"any_value(f.{name}) as {name}" for name in PORT_TRAITS)
    given = {"origin": origin, "snapshot": SNAPSHOT}
    return con.execute(_PORT_TRAITS.format(traits=traits), given).df()
