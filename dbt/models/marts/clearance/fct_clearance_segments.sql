{{ config(materialized="view") }}

{% for segment in clearance_segments() %}
    select
        unit,
        row_key,
        origin,
        us_port_code,
        arrival_month,
        '{{ segment.name }}' as segment,
        {{ segment.start }} as started_at,
        {{ segment["end"] }} as ended_at,
        {{ segment_seconds(segment) }} / 3600.0 as hours,
        {{ segment_state(segment) }} = 'open' as is_open,
        {{ segment_state(segment) }} = 'unknown' as is_unknown
    from {{ ref("fct_clearance_clocks") }}
    where {{ segment.applies }}
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
