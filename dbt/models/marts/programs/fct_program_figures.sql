{# The programs: each has a model program_<name>_figures. A new program is one line here. #}
{% set programs = [
    "csi",
    "ctpat",
    "international",
    "oversight",
    "recommendations",
    "scanning",
    "vessels",
] %}
{% set columns = [
    ("program", "varchar"),
    ("section", "varchar"),
    ("figure", "varchar"),
    ("title", "varchar"),
    ("unit", "varchar"),
    ("view", "varchar"),
    ("period_kind", "varchar"),
    ("period", "varchar"),
    ("geography", "varchar"),
    ("subject", "varchar"),
    ("origin", "varchar"),
    ("numerator", "bigint"),
    ("denominator", "bigint"),
    ("n_unknown", "bigint"),
    ("published_value", "double"),
    ("formula", "varchar"),
    ("source", "varchar"),
    ("note", "varchar"),
] %}

{% for program in programs %}
    select
        {% for name, type in columns %}
            cast("{{ name }}" as {{ type }}) as "{{ name }}"{{ "," if not loop.last }}
        {% endfor %}
    from {{ ref("program_" ~ program ~ "_figures") }}
    {% if not loop.last %}
        union all
    {% endif %}
{% else %}
    select
        {% for name, type in columns %}
            cast(null as {{ type }}) as "{{ name }}"{{ "," if not loop.last }}
        {% endfor %}
    where false
{% endfor %}
