{{ config(materialized="view") }}

{% set flags = [
    'is_in_scope',
    'is_frob',
    'score_t2',
    'threshold_mandatory',
    'threshold_review',
    'is_screened',
    'is_reviewed',
    'is_high_risk_information',
    'is_high_risk_intelligence',
    'is_high_risk_score',
    'is_high_risk',
    'is_high_risk_fixed_threshold',
    'is_examined',
    'method_class',
    'has_image',
    'is_two_place',
    'is_mixed_box',
    'is_physical_limited',
    'disposition',
    'lane',
    'clearance_started_at',
    'clearance_hours',
    'clearance_is_open',
    'is_incident',
    'is_found_by_exam',
] %}

select
    'shipment' as unit,
    shipment_key as row_key,
    origin,
    {{ counted_port("us_port_code") }} as us_port_code,
    arrival_month,
    season,
    is_in_season,
    fiscal_year,
    {% for flag in flags %} {{ flag }}{{ ',' if not loop.last }} {% endfor %}
from {{ ref("fct_shipments") }}
union all
select
    'container_trip' as unit,
    container_trip_key as row_key,
    origin,
    {{ counted_port("us_port_code") }} as us_port_code,
    arrival_month,
    season,
    is_in_season,
    fiscal_year,
    {% for flag in flags %}
        {{ 'false as is_mixed_box' if flag == 'is_mixed_box' else flag }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ ref("fct_container_trips") }}
