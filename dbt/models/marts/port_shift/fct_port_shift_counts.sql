{{ config(
    materialized="incremental",
    incremental_strategy="changed_hits",
) }}
-- depends_on: {{ ref('int_months_to_rebuild') }}, {{ ref('int_versions_to_rescore') }}
{% set traits = smuggling_traits() %}

with
    trips as (
        select origin, container_trip_key, season, lading_port_code
        from {{ ref("fct_container_trips") }}
        where is_in_scope and is_in_season and lading_port_code is not null
    ),

    features as (
        select t.season, t.lading_port_code, f.*
        from {{ ref("int_container_trip_features") }} as f
        inner join trips as t using (origin, container_trip_key)
        where f.snapshot = 'T2' and f.is_manifest_known
    )

{% for trait in traits %}
    select
        origin,
        {{ string_literal(trait["rule_set"]) }} as rule_set,
        {{ trait["version"] }} as rule_set_version,
        {{ string_literal(trait["rule"]) }} as rule,
        {{ string_literal(trait["wording"]) }} as wording,
        season,
        arrival_month,
        lading_port_code,
        count(*) filter (where {{ trait["sql"] }}) as containers_with,
        count(*) filter (where not ({{ trait["sql"] }})) as containers_without,
        count(*) filter (where ({{ trait["sql"] }}) is null) as n_unknown
    from features
    where
        {{ changed_months_filter("arrival_month", "int_months_to_rebuild") }}
        or {{ is_version_to_rescore(string_literal(trait["rule_set"]), trait["version"]) }}
    group by all
    {% if not loop.last %}
        union all
    {% endif %}
{% else %}
    select
        origin,
        cast(null as varchar) as rule_set,
        cast(null as integer) as rule_set_version,
        cast(null as varchar) as rule,
        cast(null as varchar) as wording,
        season,
        arrival_month,
        lading_port_code,
        cast(0 as bigint) as containers_with,
        cast(0 as bigint) as containers_without,
        cast(0 as bigint) as n_unknown
    from features
    where false
{% endfor %}
