-- Nothing is lost or doubled between the facts and the figures of all ports: arrivals in scope
-- and high-risk units.
with
    facts as (
        select 'shipment' as unit, origin, fiscal_year, is_in_scope, is_high_risk
        from {{ ref("fct_shipments") }}
        union all
        select 'container_trip' as unit, origin, fiscal_year, is_in_scope, is_high_risk
        from {{ ref("fct_container_trips") }}
    ),

    counted as (
        select
            unit,
            origin,
            'FY' || fiscal_year as period,
            count(*) filter (where is_in_scope) as in_scope,
            count(*) filter (where is_in_scope and is_high_risk) as high_risk
        from facts
        group by unit, origin, fiscal_year
        having count(*) filter (where is_in_scope) > 0
    ),

    published as (
        select
            unit,
            origin,
            period,
            max(denominator) filter (where measure = 'S8.1a') as in_scope,
            max(numerator) filter (where measure = 'S8.2') as high_risk
        from {{ ref("fct_measure_counts") }}
        where period_kind = 'fiscal_year' and port_code = '*' and measure in ('S8.1a', 'S8.2')
        group by unit, origin, period
    )

select
    unit,
    origin,
    period,
    c.in_scope,
    p.in_scope as published_in_scope,
    c.high_risk,
    p.high_risk as published_high_risk
from counted as c
full join published as p using (unit, origin, period)
where c.in_scope is distinct from p.in_scope or c.high_risk is distinct from p.high_risk
