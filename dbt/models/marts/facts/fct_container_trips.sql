{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}

with
    trips as (
        select *
        from {{ ref("int_container_trips") }}
        where {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    states as (
        select origin, container_trip_key, snapshot_at as arrived_by, is_information_inadequate
        from {{ ref("int_container_trip_features") }}
        where snapshot = 'T2' and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    scores as (
        select
            origin,
            container_trip_key,
            max(case when rule_set = 'terrorism' and snapshot = 'T0' then score end) as score_t0,
            max(case when rule_set = 'terrorism' and snapshot = 'T2' then score end) as score_t2,
            max(
                case when rule_set = 'human_smuggling' and snapshot = 'T2' then score end
            ) as smuggling_score_t2
        from {{ ref("int_rule_hits") }}
        where is_in_force and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
        group by origin, container_trip_key
    ),

    thresholds as (
        select port_code, mandatory, review, valid_from, valid_until, is_fixed_series
        from {{ ref("int_port_thresholds") }}
        where rule_set = 'terrorism'
    ),

    -- the port's own threshold where it has one in force, else the national one
    thresholds_in_force as (
        select
            t.origin,
            t.container_trip_key,
            coalesce(own.mandatory, national.mandatory) as threshold_mandatory,
            coalesce(own.review, national.review) as threshold_review,
            fixed.mandatory as threshold_fixed
        from trips as t
        left join states as s using (origin, container_trip_key)
        left join
            thresholds as own
            on own.port_code = t.us_port_code
            and s.arrived_by >= own.valid_from
            and s.arrived_by < own.valid_until
        left join
            thresholds as national
            on national.port_code = '*'
            and s.arrived_by >= national.valid_from
            and s.arrived_by < national.valid_until
        left join thresholds as fixed on fixed.is_fixed_series
    ),

    episodes as (
        select
            origin,
            container_trip_key,
            location_group,
            lane,
            result,
            hold_placed_at,
            ended_at,
            hold_lifted_at,
            has_image,
            has_physical,
            is_physical_limited,
            is_completed
        from {{ ref("int_exam_episodes") }}
        where
            container_trip_key is not null
            and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    exams as (
        select
            origin,
            container_trip_key,
            bool_or(is_completed) as is_examined,
            coalesce(bool_or(has_image) filter (where is_completed), false) as has_image,
            coalesce(bool_or(has_physical) filter (where is_completed), false) as has_physical,
            coalesce(
                bool_and(is_physical_limited) filter (where is_completed and has_physical), false
            ) as is_physical_limited,
            coalesce(
                bool_or(has_image and location_group = 'foreign') filter (where is_completed)
                and bool_or(has_physical and location_group = 'domestic') filter (
                    where is_completed
                ),
                false
            ) as is_two_place,
            bool_or(
                not is_completed and hold_placed_at is not null and hold_lifted_at is null
            ) as has_open_episode,
            min(ended_at) filter (where is_completed) as first_exam_ended_at,
            bool_or(is_completed and ended_at is null) as has_undated_exam,
            min({{ rank_of("lane", lanes()) }}) as lane_rank,
            min({{ rank_of("result", results()) }}) filter (where is_completed) as result_rank
        from episodes
        group by origin, container_trip_key
    ),

    reviews as (
        select
            r.origin,
            r.container_trip_key,
            bool_or(r.record_type in ('review', 'research')) as is_reviewed,
            min(r.occurred_at) filter (
                where r.record_type in ('review', 'research')
            ) as first_reviewed_at,
            bool_or(r.outcome = 'mitigated_by_information') as is_mitigated,
            bool_or(
                r.record_type = 'waiver' and r.waiver_kind = 'standard_exception'
            ) as has_standard_exception,
            bool_or(
                r.record_type = 'waiver' and r.waiver_kind = 'articulable_reason'
            ) as has_articulable_reason,
            bool_or(r.record_type = 'waiver') as has_waiver,
            bool_or(r.record_type = 'diversion') as is_diverted,
            bool_or(r.record_type = 'seizure') as is_seized,
            bool_or(
                r.record_type = 'intelligence_flag' and r.occurred_at <= s.arrived_by
            ) as is_flagged
        from {{ ref("int_reviews") }} as r
        left join states as s using (origin, container_trip_key)
        group by r.origin, r.container_trip_key
    ),

    -- months for which such records came in; elsewhere "not reviewed", "not flagged" and "not
    -- examined in time" are not known
    officer_months as (
        select origin, arrival_month, bool_or(record_type in ('review', 'research')) as has_reviews
        from {{ ref("int_reviews") }}
        group by origin, arrival_month
    ),

    exam_months as (select distinct origin, arrival_month from {{ ref("int_exam_events") }}),

    incident_trips as (
        select origin, container_trip_key, bool_or(found_by = 'exam') as is_found_by_exam
        from {{ ref("int_incident_trips") }}
        where is_scenario is not true
        group by origin, container_trip_key
    ),

    flags as (
        select
            t.*,
            p.port_name,
            p.time_zone,
            c.score_t0,
            c.score_t2,
            c.smuggling_score_t2,
            h.threshold_mandatory,
            h.threshold_review,
            -- where no filing time is known the score stands, but not that it was there in time
            case
                when c.score_t2 is null then false when t.filed_at <= s.arrived_by then true
            end as is_screened,
            case when r.is_reviewed then true when m.has_reviews then false end as is_reviewed,
            r.first_reviewed_at,
            c.score_t2 is null
            or coalesce(s.is_information_inadequate, false) as is_high_risk_information,
            coalesce(r.is_flagged, false) as is_high_risk_intelligence,
            m.origin is not null as is_intelligence_known,
            coalesce(c.score_t2 >= h.threshold_mandatory, false) as is_high_risk_score,
            coalesce(c.score_t2 >= h.threshold_fixed, false) as is_fixed_threshold_reached,
            coalesce(e.is_examined, false) as is_examined,
            x.origin is not null as are_exams_known,
            coalesce(e.has_image, false) as has_image,
            coalesce(e.has_physical, false) as has_physical,
            coalesce(e.is_physical_limited, false) as is_physical_limited,
            coalesce(e.is_two_place, false) as is_two_place,
            coalesce(e.has_open_episode, false) as has_open_episode,
            -- a release is no gate-out: without one told it is not known whether it left, nor where
            -- nothing is told of its way at all; what did not arrive did not leave either
            case
                when t.gated_out_at is not null
                then true
                when {{ is_awaiting_release("t", "t.released_at") }} or r.is_diverted
                then false
            end as has_left_facility,
            -- by the hour of the gate-out; an exam without an end may have been in time
            case
                when t.gated_out_at is null
                then null
                when e.first_exam_ended_at <= t.gated_out_at
                then true
                when e.has_undated_exam or x.origin is null
                then null
                else false
            end as is_examined_before_gate_out,
            e.lane_rank,
            e.result_rank,
            coalesce(r.is_mitigated, false) as is_mitigated,
            coalesce(r.has_articulable_reason, false) as has_articulable_reason,
            coalesce(r.has_waiver, false) as has_waiver,
            coalesce(r.has_standard_exception, false) as has_standard_exception,
            coalesce(r.is_diverted, false) as is_diverted,
            coalesce(r.is_seized, false) as is_seized,
            {{ clearance_start("t.discharged_at", "t.data_complete_at") }} as clearance_started_at,
            i.container_trip_key is not null as is_incident,
            i.is_found_by_exam
        from trips as t
        left join {{ ref("ports") }} as p on p.port_code = t.us_port_code and p.side = 'us'
        left join scores as c using (origin, container_trip_key)
        left join states as s using (origin, container_trip_key)
        left join thresholds_in_force as h using (origin, container_trip_key)
        left join exams as e using (origin, container_trip_key)
        left join reviews as r using (origin, container_trip_key)
        left join officer_months as m using (origin, arrival_month)
        left join exam_months as x using (origin, arrival_month)
        left join incident_trips as i using (origin, container_trip_key)
    )

select
    container_trip_key,
    origin,
    container_number,
    vessel_imo,
    voyage_number,
    us_port_code,
    port_name,
    time_zone,
    lading_port_code,
    loading_region,
    country_of_lading,
    arrival_date,
    arrival_month,
    season,
    is_in_season,
    fiscal_year,
    is_in_scope,
    is_frob,
    is_empty,
    bill_count,
    score_t0,
    score_t2,
    smuggling_score_t2,
    threshold_mandatory,
    threshold_review,
    is_screened,
    is_reviewed,
    first_reviewed_at,
    {{ local_date("first_reviewed_at", "time_zone") }} as first_reviewed_on,
    is_high_risk_information,
    is_high_risk_intelligence,
    is_intelligence_known,
    is_high_risk_score,
    is_high_risk_information or is_high_risk_intelligence or is_high_risk_score as is_high_risk,
    is_high_risk_information
    or is_high_risk_intelligence
    or is_fixed_threshold_reached as is_high_risk_fixed_threshold,
    is_examined,
    case
        when has_image and has_physical
        then 'image_and_physical'
        when has_image
        then 'image_only'
        when has_physical
        then 'physical_only'
        when is_examined
        then 'other'
    end as method_class,
    are_exams_known,
    has_image,
    has_physical,
    is_two_place,
    is_physical_limited,
    case
        when is_examined
        then 'examined'
        when is_mitigated
        then 'mitigated_by_information'
        when has_standard_exception
        then 'waived_standard_exception'
        when has_articulable_reason
        then 'waived_articulable_reason'
        when is_diverted
        then 'not_arrived'
        when is_seized
        then 'seized_before_exam'
        when
            has_left_facility is not true
            and (has_open_episode or (discharged_at is not null and released_at is null))
        then 'pending'
        else 'unknown'
    end as disposition_if_high_risk,
    case when is_high_risk then disposition_if_high_risk end as disposition,
    coalesce({{ name_of_rank("lane_rank", lanes()) }}, 'none') as lane,
    {{ name_of_rank("result_rank", results()) }} as result,
    has_waiver,
    has_open_episode,
    has_left_facility,
    is_examined_before_gate_out,
    arrived_at,
    discharged_at,
    clearance_started_at,
    released_at,
    {{ local_date("released_at", "time_zone") }} as released_on,
    gated_out_at,
    date_diff('second', clearance_started_at, released_at) / 3600.0 as clearance_hours,
    -- what has left the terminal is open no more, though the hour of its release is not known
    clearance_started_at is not null and has_left_facility is false as clearance_is_open,
    date_diff('second', arrived_at, released_at) / 3600.0 as arrival_to_release_hours,
    is_incident,
    is_found_by_exam,
    {{ row_key_hash("container_trip_key") }} as row_key_hash
from flags
