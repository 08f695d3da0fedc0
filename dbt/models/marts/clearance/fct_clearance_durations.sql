{{ config(materialized="incremental", meta={"changed_months": "int_clearance_months"}) }}

with
    clocks as (
        select *
        from {{ ref("fct_clearance_clocks") }}
        where {{ changed_months_filter(months_model="int_clearance_months") }}
    )

{% for segment in clearance_segments() %}
    select
        {{ clearance_stratum(segment) }} as stratum,
        arrival_month,
        case
            when {{ segment_state(segment) }} = 'finished'
            then {{ stepped_minutes(segment_seconds(segment)) }}
        end as minutes,
        case when {{ segment_state(segment) }} = 'open' then {{ segment.start }} end as open_since,
        count(*) as case_count
    from clocks
    where {{ segment.applies }} and {{ segment_state(segment) }} <> 'unknown'
    group by all
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
