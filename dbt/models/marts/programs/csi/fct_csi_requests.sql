with
    {{ records_where_bills_stand("asked", ref("stg_csi__requests"), "request_id") }},

    requests as (
        select *, {{ csi_specific_reason_count("reasons") }} as specific_reason_count from asked
    ),

    episodes as (
        select
            origin,
            container_trip_key,
            min(ended_at) filter (where location_group = 'foreign') as foreign_ended_at,
            min(ended_at) filter (where location_group <> 'foreign') as arrival_ended_at,
            coalesce(bool_or(location_group = 'foreign'), false) as is_examined_abroad,
            coalesce(
                bool_or(location_group <> 'foreign' and ended_at is null), false
            ) as has_undated_exam
        from {{ ref("fct_exam_episodes") }}
        where is_completed and container_trip_key in (select container_trip_key from requests)
        group by origin, container_trip_key
    ),

    joined as (
        select
            r.*,
            {{ month_of("r.requested_at") }} as request_month,
            -- an exam abroad of which the team does not tell belongs to the request that was
            -- accepted
            r.examined_at is not null
            or (r.decision = 'accepted' and coalesce(e.is_examined_abroad, false)) as is_examined,
            coalesce(
                r.examined_at, case when r.decision = 'accepted' then e.foreign_ended_at end
            ) as exam_ended_at,
            t.container_trip_key is not null as is_in_manifest,
            t.is_high_risk,
            t.arrival_date,
            t.gated_out_at,
            t.has_left_facility,
            t.are_exams_known,
            e.arrival_ended_at,
            coalesce(e.has_undated_exam, false) as has_undated_exam
        from requests as r
        left join trips as t using (origin, container_trip_key)
        left join episodes as e using (origin, container_trip_key)
    )

select
    request_id,
    origin,
    container_trip_key,
    container_number,
    us_port_code,
    csi_port_code,
    host_country,
    request_month,
    {{ season_of("request_month") }} as season,
    {{ is_in_season("request_month") }} as is_in_season,
    {{ fiscal_year_of("request_month") }} as fiscal_year,
    requested_at,
    decision,
    decided_at,
    date_diff('second', requested_at, decided_at) / 3600.0 as answer_hours,
    reasons,
    cast(specific_reason_count as integer) as specific_reason_count,
    terrorism_score,
    is_examined,
    exam_method,
    examined_at,
    exam_ended_at,
    is_accepted_as_standard,
    resolved_at,
    referred_at,
    is_in_manifest,
    is_high_risk,
    arrival_date,
    arrival_ended_at as examined_on_arrival_at,
    gated_out_at,
    case
        when decision not in ('denied', 'not_requested')
        then null
        when referred_at is null
        then 'not_referred'
        when not is_in_manifest
        then 'not_in_manifest'
        when arrival_ended_at <= gated_out_at
        then 'examined_before_gate_out'
        when arrival_ended_at is not null and has_left_facility is false
        then 'examined_before_gate_out'
        when has_undated_exam
        then 'not_known'
        when arrival_ended_at > gated_out_at
        then 'examined_after_gate_out'
        when arrival_ended_at is not null
        then 'not_known'
        when not are_exams_known
        then 'not_known'
        when has_left_facility
        then 'left_unexamined'
        when has_left_facility is false
        then 'waiting'
        else 'not_known'
    end as closure
from joined
