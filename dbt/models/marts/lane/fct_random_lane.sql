-- The frame is every discharged container in scope, drawn or not; months without a draw stay.
with
    trips as (
        select
            t.origin,
            {{ counted_port("t.us_port_code") }} as us_port_code,
            t.arrival_month,
            t.discharged_at is not null or t.gated_out_at is not null as is_discharged,
            t.disposition is not distinct from 'not_arrived' as is_elsewhere,
            t.is_incident,
            coalesce(s.is_targeted, false) as is_targeted,
            s.result in ('positive_security', 'positive_other', 'negative') as is_known,
            s.result in ('positive_security', 'positive_other') as is_positive,
            s.result = 'positive_security' as is_security_positive,
            s.is_person
        from {{ ref("fct_container_trips") }} as t
        left join {{ ref("fct_selected_trips") }} as s using (origin, container_trip_key)
        where t.is_in_scope
    ),

    frames as (
        select
            origin,
            us_port_code,
            arrival_month,
            count(*) filter (where is_discharged) as frame_trips,
            count(*) filter (where not is_discharged and not is_elsewhere) as frame_unknown,
            count(*) filter (where is_discharged and is_incident) as incident_trips,
            count(*) filter (where is_discharged and is_targeted) as targeted_trips,
            count(*) filter (
                where is_discharged and is_targeted and is_known is not true
            ) as targeted_unknown,
            count(*) filter (
                where is_discharged and is_targeted and is_positive
            ) as targeted_positive,
            count(*) filter (
                where is_discharged and is_targeted and is_security_positive
            ) as targeted_security_positive,
            count(*) filter (where is_discharged and is_targeted and is_person) as targeted_person
        from trips
        group by origin, us_port_code, arrival_month
    ),

    draws as (
        select
            origin,
            us_port_code,
            arrival_month,
            count(*) as draws,
            count(*) filter (where is_in_frame) as draws_in_frame,
            count(*) filter (where is_in_frame is null) as draws_frame_unknown,
            count(*) filter (where is_in_frame and has_responded) as responded,
            {%- for response in ["refused", "substituted", "not_examined", "pending", "no_record"] %}
                count(*) filter (
                    where is_in_frame and response = '{{ response }}'
                ) as {{ response }},
            {%- endfor %}
            count(*) filter (where is_in_frame is false) as draws_outside_frame,
            count(*) filter (where not is_logged) as unlogged,
            count(*) filter (where is_in_frame and is_targeted) as targeted_draws
        from {{ ref("fct_random_draws") }}
        group by origin, us_port_code, arrival_month
    )

select
    origin,
    us_port_code,
    arrival_month,
    {{ season_of("arrival_month") }} as season,
    {{ is_in_season("arrival_month") }} as is_in_season,
    {{ fiscal_year_of("arrival_month") }} as fiscal_year,
    {%- for column in [
        "frame_trips", "frame_unknown", "incident_trips", "targeted_trips", "targeted_unknown",
        "targeted_positive", "targeted_security_positive", "targeted_person", "draws", "draws_in_frame",
        "draws_frame_unknown", "draws_outside_frame", "responded", "refused", "substituted",
        "not_examined", "pending", "no_record", "unlogged", "targeted_draws",
    ] %}
        coalesce({{ column }}, 0) as {{ column }}{{ "," if not loop.last }}
    {%- endfor %}
from frames
full outer join draws using (origin, us_port_code, arrival_month)
