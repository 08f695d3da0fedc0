-- Written only after everything scored was: what it says then stands for "scored with", and a later
-- build compares (int_versions_to_rescore).
-- depends on: {{ ref("fct_patterns") }} {{ ref("fct_pattern_weeks") }} {{ ref("fct_score_bands") }}
select rule_set, version, stamp from {{ ref("stg_rules__versions") }}
