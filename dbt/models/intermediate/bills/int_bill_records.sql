{{ config(materialized="incremental", incremental_strategy="changed_voyages") }}

-- Light columns of every AMS record: which bill it belongs to, whether it is the one that stands,
-- and when its vessel arrived. A vessel calls once per voyage at a port, so the bills it brought
-- share one date. Where they disagree the date filed most often stands (the earlier one on a tie);
-- without any actual date the port call speaks, then the estimate. The arrival is that at the first
-- U.S. port of the passage: the earliest of the voyage's dates, at most 30 days before the port's
-- own, so that a number filed again on a later voyage stays apart.
-- Messages tell the moment of that arrival (T2): the one told of most containers, within 30 days of
-- the port's date. A date filed or called at most a day from it is the same arrival at its place,
-- and stands; else the moment speaks, by the local date of the earliest port known.
-- A bill is withdrawn by the deletion that was known last of it, or told of it in a message that no
-- original filing follows: messages are the filings themselves, a release shows them later.
with
    headers as (
        select * from {{ ref("stg_ams__header") }} where {{ changed_voyage_identifiers_filter() }}
    ),

    bills as (
        select * from {{ ref("stg_ams__billgen") }} where {{ changed_voyage_identifiers_filter() }}
    ),

    port_calls as (select * from {{ ref("stg_agency__port_calls") }}),

    told_arrivals as (
        select * from {{ ref("int_told_arrivals") }} where {{ changed_voyages_filter() }}
    ),

    told_deletions as (
        select * from {{ ref("int_told_deletions") }} where {{ changed_voyages_filter() }}
    ),

    us_zones as (
        select port_code as us_port_code, time_zone from {{ ref("ports") }} where side = 'us'
    ),

    read_records as (
        select
            headers.identifier,
            headers.origin,
            headers.known_at,
            headers.record_status,
            headers.record_status = 'Deleted' as is_deletion,
            coalesce(bills.bill_number, 'record ' || headers.identifier) as bill_number,
            bills.master_bill_number,
            headers.carrier_code,
            headers.vessel_imo,
            bills.voyage_number as filed_voyage_number,
            coalesce(
                headers.us_port_code, 'unresolved:' || headers.port_of_unlading_text
            ) as us_port_code,
            headers.lading_port_code,
            headers.place_of_receipt,
            headers.actual_arrival_date,
            headers.estimated_arrival_date,
            headers.vessel_imo is not null and bills.voyage_number is not null as has_voyage,
            {{ voyage_key("headers.vessel_imo", "bills.voyage_number") }} as voyage_key
        from headers
        left join bills on headers.origin = bills.origin and headers.identifier = bills.identifier
    ),

    records as (select * from read_records where {{ changed_voyages_filter() }}),

    filed_dates as (
        select
            origin,
            vessel_imo,
            filed_voyage_number as voyage_number,
            us_port_code,
            actual_arrival_date,
            estimated_arrival_date,
            count(*) as record_count,
            min(identifier) as first_identifier
        from records
        where has_voyage
        group by
            origin,
            vessel_imo,
            filed_voyage_number,
            us_port_code,
            actual_arrival_date,
            estimated_arrival_date
    ),

    {% for date in ["actual", "estimated"] -%}
        {{ date }}_dates as (
            select origin, vessel_imo, voyage_number, us_port_code, {{ date }}_arrival_date
            from filed_dates
            where {{ date }}_arrival_date is not null
            group by origin, vessel_imo, voyage_number, us_port_code, {{ date }}_arrival_date
            qualify
                row_number() over (
                    partition by origin, vessel_imo, voyage_number, us_port_code
                    order by sum(record_count) desc, {{ date }}_arrival_date
                )
                = 1
        ),

    {% endfor -%}
    called_dates as (
        select
            origin,
            vessel_imo,
            voyage_number,
            port_code as us_port_code,
            min({{ local_date("arrived_at", "time_zone") }}) as called_date
        from port_calls
        left join us_zones on port_calls.port_code = us_zones.us_port_code
        where arrived_at is not null
        group by origin, vessel_imo, voyage_number, port_code
    ),

    us_ports as (
        select
            origin,
            vessel_imo,
            voyage_number,
            us_port_code,
            min(first_identifier) as first_identifier
        from filed_dates
        group by origin, vessel_imo, voyage_number, us_port_code
        union all
        select origin, vessel_imo, voyage_number, us_port_code, null
        from called_dates
        anti join filed_dates using (origin, vessel_imo, voyage_number, us_port_code)
        where length(us_port_code) = 4  -- Schedule D
    ),

    port_arrivals as (
        select
            origin,
            vessel_imo,
            voyage_number,
            us_port_code,
            coalesce(
                actual_dates.actual_arrival_date,
                called_dates.called_date,
                estimated_dates.estimated_arrival_date
            ) as port_date,
            case
                when actual_dates.actual_arrival_date is not null
                then 'actual'
                when called_dates.called_date is not null
                then 'port_call'
                when estimated_dates.estimated_arrival_date is not null
                then 'estimated'
            end as date_source,
            us_zones.time_zone,
            us_ports.first_identifier
        from us_ports
        left join us_zones using (us_port_code)
        left join actual_dates using (origin, vessel_imo, voyage_number, us_port_code)
        left join called_dates using (origin, vessel_imo, voyage_number, us_port_code)
        left join estimated_dates using (origin, vessel_imo, voyage_number, us_port_code)
    ),

    passages as (
        select
            *,
            min(port_date) over passage as first_date,
            arg_min(date_source, (port_date, us_port_code)) over passage as first_source,
            arg_min(time_zone, (port_date, us_port_code)) over passage as first_time_zone
        from port_arrivals
        window
            passage as (
                partition by origin, vessel_imo, voyage_number
                order by port_date range between interval 30 days preceding and current row
            )
    ),

    told as (
        select passages.*, told_arrivals.arrived_at
        from passages
        left join
            told_arrivals
            on passages.origin = told_arrivals.origin
            and passages.vessel_imo = told_arrivals.vessel_imo
            and passages.voyage_number = told_arrivals.voyage_number
            and coalesce(
                abs(date_diff('day', told_arrivals.arrived_at, passages.port_date)) <= 30, true
            )
        qualify
            row_number() over (
                partition by
                    passages.origin,
                    passages.vessel_imo,
                    passages.voyage_number,
                    passages.us_port_code
                order by told_arrivals.container_count desc, told_arrivals.arrived_at
            )
            = 1
    ),

    judged as (
        select
            *,
            arrived_at is not null
            and (
                coalesce(first_source, 'estimated') = 'estimated'
                or abs(date_diff('day', arrived_at, first_date)) > 1
            ) as is_dated_by_message
        from told
    ),

    arrivals as (
        select
            origin,
            vessel_imo,
            voyage_number,
            us_port_code,
            arrived_at,
            first_time_zone,
            first_identifier,
            case
                when is_dated_by_message
                then {{ local_date("arrived_at", "first_time_zone") }}
                else first_date
            end as arrival_date,
            case when is_dated_by_message then 'message' else date_source end as date_source
        from judged
    ),

    dated as (
        select
            records.*,
            case
                when records.has_voyage
                then arrivals.arrival_date
                else coalesce(records.actual_arrival_date, records.estimated_arrival_date)
            end as arrival_date,
            arrivals.arrived_at,
            arrivals.date_source,
            coalesce(arrivals.first_time_zone, us_zones.time_zone) as time_zone,
            coalesce(arrivals.first_identifier, records.identifier) as run_identifier
        from records
        left join
            arrivals
            on records.has_voyage
            and records.origin = arrivals.origin
            and records.vessel_imo = arrivals.vessel_imo
            and records.filed_voyage_number = arrivals.voyage_number
            and records.us_port_code = arrivals.us_port_code
        left join us_zones on records.us_port_code = us_zones.us_port_code
    ),

    -- no date at all: the month of the first run date at the port, with which identifiers begin
    run_dated as (
        select *, coalesce(arrival_date, {{ run_date("run_identifier") }}) as month_date from dated
    ),

    voyaged as (
        select
            *,
            -- without vessel or voyage nothing tells two passages apart but the date
            case
                when has_voyage
                then filed_voyage_number
                else
                    coalesce(filed_voyage_number, '?')
                    || '@'
                    || coalesce(cast(arrival_date as varchar), strftime(month_date, '%Y-%m-?'))
            end as voyage_number
        from run_dated
    ),

    keyed as (
        select
            *,
            {{ shipment_key("carrier_code", "bill_number", "vessel_imo", "voyage_number") }}
            as shipment_key
        from voyaged
    ),

    ranked as (
        select
            *,
            row_number() over standing_first = 1 as is_current,
            first_value(month_date) over standing_first as bill_month_date,
            first_value(is_deletion) over newest_first as is_deleted
        from keyed
        window
            standing_first as (
                partition by origin, shipment_key
                order by is_deletion, known_at desc, identifier desc
            ),
            newest_first as (
                partition by origin, shipment_key order by known_at desc, identifier desc
            )
    ),

    settled as (
        select
            ranked.*,
            ranked.is_deleted
            or (
                told_deletions.shipment_key is not null and told_deletions.refiled_at is null
            ) as is_withdrawn
        from ranked
        left join
            told_deletions
            on ranked.origin = told_deletions.origin
            and ranked.shipment_key = told_deletions.shipment_key
    ),

    houses as (
        select distinct origin, vessel_imo, voyage_number, master_bill_number
        from settled
        where
            is_current
            and not is_withdrawn
            and master_bill_number is not null
            and master_bill_number <> bill_number
    )

select
    settled.identifier,
    settled.shipment_key,
    settled.origin,
    {{ month_of("settled.bill_month_date") }} as arrival_month,
    settled.known_at,
    settled.record_status,
    settled.bill_number,
    settled.vessel_imo,
    settled.voyage_number,
    settled.us_port_code,
    settled.lading_port_code,
    settled.place_of_receipt,
    settled.arrival_date,
    settled.arrived_at,
    -- T2; where no message tells the hour, the end of the day at the place
    coalesce(
        settled.arrived_at, {{ end_of_day("settled.arrival_date", "settled.time_zone") }}
    ) as arrived_by,
    settled.date_source,
    settled.actual_arrival_date,
    settled.has_voyage,
    settled.voyage_key,
    settled.is_current,
    settled.is_withdrawn,
    houses.master_bill_number is not null as has_house_bills
from settled
left join
    houses
    on settled.origin = houses.origin
    and settled.vessel_imo is not distinct from houses.vessel_imo
    and settled.voyage_number = houses.voyage_number
    and settled.bill_number = houses.master_bill_number
