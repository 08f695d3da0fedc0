{{ config(materialized="view") }}
{% set gao = "GAO-08-538" %}
{% set phases = [
    (1, "programs compared"),
    (2, "planned and tested"),
    (3, "pilot done"),
    (4, "declared"),
] %}

with
    boards as (select * from {{ ref("fct_mutual_recognition") }}),

    mutual_recognition as (
        {% for phase, words in phases %}
            select
                'INTL.mra.phase_{{ phase }}' as figure,
                'Phase {{ phase }}: {{ words }}' as title,
                origin,
                as_of_day,
                count(*) filter (where phase = {{ phase }}) as numerator,
                count(*) as denominator,
                count(*) filter (where phase is null) as n_unknown,
                'partners with this phase as the last one done / partners the source tells of; unknown: no phase stated'
                as formula,
                '{{ gao }}, lines 1361-1377' as source
            from boards
            group by origin, as_of_day
            union all
        {% endfor %}
        {% for column, words, lines in [
            ("letter_of_intent", "letter of intent", "1358-1359"),
            ("own_program", "own program", "1360"),
            ("commitment", "commitment to phases", "1360-1361"),
        ] %}
            select
                'INTL.mra.precondition_{{ column }}' as figure,
                'Precondition: {{ words }}' as title,
                origin,
                as_of_day,
                count(*) filter (where {{ column }} <> 'not stated') as numerator,
                count(*) as denominator,
                count(*) filter (where {{ column }} = 'not stated') as n_unknown,
                'partners for which it is stated, or implied by a declaration / partners the source tells of; '
                || 'unknown: not stated' as formula,
                '{{ gao }}, {{ "line" if "-" not in lines else "lines" }} {{ lines }}' as source
            from boards
            group by origin, as_of_day
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    action_days as (
        select distinct origin, as_of_day as board_day from {{ ref("fct_jccc_actions") }}
    ),

    actions as (
        select action_days.board_day, told.*
        from action_days
        inner join
            {{ ref("fct_jccc_actions") }} as told
            on told.origin = action_days.origin
            and told.as_of_day <= action_days.board_day
        qualify
            row_number() over (
                partition by action_days.origin, action_days.board_day, told.action
                order by told.as_of_day desc, told.as_of_date desc
            )
            = 1
    ),

    adoption as (
        select *
        from {{ ref("stg_registers__standard_adoption") }}
        qualify
            row_number() over (
                partition by origin, subject, step, as_of_day
                order by known_at desc, as_of_date desc, load_id desc, file_line desc
            )
            = 1
    ),

    standards as (
        select * from {{ ref("stg_registers__safe_standards") }} {{ current_as_of(["standard"]) }}
    ),

    standing as (
        select
            'Mutual recognition' as section,
            figure,
            title,
            'partner' as unit,
            cast(as_of_day as varchar) as period,
            '*' as subject,
            origin,
            numerator,
            denominator,
            n_unknown,
            cast(null as double) as published_value,
            formula,
            source,
            cast(null as varchar) as note
        from mutual_recognition
        union all
        select
            'Joint Customs Cooperation Committee' as section,
            'INTL.jccc.completed' as figure,
            'Points of the plan completed' as title,
            'point' as unit,
            cast(board_day as varchar) as period,
            '*' as subject,
            origin,
            count(*) filter (where state = 'completed') as numerator,
            count(*) as denominator,
            0 as n_unknown,
            null as published_value,
            'points completed / points of the plan' as formula,
            '{{ gao }}, lines 1204-1302' as source,
            'of the others '
            || count(*) filter (where state <> 'completed' and state_in_source is null)
            || ' have no state of their own in the source; what it tells of them goes on' as note
        from actions
        group by origin, board_day
        union all
        select
            case subject when 'columbus' then 'Columbus Program' else 'Adoption' end as section,
            'INTL.' || subject || '.' || step as figure,
            case
                subject || '.' || step
                when 'safe_framework.adopted'
                then 'Adopted the SAFE Framework'
                when 'safe_framework.letters_of_intent'
                then 'Signed a letter of intent'
                when 'aeo_programs.begun'
                then 'Began a program for operators'
                when 'columbus.participating'
                then 'Taking part'
                when 'columbus.phase_1_completed'
                then 'Phase 1 completed: assessment'
                when 'columbus.phase_2_entered'
                then 'Phase 2 entered: implementation'
                when 'columbus.phase_3_entered'
                then 'Phase 3 entered: monitoring'
                else 'Trained and assisted by CBP'
            end as title,
            'country' as unit,
            cast(as_of_day as varchar) as period,
            '*' as subject,
            origin,
            null as numerator,
            null as denominator,
            null as n_unknown,
            member_count as published_value,
            fact as formula,
            source,
            nullif(
                concat_ws(
                    '; ',
                    case when is_approximate then 'the source says about' end,
                    case when step = 'participating' then 'totals; the source names no member' end,
                    case
                        when step = 'letters_of_intent'
                        then
                            cast(
                                round(
                                    100.0
                                    * member_count
                                    / max(member_count) filter (where step = 'adopted') over (
                                        partition by origin, subject
                                    )
                                ) as integer
                            )
                            || ' % of those that adopted the Framework, by two printed counts'
                    end
                ),
                ''
            ) as note
        from adoption
        union all
        select
            'SAFE Framework' as section,
            'INTL.safe.' || pillar as figure,
            'Standards, ' || replace(pillar, '_', ' ') as title,
            'standard' as unit,
            cast(max(as_of_day) over (partition by origin) as varchar) as period,
            '*' as subject,
            origin,
            count(*) over (partition by origin, pillar) as numerator,
            null as denominator,
            0 as n_unknown,
            null as published_value,
            'standards of the pillar' as formula,
            '{{ gao }}, lines 1750-1755' as source,
            null as note
        from standards
        qualify row_number() over (partition by origin, pillar) = 1
    ),

    points as (
        select rules.version, rules.word, rules.word_bit, joint.points, joint.mandatory_score
        from {{ ref("joint_rules") }} as joint
        inner join
            {{ ref("stg_rules__rules") }} as rules
            on rules.rule_set = 'terrorism'
            and rules.expression = joint.expression
    ),

    unmatched as (
        select
            case
                when count(*) > 0
                then
                    '; not counted, for the national set has them no more: '
                    || string_agg(rule, ', ' order by rule)
                else ''
            end as words
        from {{ ref("joint_rules") }}
        where
            expression not in (
                select expression
                from {{ ref("stg_rules__rules") }}
                where rule_set = 'terrorism' and is_current
            )
    ),

    masks as (
        select
            origin,
            season,
            loading_region,
            rule_set_version,
            hits,
            more_hits,
            is_high_risk_score,
            sum(container_count) as container_count
        from {{ ref("fct_joint_patterns") }}
        group by all
    ),

    judged as (
        select
            masks.origin,
            masks.season,
            masks.loading_region,
            masks.container_count,
            masks.is_high_risk_score as is_national,
            sum(
                points.points * (
                    (
                        case
                            points.word when 0 then masks.hits else masks.more_hits[points.word]
                        end
                        >> points.word_bit
                    )
                    & 1
                )
            )
            >= max(points.mandatory_score) as is_joint
        from masks
        left join points on points.version = masks.rule_set_version
        group by
            masks.origin,
            masks.season,
            masks.loading_region,
            masks.container_count,
            masks.is_high_risk_score,
            masks.rule_set_version,
            masks.hits,
            masks.more_hits
    ),

    placed as (
        select *, 'national' as geography, '*' as subject
        from judged
        union all
        select *, 'loading_region' as geography, loading_region as subject
        from judged
        where loading_region in ('North Europe', 'Mediterranean')
    ),

    cells as (
        select
            origin,
            season,
            geography,
            subject,
            cast(sum(container_count) as bigint) as trips,
            cast(
                sum(container_count) filter (
                    where is_joint is null or is_national is null
                ) as bigint
            ) as unknown,
            cast(
                sum(container_count) filter (where is_joint and is_national) as bigint
            ) as flagged_both,
            cast(
                sum(container_count) filter (where is_joint and not is_national) as bigint
            ) as flagged_joint_only,
            cast(
                sum(container_count) filter (where not is_joint and is_national) as bigint
            ) as flagged_national_only,
            cast(
                sum(container_count) filter (where not is_joint and not is_national) as bigint
            ) as flagged_neither
        from placed
        group by origin, season, geography, subject
    ),

    joint_rules as (
        {% for cell, words in [
            ("both", "Flagged by both rule sets"),
            ("joint_only", "Flagged by the joint set alone"),
            ("national_only", "Flagged by the national set alone"),
            ("neither", "Flagged by neither"),
        ] %}
            select
                'INTL.joint.{{ cell }}' as figure,
                '{{ words }}' as title,
                origin,
                season,
                geography,
                subject,
                coalesce(flagged_{{ cell }}, 0) as numerator,
                trips as denominator,
                coalesce(unknown, 0) as n_unknown
            from cells
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    returns as (select *, 'CY' || left(month, 4) as year from {{ ref("fct_returns_compared") }})

select
    'international' as program,
    section,
    figure,
    title,
    unit,
    'as_of' as "view",
    'as_of' as period_kind,
    period,
    'national' as geography,
    subject,
    origin,
    numerator,
    denominator,
    n_unknown,
    published_value,
    formula,
    source,
    note
from standing
union all
select
    'international' as program,
    'Joint rule set against national' as section,
    figure,
    title,
    'container_trip' as unit,
    'cohort' as "view",
    'fiscal_year' as period_kind,
    'FY' || season as period,
    geography,
    subject,
    origin,
    numerator,
    denominator,
    n_unknown,
    null as published_value,
    'container trips in scope flagged so / container trips in scope; unknown: no traits on arrival, or no rule set in force'
    as formula,
    '{{ gao }}, lines 1214-1222: that a joint rule set is being programmed; its rules, points and score: chosen'
    as source,
    'both rule sets are illustrative' || unmatched.words as note
from joint_rules
cross join unmatched
union all
select
    'international' as program,
    'Partner returns' as section,
    'INTL.returns.agree' as figure,
    'Ports and months that agree' as title,
    'ports and months' as unit,
    'activity' as "view",
    'calendar_year' as period_kind,
    year as period,
    'host' as geography,
    case when grouping(country) = 1 then '*' else country end as subject,
    origin,
    count(*) filter (where finding = 'agrees') as numerator,
    count(*) as denominator,
    0 as n_unknown,
    null as published_value,
    'ports and months in which requests and exams of the return equal ours / ports and months of either side'
    as formula,
    '{{ gao }}, lines 1819 and 1834-1835; comparison: chosen' as source,
    null as note
from returns
group by grouping sets ((origin, year, country), (origin, year))
