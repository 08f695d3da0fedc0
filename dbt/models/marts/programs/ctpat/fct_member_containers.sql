{{ config(materialized="incremental", meta={"changed_months": "int_member_months"}) }}

with
    codes as (select * from {{ ref("stg_ctpat__partner_codes") }}),

    registers as (select origin, min(valid_from) as codes_from from codes group by origin),

    bills as (
        select
            origin,
            shipment_key,
            voyage_key,
            bill_kind,
            bill_number,
            master_bill_number,
            carrier_code,
            consignee_party,
            arrival_date,
            arrival_month,
            is_lowest_level
        from {{ ref("int_shipments") }}
        where not is_withdrawn
    ),

    masters as (
        select origin, voyage_key, bill_number, min(carrier_code) as carrier_code
        from bills
        where bill_kind = 'master'
        group by origin, voyage_key, bill_number
    ),

    lowest as (
        select
            b.origin,
            b.shipment_key,
            b.bill_kind = 'house' as is_house_bill,
            case when b.bill_kind = 'house' then b.carrier_code end as issuer_code,
            case
                when b.bill_kind = 'house' then m.carrier_code else b.carrier_code
            end as carrier_code,
            b.consignee_party,
            b.arrival_date
        from bills as b
        left join
            masters as m
            on m.origin = b.origin
            and m.voyage_key = b.voyage_key
            and m.bill_number = b.master_bill_number
        where
            b.is_lowest_level
            and {{ changed_months_filter("b.arrival_month", "int_member_months") }}
    ),

    judged as (
        select
            l.origin,
            l.shipment_key,
            l.issuer_code,
            case
                when carrier.kind = 'vessel_operator'
                then carrier.standing in ('certified', 'validated')
            end as is_member_carrier,
            case
                when l.consignee_party is null or r.register_from is null
                then null
                when l.arrival_date < r.register_from
                then null
                else coalesce(importer.status in ('certified', 'validated'), false)
            end as is_member_importer,
            case
                when not l.is_house_bill
                then 'no_house_bill'
                when issuer.kind = 'nvocc' and issuer.standing in ('certified', 'validated')
                then 'member'
                when issuer.kind = 'nvocc'
                then 'non_member'
                -- a carrier's own house bill
                when issuer.kind = 'vessel_operator'
                then 'no_house_bill'
                else 'unknown'
            end as nvocc
        from lowest as l
        left join
            codes as carrier
            on carrier.origin = l.origin
            and carrier.party_code = l.carrier_code
            and l.arrival_date >= carrier.valid_from
            and l.arrival_date < carrier.valid_until
        left join
            codes as issuer
            on issuer.origin = l.origin
            and issuer.party_code = l.issuer_code
            and l.arrival_date >= issuer.valid_from
            and l.arrival_date < issuer.valid_until
        left join {{ ref("int_partner_registers") }} as r on r.origin = l.origin
        left join
            {{ ref("int_partner_periods") }} as importer
            on importer.origin = l.origin
            and importer.party = l.consignee_party
            and l.arrival_date >= importer.valid_from
            and l.arrival_date < importer.valid_until
    )

select
    t.origin,
    t.container_trip_key,
    t.season,
    t.is_in_season,
    t.arrival_month,
    -- one member among the bills of a container makes it a member's
    case
        when bool_or(j.is_member_carrier)
        then true
        when bool_and(j.is_member_carrier is not null)
        then false
    end as is_member_carrier,
    case
        when bool_or(j.is_member_importer)
        then true
        when bool_and(j.is_member_importer is not null)
        then false
    end as is_member_importer,
    case
        when bool_or(j.nvocc = 'non_member')
        then 'non_member'
        when bool_or(j.nvocc = 'unknown')
        then 'unknown'
        when bool_or(j.nvocc = 'member')
        then 'member'
        else 'no_house_bill'
    end as nvocc,
    list_sort(
        list_distinct(list(j.issuer_code) filter (where j.nvocc = 'non_member'))
    ) as non_member_codes
from {{ ref("fct_container_trips") }} as t
inner join {{ ref("int_consignments") }} as b using (origin, container_trip_key)
inner join judged as j using (origin, shipment_key)
inner join registers as g on g.origin = t.origin
where t.is_in_scope and {{ changed_months_filter("t.arrival_month", "int_member_months") }}
group by t.origin, t.container_trip_key, t.season, t.is_in_season, t.arrival_month
