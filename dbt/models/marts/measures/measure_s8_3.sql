{{ config(materialized="view") }}

{% set among = 'is_in_scope and is_high_risk' %}
{% set lines = [
    {
        'id': 'S8.3',
        'among': among,
        'counts': "disposition = 'examined'",
        'unknown': "disposition = 'unknown'",
    },
    {
        'id': 'S8.3.other_method',
        'among': among ~ ' and is_examined',
        'counts': "method_class = 'other'",
    },
] %}
{% for disposition in dispositions() if disposition != 'examined' %}
    {% do lines.append({
        'id': 'S8.3.' ~ disposition,
        'among': among,
        'counts': "disposition = '" ~ disposition ~ "'",
        'unknown': 'false' if disposition == 'unknown' else "disposition = 'unknown'",
    }) %}
{% endfor %}
{{ measure_rows(lines) }}
