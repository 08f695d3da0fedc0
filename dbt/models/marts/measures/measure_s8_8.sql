{{ config(materialized="view") }}

{{ measure_rows(s8_8_lines(), ref("measure_episodes")) }}
union all
{{ measure_rows(s8_8_found_otherwise_lines()) }}
