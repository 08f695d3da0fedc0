select operation, title, ports, valid_from, valid_until, expression_sql,
from {{ source("rules", "operations") }}
