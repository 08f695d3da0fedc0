with
    reviews as (
        select *
        from {{ source("raw", "reviews") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("review_id")]) }}
    )

select
    {{ clean_text("review_id") }} as review_id,
    {{ clean_container_number("container_number") }} as container_number,
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_text("us_port_code") }} as us_port_code,
    {{ container_trip_key(clean_container_number("container_number"), clean_code("vessel_imo"), clean_code("voyage_number"), clean_text("us_port_code")) }}
    as container_trip_key,
    {{ clean_code("bill_number") }} as bill_number,
    {{ clean_text("record_type") }} as record_type,
    occurred_at,
    {{ clean_text("outcome") }} as outcome,
    {{ clean_text("waiver_kind") }} as waiver_kind,
    {{ clean_text("reason") }} as reason,
    {{ clean_text("intelligence_reference") }} as intelligence_reference,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from reviews
