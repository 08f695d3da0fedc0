with
    months as (select * from {{ ref("fct_measure_months") }}),

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
    ),

    totals as (
        select
            measure,
            unit,
            period_kind,
            period,
            coalesce(us_port_code, '*') as port_code,
            origin,
            cast(sum(numerator) as bigint) as numerator,
            cast(sum(denominator) as bigint) as denominator,
            cast(sum(n_unknown) as bigint) as n_unknown
        from periods
        group by
            grouping sets (
                (measure, unit, period_kind, period, origin, us_port_code),
                (measure, unit, period_kind, period, origin)
            )
    )

select
    t.measure,
    d.definition_version,
    t.unit,
    'cohort' as view,
    t.period_kind,
    t.period,
    t.port_code,
    t.origin,
    t.numerator,
    t.denominator,
    t.n_unknown
from totals as t
left join {{ ref("dim_measures") }} as d on d.measure = t.measure
