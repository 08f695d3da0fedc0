-- Written only after everything that reads scores in force and thresholds was: what it says then
-- stands for "built with", and a later build compares (int_months_to_rebuild).
-- depends on: {{ ref("fct_built_months") }} {{ ref("fct_filter_matches") }}
select arrival_month, in_force from {{ ref("int_month_rules") }}
