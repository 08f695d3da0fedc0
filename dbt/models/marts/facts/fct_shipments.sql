{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}

with
    shipments as (
        select *
        from {{ ref("int_shipments") }}
        where
            is_lowest_level
            and not is_withdrawn
            and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    -- bridge, bills and containers of one another lie in one month
    bridge as (
        select *
        from {{ ref("int_consignments") }}
        where {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    container_trips as (
        select *
        from {{ ref("fct_container_trips") }}
        where {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    trips as (
        select s.shipment_key, t.*
        from shipments as s
        inner join bridge as c using (origin, shipment_key)
        inner join container_trips as t using (origin, container_trip_key)
    ),

    flags as (
        select
            origin,
            shipment_key,
            count(*) as container_count,
            count(*) filter (where is_examined) as examined_container_count,
            bool_or(not is_empty) as has_loaded_container,
            max(score_t0) as score_t0,
            max(score_t2) as score_t2,
            max(smuggling_score_t2) as smuggling_score_t2,
            max(threshold_mandatory) as threshold_mandatory,
            max(threshold_review) as threshold_review,
            case
                when bool_or(is_screened)
                then true
                when bool_and(is_screened is not null)
                then false
            end as is_screened,
            case
                when bool_or(is_reviewed)
                then true
                when bool_and(is_reviewed is not null)
                then false
            end as is_reviewed,
            bool_or(is_high_risk_information) as is_high_risk_information,
            bool_or(is_high_risk_intelligence) as is_high_risk_intelligence,
            bool_or(is_high_risk_score) as is_high_risk_score,
            bool_or(is_high_risk) as is_high_risk,
            bool_or(is_high_risk_fixed_threshold) as is_high_risk_fixed_threshold,
            bool_or(is_examined) as is_examined,
            bool_or(has_image) as has_image,
            bool_or(has_physical) as has_physical,
            bool_or(is_two_place) as is_two_place,
            bool_or(has_image and has_physical) as has_both_in_one_container,
            bool_and(is_physical_limited) filter (where has_physical) as is_physical_limited,
            min({{ rank_of("disposition", dispositions()) }}) as disposition_rank,
            min({{ rank_of("lane", lanes()) }}) as lane_rank,
            min({{ rank_of("result", results()) }}) as result_rank,
            -- a shipment is cleared when its last container is
            case
                when bool_and(clearance_started_at is not null) then max(clearance_started_at)
            end as clearance_started_at,
            case when bool_and(released_at is not null) then max(released_at) end as released_at,
            bool_or(clearance_is_open) as clearance_is_open,
            -- a shipment has left when its last container has; one container examined in time
            -- counts
            case
                when bool_or(not has_left_facility)
                then false
                when bool_and(has_left_facility is not null)
                then true
            end as has_left_facility,
            case
                when bool_or(is_examined_before_gate_out)
                then true
                when bool_and(is_examined_before_gate_out is not null)
                then false
            end as is_examined_before_gate_out,
            max(arrival_to_release_hours) as arrival_to_release_hours,
            bool_or(is_incident) as is_incident,
            bool_or(is_found_by_exam) as is_found_by_exam
        from trips
        group by origin, shipment_key
    )

select
    s.shipment_key,
    s.origin,
    s.carrier_code,
    s.bill_number,
    s.bill_kind,
    s.us_port_code,
    p.port_name,
    s.lading_port_code,
    s.loading_region,
    s.country_of_lading,
    s.arrival_date,
    s.arrival_month,
    {{ season_of("s.arrival_month") }} as season,
    {{ is_in_season("s.arrival_month") }} as is_in_season,
    {{ fiscal_year_of("s.arrival_month") }} as fiscal_year,
    -- a bill without any container row cannot be scored: in scope, and high-risk below
    not s.is_frob and coalesce(f.has_loaded_container, true) as is_in_scope,
    s.is_frob,
    cast(coalesce(f.container_count, 0) as integer) as container_count,
    cast(coalesce(f.examined_container_count, 0) as integer) as examined_container_count,
    f.score_t0,
    f.score_t2,
    f.smuggling_score_t2,
    f.threshold_mandatory,
    f.threshold_review,
    case when f.shipment_key is null then false else f.is_screened end as is_screened,
    f.is_reviewed,
    coalesce(f.is_high_risk_information, true) as is_high_risk_information,
    coalesce(f.is_high_risk_intelligence, false) as is_high_risk_intelligence,
    coalesce(f.is_high_risk_score, false) as is_high_risk_score,
    coalesce(f.is_high_risk, true) as is_high_risk,
    coalesce(f.is_high_risk_fixed_threshold, true) as is_high_risk_fixed_threshold,
    coalesce(f.is_examined, false) as is_examined,
    case
        when f.has_image and f.has_physical
        then 'image_and_physical'
        when f.has_image
        then 'image_only'
        when f.has_physical
        then 'physical_only'
        when f.is_examined
        then 'other'
    end as method_class,
    coalesce(f.has_image, false) as has_image,
    coalesce(f.has_physical, false) as has_physical,
    coalesce(f.is_two_place, false) as is_two_place,
    coalesce(
        f.has_image and f.has_physical and not f.has_both_in_one_container, false
    ) as is_mixed_box,
    coalesce(f.is_physical_limited, false) as is_physical_limited,
    case
        when not coalesce(f.is_high_risk, true)
        then null
        when f.is_examined
        then 'examined'
        when f.shipment_key is null
        then 'unknown'
        else {{ name_of_rank("f.disposition_rank", dispositions()) }}
    end as disposition,
    coalesce({{ name_of_rank("f.lane_rank", lanes()) }}, 'none') as lane,
    {{ name_of_rank("f.result_rank", results()) }} as result,
    case when f.shipment_key is null then false else f.has_left_facility end as has_left_facility,
    f.is_examined_before_gate_out,
    f.clearance_started_at,
    f.released_at,
    date_diff('second', f.clearance_started_at, f.released_at) / 3600.0 as clearance_hours,
    coalesce(f.clearance_is_open, false) as clearance_is_open,
    f.arrival_to_release_hours,
    coalesce(f.is_incident, false) as is_incident,
    f.is_found_by_exam,
    {{ row_key_hash("s.shipment_key") }} as row_key_hash
from shipments as s
left join {{ ref("ports") }} as p on p.port_code = s.us_port_code and p.side = 'us'
left join flags as f using (origin, shipment_key)
