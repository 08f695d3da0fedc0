{{ config(
    materialized="incremental",
    incremental_strategy="changed_hits",
) }}
-- Classes of a feature are its values, the rare ones of a count taken together; a value that is not
-- known is a class of its own.
{% set features = {
    "commodity_chapter": "commodity_chapter",
    "is_first_time_consignee": "is_first_time_consignee",
    "is_first_time_shipper": "is_first_time_shipper",
    "is_placeholder_party": "is_placeholder_party",
    "is_nvocc_house_bill": "is_nvocc_house_bill",
    "is_late_manifest": "is_late_manifest",
    "is_entry_linked": "is_entry_linked",
    "passed_csi_port_untargeted": "passed_csi_port_untargeted",
    "amendment_count": "least(amendment_count, 3)",
    "foreign_call_count": "least(foreign_call_count, 6)",
    "container_length_ft": "container_length_ft",
} %}

with
    trips as (
        select
            origin,
            container_trip_key,
            arrival_month,
            coalesce(lading_port_code, 'unresolved') as lading_port_code
        from {{ ref("fct_container_trips") }}
        where is_in_scope
    ),

    features as materialized(
        select t.arrival_month, t.lading_port_code, f.* exclude (arrival_month)
        from {{ ref("int_container_trip_features") }} as f
        inner join trips as t using (origin, container_trip_key)
        where
            f.snapshot = 'T2'
            and f.is_manifest_known
            and {{ changed_months_filter("t.arrival_month", "int_months_to_rebuild") }}
            and {{ changed_months_filter("f.arrival_month", "int_months_to_rebuild") }}
    )

{% for name, expression in features.items() %}
    select
        origin,
        arrival_month,
        lading_port_code,
        '{{ name }}' as feature,
        cast(null as varchar) as rule_set,
        cast(null as integer) as rule_set_version,
        coalesce(cast({{ expression }} as varchar), 'not known') as class,
        cast(null as integer) as score,
        count(*) as container_count
    from features
    group by all
    union all
{% endfor %}
select
    h.origin,
    t.arrival_month,
    t.lading_port_code,
    'score' as feature,
    h.rule_set,
    h.rule_set_version,
    null as class,
    h.score,
    count(*) as container_count
from {{ ref("int_rule_hits") }} as h
inner join trips as t using (origin, container_trip_key)
where
    h.snapshot = 'T2'
    and (
        (
            {{ changed_months_filter("t.arrival_month", "int_months_to_rebuild") }}
            and {{ changed_months_filter("h.arrival_month", "int_months_to_rebuild") }}
        )
        or {{ is_version_to_rescore("h.rule_set", "h.rule_set_version") }}
    )
group by all
