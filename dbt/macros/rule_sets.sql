{#
Rule sets as SQL. The rules were parsed, checked and compiled in Python when they were registered; here their SQL is
only put together: one bit per rule, 62 bits a word, and the score as the points of the bits.
#}
{#
Versions to score, by rule set and version, each with its rules in order of the bit, the ports that it is for and the
times that it counts at each; none while parsing. `ports_apart` are the ports that the periods of its rule set name: a
period of '*' counts at all others.
#}
{% macro registered_rule_sets() %}
    {% set versions = ref("stg_rules__versions") %}
    {% set rules = ref("stg_rules__rules") %}
    {% set periods = ref("stg_rules__periods") %}
    {% if not execute or not load_relation(rules) %} {% do return([]) %} {% endif %}
    {% set found = {} %}
    {% set apart = {} %}
    {% for row in run_query(
        "select rule_set, version, array_to_string(ports, ';') as ports, is_current from "
        ~ versions
        ~ " order by rule_set, version"
    ).rows %}
        {% do found.update({row["rule_set"] ~ " v" ~ row["version"]: {
            "rule_set": row["rule_set"],
            "version": row["version"] | int,
            "ports": row["ports"].split(";"),
            "is_current": row["is_current"],
            "rules": [],
            "periods": [],
            "ports_apart": apart.setdefault(row["rule_set"], []),
        }}) %}
    {% endfor %}
    {% for row in run_query(
        "select rule_set, version, word, word_bit, rule, wording, expression, expression_sql, points from "
        ~ rules
        ~ " order by rule_set, version, bit"
    ).rows %}
        {% do found[row["rule_set"] ~ " v" ~ row["version"]]["rules"].append(row) %}
    {% endfor %}
    {% for row in run_query(
        "select rule_set, version, port_code, mode, "
        ~ "cast(valid_from as varchar) as valid_from, cast(valid_until as varchar) as valid_until from "
        ~ periods
        ~ " order by rule_set, version, mode, port_code, valid_from"
    ).rows %}
        {% do found[row["rule_set"] ~ " v" ~ row["version"]]["periods"].append(row) %}
        {% set is_named = row["mode"] == "in_force" and row["port_code"] != "*" %}
        {% if is_named and row["port_code"] not in apart[row["rule_set"]] %}
            {% do apart[row["rule_set"]].append(row["port_code"]) %}
        {% endif %}
    {% endfor %}
    {% do return(found.values() | list) %}
{% endmacro %}

{# Special operations, each with its ports, times and criteria; none while parsing. #}
{% macro registered_operations() %}
    {% set operations = ref("stg_rules__operations") %}
    {% if not execute or not load_relation(operations) %} {% do return([]) %} {% endif %}
    {% set found = [] %}
    {% for row in run_query(
        "select operation, array_to_string(ports, ';') as ports, "
        ~ "cast(valid_from as varchar) as valid_from, cast(valid_until as varchar) as valid_until, "
        ~ "expression_sql from "
        ~ operations
        ~ " order by operation"
    ).rows %}
        {% do found.append({
            "operation": row["operation"],
            "ports": row["ports"].split(";"),
            "valid_from": row["valid_from"],
            "valid_until": row["valid_until"],
            "expression_sql": row["expression_sql"],
        }) %}
    {% endfor %}
    {% do return(found) %}
{% endmacro %}

{# Words of the mask, each one BIGINT: in word w, bit b is set where the rule of that word and bit hits. #}
{% macro rule_words(rules) %}
    {% set words = [] %}
    {% for word, group in rules | groupby("word") %}
        {% set bits %}
            cast(
                {%- for rule in group %}
                    {{ "+ " if not loop.first }} case
                        when {{ rule["expression_sql"] }}
                        then cast({{ 2 ** (rule["word_bit"] | int) }} as bigint)
                        else 0
                    end
                {%- endfor %} as bigint
            )
        {% endset %}
        {% do words.append(bits) %}
    {% endfor %}
    {% do return(words) %}
{% endmacro %}

{# Points of the bits that are set, from columns word_0, word_1, ... #}
{% macro rule_score(rules) -%}
    cast(
        {%- for rule in rules %}
            {{ "+ " if not loop.first }} ((word_{{ rule["word"] }} >> {{ rule["word_bit"] }}) & 1)
            * ({{ rule["points"] }})
        {%- endfor %} as integer
    )
{%- endmacro %}

{# True at the ports that a version is for. #}
{% macro is_at_ports(ports, port="us_port_code") -%}
    {%- if "*" in ports -%} true
    {%- else -%} {{ port }} in ({{ text_literals(ports) }})
    {%- endif -%}
{%- endmacro %}

{# True where one of the periods of these modes holds the moment at the port. #}
{% macro is_within_periods(version, modes, port="us_port_code", moment="judged_at") -%}
    (
        {%- for period in version["periods"] if period["mode"] in modes %}
            {{ "or " if not loop.first }} (
                {%- if period["port_code"] != "*" %}{{ port }} = '{{ period["port_code"] }}'
                {%- elif period["mode"] == "in_force" and version["ports_apart"] %}
                    {{ port }} not in ({{ text_literals(version["ports_apart"]) }})
                {%- else %}true
                {%- endif %}
                and {{ moment }} >= timestamp '{{ period["valid_from"] }}'
                and {{ moment }} < timestamp '{{ period["valid_until"] }}'
            )
        {%- else %}false
        {%- endfor %}
    )
{%- endmacro %}

{% macro text_literals(texts) -%}
    {%- for text in texts -%} {{ string_literal(text) }}{{ ", " if not loop.last }} {%- endfor -%}
{%- endmacro %}

{#
Versions whose rows are replaced in every month, because the version, its ports or whether it is the current one are not
what they were when its rows were written: [[rule set, version], ...].
#}
{% macro versions_to_rescore() %}
    {% set versions = ref("int_versions_to_rescore") %}
    {% if not execute %} {% do return([]) %} {% endif %}
    {% set found = [] %}
    {% for row in run_query(
        "select rule_set, version from " ~ versions ~ " order by rule_set, version"
    ).rows %}
        {% do found.append([row["rule_set"], row["version"] | int]) %}
    {% endfor %}
    {% do return(found) %}
{% endmacro %}

{# True for the rows of those versions. #}
{% macro is_version_to_rescore(rule_set="rule_set", version="rule_set_version") -%}
    (
        {%- for name, number in versions_to_rescore() %}
            {{ "or " if not loop.first }} (
                {{ rule_set }} = '{{ name }}' and {{ version }} = {{ number }}
            )
        {%- else %}false
        {%- endfor %}
    )
{%- endmacro %}

{# Incremental strategy: the changed months of every version, and every month of the versions to rescore. #}
{% macro get_incremental_changed_hits_sql(arg_dict) %}
    {% set months = month_literals(changed_months("int_months_to_rebuild")) %}
    {% do return(
        replace_rows_sql(
            arg_dict, "arrival_month in (" ~ months ~ ") or " ~ is_version_to_rescore()
        )
    ) %}
{% endmacro %}
