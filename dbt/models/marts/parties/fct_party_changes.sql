{{ config(materialized="view") }}

select recorded_at, origin, party, party_id_before, party_id_after, kind, cause
from {{ ref("stg_resolved__party_changes") }}
