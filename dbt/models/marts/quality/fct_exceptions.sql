with
    high_risk as (
        select * from {{ ref("fct_container_trips") }} where is_in_scope and is_high_risk
    ),

    episodes as (
        select origin, container_trip_key, count(*) as episode_count
        from {{ ref("fct_exam_episodes") }}
        group by origin, container_trip_key
    ),

    left_without_exam as (
        select
            'high_risk_left_without_exam_or_waiver' as kind,
            container_trip_key as row_key,
            us_port_code,
            arrival_month,
            origin,
            'gated out '
            || cast(gated_out_at as varchar)
            || '; no examination, waiver, mitigation, diversion or seizure on record' as detail
        from high_risk
        where disposition = 'unknown' and has_left_facility and not has_waiver and are_exams_known
    ),

    mandatory_without_record as (
        select
            'mandatory_score_without_exam_or_waiver' as kind,
            h.container_trip_key as row_key,
            h.us_port_code,
            h.arrival_month,
            h.origin,
            'score '
            || h.score_t2
            || ', mandatory threshold '
            || h.threshold_mandatory
            || ', disposition '
            || h.disposition as detail
        from high_risk as h
        left join episodes as e using (origin, container_trip_key)
        where
            h.is_high_risk_score
            and e.episode_count is null
            and not h.has_waiver
            and h.are_exams_known
    ),

    -- S8.9, one by one
    container_left_before_exam as (
        select
            'high_risk_container_left_before_exam' as kind,
            container_trip_key as row_key,
            us_port_code,
            arrival_month,
            origin,
            'gated out '
            || cast(gated_out_at as varchar)
            || case
                when is_examined
                then '; examined, but no exam had ended by then'
                else '; no completed exam, disposition ' || disposition
            end as detail
        from high_risk
        where has_left_facility and not is_examined_before_gate_out
    ),

    shipment_left_before_exam as (
        select
            'high_risk_shipment_left_before_exam' as kind,
            shipment_key as row_key,
            us_port_code,
            arrival_month,
            origin,
            container_count
            || ' containers left, of which '
            || examined_container_count
            || ' were examined, none before it left; disposition '
            || disposition as detail
        from {{ ref("fct_shipments") }}
        where is_in_scope and is_high_risk and has_left_facility and not is_examined_before_gate_out
    ),

    left_while_held as (
        select
            'gated_out_while_held' as kind,
            e.exam_episode_key as row_key,
            t.us_port_code,
            t.arrival_month,
            t.origin,
            'held '
            || cast(e.hold_placed_at as varchar)
            || ', gated out '
            || cast(t.gated_out_at as varchar)
            || ', hold lifted '
            || coalesce(cast(e.hold_lifted_at as varchar), 'never') as detail
        from {{ ref("fct_exam_episodes") }} as e
        inner join {{ ref("fct_container_trips") }} as t using (origin, container_trip_key)
        where
            e.location_group <> 'foreign'
            and e.hold_placed_at < t.gated_out_at
            and coalesce(e.hold_lifted_at > t.gated_out_at, true)
    )

select kind, row_key, us_port_code, arrival_month, origin, detail
from left_without_exam
union all
select kind, row_key, us_port_code, arrival_month, origin, detail
from mandatory_without_record
union all
select kind, row_key, us_port_code, arrival_month, origin, detail
from container_left_before_exam
union all
select kind, row_key, us_port_code, arrival_month, origin, detail
from shipment_left_before_exam
union all
select kind, row_key, us_port_code, arrival_month, origin, detail
from left_while_held
