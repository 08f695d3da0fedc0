select report, title, issued_by, as_of_date as issued_on, source, origin
from {{ ref("stg_registers__oversight_reports") }} {{ current_as_of(["report"]) }}
