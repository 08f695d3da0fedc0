with
    -- a plan replaces the one before whole, so that a container taken off it is gone; it may come
    -- in
    -- several files, which say the same reference and the same time of preparation
    stow_plan_positions as (
        select
            *,
            coalesce(
                {{ clean_text("plan_reference") }} || '|' || prepared_at, 'load ' || load_id
            ) as plan
        from {{ source("raw", "stow_plan_positions") }}
        where {{ is_current_load() }}
        qualify
            plan = first_value(plan) over (
                partition by
                    origin, {{ clean_code("vessel_imo") }}, {{ clean_code("voyage_number") }}
                order by known_at desc, load_id desc
            )
    )

select
    {{ clean_text("plan_reference") }} as plan_reference,
    prepared_at,
    known_at as received_at,
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_code("departure_unlocode") }} as departure_unlocode,
    {{ clean_text("stow_position") }} as stow_position,
    {{ clean_container_number("container_number") }} as container_number,
    {{ clean_code("size_type") }} as size_type,
    is_full,
    {{ clean_code("lading_unlocode") }} as lading_unlocode,
    {{ clean_code("discharge_unlocode") }} as discharge_unlocode,
    weight_kg,
    {{ clean_text("hazmat_class") }} as hazmat_class,
    origin,
    known_at,
    load_id,
    file_line
from stow_plan_positions
