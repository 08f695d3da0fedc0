{#
Rule sets as SQL. The rules were parsed, checked and compiled in Python when they were registered; here their SQL is
only put together: one bit per rule, and the score as the points of the bits.
#}
{# Rules by rule set and version, each a list of rows of stg_rules__rules in order of the bit; empty while parsing. #}
{% macro registered_rule_sets() %}
    {% set rules = ref("stg_rules__rules") %}
    {% set found = {} %}
    {% if not execute or not load_relation(rules) %} {% do return([]) %} {% endif %}
    {% set rows = run_query(
        "select rule_set, version, status, bit, rule, wording, expression, expression_sql, points from "
        ~ rules
        ~ " order by rule_set, version, bit"
    ) %}
    {% for row in rows.rows %}
        {% set key = row["rule_set"] ~ " v" ~ row["version"] %}
        {% if key not in found %}
            {% do found.update({key: {"rule_set": row["rule_set"], "version": row["version"], "status": row["status"], "rules": []}}) %}
        {% endif %}
        {% do found[key]["rules"].append(row) %}
    {% endfor %}
    {% do return(found.values() | list) %}
{% endmacro %}

{# One BIGINT: bit b is set where rule b hits. #}
{% macro rule_mask(rules) -%}
    cast(
        {%- for rule in rules %}
            {{ "+ " if not loop.first }} case
                when {{ rule["expression_sql"] }} then {{ 2 ** (rule["bit"] | int) }} else 0
            end
        {%- endfor %} as bigint
    )
{%- endmacro %}

{# Points of the bits that are set. #}
{% macro rule_score(rules, hits) -%}
    cast(
        {%- for rule in rules %}
            {{ "+ " if not loop.first }} (({{ hits }} >> {{ rule["bit"] }}) & 1)
            * ({{ rule["points"] }})
        {%- endfor %} as integer
    )
{%- endmacro %}

{# One version of each rule set is in force; the register says which. #}
{% macro is_rule_set_in_force(rule_set="rule_set", version="rule_set_version") -%}
    ({{ rule_set }}, {{ version }})
    in (select rule_set, version from {{ ref("stg_rules__rules") }} where status = 'in_force')
{%- endmacro %}
