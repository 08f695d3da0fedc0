select
    rule_set,
    port_code,
    mandatory,
    review,
    effective_from,
    effective_precision,
    valid_from,
    valid_until,
    reason,
    source,
from {{ source("rules", "thresholds") }}
