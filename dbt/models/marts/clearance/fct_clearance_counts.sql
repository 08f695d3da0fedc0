{{ config(materialized="table") }}

{{ clearance_cells(
    ref("fct_clearance_strata"),
    "cast(sum(n) as bigint) as n, cast(sum(n_open) as bigint) as n_open,"
    ~ " cast(sum(n_unknown) as bigint) as n_unknown,"
    ~ " cast(sum(finished_seconds) as bigint) / 3600.0 as finished_hours",
) }}
