{{ config(materialized="view") }}

{{ measure_rows(s8_3_lines()) }}
union all
{{ measure_rows(s8_3_container_lines(), ref("fct_high_risk_containers")) }}
union all
{{ measure_rows(exam_activity_lines("S8.3"), ref("measure_episodes")) }}
