{{ config(materialized="view") }}

{% set known_events = (
    "Events that are known: finds of exams in the United States, confirmed incidents, and finds of boardings;"
    " what nobody looked for is not among them."
) %}

with
    us_ports as (select port_code, port_name from {{ ref("ports") }} where side = 'us'),

    arrivals as (
        select a.*, coalesce(p.port_name, a.us_port_code) as port
        from {{ ref("fct_rated_arrivals") }} as a
        left join us_ports as p on a.us_port_code = p.port_code
    ),

    arrival_spans as (
        select *, 'all' as period_kind, '*' as period
        from arrivals
        union all
        select *, 'fiscal_year', 'FY' || fiscal_year
        from arrivals
        union all
        select *, 'month', strftime(arrival_month, '%Y-%m')
        from arrivals
    ),

    arrival_places as (
        select *, 'national' as geography, '*' as subject
        from arrival_spans
        union all
        select *, 'port', port
        from arrival_spans
        where period_kind <> 'month'
    ),

    completeness as (
        select
            origin,
            period_kind,
            period,
            geography,
            subject,
            count(*) as arrivals,
            count(*) filter (where is_complete_before_arrival) as complete,
            count(*) filter (where is_complete_before_arrival is null) as undated,
            count(*) filter (
                where unknown_count < cell_count and is_complete_before_arrival is not null
            ) as rated,
            count(*) filter (where high_count > 0) as high_rated,
            count(*) filter (where high_count > 0 and boarding_count > 0) as high_boarded
        from arrival_places
        group by all
    ),

    cells as (select * from {{ ref("fct_vessel_grid_cells") }}),

    cell_sides as (
        select origin, 'area' as geography, area as subject, area_title as title, * exclude (origin)
        from cells
        union all
        select origin, 'risk', risk, risk_title, * exclude (origin)
        from cells
    ),

    cell_counts as (
        select
            origin,
            geography,
            subject,
            title,
            count(*) as cells,
            count(*) filter (where is_known_before_arrival) as known,
            count(*) filter (where is_known_before_arrival is null) as undated
        from cell_sides
        group by all
    ),

    -- a risk is as high as its highest area; where none is high and one is unknown, so is the risk
    risks as (
        select
            origin,
            vessel_arrival_key,
            risk,
            risk_title,
            case
                when bool_or(cell_level = 'high')
                then 'high'
                when bool_or(cell_level = 'unknown')
                then 'unknown'
                when bool_or(cell_level = 'medium')
                then 'medium'
                else 'low'
            end as level
        from cells
        group by origin, vessel_arrival_key, risk, risk_title
    ),

    calibration as (
        select
            r.origin,
            r.risk,
            r.risk_title,
            r.level,
            count(*) as arrivals,
            count(*) filter (
                where list_contains(string_split(coalesce(a.event_risks, ''), ';'), r.risk)
            ) as with_event
        from risks as r
        inner join
            arrivals as a on r.origin = a.origin and r.vessel_arrival_key = a.vessel_arrival_key
        group by all
    ),

    activities as (select * from {{ ref("fct_vessel_activities") }}),

    activity_counts as (
        select
            origin,
            activity_type,
            'fiscal_year' as period_kind,
            'FY' || fiscal_year as period,
            count(*) as activities
        from activities
        group by all
        union all
        select origin, activity_type, 'month', strftime(started_month, '%Y-%m'), count(*)
        from activities
        group by all
    ),

    shifts as (
        select s.*, coalesce(p.port_name, s.us_port_code) as port
        from {{ ref("fct_targeting_shifts") }} as s
        left join us_ports as p on s.us_port_code = p.port_code
    ),

    shift_spans as (
        select *, 'fiscal_year' as period_kind, 'FY' || fiscal_year as period
        from shifts
        union all
        select *, 'month', strftime(shift_month, '%Y-%m')
        from shifts
    ),

    shift_counts as (
        select
            origin,
            port as subject,
            period_kind,
            period,
            count(*) as shifts,
            count(*) filter (where supervision = 'supervised') as supervised,
            count(*) filter (where supervision = 'unknown') as supervision_unknown,
            sum(containers_reviewed) as reviewed,
            count(*) filter (where containers_reviewed is null) as reviewed_unknown
        from shift_spans
        group by all
    ),

    register as (select * from {{ ref("stg_registers__vessel_targeting_ports") }}),

    register_days as (select distinct origin, as_of_day from register),

    adopted as (
        select d.as_of_day as day, r.*
        from register_days as d
        inner join register as r on d.origin = r.origin and r.as_of_day <= d.as_of_day
        qualify
            row_number() over (
                partition by d.origin, d.as_of_day, r.us_port_code
                order by r.as_of_day desc, r.known_at desc, r.load_id desc, r.file_line desc
            )
            = 1
    ),

    offices as (
        select
            origin,
            port_name,
            min(adopted_on) as adopted_on,
            max(as_of_day) as told_on,
            min(source) as source
        from (select * from register {{ current_as_of(["us_port_code"]) }})
        group by origin, port_name
    ),

    begun as (
        select
            days.origin,
            strftime(days.day, '%Y-%m-%d') as period,
            count(*) as offices,
            count(*) filter (where offices.adopted_on <= days.day) as begun,
            count(*) filter (where offices.adopted_on is null) as undated,
            min(offices.source) as source
        from
            (
                select origin, adopted_on as day
                from offices
                where adopted_on is not null
                union
                select origin, max(told_on)
                from offices
                group by origin
            ) as days
        inner join offices on days.origin = offices.origin
        group by days.origin, days.day
    ),

    adoption as (
        select
            origin,
            strftime(day, '%Y-%m-%d') as period,
            count(distinct port_name) as offices,
            count(distinct port_name) filter (where adopted_on is not null) as dated,
            min(source) as source
        from adopted
        group by origin, day
    ),

    lines as (
        select
            'Adoption' as section,
            'VES.adopted' as figure,
            'Ports that assess entire vessels' as title,
            'port' as unit,
            'as_of' as "view",
            'as_of' as period_kind,
            period,
            'national' as geography,
            '*' as subject,
            origin,
            offices as numerator,
            null as denominator,
            0 as n_unknown,
            null as published_value,
            'ports of the register, as the source counts them (Los Angeles/Long Beach is one)'
            as formula,
            source,
            dated || ' of them with a stated first day.' as note
        from adoption
        union all
        select
            'Adoption',
            'VES.adopted.dated',
            'Ports that assessed entire vessels by the day',
            'port',
            'as_of',
            'as_of',
            period,
            'national',
            '*',
            origin,
            begun,
            offices,
            undated,
            null,
            'ports whose stated first day has come / ports of the newest register',
            source,
            'Unknown: the source states no first day.'
        from begun
        union all
        {% set shares = [
            (
                "VES.complete", "Arrivals with a full grid before arrival", "complete", "arrivals", "undated",
                "arrivals of which every cell of the grid was rated before arrival / arrivals at ports that assess vessels",
                "Five areas by seven risks: OIG-07-40, lines 763-769; definition ours",
                "A cell without a level is unknown, never low. Not known: the moment of arrival.",
            ),
            (
                "VES.rated", "Arrivals rated at all before arrival", "rated", "arrivals", "undated",
                "arrivals with at least one rated cell before arrival / arrivals at ports that assess vessels",
                "OIG-07-40, lines 763-769; definition ours", "",
            ),
            (
                "VES.boarded", "Arrivals with a high cell that were boarded", "high_boarded", "high_rated", "0",
                "arrivals with a cell rated high before arrival that were boarded / all such arrivals",
                "Enforcement by the assessment of each vessel: OIG-07-40, lines 940-948; definition ours",
                "A boarding is activity, not an exam.",
            ),
        ] %}
        {% for figure, title, numerator, denominator, unknown, formula, source, note in shares %}
            select
                '{{ "Boardings and patrols" if figure == "VES.boarded" else "Grid before arrival" }}',
                '{{ figure }}',
                '{{ title }}',
                'arrival',
                'cohort',
                period_kind,
                period,
                geography,
                subject,
                origin,
                {{ numerator }},
                {{ denominator }},
                {{ unknown }},
                null,
                '{{ formula }}',
                '{{ source }}',
                nullif('{{ note }}', '')
            from completeness
            union all
        {% endfor %}
        select
            'Grid before arrival',
            'VES.cells',
            'Cells rated before arrival',
            'cell',
            'cohort',
            'all',
            '*',
            geography,
            subject,
            origin,
            known,
            cells,
            undated,
            null,
            'cells with a level before arrival / cells of the grid of all arrivals in scope',
            'OIG-07-40, lines 763-769; definition ours',
            title
        from cell_counts
        union all
        select
            'Calibration of the ratings',
            'VES.calibration.' || risk,
            'Arrivals with an event: ' || lower(risk_title),
            'arrival',
            'cohort',
            'all',
            '*',
            'level',
            level,
            origin,
            with_event,
            arrivals,
            0,
            null,
            'arrivals with an event of the risk / arrivals rated so before arrival, by the highest'
            || ' of the five areas',
            'definition ours',
            case when arrivals < 20 or with_event = 0 then 'Not enough evidence. ' else '' end
            || '{{ known_events }}'
        from calibration
        union all
        select
            'Boardings and patrols',
            'VES.activities',
            'Boardings, patrols, discharge checks',
            'activity',
            'activity',
            period_kind,
            period,
            'activity',
            activity_type,
            origin,
            activities,
            null,
            0,
            null,
            'activities begun in the period',
            'Boardings, patrols, discharge against manifest: OIG-07-40, lines 292-295',
            'Activity, never counted among exams.'
        from activity_counts
        union all
        select
            'Targeting unit',
            'VES.supervised',
            'Shifts with a supervisor',
            'shift',
            'activity',
            period_kind,
            period,
            'port',
            subject,
            origin,
            supervised,
            shifts,
            supervision_unknown,
            null,
            'shifts with at least one supervisor / shifts recorded',
            'Supervisory staff on all shifts: OIG-07-40, lines 755-758',
            null
        from shift_counts
        union all
        select
            'Targeting unit',
            'VES.reviewed',
            'Containers reviewed by targeters',
            'container',
            'activity',
            period_kind,
            period,
            'port',
            subject,
            origin,
            coalesce(reviewed, 0),
            null,
            0,
            null,
            'containers reviewed in the shifts recorded',
            'Time for research: OIG-07-40, lines 864-866; definition ours',
            case when reviewed_unknown > 0 then reviewed_unknown || ' shifts without a record.' end
        from shift_counts
        union all
        select
            'Targeting unit',
            'VES.stated.' || statement,
            title,
            case
                statement
                when 'containers_screened_a_day'
                then 'container'
                when 'crew_and_passengers_screened_a_week'
                then 'person'
                when 'containers_share'
                then 'share'
                when 'boarding_teams_hours_a_day'
                then 'hour'
                else 'statement'
            end,
            'as_of',
            'as_of',
            strftime(as_of_day, '%Y-%m-%d'),
            'port',
            place,
            origin,
            null,
            null,
            null,
            value,
            'as printed',
            source,
            place
        from {{ ref("stg_registers__vessel_statements") }}
    )

select 'vessels' as program, *
from lines
