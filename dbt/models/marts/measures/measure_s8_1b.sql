{{ config(materialized="view") }} {{ measure_rows(s8_1b_lines()) }}
