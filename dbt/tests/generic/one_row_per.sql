{#
The grain of a model: no combination of these columns stands twice, be it in different months. Where the month is one
of the columns, or another test holds every row to the month of its parent (is_held_to_month), the changed months say all;
so they do of a view that shows the rows of a table, whose own grain is tested (shows).
#}
{% test one_row_per(model, columns, is_held_to_month=false, shows=none) %}
    {% set changed = may_have_changed(shows or model) %}
    {% set grain = columns | join(", ") %}
    select {{ grain }}, count(*) as row_count
    from {{ model }}
    {% if is_held_to_month or shows or "arrival_month" in columns -%} where {{ changed }}
    {%- elif changed != "true" -%}
        -- hashes are equal where all columns are, nulls among them
        where hash({{ grain }}) in (select hash({{ grain }}) from {{ model }} where {{ changed }})
    {%- endif %}
    group by {{ grain }}
    having count(*) > 1
{% endtest %}
