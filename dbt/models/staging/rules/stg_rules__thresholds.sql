select rule_set, port_code, mandatory, review, effective_from, effective_precision, reason, source,
from {{ source("rules", "thresholds") }}
