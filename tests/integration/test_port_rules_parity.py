"""`int_port_seasons` counts the rules on ports in SQL; the definitions in Python say the same."""

import duckdb
import numpy as np

from models.evaluation.port_rules import port_hit_prev2, port_near_hit, port_rising
from pipelines.settings import Settings

PORT_SEASONS = """
with counted as (
    select
        origin,
        fiscal_year as season,
        lading_port_code,
        count(*) filter (where has_named_consignee) as named,
        count(*) filter (where is_first_time_consignee) as first_time
    from {trip_states}
    where snapshot = 'T2' and is_in_scope and is_in_season and lading_port_code is not null
    group by origin, fiscal_year, lading_port_code
)
select
    p.*,
    coalesce(l.named, 0) as last_named,
    coalesce(l.first_time, 0) as last_first_time,
    coalesce(b.named, 0) as before_named,
    coalesce(b.first_time, 0) as before_first_time
from {port_seasons} as p
left join counted as l
    on l.origin = p.origin
    and l.lading_port_code = p.lading_port_code
    and l.season = p.season - 1
left join counted as b
    on b.origin = p.origin
    and b.lading_port_code = p.lading_port_code
    and b.season = p.season - 2
order by p.origin, p.season, p.lading_port_code
"""


def test_sql_and_python_mark_the_same_ports(small_world: Settings) -> None:
    with duckdb.connect(str(small_world.warehouse), read_only=True) as con:
        tables = dict(
            con.execute(
                "select table_name, table_schema || '.' || table_name "
                "from information_schema.tables"
            ).fetchall()
        )
        rows = con.execute(
            PORT_SEASONS.format(
                trip_states=tables["int_container_trip_states"],
                port_seasons=tables["int_port_seasons"],
            )
        ).df()
    assert len(rows) > 50
    for _, ports in rows.groupby(["origin", "season"]):
        hit = port_hit_prev2(ports["incident_count"], ports["container_count"])
        assert hit.tolist() == ports["is_port_hit_prev2"].tolist()
        near = port_near_hit(hit, ports["region"])
        assert near.tolist() == ports["is_port_near_hit"].tolist()
        rising = port_rising(
            ports["last_first_time"],
            ports["last_named"],
            ports["before_first_time"],
            ports["before_named"],
        )
        in_sql = ports["is_port_rising"].astype("boolean").fillna(False).to_numpy(dtype=bool)
        np.testing.assert_array_equal(rising, in_sql)
    assert rows["is_port_hit_prev2"].any()
