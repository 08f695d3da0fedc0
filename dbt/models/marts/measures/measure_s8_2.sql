{{ config(materialized="view") }}

-- Among all in scope: a unit that was not screened has no score, and standard 5 then makes it
-- high-risk. Where it is not known whether it was screened in time, that route is not known either.
{% set among = 'is_in_scope' %}
{% set route_count %}
cast(is_high_risk_information as integer)
+ cast(is_high_risk_intelligence as integer)
+ cast(is_high_risk_score as integer)
{% endset %}
{{ measure_rows([
    {
        'id': 'S8.2',
        'among': among,
        'counts': 'is_high_risk',
        'unknown': 'is_screened is null and not is_high_risk',
    },
    {
        'id': 'S8.2.i',
        'among': among,
        'counts': 'is_high_risk_information',
        'unknown': 'is_screened is null and not is_high_risk_information',
    },
    {'id': 'S8.2.ii', 'among': among, 'counts': 'is_high_risk_intelligence'},
    {'id': 'S8.2.iii', 'among': among, 'counts': 'is_high_risk_score'},
    {'id': 'S8.2.overlap', 'among': among, 'counts': route_count ~ ' > 1'},
    {
        'id': 'S8.2.fixed',
        'among': among,
        'counts': 'is_high_risk_fixed_threshold',
        'unknown': 'is_screened is null and not is_high_risk_fixed_threshold',
    },
    {
        'id': 'S8.2.unscored',
        'among': among,
        'counts': 'score_t2 is null',
        'unknown': 'is_screened is null',
    },
]) }}
