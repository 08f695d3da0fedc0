{{ config(materialized="view") }} {{ measure_rows(clk_lines(), ref("measure_clocks")) }}
