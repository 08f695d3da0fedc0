{{ config(materialized="view") }} {{ measure_rows(s8_7_lines()) }}
