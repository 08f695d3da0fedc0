{{ config(materialized="view") }}

{% set among = 'is_in_scope and is_high_risk and is_examined' %}
{% set physical_only = "method_class = 'physical_only'" %}
{{ measure_rows([
    {'id': 'S8.6', 'among': among, 'counts': physical_only},
    {'id': 'S8.6.limited', 'among': among, 'counts': physical_only ~ ' and is_physical_limited'},
]) }}
