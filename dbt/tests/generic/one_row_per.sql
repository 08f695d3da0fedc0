{# The grain of a model: no combination of these columns stands twice, be it in different months. #}
{% test one_row_per(model, columns) %}
    {% set changed = may_have_changed(model) %}
    {% set grain = columns | join(", ") %}
    select {{ grain }}, count(*) as row_count
    from {{ model }}
    {% if changed != "true" -%}
        -- hashes are equal where all columns are, nulls among them
        where hash({{ grain }}) in (select hash({{ grain }}) from {{ model }} where {{ changed }})
    {%- endif %}
    group by {{ grain }}
    having count(*) > 1
{% endtest %}
