select
    origin,
    as_of_date,
    as_of_precision,
    as_of_day,
    action,
    title,
    aim,
    state,
    state_in_source,
    completed_on,
    completed_precision,
    also_told,
    next_step,
    next_on,
    next_precision,
    source
from {{ ref("stg_registers__jccc_actions") }}
