{{ config(materialized="view") }} {{ measure_rows(inc_lines(), ref("measure_incidents")) }}
