with
    shipments as (
        select origin, arrival_date, shipper_party, consignee_party
        from {{ ref("int_shipments") }}
        where is_lowest_level and not is_withdrawn and arrival_date is not null
    ),

    parties as (
        select origin, 'shipper' as party_role, shipper_party as party, arrival_date
        from shipments
        union all
        select origin, 'consignee' as party_role, consignee_party as party, arrival_date
        from shipments
    )

select origin, party_role, party, min(arrival_date) as first_arrival_date
from parties
where party is not null
group by origin, party_role, party
