{#
Rows of a measure's lines, the same columns for every measure: one row per line and unit row in the line's denominator.
A line (see measure_lines.sql) counts by the month its column `by` names; where it names none, by the month of arrival.
A line of the activity view has no denominator: its rows are those it counts and those of which it is not known whether
or when they happened, which stand in the month of arrival. Season and fiscal year are those of the month counted by;
arrival_month says which build replaces the row. The relation names unit, row_key, origin, us_port_code, arrival_month
and whatever its lines ask.
#}
{% macro measure_rows(lines, relation=none, cohort_month="arrival_month") %}
    {% set relation = relation or ref("measure_units") %}
    {% for line in lines %}
        {% set month = line_month(line, cohort_month) %}
        select
            '{{ line["id"] }}' as measure,
            unit,
            '{{ line.get("view", "cohort") }}' as "view",
            row_key,
            origin,
            us_port_code,
            arrival_month,
            {{ month }} as cohort_month,
            {{ season_of(month) }} as season,
            {{ is_in_season(month) }} as is_in_season,
            {{ fiscal_year_of(month) }} as fiscal_year,
            {{ "false" if is_activity(line) else "true" }} as is_denominator,
            {{ line_counts(line) }} as is_numerator,
            {{ line_is_unknown(line) }} as is_unknown
        from {{ relation }}
        where {{ line_among(line) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
{% endmacro %}

{# The four conditions of a line, written once for the rows and for the counts. #}
{% macro is_activity(line) %} {% do return(line.get("view") == "activity") %} {% endmacro %}

{% macro line_month(line, cohort_month="arrival_month") %}
    {% set by = line.get("by", cohort_month) %}
    {% do return("coalesce(" ~ by ~ ", arrival_month)" if is_activity(line) else by) %}
{% endmacro %}

{% macro line_among(line) %}
    {% if not is_activity(line) %} {% do return("(" ~ line["among"] ~ ")") %} {% endif %}
    {% set happened = "coalesce(" ~ line["counts"] ~ ", false)" %}
    {% set unknown = line.get("unknown", "false") %}
    {% do return("(" ~ line["among"] ~ ") and (" ~ happened ~ " or " ~ unknown ~ ")") %}
{% endmacro %}

{% macro line_counts(line) %}
    {% set counts = "coalesce(" ~ line["counts"] ~ ", false)" %}
    {% do return(counts ~ " and " ~ line["by"] ~ " is not null" if is_activity(line) else counts) %}
{% endmacro %}

{% macro line_is_unknown(line) %}
    {% set unknown = line.get("unknown", "false") %}
    {% do return(
        "(" ~ unknown ~ " or " ~ line["by"] ~ " is null)" if is_activity(line) else unknown
    ) %}
{% endmacro %}

{# Ports whose text was not resolved stand together under one name. #}
{% macro counted_port(column) -%}
    case
        when {{ column }} is null or {{ column }} like 'unresolved:%'
        then 'unresolved'
        else {{ column }}
    end
{%- endmacro %}

{# What stands in a port column for all ports of a field office. #}
{% macro field_office_code(name) -%} 'FO:' || {{ name }} {%- endmacro %}
