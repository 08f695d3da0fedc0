{{ config(materialized="view") }} {{ clearance_cells(ref("fct_clearance_strata"), "stratum") }}
