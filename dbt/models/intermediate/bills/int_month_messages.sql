{{ config(materialized="incremental") }}

select
    records.arrival_month,
    min(messages.message_id) as first_message_id,
    max(messages.message_id) as last_message_id
from {{ ref("stg_agency__message_bills") }} as messages
inner join
    (
        select distinct bill_number, arrival_month
        from {{ ref("int_bill_records") }}
        where {{ changed_months_filter() }}
    ) as records using (bill_number)
group by records.arrival_month
