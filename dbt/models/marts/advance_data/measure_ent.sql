{{ config(materialized="view") }} {{ measure_rows(ent_lines(), ref("measure_filings")) }}
