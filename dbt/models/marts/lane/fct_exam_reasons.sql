-- An episode with two reasons counts under each of them; under `exclusive` only where it has one.
with
    episodes as (
        select
            origin,
            {{ counted_port("us_port_code") }} as us_port_code,
            arrival_month,
            string_split(selection_reasons, ';') as reasons,
            is_completed,
            coalesce(result in ('positive_security', 'positive_other'), false) as is_positive,
            coalesce(result = 'positive_security', false) as is_security_positive,
            coalesce(result = 'positive_security' and finding = 'person', false) as is_person,
            coalesce(result in ('pending', 'inconclusive'), true) as is_unsettled
        from {{ ref("fct_exam_episodes") }}
        where is_in_scope and selection_reasons <> ''
    ),

    by_reason as (
        select *, 'each' as basis, unnest(reasons) as reason
        from episodes
        union all
        select *, 'exclusive', reasons[1]
        from episodes
        where len(reasons) = 1
    )

select
    origin,
    us_port_code,
    arrival_month,
    {{ season_of("arrival_month") }} as season,
    {{ is_in_season("arrival_month") }} as is_in_season,
    {{ fiscal_year_of("arrival_month") }} as fiscal_year,
    reason,
    basis,
    count(*) as ordered_episodes,
    count(*) filter (where is_completed) as finished_episodes,
    count(*) filter (where is_completed and is_unsettled) as unsettled_episodes,
    count(*) filter (where is_completed and is_positive) as positive_episodes,
    count(*) filter (where is_completed and is_security_positive) as security_positive_episodes,
    count(*) filter (where is_completed and is_person) as person_episodes
from by_reason
group by origin, us_port_code, arrival_month, reason, basis
