{#
What data tests look at. A build that follows a green one with the same definitions (TALLYMAN_KEPT_FROM names it) leaves
what lies outside the changed months as it was tested then, so the tests look at the changed months; any other run of
dbt tests everything. The variable is read while running only: a change of it must not make dbt parse again.
#}
{% macro tests_changed_rows_only() %}
    {% do return(execute and env_var("TALLYMAN_KEPT_FROM", "") != "") %}
{% endmacro %}

{# True where every row is tested; else the month was replaced by this build. #}
{% macro is_in_tested_month(column="arrival_month", months_model="int_changed_months") -%}
    {%- set months = ref(months_model) -%}
    {%- if tests_changed_rows_only() -%} {{ column }} in (select arrival_month from {{ months }})
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{# True where every row is tested; else a month of the season was replaced by this build. #}
{% macro is_in_tested_season(column="season", months_model="int_months_to_rebuild") -%}
    {%- set months = ref(months_model) -%}
    {%- if tests_changed_rows_only() -%}
        {{ column }} in (select {{ season_of("arrival_month") }} from {{ months }})
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{#
What this build may have replaced of the table of a model, as a condition; `true` for what is replaced whole. Without
ref, because a generic test reads its own model only; the list of months is always built before.
#}
{% macro may_have_changed(relation) %}
    {% if not tests_changed_rows_only() %} {% do return("true") %} {% endif %}
    {% set name = (relation | string).split("(")[-1].split(" ")[0].split(".")[-1] | replace('"', "") %}
    {% set node = graph.nodes.get("model.tallyman." ~ name) %}
    {% if not node or node.config.materialized != "incremental" %}
        {% do return("true") %}
    {% endif %}
    {% if node.config.incremental_strategy == "changed_months" %}
        {% set months_model = node.config.meta.get("changed_months", "int_changed_months") %}
        {% set months = table_before_this_build(months_model) %}
        {% do return("arrival_month in (select arrival_month from " ~ months ~ ")") %}
    {% elif node.config.incremental_strategy == "changed_hits" %}
        {% set months = table_before_this_build("int_months_to_rebuild") %}
        {% set versions = table_before_this_build("int_versions_to_rescore") %}
        {% do return(
            "(arrival_month in (select arrival_month from " ~ months ~ ")"
            ~ " or (rule_set, rule_set_version) in (select (rule_set, version) from " ~ versions ~ "))"
        ) %}
    {% elif node.config.incremental_strategy == "changed_voyages" %}
        {% set voyages = table_before_this_build("int_changed_voyages") %}
        {% do return("(origin, voyage_key) in (select (origin, voyage_key) from " ~ voyages ~ ")") %}
    {% endif %}
    {% do return("true") %}
{% endmacro %}
