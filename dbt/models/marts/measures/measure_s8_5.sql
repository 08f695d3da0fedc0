{{ config(materialized="view") }}

{% set among = 'is_in_scope and is_high_risk and is_examined' %}
{% set both = "method_class = 'image_and_physical'" %}
{{ measure_rows([
    {'id': 'S8.5', 'among': among, 'counts': both},
    {'id': 'S8.5.two_place', 'among': among, 'counts': both ~ ' and is_two_place'},
    {
        'id': 'S8.5.mixed_box',
        'among': among ~ " and unit = 'shipment'",
        'counts': both ~ ' and is_mixed_box',
    },
]) }}
