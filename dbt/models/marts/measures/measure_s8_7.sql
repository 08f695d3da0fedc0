{{ config(materialized="view") }}

{{ measure_rows([
    {
        'id': 'S8.7',
        'among': 'is_in_scope',
        'counts': 'clearance_hours is not null',
        'unknown': 'clearance_hours is null and not clearance_is_open',
    },
]) }}
