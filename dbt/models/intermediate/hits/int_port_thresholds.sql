select
    rule_set,
    port_code,
    mandatory,
    review,
    effective_from,
    lead(effective_from, 1, date '9999-12-31') over (
        partition by rule_set, port_code order by effective_from
    ) as effective_until,
    port_code = '*'
    and row_number() over (partition by rule_set, port_code order by effective_from)
    = 1 as is_fixed_series
from {{ ref("stg_rules__thresholds") }}
