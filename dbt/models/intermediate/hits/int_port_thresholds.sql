select
    rule_set,
    port_code,
    mandatory,
    review,
    valid_from,
    valid_until,
    port_code = '*'
    and row_number() over (partition by rule_set, port_code order by valid_from)
    = 1 as is_fixed_series
from {{ ref("stg_rules__thresholds") }}
