{{ config(materialized="view") }}

{# What the measures ask of a unit, as it stands in the facts. #}
{% set computed = {
    "is_scored_t2": "score_t2 is not null",
    "is_in_review_band": "score_t2 >= threshold_review and score_t2 < threshold_mandatory",
    "is_clearance_finished": "clearance_hours is not null",
} %}

select
    'shipment' as unit,
    shipment_key as row_key,
    row_key_hash,
    origin,
    {{ counted_port("us_port_code") }} as us_port_code,
    arrival_month,
    -- events are counted for containers
    cast(null as date) as first_review_month,
    cast(null as date) as release_month,
    {% for flag in unit_flags() %}
        {{ computed.get(flag, flag) }} as {{ flag }}{{ "," if not loop.last }}
    {% endfor %}
from {{ ref("fct_shipments") }}
union all
select
    'container_trip' as unit,
    container_trip_key as row_key,
    row_key_hash,
    origin,
    {{ counted_port("us_port_code") }} as us_port_code,
    arrival_month,
    {{ month_of("first_reviewed_on") }} as first_review_month,
    {{ month_of("released_on") }} as release_month,
    {% for flag in unit_flags() %}
        {{ "false" if flag == "is_mixed_box" else computed.get(flag, flag) }}
        as {{ flag }}{{ "," if not loop.last }}
    {% endfor %}
from {{ ref("fct_container_trips") }}
