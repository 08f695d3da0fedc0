-- Days between the last record of a bill and the first that moves it, at most (chosen): carriers
-- use numbers again.
{% set longest_days = 180 %}

with
    amended as (
        select distinct origin, bill_number
        from {{ ref("int_bill_records") }}
        where record_status = 'Amended'
    ),

    records as (
        select *, split_part(shipment_key, '|', 1) as carrier_code
        from {{ ref("int_bill_records") }}
        semi join amended using (origin, bill_number)
    ),

    -- amended without ever having been filed as new: a bill that came from another voyage
    moved as (
        select
            origin,
            shipment_key,
            carrier_code,
            bill_number,
            min(known_at) as first_known_at,
            min(identifier) as first_identifier
        from records
        group by origin, shipment_key, carrier_code, bill_number
        having bool_or(record_status = 'Amended') and not bool_or(record_status = 'New')
    ),

    superseded as (
        select
            r.origin,
            r.shipment_key,
            min(r.arrival_month) as arrival_month,
            m.shipment_key as superseded_by,
            m.first_identifier
        from records as r
        inner join moved as m using (origin, carrier_code, bill_number)
        where r.shipment_key <> m.shipment_key
        group by r.origin, r.shipment_key, m.shipment_key, m.first_known_at, m.first_identifier
        having
            max(r.known_at) <= m.first_known_at
            and max(r.identifier) < m.first_identifier
            and date_diff(
                'day', {{ run_date("max(r.identifier)") }}, {{ run_date("m.first_identifier") }}
            )
            <= {{ longest_days }}
    )

select origin, shipment_key, arrival_month, min_by(superseded_by, first_identifier) as superseded_by
from superseded
group by origin, shipment_key, arrival_month
