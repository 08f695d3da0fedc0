with
    ams_shipper as (
        select *
        from {{ source("raw", "ams_shipper") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", "identifier"]) }}
    )

select
    identifier,
    {{ clean_text("shipper_party_name") }} as party_name,
    {{ normalise_party_name("shipper_party_name") }} as party_name_normalised,
    {{ clean_text("shipper_party_address_1") }} as address_1,
    {{ clean_text("shipper_party_address_2") }} as address_2,
    {{ clean_text("shipper_party_address_3") }} as address_3,
    {{ clean_text("shipper_party_address_4") }} as address_4,
    {{ clean_text("city") }} as city,
    {{ clean_text("state_province") }} as state_province,
    {{ clean_text("zip_code") }} as zip_code,
    {{ clean_code("country_code") }} as country_code,
    {{ clean_text("contact_name") }} as contact_name,
    {{ clean_text("comm_number_qualifier") }} as comm_number_qualifier,
    {{ clean_text("comm_number") }} as comm_number,
    origin,
    known_at,
    load_id,
    file_line
from ams_shipper
