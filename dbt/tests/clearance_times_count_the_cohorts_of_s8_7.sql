-- Finished and unknown clearances are those that S8.7 counts, in every unit, period and place.
with
    clearances as (
        select unit, origin, period_kind, period, port_code, n, n_open, n_unknown
        from {{ ref("fct_clearance_counts") }}
        where segment = 'clearance' and breakdown = 'all'
    ),

    measured as (
        select
            unit,
            origin,
            period_kind,
            period,
            port_code,
            numerator,
            denominator,
            n_unknown as unknown
        from {{ ref("fct_measure_counts") }}
        where measure = 'S8.7' and "view" = 'cohort'
    )

select *
from clearances
full outer join measured using (unit, origin, period_kind, period, port_code)
where (n, n_unknown, n + n_open + n_unknown) is distinct from (numerator, unknown, denominator)
