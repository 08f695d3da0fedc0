-- Message and bill numbers alone, not deduplicated: read by changed_messages_filter() to bound
-- what is read in full.
select message_id, {{ clean_code("bill_number") }} as bill_number, known_at
from {{ source("raw", "manifest_events") }}
