{{ config(materialized="ephemeral") }}

with
    scanning_evidence as (
        {{ register_rows("scanning_evidence", ["port_code", "condition_number"]) }}
    )

select
    {{ clean_text("port_code") }} as port_code,
    condition_number,
    {{ clean_text("evidence_state") }} as evidence_state,
    {{ clean_text("evidence") }} as evidence,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from scanning_evidence
