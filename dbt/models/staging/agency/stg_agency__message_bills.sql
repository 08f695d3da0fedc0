-- Message, bill and voyage numbers alone, not deduplicated: read by changed_messages_filter() and
-- changed_voyage_messages_filter() to bound what is read in full.
select
    message_id,
    {{ clean_code("bill_number") }} as bill_number,
    {{ voyage_key(clean_code("vessel_imo"), clean_code("voyage_number")) }} as voyage_key,
    known_at
from {{ source("raw", "manifest_events") }}
