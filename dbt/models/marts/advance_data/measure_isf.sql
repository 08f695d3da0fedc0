{{ config(materialized="view") }} {{ measure_rows(isf_lines(), ref("measure_isf_filings")) }}
