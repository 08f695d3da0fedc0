{{ config(materialized="incremental") }}
{% set reasons = selection_reasons() %}

-- An exam of a container on no manifest took place all the same: its trip is the one it recorded.
with
    events as (
        select
            * replace (coalesce(container_trip_key, recorded_trip_key) as container_trip_key),
            container_trip_key is not null as is_manifested,
            coalesce(started_at, hold_placed_at, recorded_at) as event_at,
            ';' || replace(selection_reasons, ' ', '') || ';' as reasons,
            status <> 'cancelled' and not is_mere_passage as is_binding
        from {{ ref("int_exam_events") }}
        where {{ changed_months_filter() }}
    ),

    marked as (
        select
            *,
            -- the event before was completed, and this one begins after every hold was lifted; a
            -- cancelled order and a passage without an alarm neither part events nor join them
            coalesce(
                is_binding
                and lag(status) over by_group = 'completed'
                and lag(hold_lifted_at) over by_group is not null
                and event_at > max(hold_lifted_at) over all_before,
                false
            ) as is_new_episode
        from events
        window
            by_group as (
                partition by origin, container_trip_key, location_group, is_binding
                order by event_at, exam_event_id
            ),
            all_before as (
                partition by origin, container_trip_key, location_group, is_binding
                order by event_at, exam_event_id
                rows between unbounded preceding and 1 preceding
            )
    ),

    numbered as (
        select
            *,
            1 + sum(cast(is_new_episode as integer)) over (
                partition by origin, container_trip_key, location_group
                order by event_at, exam_event_id
                rows between unbounded preceding and current row
            ) as episode_number
        from marked
    ),

    -- an image is settled by the opening that follows it, whatever the image showed
    settled as (
        select
            *,
            method = 'image'
            and event_at <= max(event_at) filter (
                where
                    is_completed_exam
                    and method in ('physical_partial', 'physical_full')
                    and result in ('positive_security', 'positive_other', 'negative')
            ) over (partition by origin, container_trip_key, location_group, episode_number)
            is true as is_settled_by_opening
        from numbered
    ),

    episodes as (
        select
            origin,
            container_trip_key,
            location_group,
            cast(episode_number as integer) as episode_number,
            min(arrival_month) as arrival_month,
            min(us_port_code) as us_port_code,
            bool_or(is_manifested) as is_manifested,
            min(hold_placed_at) as hold_placed_at,
            min(started_at) as started_at,
            -- what is no completed exam ends none; unknown where one of several has no end
            case
                when not coalesce(bool_or(is_completed_exam and ended_at is null), false)
                then max(ended_at) filter (where is_completed_exam)
            end as ended_at,
            max(hold_lifted_at) as hold_lifted_at,
            bool_or(is_completed_exam) as is_completed,
            bool_or(is_completed_exam and method = 'image') as has_image,
            bool_or(status = 'completed' and method = 'radiation') as has_radiation,
            bool_or(is_completed_exam and method like 'physical%') as has_physical,
            bool_or(
                is_completed_exam and method in ('physical_partial', 'physical_full')
            ) as has_opening,
            {%- for reason in reasons %}
                bool_or(reasons like '%;{{ reason }};%') as is_{{ reason }},
            {%- endfor %}
            max(random_draw_probability) as random_draw_probability,
            max(
                case
                    result
                    when 'positive_security'
                    then 5
                    when 'positive_other'
                    then 4
                    when 'inconclusive'
                    then 3
                    when 'pending'
                    then 2
                    when 'negative'
                    then 1
                end
            ) filter (where not is_settled_by_opening) as worst_result,
            min({{ rank_of("result", results()) }}) filter (
                where is_completed_exam and method = 'image'
            ) as image_rank,
            min({{ rank_of("result", results()) }}) filter (
                where is_completed_exam and method in ('physical_partial', 'physical_full')
            ) as opening_rank,
            min(finding) filter (
                where result = 'positive_security' and not is_settled_by_opening
            ) as security_finding,
            min(finding) filter (
                where result = 'positive_other' and not is_settled_by_opening
            ) as other_finding,
            cast(count(*) as integer) as event_count
        from settled
        group by origin, container_trip_key, location_group, episode_number
    )

select
    container_trip_key || '|' || location_group || '|' || episode_number as exam_episode_key,
    container_trip_key,
    origin,
    arrival_month,
    us_port_code,
    is_manifested,
    location_group,
    episode_number,

    -- times, UTC
    hold_placed_at,
    started_at,
    ended_at,
    hold_lifted_at,

    -- method
    has_image,
    has_radiation,
    has_physical,
    has_physical and not has_opening as is_physical_limited,
    has_opening,
    case
        when has_image and has_physical
        then 'image_and_physical'
        when has_image
        then 'image_only'
        when has_physical
        then 'physical_only'
        else 'other'
    end as method_class,

    -- selection
    concat_ws(
        ';'
        {%- for reason in reasons %}
            , case when is_{{ reason }} then '{{ reason }}' end
        {%- endfor %}
    ) as selection_reasons,
    case
        when is_random
        then 'random'
        when is_mandatory_score
        then 'mandatory'
        when is_special_operation
        then 'special_operation'
        when is_filter
        then 'filter'
        when is_review
        then 'review'
        else 'discretion'
    end as lane,
    random_draw_probability,

    -- outcome
    is_completed,
    case
        worst_result
        when 5
        then 'positive_security'
        when 4
        then 'positive_other'
        when 3
        then 'inconclusive'
        when 2
        then 'pending'
        when 1
        then 'negative'
    end as result,
    {{ name_of_rank("image_rank", results()) }} as image_result,
    {{ name_of_rank("opening_rank", results()) }} as opening_result,
    case worst_result when 5 then security_finding when 4 then other_finding end as finding,
    event_count
from episodes
