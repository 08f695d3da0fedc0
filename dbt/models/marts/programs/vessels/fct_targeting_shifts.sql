{{ config(materialized="view") }}

select
    origin,
    us_port_code,
    shift_date,
    shift,
    targeter_hours,
    supervisor_count,
    containers_reviewed,
    case
        when supervisor_count is null
        then 'unknown'
        when supervisor_count = 0
        then 'without supervisor'
        else 'supervised'
    end as supervision,
    {{ month_of("shift_date") }} as shift_month,
    {{ fiscal_year_of("shift_date") }} as fiscal_year
from {{ ref("stg_vessels__targeter_hours") }}
