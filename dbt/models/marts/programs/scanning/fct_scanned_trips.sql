-- A port of several terminals with scanners has one row: it is full where any row says so, and
-- begins with the first.
with
    ports as (
        select
            origin,
            port_code,
            min(port_name) as port_name,
            min(deployment_level) as deployment_level,
            list(distinct terminal_name) filter (where terminal_name is not null) as terminals,
            bool_and(terminal_name is not null) as is_terminal_stated,
            min(operational_on) filter (
                where not coalesce(operational_is_projected, false)
            ) as operational_on
        from
            (
                select *
                from
                    {{ ref("stg_registers__scanning_ports") }}
                    {{ current_as_of(["program", "port_code", "terminal_name"]) }}
            )
        where program = 'sfi'
        group by origin, port_code
    ),

    trips as (
        select
            t.*,
            coalesce(
                {{ local_date("coalesce(t.laded_at, t.departed_at)", "p.time_zone") }},
                t.arrival_date
            ) as lading_date,
            coalesce(t.laded_at, t.departed_at) is null as is_lading_date_unknown
        from {{ ref("int_container_trips") }} as t
        left join {{ ref("ports") }} as p on p.port_code = t.lading_port_code
        where t.is_in_scope
    ),

    passages as (
        select
            origin,
            container_trip_key,
            port_code,
            min(image_taken_at) as image_taken_at,
            min(radiation_measured_at) as radiation_measured_at,
            min(data_received_at) as data_received_at,
            count(*) as passage_count
        from {{ ref("stg_scanning__scans") }}
        where is_us_bound is not false
        group by origin, container_trip_key, port_code
    ),

    calls as (select * from {{ ref("stg_scanning__terminal_calls") }}),

    joined as (
        select
            trips.*,
            ports.port_code,
            ports.port_name as scanning_port_name,
            ports.deployment_level,
            calls.terminal_name,
            case
                when list_contains(ports.terminals, '*')
                then true
                when
                    not ports.is_terminal_stated
                    or ports.terminals is null
                    or calls.terminal_name is null
                then null
                else
                    list_contains(
                        list_transform(ports.terminals, lambda one:upper(one)),
                        upper(calls.terminal_name)
                    )
            end as is_at_covered_terminal,
            coalesce(trips.lading_date >= ports.operational_on, false) as is_operational,
            passages.image_taken_at,
            passages.radiation_measured_at,
            passages.data_received_at,
            coalesce(passages.passage_count, 0) as passage_count
        from trips
        inner join ports on trips.origin = ports.origin and trips.lading_port_code = ports.port_code
        left join
            calls
            on trips.origin = calls.origin
            and trips.vessel_imo = calls.vessel_imo
            and trips.voyage_number = calls.voyage_number
            and trips.lading_port_code = calls.port_code
        left join
            passages
            on trips.origin = passages.origin
            and trips.container_trip_key = passages.container_trip_key
            and trips.lading_port_code = passages.port_code
    ),

    judged as (
        select
            *,
            case
                when image_taken_at is null and radiation_measured_at is null
                then 'none'
                when image_taken_at is null
                then 'radiation_only'
                when radiation_measured_at is null
                then 'image_only'
                when laded_at is null
                then 'unknown'
                when greatest(image_taken_at, radiation_measured_at) > laded_at
                then 'after_lading'
                else 'scanned'
            end as scan_state
        from joined
    )

select
    origin,
    container_trip_key,
    port_code,
    scanning_port_name as port_name,
    deployment_level,
    terminal_name,
    is_at_covered_terminal,
    us_port_code,
    laded_at,
    lading_date,
    is_lading_date_unknown,
    {{ month_of("lading_date") }} as lading_month,
    {{ fiscal_year_of("lading_date") }} as fiscal_year,
    is_operational,
    image_taken_at,
    radiation_measured_at,
    data_received_at,
    cast(passage_count as integer) as passage_count,
    scan_state,
    case when scan_state <> 'unknown' then scan_state = 'scanned' end as is_scanned
from judged
