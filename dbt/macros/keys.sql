{#
Keys of the nouns. A part that was not filed reads '?', so that a key is never null and never collides with a filed one.
#}
{% macro shipment_key(carrier_code, bill_number, vessel_imo, voyage_number) -%}
    coalesce({{ carrier_code }}, '?')
    || '|'
    || {{ bill_number }}
    || '|'
    || coalesce({{ vessel_imo }}, '?')
    || '|'
    || coalesce({{ voyage_number }}, '?')
{%- endmacro %}

{# The run date, with which every identifier of an AMS record begins. #}
{% macro run_date(identifier) -%}
    cast(strptime(left(cast({{ identifier }} as varchar), 8), '%Y%m%d') as date)
{%- endmacro %}

{% macro container_trip_key(container_number, vessel_imo, voyage_number, us_port_code) -%}
    {{ container_number }}
    || '|'
    || coalesce({{ vessel_imo }}, '?')
    || '|'
    || coalesce({{ voyage_number }}, '?')
    || '|'
    || {{ us_port_code }}
{%- endmacro %}
