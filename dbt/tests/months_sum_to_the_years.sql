-- A calendar year is the sum of its months, and so is a fiscal year, in every measure and
-- geography.
with
    counts as (select * from {{ ref("fct_measure_counts") }}),

    months as (
        select *, cast(period || '-01' as date) as first_day from counts where period_kind = 'month'
    ),

    by_year as (
        select *, 'calendar_year' as year_kind, 'CY' || year(first_day) as year_label
        from months
        union all
        select
            *, 'fiscal_year' as year_kind, 'FY' || {{ fiscal_year_of("first_day") }} as year_label
        from months
    ),

    summed as (
        select
            measure,
            unit,
            "view",
            year_kind,
            year_label,
            port_code,
            origin,
            sum(numerator) as numerator,
            sum(denominator) as denominator,
            sum(n_unknown) as n_unknown,
            {{ sum_of_hashes("sum(cast(numerator_hash as hugeint))") }} as numerator_hash
        from by_year
        group by measure, unit, "view", year_kind, year_label, port_code, origin
    )

select y.*, s.numerator as of_months
from counts as y
left join
    summed as s
    on (s.measure, s.unit, s."view", s.year_kind, s.year_label, s.port_code, s.origin)
    = (y.measure, y.unit, y."view", y.period_kind, y.period, y.port_code, y.origin)
where
    y.period_kind in ('calendar_year', 'fiscal_year')
    and (s.numerator, s.denominator, s.n_unknown, cast(s.numerator_hash as varchar))
    is distinct from (y.numerator, y.denominator, y.n_unknown, y.numerator_hash)
