{#
Periods. Season s runs from 1 October of s-1 to 31 May of s; its label is the U.S. fiscal year (October to September).
June to September is off-season, not missing.
#}
{% macro month_of(column) -%} cast(date_trunc('month', {{ column }}) as date) {%- endmacro %}

{#
Times are stored in UTC. At a place they are those of its zone (ports.time_zone); where no zone is known the time is
null, and the date stays that of UTC.
#}
{% macro local_time(moment, time_zone) -%}
    ({{ moment }} at time zone 'UTC' at time zone {{ time_zone }})
{%- endmacro %}

{% macro local_date(moment, time_zone) -%}
    cast(coalesce({{ local_time(moment, time_zone) }}, {{ moment }}) as date)
{%- endmacro %}

{# Midnight that ends the day at the place, in UTC; at a place without a zone that of UTC. #}
{% macro end_of_day(day, time_zone) -%}
    coalesce(
        cast({{ day }} + 1 as timestamp) at time zone {{ time_zone }} at time zone 'UTC',
        cast({{ day }} + 1 as timestamp)
    )
{%- endmacro %}

{% macro fiscal_year_of(column) -%}
    cast(
        extract(year from {{ column }})
        + case when extract(month from {{ column }}) >= 10 then 1 else 0 end as integer
    )
{%- endmacro %}

{% macro season_of(column) -%} {{ fiscal_year_of(column) }} {%- endmacro %}

{% macro is_in_season(column) -%}
    (extract(month from {{ column }}) not between 6 and 9)
{%- endmacro %}
