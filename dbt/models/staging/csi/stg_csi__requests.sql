with
    requests as (
        select *
        from {{ source("raw", "csi_requests") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("request_id")]) }}
    )

select
    {{ clean_text("request_id") }} as request_id,
    {{ clean_container_number("container_number") }} as container_number,
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_text("us_port_code") }} as us_port_code,
    {{ container_trip_key(clean_container_number("container_number"), clean_code("vessel_imo"), clean_code("voyage_number"), clean_text("us_port_code")) }}
    as container_trip_key,
    {{ clean_text("csi_port_code") }} as csi_port_code,
    upper({{ clean_text("host_country") }}) as host_country,
    requested_at,
    {{ clean_text("decision") }} as decision,
    {{ clean_text("reasons") }} as reasons,
    terrorism_score,
    decided_at,
    {{ clean_text("exam_method") }} as exam_method,
    examined_at,
    is_accepted_as_standard,
    resolved_at,
    referred_at,
    origin,
    known_at
from requests
