-- Amendments close a day after arrival, so every row here is an exception.
select
    a.message_id,
    a.shipment_key,
    a.origin,
    {{ counted_port("a.us_port_code") }} as us_port_code,
    a.arrival_month,
    a.container_number,
    a.amended_field,
    a.value_before,
    a.value_after,
    a.is_material,
    f.t2_at as arrived_by,
    f.t3_at as closed_at,
    a.received_at,
    date_diff('second', f.t3_at, a.received_at) / 3600.0 as hours_late
from {{ ref("int_amendments") }} as a
inner join {{ ref("fct_advance_filings") }} as f using (origin, shipment_key)
where a.phase = 'after_t3' and f.is_in_scope
