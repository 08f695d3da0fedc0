{{ config(materialized="ephemeral") }}

with
    partner_actions as (
        select *
        from {{ source("raw", "partner_actions") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("action_id")]) }}
    )

select
    {{ clean_text("action_id") }} as action_id,
    {{ clean_text("case_id") }} as case_id,
    {{ clean_text("incident_id") }} as incident_id,
    {{ clean_text("member_number") }} as member_number,
    {{ clean_text("party_name") }} as party_name,
    {{ clean_text("action") }} as action,
    occurred_on,
    {{ clean_text("occurred_precision") }} as occurred_precision,
    persons_not_detained_count,
    amount_usd,
    {{ clean_text("criteria_version") }} as criteria_version,
    {{ clean_text("reason") }} as reason,
    {{ clean_text("source") }} as source,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from partner_actions
