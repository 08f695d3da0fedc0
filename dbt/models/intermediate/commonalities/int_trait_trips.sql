{% set traits = traits() %}

with
    trips as (
        select f.*, c.us_port_group, c.incident_id, c.container_label
        from {{ ref("int_comparison_trips") }} as c
        inner join {{ ref("int_container_trip_features") }} as f using (origin, container_trip_key)
        where f.snapshot = 'T2' and f.is_manifest_known
    )

{% for trait in traits %}
    select
        origin,
        container_trip_key,
        arrival_month,
        loading_region,
        us_port_group,
        incident_id,
        container_label,
        {{ string_literal(trait['trait']) }} as trait,
        {{ string_literal(trait['wording']) }} as wording,
        {{ trait['sql'] }} as has_trait
    from trips
    {% if not loop.last %}
        union all
    {% endif %}
{% else %}
    select
        origin,
        container_trip_key,
        arrival_month,
        loading_region,
        us_port_group,
        incident_id,
        container_label,
        cast(null as varchar) as trait,
        cast(null as varchar) as wording,
        cast(null as boolean) as has_trait
    from trips
    where false
{% endfor %}
