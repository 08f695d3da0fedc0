{{ config(materialized="incremental", meta={"changed_months": "int_clearance_months"}) }}
{% set in_months = changed_months_filter(months_model="int_clearance_months") %}
{% set clocks = ["arrived_at", "discharged_at", "data_complete_at", "released_at", "gated_out_at"] %}

with
    container_trips as (select * from {{ ref("fct_container_trips") }} where {{ in_months }}),

    fct_shipments as (
        select * from {{ ref("fct_shipments") }} where {{ in_months }} and is_in_scope
    ),

    consignments as (select * from {{ ref("int_consignments") }} where {{ in_months }}),

    trip_times as (
        select origin, container_trip_key, data_complete_at
        from {{ ref("int_container_trips") }}
        where {{ in_months }}
    ),

    -- a portal passage without an adjudicated alarm is no exam
    exam_events as (
        select
            e.origin,
            e.container_trip_key,
            e.status,
            e.hold_placed_at,
            e.started_at,
            e.ended_at,
            e.hold_lifted_at,
            t.released_at is null
            or coalesce(e.started_at, e.hold_placed_at, t.released_at)
            <= t.released_at as is_by_release
        from {{ ref("int_exam_events") }} as e
        inner join container_trips as t using (origin, container_trip_key)
        where
            e.location_group = 'domestic'
            and not e.is_mere_passage
            and {{ changed_months_filter("e.arrival_month", "int_clearance_months") }}
    ),

    -- as recorded, after the release too
    recorded_exams as (
        select
            origin,
            container_trip_key,
            bool_or(status in ('started', 'completed')) as has_recorded_exam,
            min(hold_placed_at) as first_hold_placed_at,
            min(started_at) filter (
                where status in ('started', 'completed')
            ) as first_exam_started_at,
            case
                when not bool_or(status = 'started')
                then max(ended_at) filter (where status = 'completed')
            end as last_exam_ended_at
        from exam_events
        group by origin, container_trip_key
    ),

    -- what was ordered or begun after the release is no part of the clearance
    trip_exams as (
        select
            e.origin,
            e.container_trip_key,
            min(e.hold_placed_at) as hold_placed_at,
            min(e.started_at) filter (
                where e.status in ('started', 'completed')
            ) as exam_started_at,
            max(e.ended_at) filter (where e.status = 'completed') as exam_ended_at,
            max(e.hold_lifted_at) as hold_lifted_at,
            bool_or(e.status in ('started', 'completed')) as has_exam,
            bool_or(e.status = 'started') as is_exam_running,
            bool_and(e.status = 'cancelled') as is_called_off
        from exam_events as e
        where e.is_by_release
        group by e.origin, e.container_trip_key
    ),

    trips as (
        select
            t.origin,
            t.container_trip_key as row_key,
            t.arrival_month,
            t.is_empty,
            t.arrived_at,
            t.discharged_at,
            c.data_complete_at,
            t.released_at,
            t.gated_out_at,
            t.clearance_started_at,
            t.clearance_is_open,
            case when t.clearance_is_open then t.clearance_started_at end as open_since,
            t.has_left_facility is false as is_awaiting_release,
            e.container_trip_key is not null as is_held,
            coalesce(e.has_exam, false) as has_exam,
            coalesce(e.is_exam_running, false) as is_exam_running,
            coalesce(e.is_called_off and e.hold_lifted_at is not null, false) as is_called_off,
            e.hold_placed_at,
            e.exam_started_at,
            case when not e.is_exam_running then e.exam_ended_at end as exam_ended_at,
            case when e.is_called_off then e.hold_lifted_at end as called_off_at,
            coalesce(r.has_recorded_exam, false) as has_recorded_exam,
            r.first_hold_placed_at,
            r.first_exam_started_at,
            r.last_exam_ended_at
        from container_trips as t
        left join trip_times as c using (origin, container_trip_key)
        left join trip_exams as e using (origin, container_trip_key)
        left join recorded_exams as r using (origin, container_trip_key)
    ),

    -- of several bills in a container each is cleared by itself
    bill_trips as (
        select
            b.origin,
            b.shipment_key,
            t.* exclude (
                origin,
                data_complete_at,
                released_at,
                clearance_started_at,
                clearance_is_open,
                is_awaiting_release
            ),
            b.data_complete_at,
            b.released_at,
            {{ clearance_start("t.discharged_at", "b.data_complete_at") }} as clearance_started_at,
            {{ is_awaiting_release("t", "b.released_at") }} as is_awaiting_release
        from consignments as b
        inner join trips as t on t.origin = b.origin and t.row_key = b.container_trip_key
        where not t.is_empty
    ),

    -- a shipment has come, is cleared and has left when the last of its containers has
    shipments as (
        select
            t.origin,
            t.shipment_key as row_key,
            {%- for clock in clocks + ["clearance_started_at"] %}
                case
                    when bool_and(t.{{ clock }} is not null) then max(t.{{ clock }})
                end as {{ clock }},
            {%- endfor %}
            bool_or(
                t.clearance_started_at is not null and t.is_awaiting_release
            ) as clearance_is_open,
            max(t.clearance_started_at) filter (where t.is_awaiting_release) as open_since,
            bool_or(t.is_awaiting_release) as is_awaiting_release,
            bool_or(t.is_held) as is_held,
            bool_or(t.has_exam) as has_exam,
            bool_or(t.is_exam_running) as is_exam_running,
            coalesce(bool_and(t.is_called_off) filter (where t.is_held), false) as is_called_off,
            min(t.hold_placed_at) as hold_placed_at,
            min(t.exam_started_at) as exam_started_at,
            case
                when bool_and(t.exam_ended_at is not null) filter (where t.has_exam)
                then max(t.exam_ended_at)
            end as exam_ended_at,
            max(t.called_off_at) as called_off_at,
            bool_or(t.has_recorded_exam) as has_recorded_exam,
            min(t.first_hold_placed_at) as first_hold_placed_at,
            min(t.first_exam_started_at) as first_exam_started_at,
            case
                when bool_and(t.last_exam_ended_at is not null) filter (where t.has_recorded_exam)
                then max(t.last_exam_ended_at)
            end as last_exam_ended_at
        from bill_trips as t
        group by t.origin, t.shipment_key
    ),

    statuses as (
        select
            s.origin,
            s.shipment_key,
            case
                when s.consignee_party is null or s.arrival_date < r.register_from
                then 'unknown'
                when r.origin is null or s.arrival_date is null
                then 'unknown'
                else coalesce(p.status, 'not_a_partner')
            end as partner_status
        from {{ ref("int_shipments") }} as s
        left join {{ ref("int_partner_registers") }} as r on r.origin = s.origin
        left join
            {{ ref("int_partner_periods") }} as p
            on p.origin = s.origin
            and p.party = s.consignee_party
            and s.arrival_date >= p.valid_from
            and s.arrival_date < p.valid_until
        where s.is_lowest_level and not s.is_withdrawn and {{ in_months }}
    ),

    trip_statuses as (
        select
            b.origin,
            b.container_trip_key,
            case
                when min(s.partner_status) = max(s.partner_status)
                then min(s.partner_status)
                else 'mixed'
            end as partner_status
        from consignments as b
        inner join statuses as s using (origin, shipment_key)
        group by b.origin, b.container_trip_key
    ),

    units as (
        select
            'container_trip' as unit,
            t.container_trip_key as row_key,
            {{ counted_port("t.us_port_code") }} as us_port_code,
            t.arrival_month as month,
            t.season,
            t.is_in_season,
            t.fiscal_year,
            t.lane,
            t.method_class,
            coalesce(p.partner_status, 'unknown') as partner_status,
            c.* exclude (row_key, arrival_month, is_empty)
        from container_trips as t
        inner join trips as c on c.origin = t.origin and c.row_key = t.container_trip_key
        left join
            trip_statuses as p
            on p.origin = t.origin
            and p.container_trip_key = t.container_trip_key
        where t.is_in_scope
        union all by name
        select
            'shipment' as unit,
            s.shipment_key as row_key,
            {{ counted_port("s.us_port_code") }} as us_port_code,
            s.arrival_month as month,
            s.season,
            s.is_in_season,
            s.fiscal_year,
            s.lane,
            s.method_class,
            coalesce(p.partner_status, 'unknown') as partner_status,
            s.origin,
            c.* exclude (origin, row_key)
        from fct_shipments as s
        left join shipments as c on c.origin = s.origin and c.row_key = s.shipment_key
        left join statuses as p on p.origin = s.origin and p.shipment_key = s.shipment_key
    ),

    -- a release given before all was there waited for nothing
    cleared as (
        select
            u.*,
            coalesce(o.field_office, 'not assigned') as field_office,
            case
                when u.clearance_started_at is not null and u.released_at is not null
                then greatest(u.released_at, u.clearance_started_at)
            end as cleared_at
        from units as u
        left join {{ ref("dim_field_offices") }} as o on o.port_code = u.us_port_code
    ),

    -- greatest and least pass over what is not known, so each cut asks for it first
    first_cut as (
        select
            *,
            case
                when hold_placed_at is not null and clearance_started_at is not null
                then least(greatest(hold_placed_at, clearance_started_at), cleared_at)
            end as held_at
        from cleared
    ),

    second_cut as (
        select
            *,
            case
                when
                    clearance_started_at is not null
                    and coalesce(
                        exam_started_at,
                        case when is_called_off and not has_exam then called_off_at end
                    )
                    is not null
                then
                    least(
                        greatest(
                            coalesce(exam_started_at, called_off_at), clearance_started_at, held_at
                        ),
                        cleared_at
                    )
            end as exam_at
        from first_cut
    ),

    third_cut as (
        select
            *,
            case
                when not has_exam
                then exam_at
                when exam_at is not null and exam_ended_at is not null
                then least(greatest(exam_ended_at, exam_at), cleared_at)
            end as exam_done_at
        from second_cut
    )

