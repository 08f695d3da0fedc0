{{ config(materialized="view") }} {{ measure_rows(s8_9_lines()) }}
