{{ config(materialized="view") }}

{% set lines = [
    {
        'id': 'AMD',
        'among': 'is_in_scope',
        'counts': 'is_amended',
        'unknown': 'is_amended is null',
    }
] %}
{% for phase in ['t0_t1', 't1_t2', 't2_t3', 'after_t3'] %}
    {% do lines.append({
        'id': 'AMD.' ~ phase,
        'among': 'is_in_scope',
        'counts': 'is_amended_' ~ phase,
        'unknown': 'is_amended_' ~ phase ~ ' is null',
    }) %}
{% endfor %}
{% do lines.append({
    'id': 'AMD.score_changing',
    'among': 'is_in_scope and is_amended_t0_t2',
    'counts': 'is_score_changed',
    'unknown': 'is_score_changed is null',
}) %}

with
    filings as ({{ filing_units("arrival_month") }})

    {{ measure_rows(lines, 'filings', 'cohort_month') }}
