with
    rungs as (
        {% for step in ladder_rungs() %}
            select
                origin,
                incident_id,
                container_label,
                is_scenario,
                container_trip_key,
                found_by,
                event_count > 0 as is_told,
                {{ loop.index }} as rung_number,
                '{{ step["rung"] }}' as rung,
                '{{ step["event"] }}' as event,
                {{ step["column"] }} as is_reached
            from {{ ref("fct_incident_ladder") }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    -- the first of its kind; of discoveries the first too, as on the ladder
    events as (
        select *, case when occurred_precision = 'minute' then occurred_at end as occurred_at_minute
        from {{ ref("stg_agency__incident_events") }}
        qualify
            row_number() over (
                partition by origin, incident_id, container_label, event order by event_sequence
            )
            = 1
    ),

    moments as (
        select
            r.origin,
            r.incident_id,
            r.container_label,
            coalesce(
                max(e.occurred_at_minute) filter (where e.event = 'discovered'),
                max(i.discovered_at)
            ) as discovered_at,
            coalesce(
                max(e.occurred_at_minute) filter (where e.event = 'discharged'),
                max(t.discharged_at)
            ) as discharged_at
        from (select * from rungs where rung_number = 1) as r
        left join events as e using (origin, incident_id, container_label)
        left join {{ ref("stg_agency__incidents") }} as i using (origin, incident_id)
        left join
            {{ ref("fct_container_trips") }} as t
            on t.origin = r.origin
            and t.container_trip_key = r.container_trip_key
        group by r.origin, r.incident_id, r.container_label
    ),

    clocked as (
        select
            r.*,
            e.event_sequence,
            e.occurred_precision,
            e.source,
            m.discovered_at,
            m.discharged_at,
            case
                when r.event = 'discovered' then m.discovered_at else e.occurred_at_minute
            end as occurred_at
        from rungs as r
        left join events as e using (origin, incident_id, container_label, event)
        left join moments as m using (origin, incident_id, container_label)
    )

select
    origin,
    incident_id,
    container_label,
    cast(rung_number as integer) as rung_number,
    rung,
    is_scenario,
    is_told,
    is_reached,
    case when rung = 'found_by_exam' then found_by end as found_by,
    cast(event_sequence as integer) as event_sequence,
    occurred_at,
    case
        when event_sequence is null
        then 'no event told'
        when occurred_at is not null
        then 'minute'
        else occurred_precision
    end as clock,
    case
        when event <> 'discovered' then date_diff('second', occurred_at, discovered_at) / 3600.0
    end as hours_before_discovery,
    date_diff('second', discharged_at, occurred_at) / 3600.0 as hours_after_discharge,
    source
from clocked
