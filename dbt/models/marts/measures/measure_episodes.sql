{{ config(materialized="view") }}

select
    'exam_episode' as unit,
    exam_episode_key as row_key,
    row_key_hash,
    origin,
    {{ counted_port("us_port_code") }} as us_port_code,
    arrival_month,
    {{ month_of("ended_on") }} as end_month,
    {{ episode_flags() | join(",\n    ") }}
from {{ ref("fct_exam_episodes") }}
where is_completed
