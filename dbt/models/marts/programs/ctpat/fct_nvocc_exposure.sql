{{ config(materialized="view") }}

with
    exposed as (
        select
            origin,
            season,
            unnest(non_member_codes) as party_code,
            is_member_carrier,
            is_member_importer
        from {{ ref("fct_member_containers") }}
        where nvocc = 'non_member' and (is_member_carrier or is_member_importer)
    ),

    names as (
        select origin, party_code, max_by(party_name, valid_from) as party_name
        from {{ ref("stg_ctpat__partner_codes") }}
        group by origin, party_code
    )

select
    e.origin,
    e.season,
    e.party_code,
    n.party_name,
    count(*) filter (where e.is_member_carrier) as member_carrier_container_count,
    count(*) filter (where e.is_member_importer) as member_importer_container_count
from exposed as e
left join names as n using (origin, party_code)
group by e.origin, e.season, e.party_code, n.party_name
