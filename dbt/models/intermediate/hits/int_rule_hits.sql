{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}
{% set rule_sets = registered_rule_sets() %}

with
    features as (
        select *
        from {{ ref("int_container_trip_features") }}
        where
            is_manifest_known and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    hits as (
        {% for rule_set in rule_sets %}
            select
                container_trip_key,
                origin,
                arrival_month,
                '{{ rule_set["rule_set"] }}' as rule_set,
                cast({{ rule_set["version"] }} as integer) as rule_set_version,
                snapshot,
                {{ rule_mask(rule_set["rules"]) }} as hits
            from features
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
                cast(null as bigint) as hits
            from features
            where false
        {% endfor %}
    )

select
    container_trip_key,
    origin,
    arrival_month,
    rule_set,
    rule_set_version,
    snapshot,
    hits,
    case
        {% for rule_set in rule_sets %}
            when
                rule_set = '{{ rule_set["rule_set"] }}'
                and rule_set_version = {{ rule_set["version"] }}
            then {{ rule_score(rule_set["rules"], 'hits') }}
        {% endfor %}
        else 0
    end as score
from hits
