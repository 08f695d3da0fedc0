{{ config(materialized="view") }}

{{ measure_rows(s8_5_lines()) }}
union all
{{ measure_rows(exam_activity_lines("S8.5"), ref("measure_episodes")) }}
