with
    ports as (select * from {{ ref("ports") }}),

    port_texts as (select * from {{ source("resolved", "port_texts") }}),

    us_ports as (
        select port_texts.port_text, ports.port_code, ports.unlocode
        from port_texts
        inner join ports on port_texts.port_code = ports.port_code and ports.side = 'us'
        where port_texts.side = 'us'
    ),

    foreign_ports as (
        select
            port_texts.port_text, ports.port_code, ports.unlocode, ports.region, ports.country_code
        from port_texts
        inner join ports on port_texts.port_code = ports.port_code and ports.side = 'foreign'
        where port_texts.side = 'foreign'
    ),

    ams_header as (
        select *
        from {{ source("raw", "ams_header") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", "identifier"]) }}
    )

select
    ams_header.identifier,
    {{ clean_code("ams_header.carrier_code") }} as carrier_code,
    {{ clean_code("ams_header.conveyance_id") }} as vessel_imo,
    {{ clean_code("ams_header.vessel_name") }} as vessel_name,
    {{ clean_code("ams_header.vessel_country_code") }} as vessel_country_code,
    ams_header.record_status_indicator as record_status,

    -- ports: as filed, and as resolved (null where unresolved)
    {{ clean_text("ams_header.port_of_unlading") }} as port_of_unlading_text,
    unlading.port_code as us_port_code,
    unlading.unlocode as port_of_discharge,
    {{ clean_text("ams_header.port_of_destination") }} as port_of_destination_text,
    {{ clean_text("ams_header.foreign_port_of_lading") }} as foreign_port_of_lading_text,
    lading.port_code as lading_port_code,
    lading.unlocode as port_of_lading,
    lading.region as loading_region,
    lading.country_code as country_of_lading,
    {{ clean_text("ams_header.place_of_receipt") }} as place_of_receipt_text,
    receipt.unlocode as place_of_receipt,
    {{ clean_text("ams_header.foreign_port_of_destination") }} as foreign_port_of_destination_text,

    -- dates, quantities in kilograms and cubic metres
    ams_header.estimated_arrival_date,
    ams_header.actual_arrival_date,
    ams_header.manifest_quantity,
    {{ clean_code("ams_header.manifest_unit") }} as manifest_unit,
    {{ to_kilograms("ams_header.weight", "ams_header.weight_unit") }} as weight_kg,
    {{ to_cubic_metres("ams_header.measurement", "ams_header.measurement_unit") }} as volume_m3,
    {{ clean_text("ams_header.in_bond_entry_type") }} as in_bond_entry_type,
    {{ clean_text("ams_header.mode_of_transportation") }} as mode_of_transportation,

    ams_header.origin,
    ams_header.known_at,
    ams_header.load_id,
    ams_header.file_line
from ams_header
left join us_ports as unlading on trim(ams_header.port_of_unlading) = unlading.port_text
left join foreign_ports as lading on trim(ams_header.foreign_port_of_lading) = lading.port_text
left join foreign_ports as receipt on trim(ams_header.place_of_receipt) = receipt.port_text
