with
    ams_billgen as (
        select *
        from {{ source("raw", "ams_billgen") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", "identifier"]) }}
    )

select
    identifier,
    {{ clean_code("coalesce(nullif(trim(sub_house_bol_number), ''), house_bol_number)") }}
    as bill_number,
    {{ clean_code("case when nullif(trim(sub_house_bol_number), '') is null then master_bol_number else house_bol_number end") }}
    as master_bill_number,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_text("bill_type_code") }} as bill_type,
    {{ clean_code("manifest_number") }} as manifest_number,
    trade_update_date,
    run_date,
    origin,
    known_at,
    load_id,
    file_line
from ams_billgen
