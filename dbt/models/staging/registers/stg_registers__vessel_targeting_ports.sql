{{ config(materialized="ephemeral") }}

with vessel_targeting_ports as ({{ register_rows("vessel_targeting_ports", ["us_port_code"]) }})

select
    {{ clean_text("us_port_code") }} as us_port_code,
    {{ clean_text("port_name") }} as port_name,
    adopted_on,
    {{ clean_text("adopted_precision") }} as adopted_precision,
    adopted_not_before,
    adoption_order,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from vessel_targeting_ports
