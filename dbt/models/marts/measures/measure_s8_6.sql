{{ config(materialized="view") }}

{{ measure_rows(s8_6_lines()) }}
union all
{{ measure_rows(exam_activity_lines("S8.6"), ref("measure_episodes")) }}
