{{ config(materialized="view") }} {{ measure_rows(amd_lines(), ref("measure_filings")) }}
