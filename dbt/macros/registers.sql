{#
Registers: facts of published sources, each as of a date. A register's staging view keeps every as-of state of a fact, of
several files' rows for one state the newest; what holds at a date is the newest state as of then.
#}
{#
From which day on a fact counts: the last day of what its as-of date names. "As of 2005" says nothing of January, so a month
or a year counts from its end.
#}
{% macro as_of_day(date="as_of_date", precision="as_of_precision") -%}
    case
        {{ precision }}
        when 'year'
        then make_date(year({{ date }}), 12, 31)
        when 'month'
        then last_day({{ date }})
        else {{ date }}
    end
{%- endmacro %}

{# The rows of a register that stand: `keys` tell two facts apart, whatever they say and as of when. #}
{% macro register_rows(table, keys) -%}
    select *, {{ as_of_day() }} as as_of_day
    from {{ source("raw", table) }}
    where
        {{ is_current_load() }}
        {{ newest_row_per(["origin"] + keys + ["as_of_date", "as_of_precision"]) }}
{%- endmacro %}

{#
Of each fact its newest state as of a day, to put after `from <register>`; facts first told of later are not among them. Two
states of one day: the one known last.
#}
{% macro current_as_of(keys, day="date '9999-12-31'") -%}
    where as_of_day <= {{ day }}
    qualify
        row_number() over (
            partition by {{ (["origin"] + keys) | join(", ") }}
            order by as_of_day desc, known_at desc, as_of_date desc, load_id desc, file_line desc
        )
        = 1
{%- endmacro %}

{# A date in words, as exactly as it is known. #}
{% macro said_date(date="as_of_date", precision="as_of_precision") -%}
    case
        {{ precision }}
        when 'year'
        then strftime({{ date }}, '%Y')
        when 'month'
        then strftime({{ date }}, '%B %Y')
        else strftime({{ date }}, '%-d %B %Y')
    end
{%- endmacro %}
