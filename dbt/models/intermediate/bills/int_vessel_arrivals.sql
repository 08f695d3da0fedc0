{{ config(materialized="incremental", incremental_strategy="changed_voyages") }}

with
    records as (
        select *
        from {{ ref("int_bill_records") }}
        where has_voyage and {{ changed_voyages_filter() }}
    )

select
    origin,
    vessel_imo,
    voyage_number,
    us_port_code,
    min(arrival_date) as arrival_date,
    {{ month_of("min(arrival_date)") }} as arrival_month,
    min(arrived_at) as arrived_at,
    min(date_source) as date_source,
    count(*) as record_count,
    count(distinct actual_arrival_date) as actual_date_count,
    min(voyage_key) as voyage_key
from records
group by origin, vessel_imo, voyage_number, us_port_code
