-- The board as it stood on each day on which the register says something new. A partner that
-- declared mutual recognition
-- had met all three preconditions, for the source asks for them first: those it does not name
-- singly are implied.
with
    steps as (select * from {{ ref("stg_registers__mutual_recognition_steps") }}),

    days as (select distinct origin, as_of_day as board_day from steps),

    standing as (
        select days.board_day, steps.*
        from days
        inner join steps on steps.origin = days.origin and steps.as_of_day <= days.board_day
        qualify
            row_number() over (
                partition by days.origin, days.board_day, steps.partner, steps.step
                order by
                    steps.as_of_day desc,
                    steps.known_at desc,
                    steps.as_of_date desc,
                    steps.load_id desc,
                    steps.file_line desc
            )
            = 1
    ),

    reached as (
        select
            *,
            step like 'phase_%' and state = 'done' as is_phase_done,
            case
                when step like 'phase_%' and state = 'done' then cast(right(step, 1) as integer)
            end as phase_done
        from standing
    ),

    boards as (
        select
            origin,
            board_day,
            partner,
            max(phase_done) as phase,
            max_by(
                struct_pack(
                    happened_on := happened_on,
                    happened_precision := happened_precision,
                    told_on := as_of_day
                ),
                phase_done
            ) filter (where is_phase_done) as reaching,
            bool_or(step = 'letter_of_intent' and state = 'done') as has_letter,
            bool_or(step = 'own_program' and state = 'done') as has_program,
            bool_or(step = 'commitment' and state = 'done') as has_commitment,
            any_value(case step when 'own_program' then fact end) as program_told,
            any_value(case step when 'negotiation' then state end) as negotiation,
            min(case when state = 'planned' then expected_by end) as expected_by,
            string_agg(fact, '; ' order by step desc) as told,
            string_agg(source, '; ' order by step desc) as source
        from reached
        group by origin, board_day, partner
    ),

    dated as (
        select
            *,
            reaching.happened_on as reached_on,
            reaching.happened_precision as reached_precision,
            {{ as_of_day("reaching.happened_on", "reaching.happened_precision") }} as reached_by
        from boards
    )

select
    origin,
    board_day as as_of_day,
    partner,
    phase,
    case
        when phase = 4
        then 'mutual recognition declared'
        when phase = 3
        then 'pilot done'
        when phase = 2
        then 'planned and tested'
        when phase = 1
        then 'programs compared'
        when negotiation is not null
        then 'being negotiated, phase not stated'
        else 'not stated'
    end as phase_words,
    reached_on,
    reached_precision,
    case
        when phase is not null
        then datediff('day', least(coalesce(reached_by, reaching.told_on), board_day), board_day)
    end as days_in_phase_at_least,
    datediff('day', reached_on, board_day) as days_in_phase_at_most,
    case
        when has_letter then 'stated' when phase = 4 then 'implied' else 'not stated'
    end as letter_of_intent,
    case
        when has_program then 'stated' when phase = 4 then 'implied' else 'not stated'
    end as own_program,
    case
        when has_commitment then 'stated' when phase = 4 then 'implied' else 'not stated'
    end as commitment,
    program_told,
    case when phase = 4 then null else expected_by end as expected_by,
    told,
    source
from dated
