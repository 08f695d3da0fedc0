{{ config(materialized="incremental") }}

with
    bill_containers as (
        select *
        from {{ ref("int_bill_containers") }}
        where not is_withdrawn and {{ changed_months_filter() }}
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
    )

select
    bill_containers.shipment_key,
    bill_containers.container_trip_key,
    bill_containers.origin,
    bill_containers.arrival_month,
    bill_containers.weight_share_kg,
    bill_containers.filed_at,
    bill_containers.data_complete_at,
    bill_containers.released_at,
    descriptions.description_text,
    coalesce(tariffs.commodity_chapter, descriptions.description_chapter) as commodity_chapter,
    cast(tariffs.tariff_weight_kg as double) as tariff_weight_kg,
    not (bill_containers.is_empty or bill_containers.has_seal) as seal_missing,
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
