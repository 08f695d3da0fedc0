{{ config(materialized="view") }}

with
    trips as (select * from {{ ref("fct_scanned_trips") }}),

    spans as (
        select *, 'all' as period_kind, '*' as period
        from trips
        union all
        select *, 'fiscal_year', 'FY' || fiscal_year
        from trips
        union all
        select *, 'month', strftime(lading_month, '%Y-%m')
        from trips
    ),

    places as (
        select *, 'national' as geography, '*' as subject
        from spans
        union all
        select *, 'port', port_name
        from spans
        where period_kind <> 'month'
    ),

    coverage as (
        select
            origin,
            period_kind,
            period,
            geography,
            subject,
            count(*) filter (where is_operational and is_at_covered_terminal) as at_terminal,
            count(*) filter (
                where is_operational and is_at_covered_terminal is null
            ) as terminal_unknown,
            count(*) filter (
                where is_operational and is_at_covered_terminal and is_scanned
            ) as at_terminal_scanned,
            count(*) filter (
                where is_operational and is_at_covered_terminal and is_scanned is null
            ) as at_terminal_scan_unknown,
            count(*) filter (where is_operational) as at_port,
            count(*) filter (where is_operational and is_scanned) as at_port_scanned,
            count(*) filter (where is_operational and is_scanned is null) as at_port_scan_unknown,
            count(*) filter (
                where is_operational and is_scanned and data_received_at is not null
            ) as received,
            count(*) filter (where not is_operational) as not_applicable
        from places
        group by all
    ),

    passages as (select * from {{ ref("stg_scanning__scans") }}),

    passage_spans as (
        select *, 'all' as period_kind, '*' as period
        from passages
        union all
        select *, 'fiscal_year', 'FY' || {{ fiscal_year_of("passed_at") }}
        from passages
        union all
        select *, 'month', strftime(passed_at, '%Y-%m')
        from passages
    ),

    alarms as (
        select
            origin,
            period_kind,
            period,
            program as subject,
            count(*) filter (where radiation_measured_at is not null) as measured,
            count(*) filter (
                where radiation_measured_at is not null and has_alarm is null
            ) as alarm_unknown,
            count(*) filter (
                where radiation_measured_at is not null and has_alarm
            ) as alarmed_measured,
            count(*) filter (where has_alarm) as alarmed,
            count(*) filter (where has_alarm and resolved_at is not null) as resolved
        from passage_spans
        group by all
    ),

    register as (select * from {{ ref("stg_registers__scanning_ports") }}),

    register_days as (
        select origin, as_of_day
        from register
        union
        select origin, as_of_day
        from {{ ref("stg_registers__scanning_evidence") }}
    ),

    states as (
        select d.as_of_day as day, r.*
        from register_days as d
        inner join register as r on d.origin = r.origin and r.as_of_day <= d.as_of_day
        qualify
            row_number() over (
                partition by d.origin, d.as_of_day, r.program, r.port_code, r.terminal_name
                order by r.as_of_day desc, r.known_at desc, r.load_id desc, r.file_line desc
            )
            = 1
    ),

    stands as (
        select
            origin,
            strftime(day, '%Y-%m-%d') as period,
            count(distinct port_code) as ports,
            count(distinct port_code) filter (where deployment_level = 'full') as full_ports,
            count(distinct port_code) filter (where deployment_level = 'limited') as limited_ports,
            min(source) as source
        from states
        where program = 'sfi'
        group by origin, day
    ),

    -- from its date on, whenever it was told: by the newest state of the register
    began as (
        select
            origin,
            port_code,
            min(operational_on) filter (
                where not coalesce(operational_is_projected, false)
            ) as operational_on,
            max(as_of_day) as told_on,
            min(source) as source
        from (select * from register {{ current_as_of(["program", "port_code", "terminal_name"]) }})
        where program = 'sfi'
        group by origin, port_code
    ),

    operational as (
        select
            days.origin,
            strftime(days.day, '%Y-%m-%d') as period,
            count(*) as ports,
            count(*) filter (where began.operational_on <= days.day) as operational_ports,
            min(began.source) as source
        from
            (
                select origin, operational_on as day
                from began
                where operational_on is not null
                union
                select origin, max(told_on)
                from began
                group by origin
            ) as days
        inner join began on days.origin = began.origin
        group by days.origin, days.day
    ),

    -- as of the newest day that the register or the evidence speaks of
    checklist as (
        select
            c.origin,
            c.port_code,
            min(c.port_name) as port_name,
            strftime(max(d.newest_day), '%Y-%m-%d') as period,
            count(*) as condition_count,
            max(c.present_count) as present_count,
            max(c.unknown_count) as unknown_count,
            max(c.checklist_result) as checklist_result
        from {{ ref("fct_extension_checklist") }} as c
        inner join
            (select origin, max(as_of_day) as newest_day from register_days group by origin) as d
            on c.origin = d.origin
        group by c.origin, c.port_code
    ),

    lines as (
        select
            'Scanned before lading' as section,
            'SCAN.terminal' as figure,
            'Scanned before lading, at the covered terminal' as title,
            'container_trip' as unit,
            'cohort' as "view",
            period_kind,
            period,
            geography,
            subject,
            origin,
            at_terminal_scanned as numerator,
            at_terminal + terminal_unknown as denominator,
            at_terminal_scan_unknown + terminal_unknown as n_unknown,
            null as published_value,
            'container trips imaged and measured for radiation before lading / U.S.-bound container'
            || ' trips laded at a terminal where scanning runs, from its operational date on'
            as formula,
            'Imaged and radiation-measured: GAO-08-538, lines 2120-2124; one terminal of a limited'
            || ' port: lines 2203-2205; operational: lines 2197-2198; definition ours' as source,
            'By the day of lading. Unknown: the terminal, or the moment of lading.' as note
        from coverage
        where at_terminal + terminal_unknown > 0
        union all
        select
            'Scanned before lading',
            'SCAN.port',
            'Scanned before lading, at the port',
            'container_trip',
            'cohort',
            period_kind,
            period,
            geography,
            subject,
            origin,
            at_port_scanned,
            at_port,
            at_port_scan_unknown,
            null,
            'container trips imaged and measured for radiation before lading / U.S.-bound container'
            || ' trips laded at the port, from its operational date on',
            '100 percent of U.S.-bound container cargo: GAO-08-538, lines 165-170; definition ours',
            'By the day of lading. What is missing to 1 is the gap to 100 percent. Never to be set'
            || ' beside the figure of a terminal: a limited port scans at one terminal.'
        from coverage
        where at_port > 0
        union all
        select
            'Scanned before lading',
            'SCAN.received',
            'Scans whose data reached the United States',
            'container_trip',
            'cohort',
            period_kind,
            period,
            geography,
            subject,
            origin,
            received,
            at_port_scanned,
            0,
            null,
            'of the container trips scanned before lading: scan data received / all',
            'Operational means received in the United States: GAO-08-538, lines 2197-2198;'
            || ' definition ours',
            null
        from coverage
        where at_port_scanned > 0
        union all
        select
            'Scanned before lading',
            'SCAN.not_applicable',
            'Laded before scanning was operational',
            'container_trip',
            'cohort',
            period_kind,
            period,
            geography,
            subject,
            origin,
            not_applicable,
            null,
            0,
            null,
            'U.S.-bound container trips laded at the port before its operational date, or where'
            || ' that date is only projected',
            'definition ours',
            'Not applicable is neither scanned nor missed; in no share.'
        from coverage
        where not_applicable > 0
        union all
        select
            'Alarms',
            'SCAN.alarms',
            'Alarms of radiation measurements',
            'passage',
            'activity',
            period_kind,
            period,
            'program',
            subject,
            origin,
            alarmed_measured,
            measured,
            alarm_unknown,
            null,
            'passages with an alarm / passages measured for radiation',
            'Alerts: GAO-08-538, lines 2144-2148; Megaports whatever the'
            || ' destination: lines 473-476; definition ours',
            'By the day of the passage.'
        from alarms
        where measured > 0
        union all
        select
            'Alarms',
            'SCAN.alarms.resolved',
            'Alarms resolved',
            'passage',
            'activity',
            period_kind,
            period,
            'program',
            subject,
            origin,
            resolved,
            alarmed,
            0,
            null,
            'alarms resolved by the time the data end / alarms',
            'definition ours',
            'What is not resolved is still open; hours to the resolution are given with open alarms'
            || ' censored.'
        from alarms
        where alarmed > 0
        union all
        {% set counts = [
            ("SCAN.ports", "Ports of the Secure Freight Initiative", "*", "ports"),
            ("SCAN.ports.full", "Ports that are to scan all U.S.-bound containers", "full", "full_ports"),
            ("SCAN.ports.limited", "Ports that are to scan fewer", "limited", "limited_ports"),
        ] %}
        {% for figure, title, subject, column in counts %}
            select
                'Where scanning runs',
                '{{ figure }}',
                '{{ title }}',
                'port',
                'as_of',
                'as_of',
                period,
                'national',
                '{{ subject }}',
                origin,
                {{ column }},
                null,
                0,
                null,
                'ports of the register as of the day',
                source,
                null
            from stands
            union all
        {% endfor %}
        select
            'Where scanning runs',
            'SCAN.ports.operational',
            'Ports whose scan data are received in the United States',
            'port',
            'as_of',
            'as_of',
            period,
            'national',
            '*',
            origin,
            operational_ports,
            null,
            0,
            null,
            'ports whose operational date has come by the day, by the newest register',
            source,
            'Of ' || ports || ' ports. A date that is only projected does not count.'
        from operational
        union all
        select
            'Where scanning runs',
            'SCAN.us_bound',
            'U.S.-bound containers of the port',
            'container',
            'activity',
            'fiscal_year',
            us_bound_period,
            'port',
            port_name,
            origin,
            null,
            null,
            null,
            us_bound_count,
            'as printed',
            source,
            'The volume of the port: of a limited port it is no denominator of what one'
            || ' terminal scans.'
        from
            {{ ref("stg_registers__scanning_ports") }}
            {{ current_as_of(["program", "port_code", "terminal_name"]) }}
            and us_bound_count is not null
        union all
        select
            'Extension of the term',
            'SCAN.extension',
            'Ports where enough conditions for an extension are present',
            'port',
            'as_of',
            'as_of',
            period,
            'national',
            '*',
            origin,
            count(*) filter (where checklist_result = 'conditions met'),
            count(*),
            count(*) filter (where checklist_result = 'not decided'),
            null,
            'ports with at least two of the six conditions present / ports; not decided where what'
            || ' is unknown could still make two',
            'GAO-08-538, lines 1447-1456',
            null
        from checklist
        group by origin, period
        union all
        select
            'Extension of the term',
            'SCAN.extension.conditions',
            'Conditions for an extension that are present',
            'condition',
            'as_of',
            'as_of',
            period,
            'port',
            port_name,
            origin,
            present_count,
            condition_count,
            unknown_count,
            null,
            'conditions with evidence that they are present / conditions of the statute',
            'GAO-08-538, lines 1447-1456',
            checklist_result
        from checklist
    )

select 'scanning' as program, *
from lines
