{{ config(materialized="view") }}

{{ measure_rows(s8_4_lines()) }}
union all
{{ measure_rows(exam_activity_lines("S8.4"), ref("measure_episodes")) }}
