{# Read from the meta of the models, so that what a program shows is written once, beside the model. #}
{% set rows = program_tables() %}
{% for row in rows %}
    select
        {{ string_literal(row["program"]) }} as program,
        {{ string_literal(row["table"]) }} as table_name,
        {{ string_literal(row["title"]) }} as title,
        {{ string_literal(row["kind"]) }} as kind,
        {{ string_literal(row["figures"]) }} as figures,
        {{ string_literal(row["description"]) }} as description
    {% if not loop.last %}
        union all
    {% endif %}
{% else %}
    select
        {% for name in ["program", "table_name", "title", "kind", "figures", "description"] %}
            cast(null as varchar) as {{ name }}{{ "," if not loop.last }}
        {% endfor %}
    where false
{% endfor %}
