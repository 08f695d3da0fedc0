{#
What the build before left behind. These relations are read without ref, because they lie downstream of the models
that ask: the tables still hold the last state when those models run.
#}
{% macro table_before_this_build(name, schema="intermediate") %}
    {% if not execute %} {% do return(none) %} {% endif %}
    {% set relation = adapter.get_relation(
        database=target.database, schema=schema, identifier=name
    ) %}
    {% do return(relation.include(database=false) if relation else none) %}
{% endmacro %}

{# When the last green build ended, from the ledger of builds; long ago where there is none. #}
{% macro last_green_build_at() %}
    {% set builds = table_before_this_build("builds", "raw") %}
    {% set ended_at = none %}
    {% if builds %}
        {% set ended_at = run_query(
            "select max(finished_at) from " ~ builds ~ " where state = 'green'"
        ).rows[0][0] %}
    {% endif %}
    {% do return(ended_at or "1900-01-01") %}
{% endmacro %}
