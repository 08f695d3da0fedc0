{# Read from the meta of the models that count, so that what a measure is for, what it counts and its traps are written once. #}
{% set texts = [
    'model',
    'title',
    'unit',
    'views',
    'purpose',
    'formula',
    'denominator_label',
    'source',
    'owner_role',
    'direction',
    'traps',
    'known_limits',
    'counted_in',
    'counted_where',
] %}

{% for line in measure_definitions() %}
    select
        {{ string_literal(line['id']) }} as measure,
        {% for text in texts %}
            {{ string_literal(line.get(text, '') | trim) }} as {{ text }},
        {% endfor %}
        cast({{ line['definition_version'] }} as integer) as definition_version,
        {{ string_literal(line['sensitivity']) }} as sensitivity
    {% if not loop.last %}
        union all
    {% endif %}
{% else %}
    select
        cast(null as varchar) as measure,
        {% for text in texts %} cast(null as varchar) as {{ text }},
        {% endfor %}
        cast(null as integer) as definition_version,
        cast(null as varchar) as sensitivity
    where false
{% endfor %}
