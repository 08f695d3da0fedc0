{{ config(materialized="view") }} {{ measure_rows(s8_1a_lines()) }}
