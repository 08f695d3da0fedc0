-- bit_xor of row hashes: the same rows give the same stamp in whatever order they come; a further
-- name of a party that is known changes none
with
    parties as (
        select distinct origin, party_role, party_id, first_arrival_date
        from {{ ref("int_party_first_seen") }}
    )

select
    {{ month_of("first_arrival_date") }} as arrival_month,
    cast(bit_xor(hash(origin, party_role, party_id, first_arrival_date)) as varchar) as party_stamp
from parties
group by {{ month_of("first_arrival_date") }}
