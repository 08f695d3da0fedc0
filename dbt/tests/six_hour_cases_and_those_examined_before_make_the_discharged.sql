-- What was examined before the discharge and what the six-hour rule counts are all that was
-- discharged.
with
    clocks as (
        select
            origin,
            geography,
            port_code,
            period_kind,
            period,
            measure like '%.high_risk' as is_high_risk,
            sum(denominator) filter (where measure like 'CLK.six_hour%') as ruled,
            sum(numerator) filter (where measure like 'CLK.before_discharge%') as examined_before,
            sum(denominator) filter (where measure like 'CLK.before_discharge%') as discharged
        from {{ ref("fct_measure_counts") }}
        where measure like 'CLK.%'
        group by origin, geography, port_code, period_kind, period, is_high_risk
    )

select *
from clocks
where coalesce(ruled, 0) + examined_before <> discharged
