{{ config(materialized="incremental", incremental_strategy="changed_hits") }}
-- depends on: {{ ref("int_months_to_rebuild") }}
{% set rescored = versions_to_rescore() %}

{% for version in registered_rule_sets() %}
    {% set words = rule_words(version["rules"]) %}
    {% set is_whole = not is_incremental() or [version["rule_set"], version["version"]] in rescored %}
    select
        container_trip_key,
        origin,
        arrival_month,
        {{ string_literal(version["rule_set"]) }} as rule_set,
        cast({{ version["version"] }} as integer) as rule_set_version,
        snapshot,
        word_0 as hits,
        cast(
            [
                {%- for word in words[1:] %}
                    word_{{ loop.index }}{{ ", " if not loop.last }}
                {%- endfor -%}
            ] as bigint[]
        ) as more_hits,
        {{ rule_score(version["rules"]) }} as score,
        is_in_force
    from
        (
            select
                container_trip_key,
                origin,
                arrival_month,
                snapshot,
                {% for word in words %} {{ word }} as word_{{ loop.index0 }}, {% endfor %}
                {{ is_within_periods(version, ["in_force"]) }} as is_in_force
            from
                (
                    select *, coalesce(snapshot_at, cast(arrival_month as timestamp)) as judged_at
                    from {{ ref("int_container_trip_features") }}
                ) as features
            where
                is_manifest_known
                and {{ is_at_ports(version["ports"]) }}
                and {{ "true" if version["is_current"] else is_within_periods(version, ["in_force", "shadow"]) }}
                and {{ "true" if is_whole else changed_months_filter(months_model="int_months_to_rebuild") }}
        ) as judged
    {% if not loop.last %}
        union all
    {% endif %}
{% else %}
    select
        container_trip_key,
        origin,
        arrival_month,
        cast(null as varchar) as rule_set,
        cast(null as integer) as rule_set_version,
        snapshot,
        cast(null as bigint) as hits,
        cast([] as bigint[]) as more_hits,
        cast(null as integer) as score,
        cast(null as boolean) as is_in_force
    from {{ ref("int_container_trip_features") }}
    where false
{% endfor %}
