{{ config(materialized="incremental") }}

with
    records as (
        select *
        from {{ ref("int_bill_records") }}
        where is_current and {{ changed_months_filter() }}
    ),

    superseded as (select * from {{ ref("int_superseded_bills") }}),

    headers as (
        select * from {{ ref("stg_ams__header") }} where {{ changed_identifiers_filter() }}
    ),

    bills as (select * from {{ ref("stg_ams__billgen") }} where {{ changed_identifiers_filter() }}),

    shippers as (
        select * from {{ ref("stg_ams__shipper") }} where {{ changed_identifiers_filter() }}
    ),

    consignees as (
        select * from {{ ref("stg_ams__consignee") }} where {{ changed_identifiers_filter() }}
    ),

    placeholders as (
        select distinct {{ normalise_party_name("normalised_name") }} as party_name
        from {{ ref("placeholder_parties") }}
    ),

    master_notices as (
        select distinct origin, identifier
        from {{ ref("stg_ams__cargodesc") }}
        where covers_house_bills and {{ changed_identifiers_filter() }}
    ),

    joined as (
        select
            records.shipment_key,
            records.origin,
            records.identifier,
            headers.carrier_code,
            records.bill_number,
            bills.master_bill_number,
            case
                when
                    bills.bill_type ilike 'master%'
                    or records.has_house_bills
                    or master_notices.identifier is not null
                then 'master'
                when bills.bill_type ilike 'house%' or bills.master_bill_number is not null
                then 'house'
                else 'regular'
            end as bill_kind,
            not records.has_house_bills and master_notices.identifier is null as is_lowest_level,
            records.has_house_bills,
            records.is_withdrawn or superseded.shipment_key is not null as is_withdrawn,
            superseded.superseded_by,
            headers.foreign_port_of_destination_text is not null as is_frob,
            headers.vessel_imo,
            headers.vessel_name,
            records.voyage_number,
            records.voyage_key,
            records.us_port_code,
            headers.port_of_discharge,
            headers.lading_port_code,
            headers.port_of_lading,
            headers.loading_region,
            headers.country_of_lading,
            headers.place_of_receipt,
            headers.port_of_unlading_text,
            headers.foreign_port_of_lading_text,
            headers.place_of_receipt_text,
            headers.estimated_arrival_date,
            records.arrival_date,
            records.arrived_at,
            records.arrived_by,
            records.arrival_month,
            headers.weight_kg,
            headers.volume_m3,
            shippers.party_name as shipper_name,
            shippers.party_name_normalised as shipper_normalised,
            consignees.party_name as consignee_name,
            consignees.party_name_normalised as consignee_normalised,
            bills.run_date,
            records.known_at
        from records
        inner join
            headers on records.origin = headers.origin and records.identifier = headers.identifier
        left join bills on records.origin = bills.origin and records.identifier = bills.identifier
        left join
            superseded
            on records.origin = superseded.origin
            and records.shipment_key = superseded.shipment_key
        left join
            shippers
            on records.origin = shippers.origin
            and records.identifier = shippers.identifier
        left join
            consignees
            on records.origin = consignees.origin
            and records.identifier = consignees.identifier
        left join
            master_notices
            on records.origin = master_notices.origin
            and records.identifier = master_notices.identifier
    ),

    named as (
        select
            joined.*,
            {{ is_named_party("shipper_normalised", "shipper_placeholders.party_name") }}
            as has_shipper,
            {{ is_named_party("consignee_normalised", "consignee_placeholders.party_name") }}
            as has_consignee
        from joined
        left join
            placeholders as shipper_placeholders
            on joined.shipper_normalised = shipper_placeholders.party_name
        left join
            placeholders as consignee_placeholders
            on joined.consignee_normalised = consignee_placeholders.party_name
    )

select
    -- identity
    shipment_key,
    origin,
    identifier,
    carrier_code,
    bill_number,
    master_bill_number,
    bill_kind,
    is_lowest_level,
    has_house_bills,
    is_withdrawn,
    superseded_by,
    is_frob,

    -- voyage and ports, resolved and as filed
    vessel_imo,
    vessel_name,
    voyage_number,
    voyage_key,
    us_port_code,
    port_of_discharge,
    lading_port_code,
    port_of_lading,
    loading_region,
    country_of_lading,
    place_of_receipt,
    port_of_unlading_text,
    foreign_port_of_lading_text,
    place_of_receipt_text,

    -- dates and quantities
    estimated_arrival_date,
    arrival_date,
    arrived_at,
    arrived_by,
    arrival_month,
    weight_kg,
    volume_m3,

    -- parties
    shipper_name,
    case when has_shipper then shipper_normalised end as shipper_party,
    consignee_name,
    case when has_consignee then consignee_normalised end as consignee_party,
    not (has_shipper and has_consignee) as is_placeholder_party,

    run_date,
    known_at
from named
