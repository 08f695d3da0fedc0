{#
How tables and views are put in place: made, put in the place of the old one, in one statement and one transaction, which
another reader sees whole or not at all. dbt's own way for DuckDB takes a statement for each step, moves the old one
aside first, and asks on the way for indexes, foreign keys, grants and comments, of which there are none here; that took
a third of a build of few rows. A hook before the model is for what an incremental model deletes; there is none after.
#}
{% materialization table, adapter="duckdb" %}
    {% do return(put_in_place("table")) %}
{% endmaterialization %}

{% materialization view, adapter="duckdb" %}
    {% do return(put_in_place("view")) %}
{% endmaterialization %}

{# A table of which the incremental strategy replaces some rows; a change of its columns replaces it whole. #}
{% materialization incremental, adapter="duckdb" %}
    {% if is_incremental() %} {% do return(put_rows_in_place()) %} {% endif %}
    {% do return(put_in_place("table")) %}
{% endmaterialization %}

{% macro put_in_place(kind) %}
    {% set standing = load_cached_relation(this) %}
    {% set target = this.incorporate(type=kind) %}
    {# a table may read what it held before this build #}
    {% set new = target.incorporate(path={"identifier": target.identifier ~ "__new"}) %}
    {% call statement("main") %}
        {% if kind == "table" %}
            {{ create_table_as(False, new, compiled_code) }}
            ;
        {% else %}
            {{ get_create_view_as_sql(new, compiled_code) }}
            ;
        {% endif %}
        {% if standing %} drop {{ standing.type }} {{ standing }}
            ;
        {% endif %}
        alter {{ kind }} {{ new }} rename to {{ target.include(database=false, schema=false) }}
    {% endcall %}
    {% do adapter.commit() %}
    {% do return({"relations": [target]}) %}
{% endmacro %}

{% macro put_rows_in_place() %}
    {% set target = this.incorporate(type="table") %}
    {% set new_rows = api.Relation.create(identifier=target.identifier ~ "__new_rows", type="table") %}
    {% set replace = adapter.get_incremental_strategy_macro(context, config.get("incremental_strategy")) %}
    {{ run_hooks(pre_hooks) }}
    {% call statement("main") %}
        {{ create_table_as(True, new_rows, compiled_code) }}
        ;
        {{ replace({
            "target_relation": target,
            "temp_relation": new_rows,
            "unique_key": none,
            "dest_columns": model.columns.values() | list,
            "incremental_predicates": none,
        }) }}
        ;
        drop table {{ new_rows }}
    {% endcall %}
    {% do adapter.commit() %}
    {% do return({"relations": [target]}) %}
{% endmacro %}
