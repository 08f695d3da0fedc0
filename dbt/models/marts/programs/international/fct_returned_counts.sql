-- Both sides of the cross-foot, by port and month of the request. A return also has a row without
-- a port, which says that
-- it records exams at request and what it covers: what it then does not list stands nowhere.
with
    requests as (
        select *, strftime(request_month, '%Y-%m') as month
        from {{ ref("fct_csi_requests") }}
        where decision <> 'not_requested'
    ),

    ports as (
        select port_code, unlocode from {{ ref("ports") }} where side = 'foreign' and unlocode <> ''
    ),

    returns as (
        select
            *,
            case
                period_kind
                when 'month'
                then period
                when 'calendar_year'
                then right(period, 4) || '-01'
                else cast(cast(right(period, 4) as integer) - 1 as varchar) || '-10'
            end as first_month,
            case
                period_kind
                when 'month'
                then period
                when 'calendar_year'
                then right(period, 4) || '-12'
                when 'season'
                then right(period, 4) || '-05'
                else right(period, 4) || '-09'
            end as last_month
        from {{ ref("stg_returns__partner_returns") }}
    )

select
    requests.origin,
    'ours' as side,
    requests.host_country as country,
    cast(null as varchar) as administration,
    cast(null as varchar) as period_kind,
    cast(null as varchar) as period,
    cast(null as varchar) as first_month,
    cast(null as varchar) as last_month,
    coalesce(ports.unlocode, requests.csi_port_code) as port,
    requests.month,
    count(*) as request_count,
    count(*) filter (where requests.is_examined) as exam_count,
    string_agg(requests.request_id, ', ' order by requests.request_id) as told_in
from requests
left join ports on requests.csi_port_code = ports.port_code
group by all
union all
select
    origin,
    'partner' as side,
    country,
    administration,
    period_kind,
    period,
    first_month,
    last_month,
    port,
    month,
    requests_received as request_count,
    exams_made as exam_count,
    'load ' || load_id || ', line ' || file_line as told_in
from returns
where
    (record_type = 'return' and exams_at_request_recorded)
    or (record_type = 'exam_at_request' and requested_by = 'US')
