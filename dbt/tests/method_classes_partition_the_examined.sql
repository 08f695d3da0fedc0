-- S8.3 = image only + image and physical + physical only + other method, in every period, port,
-- unit and origin.
with
    counts as (
        select
            unit,
            period_kind,
            period,
            port_code,
            origin,
            coalesce(sum(numerator) filter (where measure = 'S8.3'), 0) as examined,
            coalesce(
                sum(numerator) filter (
                    where measure in ('S8.4.only', 'S8.5', 'S8.6', 'S8.3.other_method')
                ),
                0
            ) as by_method
        from {{ ref("fct_measure_counts") }}
        where "view" = 'cohort'
        group by unit, period_kind, period, port_code, origin
    )

select *
from counts
where examined <> by_method
