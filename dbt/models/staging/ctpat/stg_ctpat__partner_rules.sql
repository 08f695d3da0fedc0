{{ config(materialized="ephemeral") }}

-- A rule that a source of the real world states binds every stream; a row of a synthetic folder
-- binds the synthetic one alone. Of two rows for one rule and day the newer as-of date counts.
with
    partner_rules as (
        select *
        from {{ source("raw", "partner_rules") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", "rule_id", "in_force_from", "as_of_date"]) }}
    ),

    applied as (
        select
            unnest(
                case when origin = 'real' then ['real', 'synthetic'] else [origin] end
            ) as applies_to,
            *
        from partner_rules
    ),

    newest as (
        select *
        from applied
        qualify
            row_number() over (
                partition by applies_to, rule_id, in_force_from
                order by as_of_date desc, origin desc, known_at desc
            )
            = 1
    )

select
    applies_to as origin,
    {{ clean_text("rule_id") }} as rule_id,
    {{ clean_text("kind") }} as kind,
    {{ clean_text("sector") }} as sector,
    value,
    {{ clean_text("unit") }} as unit,
    in_force_from,
    lead(in_force_from, 1, date '9999-12-31') over (
        partition by applies_to, rule_id order by in_force_from
    ) as in_force_until,
    -- before its first row a rule binds nobody; as a yardstick its first figure serves
    case
        when row_number() over (partition by applies_to, rule_id order by in_force_from) = 1
        then date '0001-01-01'
        else in_force_from
    end as yardstick_from,
    {{ clean_text("title") }} as title,
    as_of_date,
    as_of_precision,
    {{ clean_text("source") }} as source,
    origin as stated_in_origin,
    known_at
from newest
