{{ config(materialized="view") }}

select
    origin,
    activity_id,
    activity_type,
    us_port_code,
    vessel_imo,
    voyage_number,
    started_at,
    ended_at,
    date_diff('second', started_at, ended_at) / 3600.0 as activity_hours,
    officer_count,
    finding_risk,
    {{ month_of("started_at") }} as started_month,
    {{ fiscal_year_of("started_at") }} as fiscal_year
from {{ ref("stg_vessels__activities") }}
