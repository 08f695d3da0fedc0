{{ config(materialized="ephemeral") }}

with
    partner_duties as (
        select *
        from {{ source("raw", "partner_duties") }}
        where
            {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("notice_id"), clean_text("duty"), "duty_sequence"]) }}
    )

select
    {{ clean_text("notice_id") }} as notice_id,
    {{ clean_text("duty") }} as duty,
    duty_sequence,
    {{ clean_text("stated_as") }} as stated_as,
    due_on,
    {{ clean_text("outcome") }} as outcome,
    submitted_on,
    done_on,
    {{ clean_text("source") }} as source,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from partner_duties
