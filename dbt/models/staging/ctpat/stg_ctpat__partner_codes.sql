{{ config(materialized="ephemeral") }}

with
    partner_codes as (
        select *
        from {{ source("raw", "partner_codes") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", "upper(trim(party_code))", "valid_from"]) }}
    )

select
    {{ clean_code("party_code") }} as party_code,
    {{ clean_text("party_name") }} as party_name,
    {{ clean_text("kind") }} as kind,
    {{ clean_text("standing") }} as standing,
    {{ clean_text("member_number") }} as member_number,
    valid_from,
    lead(valid_from, 1, date '9999-12-31') over (
        partition by origin, {{ clean_code("party_code") }} order by valid_from
    ) as valid_until,
    origin,
    known_at
from partner_codes
