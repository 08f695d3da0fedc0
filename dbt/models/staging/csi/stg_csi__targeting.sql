with
    targeting as (
        select *
        from {{ source("raw", "csi_targeting") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", clean_text("team_port_code"), clean_text("lading_port_code"), clean_code("vessel_imo"), clean_code("voyage_number")]) }}
    )

select
    {{ clean_text("team_port_code") }} as team_port_code,
    {{ clean_text("lading_port_code") }} as lading_port_code,
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    targeted_at,
    origin,
    known_at
from targeting
