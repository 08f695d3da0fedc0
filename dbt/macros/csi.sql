{#
Container Security Initiative (CSI). Its ports are dated: a port counts on the days on which a team worked there, or on
which the team of its customs district targeted what was laded there.
#}
{% macro is_in_csi_on(day, port="csi") -%}
    (
        {{ port }}.operational_on <= {{ day }}
        and {{ day }} < coalesce({{ port }}.operational_until, date '9999-12-31')
    )
{%- endmacro %}

{#
How specific the reasons of a request are: how many of three kinds of thing it names, a rule that was met, an entity on
record, a document. The score alone, the route or a reference to intelligence names none of them.
#}
{% macro csi_specific_reasons() %}
    {% do return(["rule_hit", "entity", "document"]) %}
{% endmacro %}

{% macro csi_specific_reason_count(reasons) -%}
    {%- set marked = "';' || replace(coalesce(" ~ reasons ~ ", ''), ' ', '') || ';'" -%}
    (
        {%- for reason in csi_specific_reasons() %}
            cast({{ marked }} like '%;{{ reason }};%' as integer) {{ "+" if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{#
Section 205(k) of the SAFE Port Act (120 Stat. 1908), approved 13 October 2006: high-risk cargo at a CSI port is not to be
laded unless it was scanned or searched, or further information settled the risk. Before that day there was no such rule.
#}
{% macro do_not_load_rule_from() -%} date '2006-10-13' {%- endmacro %}

{# How a month's period of some kind is written; of every period together '*'. #}
{% macro csi_period(kind, month) -%}
    case
        {{ kind }}
        when 'month'
        then strftime({{ month }}, '%Y-%m')
        when 'season'
        then cast({{ season_of(month) }} as varchar)
        when 'fiscal_year'
        then 'FY' || {{ fiscal_year_of(month) }}
        else '*'
    end
{%- endmacro %}
