{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}
{% set phases = ["t0_t1", "t1_t2", "t2_t3", "after_t3"] %}

with
    shipments as (
        select *
        from {{ ref("fct_shipments") }}
        where {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    amendments as (
        select
            origin,
            shipment_key,
            bool_or(is_after_t0 and is_material) as is_amended,
            {% for phase in phases %}
                coalesce(
                    bool_or(phase = '{{ phase }}' and is_material), false
                ) as is_amended_{{ phase }},
                coalesce(
                    bool_or(phase = '{{ phase }}' and is_material is null), false
                ) as is_perhaps_{{ phase }},
            {% endfor %}
            bool_or(is_after_t0 and is_by_t2 and is_material) as is_amended_t0_t2,
            bool_or(phase is null) as has_unknown_phase,
            bool_or(
                is_after_t0 is null or (is_after_t0 and is_material is null)
            ) as has_unknown_side_of_t0
        from {{ ref("int_amendments") }}
        where
            is_material is not false
            and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
        group by origin, shipment_key
    ),

    hits as (
        select origin, container_trip_key, rule_set_version, snapshot, score, is_in_force
        from {{ ref("int_rule_hits") }}
        where
            rule_set = 'terrorism'
            and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    -- bridge and bills of one another lie in one month
    bridge as (
        select *
        from {{ ref("int_consignments") }}
        where {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    clocks as (
        select *
        from {{ ref("int_filing_clocks") }}
        where {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    -- both snapshots under the version in force on arrival, so that a new version is no change
    score_changes as (
        select
            s.origin,
            s.shipment_key,
            case
                when bool_or(before.score <> after.score)
                then true
                when bool_and(before.score = after.score)
                then false
            end as is_score_changed
        from shipments as s
        inner join bridge as c using (origin, shipment_key)
        left join
            hits as after
            on after.origin = c.origin
            and after.container_trip_key = c.container_trip_key
            and after.snapshot = 'T2'
            and after.is_in_force
        left join
            hits as before
            on before.origin = c.origin
            and before.container_trip_key = c.container_trip_key
            and before.snapshot = 'T0'
            and before.rule_set_version = after.rule_set_version
        group by s.origin, s.shipment_key
    ),

    judged as (
        select
            s.shipment_key,
            s.row_key_hash,
            s.origin,
            s.carrier_code,
            s.us_port_code,
            s.lading_port_code,
            s.arrival_month,
            {{ local_date("c.laded_at", "p.time_zone") }} as laded_on,
            s.is_in_scope,
            s.is_frob,
            c.is_exempt_bulk,
            s.score_t0 is not null as is_scored_t0,
            s.score_t2 is not null as is_scored_t2,
            c.has_messages,
            c.filed_at,
            c.laded_at,
            c.t0_at,
            c.t1_at,
            c.t2_at,
            c.t3_at,
            date_diff('second', c.filed_at, c.laded_at) / 3600.0 as hours_before_lading,
            case
                when c.filed_at > c.t0_at
                then false
                when c.is_lading_known and c.filed_at <= c.t0_at
                then true
            end as is_filed_in_time,
            case
                when a.is_amended
                then true
                when c.has_messages and not coalesce(a.has_unknown_side_of_t0, false)
                then false
            end as is_amended,
            {% for phase in phases %}
                {% set is_placed = "not coalesce(a.has_unknown_phase, false)" if phase in [
                    "t0_t1",
                    "t1_t2",
                ] else "(c.t2_at is not null or a.shipment_key is null)" %}
                case
                    when a.is_amended_{{ phase }}
                    then true
                    when
                        c.has_messages
                        and {{ is_placed }}
                        and not coalesce(a.is_perhaps_{{ phase }}, false)
                    then false
                end as is_amended_{{ phase }},
            {% endfor %}
            coalesce(a.is_amended_t0_t2, false) as is_amended_t0_t2,
            x.is_score_changed,
            c.is_entry_linked_t0,
            c.is_entry_linked_t2
        from shipments as s
        inner join clocks as c using (origin, shipment_key)
        left join {{ ref("ports") }} as p on p.port_code = s.lading_port_code
        left join amendments as a using (origin, shipment_key)
        left join score_changes as x using (origin, shipment_key)
    )

select
    shipment_key,
    origin,
    carrier_code,
    us_port_code,
    lading_port_code,
    arrival_month,
    coalesce({{ month_of("laded_on") }}, arrival_month) as lading_month,
    laded_on,
    is_in_scope,
    is_frob,
    is_exempt_bulk,
    is_scored_t0,
    is_scored_t2,
    has_messages,
    filed_at,
    laded_at,
    t0_at,
    t1_at,
    t2_at,
    t3_at,
    hours_before_lading,
    is_filed_in_time,
    is_amended,
    {% for phase in phases %} is_amended_{{ phase }}, {% endfor %}
    is_amended_t0_t2,
    is_score_changed,
    is_entry_linked_t0,
    is_entry_linked_t2,
    row_key_hash
from judged
