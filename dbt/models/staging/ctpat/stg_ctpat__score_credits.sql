{{ config(materialized="ephemeral") }}

with
    score_credits as (
        select *
        from {{ source("raw", "score_credits") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("credit_id")]) }}
    )

select
    {{
        shipment_key(
            clean_code("carrier_code"), clean_code("bill_number"), clean_code("vessel_imo"), clean_code("voyage_number")
        )
    }}
    as shipment_key,
    {{ clean_text("credit_id") }} as credit_id,
    {{ clean_text("member_number") }} as member_number,
    {{ clean_text("sector") }} as sector,
    tier,
    score_before,
    points_off,
    high_risk_threshold,
    scored_at,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from score_credits
