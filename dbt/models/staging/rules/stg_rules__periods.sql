select rule_set, version, port_code, mode, valid_from, valid_until,
from {{ source("rules", "periods") }}
