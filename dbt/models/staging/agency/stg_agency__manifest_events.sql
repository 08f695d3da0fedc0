with
    manifest_events as (
        select *
        from {{ source("raw", "manifest_events") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", "message_id"]) }}
    )

select
    message_id,
    {{ clean_code("bill_number") }} as bill_number,
    {{ shipment_key(clean_code("carrier_code"), clean_code("bill_number"), clean_code("vessel_imo"), clean_code("voyage_number")) }}
    as shipment_key,
    {{ clean_code("carrier_code") }} as carrier_code,
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_container_number("container_number") }} as container_number,
    {{ clean_text("message_type") }} as message_type,
    received_at,
    laded_at,
    departed_at,
    arrived_at,
    discharged_at,
    released_at,
    gated_out_at,
    entry_linked,
    data_complete_at,
    {{ clean_text("amended_field") }} as amended_field,
    {{ clean_text("value_before") }} as value_before,
    {{ clean_text("value_after") }} as value_after,
    origin,
    known_at,
    load_id,
    file_line
from manifest_events
