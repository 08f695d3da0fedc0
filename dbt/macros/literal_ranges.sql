{#
The identifiers a query selects, as literal ranges of a column, one a month. Identifiers begin with the run date and
raw rows lie in order of arrival, so the ranges let DuckDB skip what lies outside; they bound, a join picks exactly.
#}
{% macro within_identifier_ranges(column, identifiers_query) -%}
    {%- set ranges = run_query(
        "select min(identifier), max(identifier) from (" ~ identifiers_query ~ ")"
        ~ " group by cast(floor(identifier / 10000000) as bigint) order by 1"
    ) -%}
    (
        {%- for range in ranges.rows -%}
            {{ column }} between {{ range[0] }} and {{ range[1] }}{{ " or " if not loop.last }}
        {%- else -%}false
        {%- endfor -%}
    )
{%- endmacro %}

{# A column of text lies between two literals, the least and the greatest that a query gives; false where it gives none. #}
{% macro within_range(column, ends_query) -%}
    {%- set ends = run_query(ends_query).rows[0] -%}
    {%- if ends[0] is none -%} false
    {%- else -%}
        {{ column }}
        between {{ dbt.string_literal(dbt.escape_single_quotes(ends[0])) }}
        and {{ dbt.string_literal(dbt.escape_single_quotes(ends[1])) }}
    {%- endif -%}
{%- endmacro %}
