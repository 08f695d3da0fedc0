{{ config(materialized="ephemeral") }}

with
    scanning_ports as (
        {{ register_rows("scanning_ports", ["program", "port_code", "terminal_name"]) }}
    )

select
    {{ clean_text("program") }} as program,
    {{ clean_text("port_code") }} as port_code,
    {{ clean_text("port_name") }} as port_name,
    {{ clean_text("deployment_level") }} as deployment_level,
    {{ clean_text("terminal_name") }} as terminal_name,
    testing_on,
    testing_precision,
    testing_is_projected,
    operational_on,
    operational_precision,
    operational_is_projected,
    us_bound_count,
    {{ clean_text("us_bound_period") }} as us_bound_period,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from scanning_ports
