{{ config(materialized="table") }}

-- The stamps are kept when what they were built into stands, so that the next build can compare.
-- depends_on: {{ ref("fct_clearance_durations") }}
-- depends_on: {{ ref("fct_longest_clearances") }}
select arrival_month, partner_stamp
from {{ ref("int_partner_stamps") }}
