{{ config(materialized="table") }}

-- bit_xor of row hashes: the same periods give the same stamp in whatever order they come
with
    months as (select distinct origin, arrival_month from {{ ref("int_shipments") }}),

    statements as (
        select origin, party, status, valid_from, valid_until
        from {{ ref("int_partner_periods") }}
        union all
        select origin, null, null, register_from, date '9999-12-31'
        from {{ ref("int_partner_registers") }}
    )

select
    m.arrival_month,
    cast(
        bit_xor(hash(s.origin, s.party, s.status, s.valid_from, s.valid_until)) as varchar
    ) as partner_stamp
from months as m
inner join
    statements as s
    on s.origin = m.origin
    and s.valid_from < m.arrival_month + interval 1 month
    and s.valid_until > m.arrival_month
group by m.arrival_month
