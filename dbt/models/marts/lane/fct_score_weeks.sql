{{ config(
    materialized="incremental",
    incremental_strategy="append",
    pre_hook="{{ delete_where(changed_weeks_filter()) }}",
) }}

with
    trips as (
        select
            origin,
            {{ counted_port("us_port_code") }} as us_port_code,
            cast(date_trunc('week', arrival_date) as date) as arrival_week,
            season,
            is_in_season,
            arrival_month,
            score_t2,
            smuggling_score_t2,
            is_examined,
            coalesce(result in ('positive_security', 'positive_other'), false) as is_positive,
            is_incident
        from {{ ref("fct_container_trips") }}
        where is_in_scope and arrival_date is not null
    ),

    scored as (
        {% for rule_set, score in [
            ("terrorism", "score_t2"), ("human_smuggling", "smuggling_score_t2")
        ] %}
            select
                '{{ rule_set }}' as rule_set,
                {{ score }} as score,
                origin,
                us_port_code,
                arrival_week,
                season,
                is_in_season,
                is_examined,
                is_positive,
                is_incident
            from trips
            where
                {{ changed_weeks_filter() }} and {{ months_of_changed_weeks_filter() }}
                {{ "union all" if not loop.last }}
        {% endfor %}
    )

select
    origin,
    rule_set,
    us_port_code,
    arrival_week,
    season,
    is_in_season,
    score,
    count(*) as container_count,
    count(*) filter (where is_examined) as examined_count,
    count(*) filter (where is_positive) as positive_count,
    count(*) filter (where is_incident) as incident_count
from scored
group by origin, rule_set, us_port_code, arrival_week, season, is_in_season, score
