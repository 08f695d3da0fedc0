-- S8.9: what is in the denominator, and neither counted nor unknown, stands one by one in the
-- exceptions.
with
    counted as (
        select unit, origin, sum(denominator - n_unknown - numerator) as left_unexamined
        from {{ ref("fct_measure_counts") }}
        where measure = 'S8.9' and period_kind = 'month' and geography = 'national'
        group by unit, origin
    ),

    listed as (
        select
            case
                kind
                when 'high_risk_shipment_left_before_exam'
                then 'shipment'
                else 'container_trip'
            end as unit,
            origin,
            count(*) as exceptions
        from {{ ref("fct_exceptions") }}
        where
            kind in ('high_risk_container_left_before_exam', 'high_risk_shipment_left_before_exam')
        group by all
    )

select unit, origin, left_unexamined, exceptions
from counted
full outer join listed using (unit, origin)
where coalesce(left_unexamined, 0) <> coalesce(exceptions, 0)
