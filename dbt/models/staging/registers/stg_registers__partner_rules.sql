{{ config(materialized="ephemeral") }}

-- A rule that a source of the real world states binds every stream; a row of a synthetic folder
-- binds the synthetic one alone. Of two rows for one rule and first day the newer as-of day counts.
with
    partner_rules as ({{ register_rows("partner_rules", ["rule_id", "in_force_from"]) }}),

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
                order by as_of_day desc, known_at desc, load_id desc, file_line desc
            )
            = 1
    )

select
    applies_to as origin,
    origin as stated_in_origin,
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
    as_of_day,
    {{ clean_text("source") }} as source,
    known_at,
    load_id,
    file_line
from newest
