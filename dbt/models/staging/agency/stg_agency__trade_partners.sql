with
    trade_partners as (
        select *
        from {{ source("raw", "trade_partners") }}
        where
            {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("member_number"), "valid_from"]) }}
    )

select
    {{ clean_text("member_number") }} as member_number,
    {{ clean_text("party_name") }} as party_name,
    {{ normalise_party_name("party_name") }} as party_name_normalised,
    {{ clean_text("sector") }} as sector,
    {{ clean_text("status") }} as status,
    tier,
    valid_from,
    valid_to,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from trade_partners
