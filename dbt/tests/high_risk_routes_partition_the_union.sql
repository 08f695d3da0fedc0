-- S8.2 = the seven exclusive lines of its routes, in every period, port, unit and origin; and the
-- overlap is what more than one route flagged.
with
    counts as (
        select
            unit,
            period_kind,
            period,
            port_code,
            origin,
            coalesce(sum(numerator) filter (where measure = 'S8.2'), 0) as high_risk,
            coalesce(sum(numerator) filter (where measure = 'S8.2.overlap'), 0) as overlap,
            coalesce(
                sum(numerator) filter (
                    where measure in ('S8.2.only_i', 'S8.2.only_ii', 'S8.2.only_iii')
                ),
                0
            ) as by_one_route,
            coalesce(
                sum(numerator) filter (
                    where
                        measure
                        in ('S8.2.i_and_ii', 'S8.2.i_and_iii', 'S8.2.ii_and_iii', 'S8.2.all_three')
                ),
                0
            ) as by_several_routes
        from {{ ref("fct_measure_counts") }}
        where "view" = 'cohort'
        group by unit, period_kind, period, port_code, origin
    )

select *
from counts
where high_risk <> by_one_route + by_several_routes or overlap <> by_several_routes
