with
    -- what tells of an incident may be known before the incident is
    incident_rows as (
        select origin, incident_id
        from {{ ref("stg_agency__incident_containers") }}
        union all
        select origin, incident_id
        from {{ ref("stg_agency__incident_events") }}
        union all
        select origin, incident_id
        from {{ ref("stg_agency__notifications") }}
        union all
        select origin, incident_id
        from {{ ref("stg_agency__incident_claims") }}
    ),

    findings as (
        select origin, 'container number fails its check digit' as kind, count(*) as finding_count
        from {{ ref("int_container_trips") }}
        where not is_check_digit_valid
        group by origin
        union all
        select origin, 'container trip without the time of filing', count(*)
        from {{ ref("int_container_trips") }}
        where filed_at is null
        group by origin
        union all
        select origin, 'container trip without the time of lading', count(*)
        from {{ ref("int_container_trips") }}
        where laded_at is null
        group by origin
        union all
        select origin, 'bill withdrawn', count(*)
        from {{ ref("int_shipments") }}
        where is_withdrawn
        group by origin
        union all
        select origin, 'master bill whose house bills are counted instead', count(*)
        from {{ ref("int_shipments") }}
        where not is_lowest_level and not is_withdrawn
        group by origin
        union all
        select origin, 'bill without a resolved U.S. port', count(*)
        from {{ ref("int_shipments") }}
        where us_port_code like 'unresolved:%'
        group by origin
        union all
        select origin, 'bill without a resolved port of lading', count(*)
        from {{ ref("int_shipments") }}
        where lading_port_code is null
        group by origin
        union all
        select origin, 'bill without shipper or consignee, or with a placeholder', count(*)
        from {{ ref("int_shipments") }}
        where is_placeholder_party
        group by origin
        union all
        select origin, 'shipment without any container row', count(*)
        from {{ ref("fct_shipments") }}
        where container_count = 0
        group by origin
        union all
        select origin, 'AMS record replaced by a later one of its bill', count(*)
        from {{ ref("int_bill_records") }}
        where not is_current
        group by origin
        union all
        select origin, 'vessel arrival with more than one actual date', count(*)
        from {{ ref("int_vessel_arrivals") }}
        where actual_date_count > 1
        group by origin
        union all
        select origin, 'exam event of a container that is not manifested', count(*)
        from {{ ref("int_exam_events") }}
        where container_trip_key is null
        group by origin
        union all
        select origin, 'review record of a container that is not manifested', count(*)
        from {{ ref("int_reviews") }}
        where container_trip_key is null
        group by origin
        union all
        select origin, 'row of an incident that is not known', count(*)
        from incident_rows
        anti join {{ ref("stg_agency__incidents") }} using (origin, incident_id)
        group by origin
    )

select origin, kind, finding_count
from findings
