{{ config(materialized="incremental") }}

with
    shipments as (
        select *
        from {{ ref("int_shipments") }}
        where is_lowest_level and not is_withdrawn and {{ changed_months_filter() }}
    ),

    containers as (
        select * from {{ ref("stg_ams__container") }} where {{ changed_identifiers_filter() }}
    ),

    descriptions as (
        select
            origin,
            identifier,
            container_number,
            max_by(description_text, (length(description_text), description_text)) filter (
                where description_text is not null
            ) as description_text,
            min(description_chapter) as description_chapter,
            sum(piece_count) as piece_count
        from {{ ref("stg_ams__cargodesc") }}
        where {{ changed_identifiers_filter() }}
        group by origin, identifier, container_number
    ),

    tariffs as (
        select
            origin,
            identifier,
            container_number,
            max_by(
                commodity_chapter, (coalesce(harmonized_weight_kg, 0), commodity_chapter)
            ) filter (where commodity_chapter is not null) as commodity_chapter,
            -- decimals add up the same in any order
            sum(try_cast(harmonized_weight_kg as decimal(18, 3))) as tariff_weight_kg
        from {{ ref("stg_ams__tariff") }}
        where {{ changed_identifiers_filter() }}
        group by origin, identifier, container_number
    ),

    bill_containers as (
        select
            shipments.shipment_key,
            {{ container_trip_key(
                "containers.container_number", "shipments.vessel_imo",
                "shipments.voyage_number", "shipments.us_port_code",
            ) }} as container_trip_key,
            shipments.origin,
            shipments.arrival_month,
            shipments.identifier,
            containers.container_number,
            shipments.weight_kg / count(*) over (
                partition by shipments.origin, shipments.identifier
            ) as weight_share_kg,
            coalesce(containers.load_status, '') not ilike 'empty%'
            and containers.seal_number_1 is null
            and containers.seal_number_2 is null as seal_missing
        from shipments
        inner join
            containers
            on shipments.origin = containers.origin
            and shipments.identifier = containers.identifier
    )

select
    bill_containers.shipment_key,
    bill_containers.container_trip_key,
    bill_containers.origin,
    bill_containers.arrival_month,
    bill_containers.weight_share_kg,
    descriptions.description_text,
    coalesce(tariffs.commodity_chapter, descriptions.description_chapter) as commodity_chapter,
    cast(tariffs.tariff_weight_kg as double) as tariff_weight_kg,
    bill_containers.seal_missing,
    cast(descriptions.piece_count as bigint) as piece_count
from bill_containers
left join
    descriptions
    on bill_containers.origin = descriptions.origin
    and bill_containers.identifier = descriptions.identifier
    and bill_containers.container_number = descriptions.container_number
left join
    tariffs
    on bill_containers.origin = tariffs.origin
    and bill_containers.identifier = tariffs.identifier
    and bill_containers.container_number = tariffs.container_number
