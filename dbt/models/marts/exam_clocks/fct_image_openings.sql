{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}
{% set found = "in ('positive_security', 'positive_other')" %}

with
    episodes as (
        select
            e.origin,
            {{ counted_port("t.us_port_code") }} as us_port_code,
            t.arrival_month,
            t.season,
            t.is_in_season,
            t.fiscal_year,
            case
                when e.image_result {{ found }} then 'found' else e.image_result
            end as image_result,
            case
                when e.opening_result {{ found }} then 'found' else e.opening_result
            end as opening_result
        from {{ ref("int_exam_episodes") }} as e
        inner join {{ ref("fct_container_trips") }} as t using (origin, container_trip_key)
        where
            t.is_in_scope
            and e.has_image
            and e.has_opening
            and {{ changed_months_filter("t.arrival_month", months_model="int_months_to_rebuild") }}
    )

select
    origin,
    us_port_code,
    arrival_month,
    season,
    is_in_season,
    fiscal_year,
    count(*) as episode_count,
    {%- for image, image_result in [("flagged", "found"), ("cleared", "negative"), ("inconclusive", "inconclusive")] %}
        {%- for opening, opening_result in [("found", "found"), ("empty", "negative")] %}
            count(*) filter (
                where
                    image_result = '{{ image_result }}' and opening_result = '{{ opening_result }}'
            ) as {{ image }}_{{ opening }}_count,
        {%- endfor %}
    {%- endfor %}
    count(*) filter (
        where
            coalesce(image_result, 'pending') = 'pending'
            or coalesce(opening_result, 'pending') in ('pending', 'inconclusive')
    ) as unsettled_count
from episodes
group by origin, us_port_code, arrival_month, season, is_in_season, fiscal_year
