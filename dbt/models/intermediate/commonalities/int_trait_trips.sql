{% set traits = traits() %}
{% set columns = [
    "origin", "container_trip_key", "arrival_month", "loading_region", "us_port_group",
    "incident_id", "container_label", "discovered_on", "era", "is_recorded_before_discovery",
] %}

with
    trips as (
        select
            f.*,
            c.us_port_group,
            c.incident_id,
            c.container_label,
            c.discovered_on,
            c.era,
            -- the state on arrival, where the arrival came first or nothing was amended since the
            -- manifest, which did; without both moments nothing is told
            f.snapshot_at <= c.discovered_at
            or (
                c.filed_at <= c.discovered_at and f.amendment_count = 0
            ) as is_recorded_before_discovery
        from {{ ref("int_comparison_trips") }} as c
        inner join {{ ref("int_container_trip_features") }} as f using (origin, container_trip_key)
        where f.snapshot = 'T2' and f.is_manifest_known
    )

{% for trait in traits %}
    select
        {{ columns | join(", ") }},
        {{ string_literal(trait['trait']) }} as trait,
        {{ string_literal(trait['wording']) }} as wording,
        {{ trait['sql'] }} as has_trait
    from trips
    {% if not loop.last %}
        union all
    {% endif %}
{% else %}
    select
        {{ columns | join(", ") }},
        cast(null as varchar) as trait,
        cast(null as varchar) as wording,
        cast(null as boolean) as has_trait
    from trips
    where false
{% endfor %}
