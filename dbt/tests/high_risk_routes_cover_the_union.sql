-- Routes overlap: the union is at least each route and at most their sum less what was counted
-- twice.
with
    counts as (
        select
            unit,
            period_kind,
            period,
            port_code,
            origin,
            coalesce(sum(numerator) filter (where measure = 'S8.2'), 0) as high_risk,
            coalesce(
                max(numerator) filter (where measure in ('S8.2.i', 'S8.2.ii', 'S8.2.iii')), 0
            ) as largest_route,
            coalesce(
                sum(numerator) filter (where measure in ('S8.2.i', 'S8.2.ii', 'S8.2.iii')), 0
            ) as all_routes,
            coalesce(sum(numerator) filter (where measure = 'S8.2.overlap'), 0) as overlap
        from {{ ref("fct_measure_counts") }}
        where "view" = 'cohort'
        group by unit, period_kind, period, port_code, origin
    )

select *
from counts
where high_risk < largest_route or high_risk > all_routes - overlap
