{# True where the container type in words holds one of the words; null where no type was filed. #}
{% macro is_container_type(column, words) -%}
    (
        {%- for word in words %}
            {{ "or " if not loop.first }}upper({{ column }}) like '%{{ word }}%'
        {%- endfor %}
    )
{%- endmacro %}
