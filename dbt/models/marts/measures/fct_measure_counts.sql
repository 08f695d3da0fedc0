with
    counted as (
        select *
        from {{ ref("fct_measure_months") }}
        union all by name
        select *
        from {{ ref("fct_measure_months_recounted") }}
    ),

    months as (
        select m.*, coalesce(o.field_office, 'not assigned') as field_office
        from counted as m
        left join {{ ref("dim_field_offices") }} as o on o.port_code = m.us_port_code
    ),

    periods as (
        select *, 'month' as period_kind, left(cast(cohort_month as varchar), 7) as period
        from months
        union all
        select *, 'season' as period_kind, cast(season as varchar) as period
        from months
        where is_in_season
        union all
        select *, 'fiscal_year' as period_kind, 'FY' || fiscal_year as period
        from months
        union all
        select *, 'calendar_year' as period_kind, 'CY' || year(cohort_month) as period
        from months
    ),

    totals as (
        select
            measure,
            unit,
            "view",
            period_kind,
            period,
            case
                when grouping(us_port_code) = 0
                then 'port'
                when grouping(field_office) = 0
                then 'field_office'
                else 'national'
            end as geography,
            case
                when grouping(us_port_code) = 0
                then us_port_code
                when grouping(field_office) = 0
                then {{ field_office_code("field_office") }}
                else '*'
            end as port_code,
            origin,
            cast(sum(numerator) as bigint) as numerator,
            cast(sum(denominator) as bigint) as denominator,
            cast(sum(n_unknown) as bigint) as n_unknown,
            {{ sum_of_hashes("sum(numerator_hash)") }} as numerator_hash,
            {{ sum_of_hashes("sum(denominator_hash)") }} as denominator_hash
        from periods
        group by
            grouping sets (
                (measure, unit, "view", period_kind, period, origin, us_port_code),
                (measure, unit, "view", period_kind, period, origin, field_office),
                (measure, unit, "view", period_kind, period, origin)
            )
    )

select
    t.measure,
    d.definition_version,
    t.unit,
    t."view",
    t.period_kind,
    t.period,
    t.geography,
    t.port_code,
    t.origin,
    t.numerator,
    t.denominator,
    t.n_unknown,
    cast(t.numerator_hash as varchar) as numerator_hash,
    cast(t.denominator_hash as varchar) as denominator_hash
from totals as t
left join {{ ref("dim_measures") }} as d on d.measure = t.measure
