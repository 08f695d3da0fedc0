{{ config(materialized="table") }}

-- Before its first period a register says nothing of anybody.
select origin, min(valid_from) as register_from
from {{ ref("stg_agency__trade_partners") }}
group by origin
