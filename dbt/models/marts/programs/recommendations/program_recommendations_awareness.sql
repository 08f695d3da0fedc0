-- What the staff of a port answered when asked whether they know a protocol; who did not answer
-- is unknown, not unaware.
select
    a.origin::varchar as origin,
    a.duty_id::varchar as duty_id,
    a.us_port_code::varchar as us_port_code,
    coalesce(p.port_name, 'not in the register of ports')::varchar as port_name,
    count(*) filter (where a.answer = 'acknowledged')::bigint as acknowledged_count,
    count(*) filter (where a.answer = 'not_aware')::bigint as not_aware_count,
    count(*) filter (where a.answer = 'no_answer')::bigint as no_answer_count,
    count(*)::bigint as asked_count,
    min(a.asked_on)::date as first_asked_on,
    max(a.asked_on)::date as last_asked_on
from {{ ref("stg_agency__protocol_acknowledgements") }} as a
left join {{ ref("ports") }} as p on p.port_code = a.us_port_code and p.side = 'us'
group by all
