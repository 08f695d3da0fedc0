{{ config(materialized="view") }}

with
    names as (
        select *, shipper_bill_count + consignee_bill_count + nvocc_bill_count as bill_count
        from {{ ref("fct_party_names") }}
    ),

    missed as (
        select origin, unnest([party_l, party_r]) as party, match_weight
        from {{ ref("fct_party_pairs") }}
        where step = 0 and not is_one_party
    ),

    misses as (
        select n.origin, n.party_id, max(p.match_weight) as nearest_miss_weight
        from missed as p
        inner join names as n using (origin, party)
        group by n.origin, n.party_id
    )

select
    n.origin,
    n.party_id,
    max_by(n.party, (n.bill_count, n.party)) as party_name,
    count(*) as name_count,
    cast(sum(n.bill_count) as bigint) as bill_count,
    cast(sum(n.shipper_bill_count) as bigint) as shipper_bill_count,
    cast(sum(n.consignee_bill_count) as bigint) as consignee_bill_count,
    cast(sum(n.nvocc_bill_count) as bigint) as nvocc_bill_count,
    min(n.first_arrival_date) as first_arrival_date,
    max(n.last_arrival_date) as last_arrival_date,
    -- the tie of the name that hangs on least; null where no tie was compared
    case when count(*) > 1 then min(n.strongest_tie_weight) end as weakest_tie_weight,
    any_value(m.nearest_miss_weight) as nearest_miss_weight
from names as n
left join misses as m using (origin, party_id)
group by n.origin, n.party_id
