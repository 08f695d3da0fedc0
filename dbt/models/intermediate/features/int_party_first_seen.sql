with
    shipments as (
        select origin, arrival_date, shipper_party, consignee_party
        from {{ ref("int_shipments") }}
        where is_lowest_level and not is_withdrawn and arrival_date is not null
    ),

    names as (
        select origin, 'shipper' as party_role, shipper_party as party, arrival_date
        from shipments
        union all
        select origin, 'consignee' as party_role, consignee_party as party, arrival_date
        from shipments
    ),

    arrivals as (
        select origin, party_role, party, min(arrival_date) as first_arrival_date
        from names
        where party is not null
        group by origin, party_role, party
    ),

    first_of_party as (
        select
            a.origin,
            a.party_role,
            coalesce(p.party_id, a.party) as party_id,
            min(a.first_arrival_date) as first_arrival_date
        from arrivals as a
        left join {{ ref("stg_resolved__parties") }} as p using (origin, party)
        group by a.origin, a.party_role, coalesce(p.party_id, a.party)
    ),

    -- every name of a party stands for it; a name that was not resolved, for itself
    known_as as (
        select origin, party_id, party
        from {{ ref("stg_resolved__parties") }}
        union
        select origin, party, party
        from arrivals
    )

select f.origin, f.party_role, k.party, f.party_id, f.first_arrival_date
from first_of_party as f
inner join known_as as k using (origin, party_id)
