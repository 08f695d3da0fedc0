with
    in_force as (
        select *, row_number() over (order by rule_set, port_code, valid_from, version) as place
        from {{ ref("stg_rules__periods") }}
        where mode = 'in_force'
    )

select a.rule_set, a.port_code, a.version, b.version as other_version
from in_force as a
inner join in_force as b using (rule_set, port_code)
where a.place < b.place and a.valid_from < b.valid_until and b.valid_from < a.valid_until
