-- Where no period is asked for, as many results stand in the cohort view as in the activity view:
-- an
-- episode whose end is not recorded is unknown there, so counted and unknown are taken together.
{% set lines = [] %}
{% for line in s8_8_lines() if is_activity(line) %} {% do lines.append(line["id"]) %} {% endfor %}

select
    measure,
    port_code,
    origin,
    sum(numerator + n_unknown) filter (where "view" = 'cohort') as of_cohorts,
    sum(numerator + n_unknown) filter (where "view" = 'activity') as of_months
from {{ ref("fct_measure_counts") }}
where measure in ('{{ lines | join("', '") }}') and period_kind = 'month'
group by measure, port_code, origin
having coalesce(of_cohorts, 0) <> coalesce(of_months, 0)
