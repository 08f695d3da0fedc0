with
    months as (
        select distinct arrival_month, fiscal_year from {{ ref("int_container_trip_states") }}
    ),

    -- a commodity's usual weight serves the season after it
    commodities as (
        select
            season + 1 as fiscal_year,
            cast(
                bit_xor(
                    hash(origin, commodity_chapter, container_length_ft, usual_weight_kg)
                ) as varchar
            ) as stamp
        from {{ ref("int_commodity_baselines") }}
        group by season
    ),

    ports as (
        select
            season as fiscal_year,
            cast(
                bit_xor(
                    hash(
                        origin,
                        lading_port_code,
                        is_port_hit_prev2,
                        is_port_near_hit,
                        is_port_rising
                    )
                ) as varchar
            ) as stamp
        from {{ ref("int_port_seasons") }}
        group by season
    )

select
    m.arrival_month,
    coalesce(p.party_stamp, 'none') as party_stamp,
    coalesce(c.stamp, 'none') as commodity_stamp,
    coalesce(o.stamp, 'none') as port_stamp
from months as m
left join {{ ref("int_party_stamps") }} as p on p.arrival_month = m.arrival_month
left join commodities as c on c.fiscal_year = m.fiscal_year
left join ports as o on o.fiscal_year = m.fiscal_year
