{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}

with
    trips as (
        select *
        from {{ ref("int_container_trips") }}
        where {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    states as (
        select *
        from {{ ref("int_container_trip_states") }}
        where {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    legs as (
        select
            t.origin,
            t.container_trip_key,
            v.vessel_imo,
            v.lading_port_csi_operational_on,
            v.passed_port_csi_operational_on,
            v.foreign_call_count,
            cast(coalesce(t.laded_at, v.lading_port_departed_at) as date) as lading_date
        from trips as t
        inner join
            {{ ref("int_voyage_legs") }} as v using (
                origin, vessel_imo, voyage_number, lading_port_code
            )
    )

select
    s.container_trip_key,
    s.snapshot,
    s.origin,
    s.arrival_month,
    t.us_port_code,
    s.snapshot_at,
    s.is_manifest_known,
    s.is_information_inadequate,
    t.port_of_lading,
    s.place_of_receipt,
    t.port_of_discharge,
    t.loading_region,
    t.country_of_lading,
    s.carrier_code,
    s.is_nvocc_house_bill,
    s.is_first_time_consignee,
    s.is_first_time_shipper,
    s.is_placeholder_party,
    s.commodity_chapter,
    s.description_length,
    s.weight_kg,
    s.weight_kg / nullif(b.usual_weight_kg, 0) as weight_to_usual_ratio,
    s.weight_mismatch_share,
    s.amendment_count,
    t.filed_at > t.laded_at - interval 24 hour as is_late_manifest,
    date_diff('second', t.filed_at, t.laded_at) / 3600.0 as hours_filed_before_lading,
    s.is_entry_linked,
    -- CSI ports count from the day they worked; where the voyage's calls are unknown, so is this
    case
        when v.vessel_imo is not null and v.lading_date is not null
        then
            coalesce(v.passed_port_csi_operational_on <= v.lading_date, false)
            and not coalesce(v.lading_port_csi_operational_on <= v.lading_date, false)
    end as passed_csi_port_untargeted,
    v.foreign_call_count,
    date_diff('second', t.departed_at, t.arrived_at) / 86400.0 as transit_days,
    t.container_length_ft,
    {{ is_container_type('t.container_type', ['OPEN TOP', 'OPEN-TOP', 'SOFT TOP', 'SOFT-TOP', 'CANVAS']) }}
    as is_soft_top,
    {{ is_container_type('t.container_type', ['REEFER', 'REFRIGERAT']) }} as is_reefer,
    s.is_seal_missing,
    not t.is_check_digit_valid as is_check_digit_wrong,
    s.has_hazmat,
    cast(t.bill_count as integer) as bill_count,
    cast(extract(month from t.arrival_date) as integer) as season_month,
    p.is_port_hit_prev2,
    p.is_port_near_hit,
    p.is_port_rising,
    -- no feed of partnership members is loaded yet
    cast(null as integer) as importer_ctpat_tier,
    cast(null as varchar) as other_ctpat_sector
from states as s
inner join trips as t using (origin, container_trip_key)
left join legs as v using (origin, container_trip_key)
left join
    {{ ref("int_commodity_baselines") }} as b
    on b.origin = s.origin
    and b.season = s.fiscal_year - 1
    and b.commodity_chapter = s.commodity_chapter
    and b.container_length_ft = s.container_length_ft
left join
    {{ ref("int_port_seasons") }} as p
    on p.origin = s.origin
    and p.season = s.fiscal_year
    and p.lading_port_code = s.lading_port_code
