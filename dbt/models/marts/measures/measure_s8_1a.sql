{{ config(materialized="view") }}

{{ measure_rows([
    {'id': 'S8.1a', 'among': 'is_in_scope', 'counts': 'is_screened', 'unknown': 'is_screened is null'},
    {'id': 'S8.1a.frob', 'among': 'is_frob', 'counts': 'is_screened', 'unknown': 'is_screened is null'},
]) }}
