{{ config(
    materialized="incremental",
    incremental_strategy="append",
    pre_hook="{{ delete_where(changed_years_filter()) }}",
) }}

with
    units as (
        select
            unit,
            origin,
            us_port_code,
            lane,
            arrival_month,
            season,
            is_in_season,
            fiscal_year,
            clearance_hours,
            clearance_is_open
        from {{ ref("measure_units") }}
        where is_in_scope and {{ changed_years_filter() }}
    ),

    periods as (
        select *, 'month' as period_kind, left(cast(arrival_month as varchar), 7) as period
        from units
        union all
        select *, 'season' as period_kind, cast(season as varchar) as period
        from units
        where is_in_season
        union all
        select *, 'fiscal_year' as period_kind, 'FY' || fiscal_year as period
        from units
    )

select
    unit,
    period_kind,
    period,
    coalesce(us_port_code, '*') as port_code,
    origin,
    fiscal_year,
    coalesce(lane, '*') as lane,
    count(clearance_hours) as n,
    count(*) filter (where clearance_is_open) as n_open,
    count(*) filter (where clearance_hours is null and not clearance_is_open) as n_unknown
from periods
group by
    grouping sets (
        (unit, period_kind, period, fiscal_year, origin, us_port_code, lane),
        (unit, period_kind, period, fiscal_year, origin, us_port_code),
        (unit, period_kind, period, fiscal_year, origin, lane),
        (unit, period_kind, period, fiscal_year, origin)
    )
