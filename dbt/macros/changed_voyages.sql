{#
Building only the voyages that new loads speak of. Which record of a bill stands, which bills are masters and when a
vessel arrived is settled within one voyage, so int_bill_records is replaced voyage by voyage: int_changed_voyages
says which.
#}
{# Vessel and voyage as filed, joined by |; '?' where one was not filed. #}
{% macro voyage_key(vessel_imo, voyage_number) -%}
    coalesce({{ vessel_imo }}, '?') || '|' || coalesce({{ voyage_number }}, '?')
{%- endmacro %}

{# True on a first or full build; else origin and voyage_key are those of a changed voyage. #}
{% macro changed_voyages_filter() %}
    {%- set voyages = ref("int_changed_voyages") -%}
    {%- if is_incremental() -%}
        (origin, voyage_key) in (select origin, voyage_key from {{ voyages }})
    {%- else -%} true
    {%- endif -%}
{% endmacro %}

{# Identifiers that the records of the changed voyages have or may have, as a few literal ranges. #}
{% macro changed_voyage_identifiers_filter(column="identifier") %}
    {%- set voyages = ref("int_changed_voyages") -%}
    {%- set pending = ref("stg_loads__pending_keys") -%}
    {%- if is_incremental() and execute -%}
        {{ within_identifier_ranges(
            column,
            "select identifier from " ~ this.include(database=false)
            ~ " where (origin, voyage_key) in (select origin, voyage_key from " ~ voyages ~ ")"
            ~ " union all select identifier from " ~ pending ~ " where identifier is not null"
        ) }}
    {%- else -%} true
    {%- endif -%}
{% endmacro %}

{#
Messages of the changed voyages, as one literal range of message numbers, as changed_messages_filter() gives it for the
changed months.
#}
{% macro changed_voyage_messages_filter(column="message_id") %}
    {%- set voyages = ref("int_changed_voyages") -%}
    {%- set messages = ref("stg_agency__message_bills") -%}
    {%- if is_incremental() and execute -%}
        {{ within_range(
            column,
            "select min(message_id), max(message_id) from " ~ messages
            ~ " where voyage_key in (select voyage_key from " ~ voyages ~ ")"
        ) }}
    {%- else -%} true
    {%- endif -%}
{% endmacro %}