select
    unit,
    row_key,
    origin,
    us_port_code,
    field_office,
    month as arrival_month,
    season,
    is_in_season,
    fiscal_year,
    lane,
    case
        when lane = 'random'
        then 'random'
        when method_class = 'image_only'
        then 'image'
        when method_class = 'physical_only'
        then 'physical'
        when method_class = 'image_and_physical'
        then 'both'
        when method_class is not null
        then 'other'
        when lane = 'none'
        then 'not_selected'
        else 'selected_not_examined'
    end as exam_method,
    partner_status,

    -- clocks as recorded, UTC
    arrived_at,
    discharged_at,
    data_complete_at,
    clearance_started_at,
    hold_placed_at,
    exam_started_at,
    exam_ended_at,
    first_hold_placed_at,
    first_exam_started_at,
    last_exam_ended_at,
    released_at,
    gated_out_at,

    -- cuts of the clearance, none before its start nor after its end
    held_at,
    exam_at,
    exam_done_at,
    cleared_at,

    -- where it stands
    open_since,
    coalesce(clearance_is_open, false) as clearance_is_open,
    coalesce(is_awaiting_release, true) as is_awaiting_release,
    coalesce(is_held, false) as is_held,
    coalesce(has_exam, false) as has_exam,
    coalesce(has_recorded_exam, false) as has_recorded_exam,
    coalesce(is_exam_running, false) as is_exam_running,
    coalesce(is_called_off, false) and not coalesce(has_exam, false) as is_called_off
from third_cut
