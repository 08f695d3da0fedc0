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

    -- of several bills in a container each is filed and cleared by itself
    all_trips as (
        select
            s.shipment_key,
            s.arrived_by,
            t.* exclude (released_at, clearance_started_at, clearance_is_open),
            c.filed_at,
            c.released_at,
            {{ clearance_start("t.discharged_at", "c.data_complete_at") }} as clearance_started_at,
            {{ is_awaiting_release("t", "c.released_at") }} as is_awaiting_release
        from shipments as s
        inner join bridge as c using (origin, shipment_key)
        inner join container_trips as t using (origin, container_trip_key)
    ),

    -- empty containers are a class of their own and say nothing of the cargo
    trips as (select * from all_trips where not is_empty),

    empties as (
        select origin, shipment_key, count(*) as container_count
        from all_trips
        where is_empty
        group by origin, shipment_key
    ),

    flags as (
        select
            origin,
            shipment_key,
            count(*) as container_count,
            count(*) filter (where is_examined) as examined_container_count,
            -- its own filing, whatever another bill of the container had told by then
            coalesce(min(filed_at) > min(arrived_by), false) as is_filed_after_arrival,
            max(score_t0) as score_t0,
            max(score_t2) as score_t2,
            max(smuggling_score_t2) as smuggling_score_t2,
            max(threshold_mandatory) as threshold_mandatory,
            max(threshold_review) as threshold_review,
            case
                when bool_and(score_t2 is null)
                then false
                when min(filed_at) is not null
                then min(filed_at) <= min(arrived_by)
            end as is_screened,
            case
                when bool_or(is_reviewed)
                then true
                when bool_and(is_reviewed is not null)
                then false
            end as is_reviewed,
            bool_or(is_high_risk_information) as is_high_risk_information,
            bool_or(is_high_risk_intelligence) as is_high_risk_intelligence,
            bool_and(is_intelligence_known) as is_intelligence_known,
            bool_or(is_high_risk_score) as is_high_risk_score,
            bool_or(is_high_risk) as is_high_risk,
            bool_or(is_high_risk_fixed_threshold) as is_high_risk_fixed_threshold,
            bool_or(is_examined) as is_examined,
            bool_or(has_image) as has_image,
            bool_or(has_physical) as has_physical,
            bool_or(is_two_place) as is_two_place,
            bool_or(has_image and has_physical) as has_both_in_one_container,
            bool_and(is_physical_limited) filter (where has_physical) as is_physical_limited,
            -- of its high-risk containers, or of all where it is high-risk itself; not settled
            -- before the last of them is
            {%- for open in ["pending", "unknown"] %}
                coalesce(
                    bool_or(disposition = '{{ open }}'),
                    bool_or(disposition_if_high_risk = '{{ open }}')
                ) as is_{{ open }},
            {%- endfor %}
            coalesce(
                min({{ rank_of("disposition", dispositions()) }}),
                min({{ rank_of("disposition_if_high_risk", dispositions()) }})
            ) as disposition_rank,
            min({{ rank_of("lane", lanes()) }}) as lane_rank,
            min({{ rank_of("result", results()) }}) as result_rank,
            -- a shipment is cleared when its last container is
            case
                when bool_and(clearance_started_at is not null) then max(clearance_started_at)
            end as clearance_started_at,
            case when bool_and(released_at is not null) then max(released_at) end as released_at,
            bool_or(clearance_started_at is not null and is_awaiting_release) as clearance_is_open,
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
            max(date_diff('second', arrived_at, released_at) / 3600.0) as arrival_to_release_hours,
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
    -- a bill without any container row cannot be scored: in scope, and high-risk below; one of
    -- empty containers alone is neither
    not s.is_frob and (f.shipment_key is not null or e.shipment_key is null) as is_in_scope,
    s.is_frob,
    cast(
        coalesce(f.container_count, 0) + coalesce(e.container_count, 0) as integer
    ) as container_count,
    cast(coalesce(f.examined_container_count, 0) as integer) as examined_container_count,
    f.score_t0,
    case when not f.is_filed_after_arrival then f.score_t2 end as score_t2,
    case when not f.is_filed_after_arrival then f.smuggling_score_t2 end as smuggling_score_t2,
    f.threshold_mandatory,
    f.threshold_review,
    case when f.shipment_key is null then false else f.is_screened end as is_screened,
    f.is_reviewed,
    coalesce(
        f.is_high_risk_information or f.is_filed_after_arrival, e.shipment_key is null
    ) as is_high_risk_information,
    coalesce(f.is_high_risk_intelligence, false) as is_high_risk_intelligence,
    coalesce(f.is_intelligence_known, false) as is_intelligence_known,
    coalesce(f.is_high_risk_score and not f.is_filed_after_arrival, false) as is_high_risk_score,
    coalesce(f.is_high_risk or f.is_filed_after_arrival, e.shipment_key is null) as is_high_risk,
    coalesce(
        f.is_high_risk_fixed_threshold or f.is_filed_after_arrival, e.shipment_key is null
    ) as is_high_risk_fixed_threshold,
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
        when not coalesce(f.is_high_risk or f.is_filed_after_arrival, e.shipment_key is null)
        then null
        when f.is_examined
        then 'examined'
        when f.is_pending
        then 'pending'
        when f.shipment_key is null or f.is_unknown
        then 'unknown'
        else {{ name_of_rank("f.disposition_rank", dispositions()) }}
    end as disposition,
    coalesce({{ name_of_rank("f.lane_rank", lanes()) }}, 'none') as lane,
    {{ name_of_rank("f.result_rank", results()) }} as result,
    f.has_left_facility,
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
left join empties as e using (origin, shipment_key)
