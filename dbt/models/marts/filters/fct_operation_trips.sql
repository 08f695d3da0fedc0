with
    features as (
        select *, coalesce(snapshot_at, cast(arrival_month as timestamp)) as judged_at
        from {{ ref("int_container_trip_features") }}
        where snapshot = 'T2'
    ),

    arrivals as (
        {% for operation in registered_operations() %}
            select
                {{ string_literal(operation["operation"]) }} as operation,
                origin,
                container_trip_key,
                judged_at as arrived_at,
                is_manifest_known and {{ operation["expression_sql"] }} as meets_criteria
            from features
            where
                {{ is_at_ports(operation["ports"]) }}
                and judged_at >= timestamp '{{ operation["valid_from"] }}'
                and judged_at < timestamp '{{ operation["valid_until"] }}'
            {% if not loop.last %}
                union all
            {% endif %}
        {% else %}
            select
                cast(null as varchar) as operation,
                origin,
                container_trip_key,
                judged_at as arrived_at,
                cast(null as boolean) as meets_criteria
            from features
            where false
        {% endfor %}
    ),

    episodes as (
        select
            origin,
            container_trip_key,
            min(started_at) filter (where is_completed) as exam_started_at,
            bool_or(selection_reasons like '%special_operation%') as is_selected_for_operation
        from {{ ref("int_exam_episodes") }}
        group by origin, container_trip_key
    )

select
    a.operation,
    a.origin,
    a.container_trip_key,
    t.us_port_code,
    t.arrival_date,
    a.arrived_at,
    a.meets_criteria,
    t.is_examined,
    coalesce(e.is_selected_for_operation, false) as is_selected_for_operation,
    e.exam_started_at,
    t.discharged_at,
    t.gated_out_at
from arrivals as a
inner join {{ ref("fct_container_trips") }} as t using (origin, container_trip_key)
left join episodes as e using (origin, container_trip_key)
where t.is_in_scope
