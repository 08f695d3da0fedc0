{{ config(materialized="view") }}

with known_until as (select * from {{ ref("stg_loads__known_until") }})

select
    s.origin,
    s.scan_id,
    s.program,
    s.port_code,
    s.terminal_name,
    s.container_number,
    s.is_us_bound,
    s.passed_at,
    {{ month_of("s.passed_at") }} as passed_month,
    {{ fiscal_year_of("s.passed_at") }} as fiscal_year,
    s.resolved_at,
    s.resolution,
    case when s.resolved_at is null then 'open' else 'resolved' end as alarm_state,
    date_diff('second', s.passed_at, s.resolved_at) / 3600.0 as hours_to_resolution,
    case
        when s.resolved_at is null
        then greatest(date_diff('second', s.passed_at, k.known_until), 0) / 3600.0
    end as hours_open
from {{ ref("stg_scanning__scans") }} as s
left join known_until as k on s.origin = k.origin
where s.has_alarm
