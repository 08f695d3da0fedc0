{{ config(materialized="view") }} {{ measure_rows(s8_2_lines()) }}
