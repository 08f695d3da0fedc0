{{ config(materialized="view") }} {{ measure_rows(a24_lines(), ref("measure_filings")) }}
