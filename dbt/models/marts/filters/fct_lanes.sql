with
    trips as (
        select origin, season, {{ counted_port("us_port_code") }} as us_port_code, lane, is_examined
        from {{ ref("fct_container_trips") }}
        where is_in_scope
    ),

    lanes as (
        select
            origin,
            season,
            us_port_code,
            lane,
            count(*) as container_trips,
            count(*) filter (where is_examined) as examined_trips
        from trips
        group by origin, season, us_port_code, lane
    )

select
    origin,
    season,
    us_port_code,
    lane,
    container_trips,
    cast(
        sum(container_trips) over (partition by origin, season, us_port_code) as bigint
    ) as in_scope_trips,
    examined_trips
from lanes
