with
    orders as (
        select *
        from {{ source("raw", "do_not_load_orders") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("order_id")]) }}
    )

select
    {{ clean_text("order_id") }} as order_id,
    {{ clean_container_number("container_number") }} as container_number,
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_text("us_port_code") }} as us_port_code,
    {{ container_trip_key(clean_container_number("container_number"), clean_code("vessel_imo"), clean_code("voyage_number"), clean_text("us_port_code")) }}
    as container_trip_key,
    {{ clean_text("lading_port_code") }} as lading_port_code,
    issued_at,
    {{ clean_text("reason") }} as reason,
    {{ clean_text("outcome") }} as outcome,
    lifted_at,
    origin,
    known_at
from orders
