-- A container drawn twice is one drawn container: its first draw speaks for it.
with
    {{ records_where_bills_stand("draws", ref("stg_agency__random_draws"), "draw_id") }},

    logged as (
        select *, count(*) over (partition by origin, container_trip_key) as draw_count
        from draws
        qualify
            row_number() over (partition by origin, container_trip_key order by drawn_at, draw_id)
            = 1
    ),

    selected as (select * from {{ ref("fct_selected_trips") }}),

    -- examined in place of one that was drawn: no draw
    substitutes as (
        select distinct
            origin,
            {{ container_trip_key(
                "substitute_container_number", "vessel_imo", "voyage_number", "us_port_code"
            ) }} as container_trip_key
        from draws
        where substitute_container_number is not null
    ),

    drawn as (
        select
            coalesce(l.origin, s.origin) as origin,
            coalesce(l.container_trip_key, s.container_trip_key) as draw_key,
            l.draw_id,
            l.draw_count,
            l.us_port_code,
            l.drawn_at,
            coalesce(l.draw_probability, s.random_draw_probability) as draw_probability,
            l.frame,
            l.frame_size,
            l.seed,
            l.outcome as logged_outcome,
            l.substitute_container_number,
            coalesce(s.is_targeted, false) as is_targeted,
            coalesce(s.is_examined, false) as is_examined,
            coalesce(s.is_examined_as_drawn, false) as is_examined_as_drawn,
            coalesce(s.is_open, false) as is_open,
            s.result,
            coalesce(s.is_person, false) as is_person
        from logged as l
        full outer join
            selected as s on l.origin = s.origin and l.container_trip_key = s.container_trip_key
        where
            l.draw_id is not null
            or (
                s.is_random
                and (s.origin, s.container_trip_key)
                not in (select origin, container_trip_key from substitutes)
            )
    ),

    settled as (
        select
            d.*,
            t.container_trip_key,
            {{ counted_port("coalesce(t.us_port_code, d.us_port_code)") }} as counted_port,
            coalesce(t.arrival_month, {{ month_of("d.drawn_at") }}) as arrival_month,
            t.arrival_date,
            t.is_in_scope,
            t.discharged_at is not null or t.gated_out_at is not null as is_discharged,
            t.score_t2,
            t.smuggling_score_t2,
            case
                when d.is_examined_as_drawn
                then 'examined'
                -- open in the log, and examined for another reason meanwhile
                when d.logged_outcome = 'drawn' and d.is_examined
                then 'examined'
                when d.logged_outcome = 'examined'
                then case when d.is_examined then 'examined' else 'no_record' end
                when d.logged_outcome <> 'drawn'
                then d.logged_outcome
                -- what has left the terminal is examined no more
                when t.gated_out_at is null and (d.is_open or d.logged_outcome = 'drawn')
                then 'pending'
                else 'not_examined'
            end as response
        from drawn as d
        left join trips as t on d.origin = t.origin and d.draw_key = t.container_trip_key
    )

select
    origin,
    draw_key,
    container_trip_key,
    draw_id,
    draw_id is not null as is_logged,
    cast(coalesce(draw_count, 1) as integer) as draw_count,
    counted_port as us_port_code,
    arrival_month,
    cast(date_trunc('week', arrival_date) as date) as arrival_week,
    {{ season_of("arrival_month") }} as season,
    {{ is_in_season("arrival_month") }} as is_in_season,
    {{ fiscal_year_of("arrival_month") }} as fiscal_year,
    drawn_at,
    draw_probability,
    frame,
    frame_size,
    seed,
    case
        when response = 'not_discharged' or not is_in_scope then false when is_discharged then true
    end as is_in_frame,
    logged_outcome,
    substitute_container_number,
    response,
    response = 'examined' as has_responded,
    is_targeted,
    case when response = 'examined' then result end as result,
    case
        when response = 'examined' and result in ('positive_security', 'positive_other', 'negative')
        then result <> 'negative'
    end as is_positive,
    case
        when response = 'examined' and result in ('positive_security', 'positive_other', 'negative')
        then result = 'positive_security'
    end as is_security_positive,
    case
        when response = 'examined' and result in ('positive_security', 'positive_other', 'negative')
        then is_person
    end as is_person,
    score_t2,
    smuggling_score_t2
from settled
