with
    shipments as (
        select origin, bill_kind, arrival_date, shipper_party, consignee_party
        from {{ ref("int_shipments") }}
        where not is_withdrawn
    ),

    -- a master bill names the NVOCC, not the firm whose goods they are
    borne as (
        select
            origin,
            shipper_party as party,
            case when bill_kind = 'master' then 'nvocc' else 'shipper' end as party_role,
            arrival_date
        from shipments
        union all
        select
            origin,
            consignee_party,
            case when bill_kind = 'master' then 'nvocc' else 'consignee' end,
            arrival_date
        from shipments
    ),

    counts as (
        select
            origin,
            party,
            count(*) filter (where party_role = 'shipper') as shipper_bill_count,
            count(*) filter (where party_role = 'consignee') as consignee_bill_count,
            count(*) filter (where party_role = 'nvocc') as nvocc_bill_count,
            min(arrival_date) as first_arrival_date,
            max(arrival_date) as last_arrival_date
        from borne
        where party is not null
        group by origin, party
    ),

    ties as (
        select origin, party_l as party, match_weight
        from {{ ref("fct_party_pairs") }}
        where step = 0 and is_one_party
        union all
        select origin, party_r, match_weight
        from {{ ref("fct_party_pairs") }}
        where step = 0 and is_one_party
    ),

    strongest_ties as (
        select origin, party, max(match_weight) as strongest_tie_weight
        from ties
        group by origin, party
    )

select
    p.origin,
    p.party,
    p.party_id,
    coalesce(c.shipper_bill_count, 0) as shipper_bill_count,
    coalesce(c.consignee_bill_count, 0) as consignee_bill_count,
    coalesce(c.nvocc_bill_count, 0) as nvocc_bill_count,
    c.first_arrival_date,
    c.last_arrival_date,
    p.addresses,
    p.countries,
    t.strongest_tie_weight
from {{ ref("stg_resolved__parties") }} as p
left join counts as c using (origin, party)
left join strongest_ties as t using (origin, party)
