with
    episodes as (
        select
            origin,
            container_trip_key,
            arrival_month,
            lane = 'random' as is_random,
            selection_reasons not in ('', 'random') as is_targeted,
            random_draw_probability,
            is_completed,
            hold_placed_at is not null and hold_lifted_at is null as is_held,
            {{ rank_of("result", results()) }} as result_rank,
            result = 'positive_security' and finding = 'person' as is_person
        from {{ ref("fct_exam_episodes") }}
        where is_in_scope and is_manifested
    )

select
    origin,
    container_trip_key,
    min(arrival_month) as arrival_month,
    bool_or(is_random) as is_random,
    bool_or(is_targeted) as is_targeted,
    max(random_draw_probability) as random_draw_probability,
    bool_or(is_completed) as is_examined,
    bool_or(is_completed and is_random) as is_examined_as_drawn,
    bool_or(is_held and not is_completed) as is_open,
    {{ name_of_rank("min(result_rank) filter (where is_completed)", results()) }} as result,
    coalesce(bool_or(is_person) filter (where is_completed), false) as is_person
from episodes
group by origin, container_trip_key
