select rule_set, version, title, risk, track, ports, is_current, content_sha256, stamp,
from {{ source("rules", "rule_sets") }}
