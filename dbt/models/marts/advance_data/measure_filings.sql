{{ config(materialized="view") }}

select
    'shipment' as unit,
    shipment_key as row_key,
    row_key_hash,
    origin,
    {{ counted_port("us_port_code") }} as us_port_code,
    arrival_month,
    lading_month,
    {{ filing_flags() | join(",\n    ") }}
from {{ ref("fct_advance_filings") }}
