with
    -- the shipped list, and what a later source says of a port in its stead
    ports as (
        select
            port_code,
            operational_on,
            cast(null as date) as operational_until,
            precision,
            operational_on as as_of_date,
            source,
            cast(null as timestamp) as known_at
        from {{ ref("csi_ports") }}
        union all
        select
            {{ clean_text("port_code") }} as port_code,
            operational_on,
            operational_until,
            {{ clean_text("precision") }} as precision,
            as_of_date,
            {{ clean_text("source") }} as source,
            known_at
        from {{ source("raw", "register_csi_ports") }}
        where {{ is_current_load() }}
    ),

    current_ports as (
        select *
        from ports
        qualify
            row_number() over (
                partition by port_code
                order by known_at is not null desc, as_of_date desc, known_at desc
            )
            = 1
    ),

    districts as (
        select
            {{ clean_text("customs_district") }} as customs_district,
            {{ clean_text("port_code") }} as port_code,
            {{ clean_text("team_port_code") }} as team_port_code,
            covered_from,
            covered_until,
            {{ clean_text("precision") }} as precision,
            as_of_date,
            {{ clean_text("source") }} as source
        from {{ source("raw", "register_csi_districts") }}
        where {{ is_current_load() }}
        qualify
            row_number() over (
                partition by {{ clean_text("port_code") }}
                order by as_of_date desc, known_at desc, file_line desc
            )
            = 1
    )

select
    p.port_code,
    case when d.port_code is null then 'team' else 'district' end as coverage,
    coalesce(d.team_port_code, p.port_code) as team_port_code,
    d.customs_district,
    p.operational_on,
    p.operational_until,
    p.precision,
    greatest(p.as_of_date, d.as_of_date) as as_of_date,
    concat_ws(' ; ', p.source, d.source) as source
from current_ports as p
left join districts as d on d.port_code = p.port_code and d.covered_from is null
union all
select
    port_code,
    'district' as coverage,
    team_port_code,
    customs_district,
    covered_from as operational_on,
    covered_until as operational_until,
    precision,
    as_of_date,
    source
from districts
where covered_from is not null
