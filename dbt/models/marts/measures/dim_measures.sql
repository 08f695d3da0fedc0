{# Read from the meta of the measure models, so that titles, formulas and versions are written once. #}
{% set lines = measure_definitions() %}

{% for line in lines %}
    select
        {{ string_literal(line['id']) }} as measure,
        {{ string_literal(line['model']) }} as model,
        {{ string_literal(line['title']) }} as title,
        {{ string_literal(line['unit']) }} as unit,
        {{ string_literal(line['formula']) }} as formula,
        {{ string_literal(line['denominator_label']) }} as denominator_label,
        {{ string_literal(line['source']) }} as source,
        cast({{ line['definition_version'] }} as integer) as definition_version,
        {{ string_literal(line['sensitivity']) }} as sensitivity
    {% if not loop.last %}
        union all
    {% endif %}
{% else %}
    select
        cast(null as varchar) as measure,
        cast(null as varchar) as model,
        cast(null as varchar) as title,
        cast(null as varchar) as unit,
        cast(null as varchar) as formula,
        cast(null as varchar) as denominator_label,
        cast(null as varchar) as source,
        cast(null as integer) as definition_version,
        cast(null as varchar) as sensitivity
    where false
{% endfor %}
