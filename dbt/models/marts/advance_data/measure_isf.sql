{{ config(materialized="view") }}

{% set flags = {
    'ISF': 'is_complete_in_time',
    'ISF.complete': 'is_complete',
    'ISF.timely': 'is_in_time',
    'ISF.11_stow_plan': 'is_plan_in_time',
    'ISF.12_status_message': 'is_status_in_time',
} %}
{% for element in isf_elements() %}
    {% do flags.update({'ISF.%02d_%s' % (loop.index, element): 'has_' ~ element}) %}
{% endfor %}
{% set lines = [] %}
{% for id, flag in flags.items() %}
    {% do lines.append({'id': id, 'among': 'true', 'counts': flag, 'unknown': flag ~ ' is null'}) %}
{% endfor %}

with
    filings as ({{ filing_units("lading_month", "fct_isf_filings") }})

    {{ measure_rows(lines, 'filings', 'cohort_month') }}
