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
        unit,
        origin,
        arrival_month,
        season,
        is_in_season,
        fiscal_year,
        us_port_code,
        field_office,
        lane,
        exam_method,
        partner_status,
        '{{ segment.name }}' as segment,
        count(*) filter (where {{ segment_state(segment) }} = 'finished') as n,
        count(*) filter (where {{ segment_state(segment) }} = 'open') as n_open,
        count(*) filter (where {{ segment_state(segment) }} = 'unknown') as n_unknown,
        cast(coalesce(sum({{ segment_seconds(segment) }}), 0) as bigint) as finished_seconds
    from clocks
    where {{ segment.applies }}
    group by all
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
