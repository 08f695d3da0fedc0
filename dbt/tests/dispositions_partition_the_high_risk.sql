-- S8.2 = S8.3 + every other disposition, in every period, port, unit and origin.
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
                sum(numerator) filter (
                    where
                        measure = 'S8.3'
                        {% for disposition in dispositions() if disposition != 'examined' %}
                            or measure = 'S8.3.{{ disposition }}'
                        {% endfor %}
                ),
                0
            ) as by_disposition
        from {{ ref("fct_measure_counts") }}
        where "view" = 'cohort'
        group by unit, period_kind, period, port_code, origin
    )

select *
from counts
where high_risk <> by_disposition
