{{ config(materialized="view") }}

{% set among = 'is_in_scope and is_high_risk and is_examined' %}
{{ measure_rows([
    {'id': 'S8.4.any', 'among': among, 'counts': 'has_image'},
    {'id': 'S8.4.only', 'among': among, 'counts': "method_class = 'image_only'"},
]) }}
