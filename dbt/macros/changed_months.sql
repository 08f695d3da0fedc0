{#
Building only the months whose inputs changed. int_changed_months says which; the heavy models read those months,
and the incremental strategy `changed_months` replaces exactly those months in the table.
#}
{# Literal months of a model with the columns arrival_month and reason; none while parsing. #}
{% macro changed_months(months_model="int_changed_months") %}
    {% set months = ref(months_model) %}
    {% if not execute %} {% do return([]) %} {% endif %}
    {% set rows = run_query("select distinct arrival_month from " ~ months ~ " order by 1") %}
    {% do return(rows.columns[0].values() | list) %}
{% endmacro %}

{# `date '2006-04-01', date '2006-05-01'`, or a month that never was, so that the list is never empty. #}
{% macro month_literals(months) -%}
    {%- if months -%}
        {%- for month in months -%} date '{{ month }}'{{ ", " if not loop.last }} {%- endfor -%}
    {%- else -%} date '0001-01-01'
    {%- endif -%}
{%- endmacro %}

{# True on a first or full build; else the column lies in a changed month. #}
{% macro changed_months_filter(column="arrival_month", months_model="int_changed_months") %}
    {%- set months = ref(months_model) -%}
    {%- if is_incremental() -%} {{ column }} in ({{ month_literals(changed_months(months_model)) }})
    {%- else -%} true
    {%- endif -%}
{% endmacro %}

{# Identifiers of the bill records in the changed months, as a few literal ranges. #}
{% macro changed_identifiers_filter(column="identifier", months_model="int_changed_months") %}
    {%- set records = ref("int_bill_records") -%}
    {%- set months = ref(months_model) -%}
    {%- if is_incremental() and execute -%}
        {{ within_identifier_ranges(
            column,
            "select identifier from " ~ records
            ~ " where arrival_month in (" ~ month_literals(changed_months(months_model)) ~ ")"
        ) }}
    {%- else -%} true
    {%- endif -%}
{% endmacro %}

{#
Messages of the bills in the changed months, as one literal range of message numbers: right whatever the numbers
look like, quick where they grow with time.
#}
{% macro changed_messages_filter(column="message_id", months_model="int_changed_months") %}
    {%- set ranges = ref("int_month_messages") -%}
    {%- set months = ref(months_model) -%}
    {%- if is_incremental() and execute -%}
        {{ within_range(
            column,
            "select min(first_message_id), max(last_message_id) from " ~ ranges
            ~ " where arrival_month in (" ~ month_literals(changed_months(months_model)) ~ ")"
        ) }}
    {%- else -%} true
    {%- endif -%}
{% endmacro %}

{#
Months to rebuild of a table that also reads feeds of its own, whose rows may speak of any month: all of them where a load
of such a feed is not built yet.
#}
{% macro months_to_rebuild_with(feeds) %}
    with
        rebuilt as (select arrival_month, reason from {{ ref("int_months_to_rebuild") }}),

        told as (
            select string_agg(distinct table_name, ', ' order by table_name) as feeds
            from {{ ref("stg_loads__loads") }}
            where
                state = 'loaded'
                and built_at is null
                and table_name in ('{{ feeds | join("', '") }}')
        )

    select arrival_month, reason
    from rebuilt
    union
    select t.arrival_month, 'new rows: ' || told.feeds
    from {{ ref("int_container_trips") }} as t
    cross join told
    where told.feeds is not null and t.arrival_month not in (select arrival_month from rebuilt)
{% endmacro %}
