"""The traffic a season's weights will meet: the newest traffic, its rules on ports made anew.

Holds the SELECTs and the new masks. What a port's rules say is ``models.evaluation.port_rules``,
how a container hits them the SQL of the rules themselves, and what is made of the traffic
``models.refinement.coming``.
"""

from collections.abc import Collection, Mapping

import duckdb
import pandas as pd
import sqlglot

from models.evaluation.moving_port import PORT_TRAITS
from models.evaluation.port_rules import LOOK_BACK_SEASONS, port_hit_prev2, port_near_hit
from pipelines.estimates.training import cut_of

LOOKING_BACK = tuple(name for name in PORT_TRAITS if name.startswith("is_port_"))
"""Features of the port of lading that follow from the seasons before: they are made anew."""

_PORTS = """
select lading_port_code, region, container_count, is_port_rising
from marts.fct_port_seasons
where origin = $origin and season = $season
order by lading_port_code
"""

_INCIDENTS = """
select loading_port_code as lading_port_code, count(distinct incident_id) as incident_count
from marts.fct_incident_loading_ports
where
    origin = $origin
    and season between $season - $look_back_seasons and $season - 1
    and first_known_at < $known_before
group by loading_port_code
"""
"""Incidents once per port, as ``int_port_seasons`` counts them, by an earlier day."""

_RULES = """
select bit, expression_sql
from rules.rules
where rule_set = $rule_set and version = $version and expression_sql is not null
order by bit
"""

_TRAFFIC = """
with
    newest as (
        select f.* replace ({anew}), h.hits
        from marts.fct_container_trips as t
        inner join marts.fct_rule_hits as h using (origin, container_trip_key)
        inner join
            marts.fct_container_trip_features as f
            on f.origin = t.origin
            and f.container_trip_key = t.container_trip_key
            and f.snapshot = h.snapshot
        left join coming_ports as p on p.lading_port_code = t.lading_port_code
        where
            t.origin = $origin
            and t.is_in_scope
            and t.is_in_season
            and t.season = $season - 1
            and h.rule_set = $rule_set
            and h.rule_set_version = $version
            and h.snapshot = $snapshot
            and not list_contains($left_out, t.container_trip_key)
    )

select (hits & (~{judged}::bigint)) | ({bits}) as hits, count(*) as containers
from newest
group by all
order by hits
"""


def read_coming(
    con: duckdb.DuckDBPyConnection,
    key: Mapping[str, object],
    left_out: Collection[str] = (),
) -> pd.DataFrame | None:
    """Read the traffic expected in a season, from what was known on 1 September before it.

    Parameters
    ----------
    con
        Connection to a warehouse or an edition.
    key
        ``origin``, ``rule_set``, ``version``, ``snapshot`` and ``season``: the season that comes.
    left_out
        Keys of container trips that are not to count, for they were written down afterwards.

    Returns
    -------
    DataFrame, one row per mask, or None
        ``hits`` and ``containers``, as ``FilterWeightRefiner.fit`` takes them as ``coming``. None
        where it is not known what the ports will be like: the season before has no traffic, or the
        edition is from before this was kept.

    Notes
    -----
    Every container of the newest season stands for one of the coming season. Rules that read a
    feature of the port that looks back are judged anew with what the port will be like; all others
    stay as they were. A port was hit by the incidents first recorded before 1 September; when the
    season opens a month later more may be known. Nothing of the season itself or later is read.
    """
    try:
        ports = _coming_ports(con, key)
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    given = {name: key[name] for name in ("rule_set", "version")}
    rules = [
        (int(bit), sql) for bit, sql in con.execute(_RULES, given).fetchall() if _looks_back(sql)
    ]
    judged = sum(1 << bit for bit, _ in rules)
    bits = " | ".join(f"(({sql})::bigint << {bit})" for bit, sql in rules) or "0"
    con.register("coming_ports", ports)
    try:
        traffic = con.execute(
            _TRAFFIC.format(
                anew=", ".join(f"p.{name} as {name}" for name in LOOKING_BACK),
                judged=judged,
                bits=bits,
            ),
            {**key, "left_out": list(left_out)},
        ).df()
    finally:
        con.unregister("coming_ports")
    return None if ports.empty or traffic.empty else traffic


def _coming_ports(con: duckdb.DuckDBPyConnection, key: Mapping[str, object]) -> pd.DataFrame:
    """Say what each port will be like: columns of ``LOOKING_BACK`` by ``lading_port_code``."""
    season = int(str(key["season"]))
    ports = con.execute(_PORTS, {name: key[name] for name in ("origin", "season")}).df()
    incidents = con.execute(
        _INCIDENTS,
        {
            "origin": key["origin"],
            "season": season,
            "look_back_seasons": LOOK_BACK_SEASONS,
            "known_before": cut_of(season),
        },
    ).df()
    seen = incidents.set_index("lading_port_code")["incident_count"]
    here = ports["lading_port_code"].map(seen).fillna(0)
    # Incidents laded where there is no traffic, or nobody knows where, are expected elsewhere too.
    elsewhere = float(seen.sum() - here.sum())
    is_hit = port_hit_prev2([*here, elsewhere], [*ports["container_count"], 0.0])[:-1]
    return ports.assign(
        is_port_hit_prev2=is_hit,
        is_port_near_hit=port_near_hit(is_hit, ports["region"].fillna("").to_numpy(dtype=str)),
        is_port_rising=ports["is_port_rising"].astype("boolean"),
    )


def _looks_back(sql: str) -> bool:
    """Say whether a rule reads a feature of the port that follows from earlier seasons."""
    read = {
        column.name
        for column in sqlglot.parse_one(sql, dialect="duckdb").find_all(sqlglot.exp.Column)
    }
    return not read.isdisjoint(LOOKING_BACK)
