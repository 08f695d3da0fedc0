-- Counted whole at every build: what covers the last discharges of a month may lie in the next.
with
    activity as (
        select origin, us_port_code as port_code, occurred_at
        from {{ ref("int_reviews") }}
        where record_type in ('review', 'research')
        union all
        select origin, coalesce(exam_port_code, us_port_code), hold_placed_at
        from {{ ref("int_exam_events") }}
        where location_group <> 'foreign' and hold_placed_at is not null
        union all
        select origin, coalesce(exam_port_code, us_port_code), started_at
        from {{ ref("int_exam_events") }}
        where
            location_group <> 'foreign'
            and started_at is not null
            and status in ('started', 'completed')
            and (method <> 'radiation' or is_completed_exam)
    ),

    -- months in which any port did anything; elsewhere nothing is known of who was there
    activity_months as (
        select distinct origin, {{ month_of("occurred_at") }} as activity_month from activity
    ),

    discharges as (
        select
            c.*,
            p.port_code,
            {{ month_of("c.discharged_at") }} as discharge_month,
            c.discharged_at + interval 6 hour as covered_until,
            cast(
                extract(hour from {{ local_time("c.discharged_at", "p.time_zone") }}) as integer
            ) as local_hour
        from {{ ref("fct_exam_clocks") }} as c
        left join {{ ref("ports") }} as p on p.port_code = c.us_port_code and p.side = 'us'
        where c.is_high_risk
    ),

    next_activity as (
        select d.*, a.occurred_at as next_activity_at
        from discharges as d
        asof left join
            activity as a
            on d.origin = a.origin
            and d.port_code = a.port_code
            and d.discharged_at <= a.occurred_at
    ),

    answered as (
        select
            n.*,
            case
                when n.local_hour is null
                then null
                when n.next_activity_at <= n.covered_until
                then true
                when m.origin is not null and n.known_until > n.covered_until
                then false
            end as is_covered
        from next_activity as n
        left join
            activity_months as m on m.origin = n.origin and m.activity_month = n.discharge_month
    )

select
    origin,
    us_port_code,
    arrival_month,
    season,
    is_in_season,
    fiscal_year,
    local_hour,
    count(*) as discharge_count,
    count(*) filter (where is_covered is false) as uncovered_count,
    count(*) filter (where is_covered is null) as unknown_count
from answered
group by origin, us_port_code, arrival_month, season, is_in_season, fiscal_year, local_hour
