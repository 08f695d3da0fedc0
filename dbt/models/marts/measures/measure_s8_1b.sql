{{ config(materialized="view") }}

{% set review_band = 'score_t2 >= threshold_review and score_t2 < threshold_mandatory' %}
{{ measure_rows([
    {
        'id': 'S8.1b',
        'among': 'is_in_scope and is_screened',
        'counts': 'is_reviewed',
        'unknown': 'is_reviewed is null',
    },
    {
        'id': 'S8.1b.review_band',
        'among': 'is_in_scope and is_screened and ' ~ review_band,
        'counts': 'is_reviewed',
        'unknown': 'is_reviewed is null',
    },
]) }}
