{#
Names of relations. A compiled relation carries schema and table but no database, so that a view
stays valid when its tables are copied into an edition file.
#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}

{% macro ref() %}
    {% set version = kwargs.get("version") or kwargs.get("v") %}
    {% if version is not none %}
        {% do return(builtins.ref(*varargs, version=version).include(database=false)) %}
    {% endif %}
    {% do return(builtins.ref(*varargs).include(database=false)) %}
{% endmacro %}

{% macro source() %}
    {% do return(builtins.source(*varargs).include(database=false)) %}
{% endmacro %}
