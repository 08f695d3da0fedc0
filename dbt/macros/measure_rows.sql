{#
Rows of a measure's lines, the same columns for every measure: one row per line and unit row in the line's denominator.
A line names whom it counts among, what it counts, and where the answer is not known (never in the numerator).
A measure by another date than arrival names its cohort column; season and fiscal year of its relation are then those of
that date, and arrival_month still says which build replaces the row.
#}
{% macro measure_rows(lines, relation=none, cohort_month="arrival_month") %}
    {% set relation = relation or ref("measure_units") %}
    {% for line in lines %}
        select
            '{{ line["id"] }}' as measure,
            unit,
            row_key,
            origin,
            us_port_code,
            arrival_month,
            {{ cohort_month }} as cohort_month,
            season,
            is_in_season,
            fiscal_year,
            true as is_denominator,
            coalesce({{ line["counts"] }}, false) as is_numerator,
            {{ line.get("unknown", "false") }} as is_unknown
        from {{ relation }}
        where {{ line["among"] }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
{% endmacro %}

{# Ports whose text was not resolved stand together under one name. #}
{% macro counted_port(column) -%}
    case
        when {{ column }} is null or {{ column }} like 'unresolved:%'
        then 'unresolved'
        else {{ column }}
    end
{%- endmacro %}
