with
    credits as (select * from {{ ref("stg_ctpat__score_credits") }}),

    shipments as (
        select shipment_key, origin, us_port_code, season, arrival_month
        from {{ ref("fct_shipments") }}
    ),

    thresholds as (
        select port_code, mandatory, valid_from, valid_until
        from {{ ref("int_port_thresholds") }}
        where rule_set = 'terrorism'
    ),

    rules as (select * from {{ ref("stg_registers__partner_rules") }} where kind = 'credit_limit'),

    joined as (
        select
            c.*,
            s.us_port_code,
            s.arrival_month,
            coalesce(
                c.high_risk_threshold,
                case
                    when s.shipment_key is not null then coalesce(own.mandatory, national.mandatory)
                end
            ) as threshold,
            r.value as limit_percent,
            c.scored_at >= r.in_force_from as is_limit_in_force,
            p.sector as registered_sector,
            p.status as registered_status
        from credits as c
        left join shipments as s using (origin, shipment_key)
        left join
            thresholds as own
            on own.port_code = s.us_port_code
            and c.scored_at >= own.valid_from
            and c.scored_at < own.valid_until
        left join
            thresholds as national
            on national.port_code = '*'
            and c.scored_at >= national.valid_from
            and c.scored_at < national.valid_until
        left join
            rules as r
            on r.origin = c.origin
            and c.scored_at >= r.yardstick_from
            and c.scored_at < r.in_force_until
        left join
            {{ ref("int_partner_standings") }} as p
            on p.origin = c.origin
            and p.member_number = c.member_number
            and c.scored_at >= p.valid_from
            and c.scored_at < p.valid_until
        -- of several rules of the kind the one that came last
        qualify
            row_number() over (
                partition by c.origin, c.credit_id order by r.in_force_from desc, r.rule_id desc
            )
            = 1
    )

select
    origin,
    credit_id,
    shipment_key,
    us_port_code,
    arrival_month,
    member_number,
    sector,
    registered_sector,
    registered_status,
    tier,
    score_before,
    points_off,
    threshold,
    points_off * 100.0 / threshold as percent_of_threshold,
    limit_percent,
    coalesce(is_limit_in_force, false) as is_limit_in_force,
    -- in whole points: 7 of 35 is 20 %, neither more nor less
    points_off * 100 > limit_percent * threshold as is_over_limit,
    sector = 'importer' and coalesce(registered_sector, 'importer') = 'importer' as is_importer,
    -- the register does not tell of the member at that time: unknown
    registered_status in ('certified', 'validated') as is_in_standing,
    scored_at,
    {{ fiscal_year_of("scored_at") }} as fiscal_year
from joined
