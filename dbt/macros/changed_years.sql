{#
Tables whose rows stand for more than a month: the fiscal years, or weeks, of the changed months are replaced whole. The
rows go in a pre-hook, within the model's transaction, so that a period that lost its last row is emptied too.
#}
{# True on a first or full build; else the column is a fiscal year with a changed month. #}
{% macro changed_years_filter(column="fiscal_year", months_model="int_months_to_rebuild") %}
    {%- set months = ref(months_model) -%}
    {%- if is_incremental() and execute -%}
        {{ column }} in (
            select {{ fiscal_year_of("month") }}
            from
                (
                    values
                        {% for month in changed_months(months_model) or ["0001-01-01"] %}
                            (date '{{ month }}'){{ ", " if not loop.last }}
                        {% endfor %}
                ) as changed(month)
        )
    {%- else -%} true
    {%- endif -%}
{% endmacro %}

{#
True on a first or full build; else the month of arrival lies in a fiscal year with a changed month. As literal ranges:
the tables lie in order of arrival, so DuckDB skips the other years.
#}
{% macro months_of_changed_years_filter(column="arrival_month", months_model="int_months_to_rebuild") %}
    {%- set months = ref(months_model) -%}
    {%- if is_incremental() and execute -%}
        {%- set years = [] -%}
        {%- for month in changed_months(months_model) -%}
            {%- set year = month.year + (1 if month.month >= 10 else 0) -%}
            {%- if year not in years -%} {% do years.append(year) %} {%- endif -%}
        {%- endfor -%}
        (
            {%- for year in years -%}
                {{ column }} between date '{{ year - 1 }}-10-01' and date '{{ year }}-09-30'
                {{- " or " if not loop.last }}
            {%- else -%}false
            {%- endfor -%}
        )
    {%- else -%} true
    {%- endif -%}
{% endmacro %}

{# True on a first or full build; else the month of arrival lies within a week of a changed month. #}
{% macro months_of_changed_weeks_filter(column="arrival_month", months_model="int_months_to_rebuild") %}
    {%- set months = ref(months_model) -%}
    {%- if is_incremental() and execute -%}
        (
            {%- for month in changed_months(months_model) -%}
                {{ column }}
                between date '{{ month }}'
                - interval 1 month and date '{{ month }}'
                + interval 1 month{{ " or " if not loop.last }}
            {%- else -%}false
            {%- endfor -%}
        )
    {%- else -%} true
    {%- endif -%}
{% endmacro %}

{# True on a first or full build; else the column is a Monday whose week touches a changed month. #}
{% macro changed_weeks_filter(column="arrival_week", months_model="int_months_to_rebuild") %}
    {%- set months = ref(months_model) -%}
    {%- if is_incremental() and execute -%}
        (
            {%- for month in changed_months(months_model) -%}
                (
                    {{ column }} > date '{{ month }}' - interval 7 day
                    and {{ column }} < date '{{ month }}' + interval 1 month
                ){{ " or " if not loop.last }}
            {%- else -%}false
            {%- endfor -%}
        )
    {%- else -%} true
    {%- endif -%}
{% endmacro %}

{% macro delete_where(condition) -%}
    {%- if is_incremental() -%} delete from {{ this }} where {{ condition }} {%- endif -%}
{%- endmacro %}
