with
    -- the shipped list; a row of the register takes the place of its port's
    ports as (
        select
            port_code,
            operational_on,
            cast(null as date) as operational_until,
            precision,
            operational_on as as_of_date,
            operational_on as as_of_day,
            source,
            'real' as origin,
            timestamp '1900-01-01' as known_at,
            cast(0 as bigint) as load_id,
            cast(0 as bigint) as file_line
        from {{ ref("csi_ports") }}
        union all
        select
            {{ clean_text("port_code") }} as port_code,
            operational_on,
            operational_until,
            {{ clean_text("precision") }} as precision,
            as_of_date,
            as_of_day,
            {{ clean_text("source") }} as source,
            origin,
            known_at,
            load_id,
            file_line
        from ({{ register_rows("csi_ports", ["port_code"]) }})
    ),

    current_ports as (select * from ports {{ current_as_of(["port_code"]) }}),

    districts as (
        select
            {{ clean_text("customs_district") }} as customs_district,
            {{ clean_text("port_code") }} as port_code,
            {{ clean_text("team_port_code") }} as team_port_code,
            covered_from,
            covered_until,
            {{ clean_text("precision") }} as precision,
            as_of_date,
            as_of_day,
            {{ clean_text("source") }} as source,
            origin,
            known_at,
            load_id,
            file_line
        from ({{ register_rows("csi_districts", ["port_code"]) }})
    ),

    current_districts as (select * from districts {{ current_as_of(["port_code"]) }})

select
    p.port_code,
    case when d.port_code is null then 'team' else 'district' end as coverage,
    coalesce(d.team_port_code, p.port_code) as team_port_code,
    d.customs_district,
    p.operational_on,
    p.operational_until,
    p.precision,
    greatest(p.as_of_date, d.as_of_date) as as_of_date,
    concat_ws(' ; ', p.source, d.source) as source,
    p.origin
from current_ports as p
left join
    current_districts as d
    on d.port_code = p.port_code
    and d.origin = p.origin
    and d.covered_from is null
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
    source,
    origin
from current_districts
where covered_from is not null
