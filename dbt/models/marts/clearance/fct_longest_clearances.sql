{{ config(materialized="incremental", meta={"changed_months": "int_clearance_months"}) }}

-- The longest of a season, a year or the nation are among the longest of each port and month.
with
    clocks as (
        select *, clearance_is_open and cleared_at is null as is_open
        from {{ ref("fct_clearance_clocks") }}
        where
            {{ changed_months_filter(months_model="int_clearance_months") }}
            and (cleared_at is not null or clearance_is_open)
    )

select
    unit,
    row_key,
    origin,
    us_port_code,
    field_office,
    arrival_month,
    season,
    is_in_season,
    fiscal_year,
    lane,
    exam_method,
    partner_status,
    is_open,
    coalesce(clearance_started_at, open_since) as started_at,
    cleared_at as ended_at,
    date_diff('second', clearance_started_at, cleared_at) / 3600.0 as hours,
    date_diff('second', clearance_started_at, held_at) / 3600.0 as before_hold_hours,
    date_diff('second', held_at, exam_at) / 3600.0 as waiting_for_exam_hours,
    case
        when has_exam then date_diff('second', exam_at, exam_done_at) / 3600.0
    end as under_exam_hours,
    date_diff('second', exam_done_at, cleared_at) / 3600.0 as after_exam_hours
from clocks
qualify
    row_number() over (
        partition by unit, origin, us_port_code, arrival_month, is_open
        order by hours desc nulls last, coalesce(clearance_started_at, open_since), row_key
    )
    <= 10
