{{ config(materialized="table") }}

-- A status inside a longer one (a suspension of a certified member) ends and the longer one goes
-- on. A party with several memberships stands as the best of them.
with
    importers as (
        select
            origin,
            party_name_normalised as party,
            member_number,
            status,
            tier,
            valid_from,
            coalesce(valid_to, date '9999-12-31') as valid_until
        from {{ ref("stg_agency__trade_partners") }}
        where sector = 'importer' and party_name_normalised is not null
    ),

    moments as (
        select origin, party, valid_from as moment
        from importers
        union
        select origin, party, valid_until as moment
        from importers
    ),

    stretches as (
        select
            origin,
            party,
            moment as valid_from,
            lead(moment) over (partition by origin, party order by moment) as valid_until
        from moments
    ),

    memberships as (
        select s.origin, s.party, i.member_number, i.status, i.tier, s.valid_from, s.valid_until
        from stretches as s
        inner join
            importers as i
            on i.origin = s.origin
            and i.party = s.party
            and i.valid_from <= s.valid_from
            and i.valid_until >= s.valid_until
        where s.valid_until is not null
        qualify
            row_number() over (
                partition by s.origin, s.party, i.member_number, s.valid_from
                order by i.valid_from desc
            )
            = 1
    )

select origin, party, member_number, status, tier, valid_from, valid_until
from memberships
qualify
    row_number() over (
        partition by origin, party, valid_from
        order by
            {{ rank_of("status", ["validated", "certified", "applied", "suspended", "removed"]) }},
            member_number desc
    )
    = 1
