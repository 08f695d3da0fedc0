-- The last model of the chain: it is written only after everything that reads the baselines was.
-- What it says then
-- stands for "built with", and a later build compares (int_months_to_restate,
-- int_months_to_rebuild).
-- depends on: {{ ref("fct_measure_counts") }} {{ ref("fct_patterns") }} {{ ref("fct_exam_episodes") }}
with
    trips as (
        select arrival_month, fiscal_year, count(*) as container_trip_count
        from {{ ref("fct_container_trips") }}
        group by arrival_month, fiscal_year
    )

select
    s.arrival_month,
    t.fiscal_year,
    t.container_trip_count,
    s.party_stamp,
    s.commodity_stamp,
    s.port_stamp
from {{ ref("int_baseline_stamps") }} as s
inner join trips as t using (arrival_month)
