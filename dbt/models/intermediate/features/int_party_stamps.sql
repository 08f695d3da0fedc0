-- bit_xor of row hashes: the same rows give the same stamp in whatever order they come
select
    {{ month_of("first_arrival_date") }} as arrival_month,
    cast(bit_xor(hash(origin, party_role, party, first_arrival_date)) as varchar) as party_stamp
from {{ ref("int_party_first_seen") }}
group by {{ month_of("first_arrival_date") }}
