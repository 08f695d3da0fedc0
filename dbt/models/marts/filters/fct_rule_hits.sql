{{ config(materialized="view") }}

select
    origin,
    container_trip_key,
    arrival_month,
    rule_set,
    rule_set_version,
    snapshot,
    hits,
    more_hits,
    score,
    is_in_force
from {{ ref("int_rule_hits") }}
