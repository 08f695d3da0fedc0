-- A status inside a longer one (a suspension of a certified member) ends and the longer one goes
-- on, as in int_partner_periods, here for the members of every sector.
with
    periods as (
        select
            origin,
            member_number,
            status,
            tier,
            valid_from,
            coalesce(valid_to, date '9999-12-31') as valid_until
        from {{ ref("stg_agency__trade_partners") }}
    ),

    members as (
        select origin, member_number, {{ member_as_last_told() }}
        from {{ ref("stg_agency__trade_partners") }}
        group by origin, member_number
    ),

    moments as (
        select origin, member_number, valid_from as moment
        from periods
        union
        select origin, member_number, valid_until as moment
        from periods
    ),

    stretches as (
        select
            origin,
            member_number,
            moment as valid_from,
            lead(moment) over (partition by origin, member_number order by moment) as valid_until
        from moments
    )

select
    s.origin, s.member_number, m.party_name, m.sector, p.status, p.tier, s.valid_from, s.valid_until
from stretches as s
inner join members as m using (origin, member_number)
inner join
    periods as p
    on p.origin = s.origin
    and p.member_number = s.member_number
    and p.valid_from <= s.valid_from
    and p.valid_until >= s.valid_until
where s.valid_until is not null
qualify
    row_number() over (
        partition by s.origin, s.member_number, s.valid_from order by p.valid_from desc, p.status
    )
    = 1
