{{ config(materialized="view") }}
{% set decided = [
    ("CTPAT.timely.certified", "Certified in 90 days of application", "applied_on", "certified_on", "certification", "applied"),
    ("CTPAT.timely.validated", "Validated in 1 year of certification", "certified_on", "validated_on", "validation", "certified"),
    ("CTPAT.timely.revalidated", "Revalidated in 4 years of validation", "validated_on", "revalidated_on", "revalidation", "validated"),
] %}
{% set no_source = "definition ours" %}

with
    standings as (select * from {{ ref("int_partner_standings") }}),

    members as (select * from {{ ref("fct_partner_members") }}),

    known as (
        select origin, cast(known_until as date) as known_until
        from {{ ref("stg_loads__known_until") }}
    ),

    -- the ends of the months of which the register tells, and the last day known
    spans as (
        select s.origin, min(s.valid_from) as first_day, any_value(k.known_until) as known_until
        from standings as s
        inner join known as k using (origin)
        group by s.origin
    ),

    days as (
        select
            origin,
            last_day(
                cast(
                    unnest(
                        range(
                            date_trunc('month', first_day),
                            date_trunc('month', known_until),
                            interval 1 month
                        )
                    ) as date
                )
            ) as as_of_date
        from spans
        union all
        select origin, known_until
        from spans
    ),

    held as (
        select d.origin, d.as_of_date, s.member_number, s.sector, s.status
        from days as d
        inner join
            standings as s
            on s.origin = d.origin
            and d.as_of_date >= s.valid_from
            and d.as_of_date < s.valid_until
    ),

    census as (
        select
            origin,
            as_of_date,
            coalesce(sector, '*') as subject,
            count(*) filter (where status in ('certified', 'validated')) as certified,
            count(*) filter (where status = 'validated') as validated,
            count(*) filter (where status = 'applied') as applied,
            count(*) filter (where status = 'suspended') as suspended,
            count(*) filter (where status = 'removed') as removed,
            count(distinct member_number) as member_count
        from held
        group by grouping sets ((origin, as_of_date, sector), (origin, as_of_date))
    ),

    cohorts as (
        {% for figure, title, began, reached, rule, word in decided %}
            -- the time has not run out yet; and who was validated had been certified by then
            {% set open = rule ~ "_due_on >= known_until" %}
            {% set unknown = "unknown: the time still runs" %}
            {% if rule == "certification" %}
                {% set reached = "case when certified_on is not null or validated_on <= certification_due_on then coalesce(certified_on, validated_on) end" %}
                {% set open = "(certification_due_on >= known_until or validated_on is not null)" %}
                {% set unknown = "unknown: the time still runs, or validated after it without a day of certification" %}
            {% endif %}
            select
                '{{ figure }}' as figure,
                '{{ title }}' as title,
                origin,
                'CY' || extract(year from {{ began }}) as period,
                coalesce(sector, '*') as subject,
                count(*) filter (where {{ reached }} <= {{ rule }}_due_on) as numerator,
                count(*) as denominator,
                count(*) filter (where {{ reached }} is null and {{ open }}) as n_unknown,
                'enrolments {{ word }} in the year and {{ rule }} reached in time / enrolments {{ word }} in the year; {{ unknown }}'
                as formula
            from members
            where {{ began }} is not null
            group by
                grouping sets ((origin, 4, sector), (origin, 4)) {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    -- a bill scored again stands in the log again: it counts once, with the most taken off and
    -- with every fault, in the year of its first score
    credited_bills as (
        select
            origin,
            shipment_key,
            min(fiscal_year) as fiscal_year,
            max(percent_of_threshold) as percent_of_threshold,
            case
                when bool_or(is_over_limit)
                then true
                when bool_and(is_over_limit is not null)
                then false
            end as is_over_limit,
            bool_and(is_importer) as is_importer,
            case
                when bool_or(not is_in_standing)
                then false
                when bool_and(is_in_standing is not null)
                then true
            end as is_in_standing
        from {{ ref("fct_score_credits") }}
        group by origin, shipment_key
    ),

    credit_counts as (
        select
            origin,
            'FY' || fiscal_year as period,
            count(*) as bill_count,
            count(*) filter (where is_over_limit) as over_count,
            count(*) filter (where is_over_limit is null) as no_threshold_count,
            count(*) filter (where not is_importer) as other_count,
            count(*) filter (where not is_in_standing) as out_count,
            count(*) filter (where is_in_standing is null) as standing_unknown_count
        from credited_bills
        group by origin, fiscal_year
    ),

    credit_bands as (
        select
            origin,
            'FY' || fiscal_year as period,
            case
                when percent_of_threshold is null
                then 'threshold not known'
                when is_over_limit
                then 'over 20 %'
                when percent_of_threshold > 15
                then 'over 15 to 20 %'
                when percent_of_threshold > 10
                then 'over 10 to 15 %'
                when percent_of_threshold > 5
                then 'over 5 to 10 %'
                else '0 to 5 %'
            end as subject,
            count(*) as bill_count
        from credited_bills
        group by all
    ),

    duties as (select * from {{ ref("fct_partner_duties") }}),

    fines as (select * from {{ ref("fct_partner_fines") }}),

    printed as (
        select *, coalesce(as_of_day, published_on) as day
        from {{ ref("stg_registers__oversight_figures") }}
        where quantity like 'ctpat.%' and unit = 'member'
        qualify
            row_number() over (
                partition by origin, quantity, coalesce(as_of_day, published_on)
                order by figure_id desc
            )
            = 1
    ),

    criteria as (select * from {{ ref("fct_partner_criteria") }}),

    containers as (
        select origin, season, 'member carriers' as subject, nvocc
        from {{ ref("fct_member_containers") }}
        where is_member_carrier and is_in_season
        union all
        select origin, season, 'member importers', nvocc
        from {{ ref("fct_member_containers") }}
        where is_member_importer and is_in_season
    ),

    figures as (
        {% for status, title in [
            ("certified", "Certified, validated included"),
            ("validated", "Validated members"),
            ("applied", "Applicants"),
            ("suspended", "Suspended members"),
            ("removed", "Removed members"),
        ] %}
            select
                'Census' as section,
                'CTPAT.census.{{ status }}' as figure,
                '{{ title }}' as title,
                'member' as unit,
                'as_of' as view,
                'as_of' as period_kind,
                cast(as_of_date as varchar) as period,
                subject,
                origin,
                {{ status }} as numerator,
                cast(null as bigint) as denominator,
                0 as n_unknown,
                'members whose newest status on the day is {{ status }}{{ " or validated" if status == "certified" }}'
                as formula,
                'OIG-07-40, lines 208-225 ({{ no_source }})' as source,
                '' as note
            from census
            union all
        {% endfor %}
        select
            'Census',
            'CTPAT.census.validated_of_certified',
            'Validated of certified, as a stock',
            'member',
            'as_of',
            'as_of',
            cast(as_of_date as varchar),
            subject,
            origin,
            validated,
            certified,
            0,
            'validated / certified on the day',
            'OIG-07-40, lines 224-225 ({{ no_source }})',
            'rises too when members that were never validated leave; the share of a cohort validated in time does not'
        from census
        union all
        select
            'Census',
            'CTPAT.census.sector_gap',
            'Sum of sectors less total',
            'member',
            'as_of',
            'as_of',
            cast(as_of_date as varchar),
            '*',
            origin,
            abs(
                sum(member_count) filter (where subject <> '*')
                - max(member_count) filter (where subject = '*')
            ),
            null,
            0,
            'sum over the sectors less the total; 0 where every member has one sector',
            '{{ no_source }}',
            ''
        from census
        group by origin, as_of_date
        union all
        select
            'Timeliness by cohort',
            figure,
            title,
            'enrolment',
            'cohort',
            'calendar_year',
            period,
            subject,
            origin,
            numerator,
            denominator,
            n_unknown,
            formula,
            'SAFE Port Act, sections 214(c), 215(a) and 219, law from 13 October 2006; a yardstick for cohorts before',
            ''
        from cohorts
        union all
        select
            'Score credit',
            'CTPAT.credit.over_limit',
            'Bills with credit over 20 %',
            'bill',
            'activity',
            'fiscal_year',
            period,
            '*',
            origin,
            over_count,
            bill_count,
            no_threshold_count,
            'bills with points off above 20 % of the threshold in force / bills with credit; unknown: no threshold known',
            'SAFE Port Act, section 214(a), 120 Stat. 1910, law from 13 October 2006',
            'expected 0; each bill is in the list of findings'
        from credit_counts
        union all
        select
            'Score credit',
            'CTPAT.credit.other_than_importer',
            'Bills with credit for no importer',
            'bill',
            'activity',
            'fiscal_year',
            period,
            '*',
            origin,
            other_count,
            bill_count,
            0,
            'bills with credit for another sector / bills with credit',
            'OIG-07-40, lines 202-205',
            'expected 0; each bill is in the list of findings'
        from credit_counts
        union all
        select
            'Score credit',
            'CTPAT.credit.out_of_standing',
            'Bills with credit out of standing',
            'bill',
            'activity',
            'fiscal_year',
            period,
            '*',
            origin,
            out_count,
            bill_count,
            standing_unknown_count,
            'bills whose member was applicant, suspended or removed when scored / bills with credit; unknown: the register does not tell',
            'OIG-07-40, lines 202-205 and 216-224 ({{ no_source }})',
            'expected 0; each bill is in the list of findings'
        from credit_counts
        union all
        select
            'Score credit',
            'CTPAT.credit.band',
            'Bills by share of the threshold',
            'bill',
            'activity',
            'fiscal_year',
            period,
            subject,
            origin,
            bill_count,
            null,
            0,
            'bills with credit in the band',
            '{{ no_source }}',
            ''
        from credit_bands
        union all
        {% for who, count, exams, silent in [
            ("members", "member_count", "member_exam_count", "member_exam_unknown_count"),
            ("others", "other_count", "other_exam_count", "other_exam_unknown_count"),
        ] %}
            select
                'Exam reduction',
                'CTPAT.exam.{{ who }}',
                'Containers of {{ who }} examined, raw',
                'container_trip',
                'cohort',
                'season',
                period,
                '*',
                origin,
                {{ exams }},
                {{ count }} + {{ silent }},
                {{ silent }},
                'containers examined / containers in scope whose importer {{ "is a certified or validated member" if who == "members" else "is none" }} on arrival; unknown: no exams came in for the month',
                'OIG-07-40, lines 202-205 ({{ no_source }})',
                'mixes the lower risk of members with what credit does; read the standardised ratio'
            from {{ ref("fct_partner_exam_ratios") }}
            where period <> '*'
            union all
        {% endfor %}
        select
            'Exam reduction',
            'CTPAT.exam.unknown_membership',
            'Membership not known',
            'container_trip',
            'cohort',
            'season',
            period,
            '*',
            origin,
            unknown_count,
            null,
            0,
            'containers in scope without a named importer, with importers that differ, or before the register begins',
            '{{ no_source }}',
            ''
        from {{ ref("fct_partner_exam_ratios") }}
        where period <> '*'
        union all
        select
            'Duties after an incident',
            'CTPAT.duty.done',
            'Duties done',
            'duty',
            'cohort',
            'all',
            '*',
            duty,
            origin,
            count(*) filter (where outcome = 'done'),
            count(*),
            count(*) filter (
                where
                    outcome in ('not_stated', 'submitted') or (outcome = 'open' and not is_overdue)
            ),
            'duties done / duties that a notice states; unknown: not told, still running, or acceptance not told',
            'OIG-07-40, lines 340-402 ({{ no_source }})',
            'a duty that no notice states is not owed'
        from duties
        where duty not in ('none_stated', 'not_told')
        group by duty, origin
        union all
        select
            'Duties after an incident',
            'CTPAT.duty.on_time',
            'Duties done by the day they were due',
            'duty',
            'cohort',
            'all',
            '*',
            duty,
            origin,
            count(*) filter (where is_on_time),
            count(*),
            count(*) filter (where is_on_time is null),
            'done by the due day / duties with a due day; unknown: still running, or the day done is not told',
            '{{ no_source }}',
            'a notice that sets no day gives no duty to this figure'
        from duties
        where due_on is not null
        group by duty, origin
        union all
        select
            'Duties after an incident',
            'CTPAT.duty.none_stated',
            'Partners told of no duty',
            'notice',
            'cohort',
            'all',
            '*',
            '*',
            origin,
            count(distinct notice_id) filter (where duty = 'none_stated'),
            count(distinct notice_id),
            0,
            'notices without a stated duty / notices',
            'OIG-07-40, lines 363-379',
            ''
        from duties
        group by origin
        union all
        select
            'Fines',
            'CTPAT.fine.as_rated',
            'Fines assessed at the rate in force',
            'fine',
            'cohort',
            'all',
            '*',
            '*',
            origin,
            count(*) filter (where is_as_rated),
            count(*),
            count(*) filter (where is_as_rated is null),
            'assessed = rate in force on the day of assessment x persons not detained / fines; unknown: day or persons not told',
            'OIG-07-40, lines 389-390',
            ''
        from fines
        group by origin
        union all
        select
            'Fines',
            'CTPAT.fine.paid',
            'Fines paid in full',
            'fine',
            'cohort',
            'all',
            '*',
            '*',
            origin,
            count(*) filter (where is_paid_in_full),
            count(*),
            count(*) filter (where is_paid_in_full is null),
            'paid at least what was assessed, or mitigated to / fines; unknown: no payment told',
            '{{ no_source }}',
            ''
        from fines
        group by origin
        union all
        select
            'Criteria',
            'CTPAT.criteria.by_due_day',
            'Criteria met by the due day',
            'member',
            'as_of',
            'as_of',
            cast(due_on as varchar),
            criteria_version,
            origin,
            count(*) filter (where outcome = 'by_due_day'),
            count(*),
            count(*) filter (where outcome = 'not_told'),
            'stated as met by the due day / members of the sector certified or validated when the criteria were published; unknown: nothing told',
            min(source),
            min(title)
        from criteria
        group by due_on, criteria_version, origin
        union all
        select
            'Exposure through NVOCCs',
            'CTPAT.exposure.non_member_nvocc',
            'Under a non-member NVOCC',
            'container_trip',
            'cohort',
            'season',
            cast(season as varchar),
            subject,
            origin,
            count(*) filter (where nvocc = 'non_member'),
            count(*),
            count(*) filter (where nvocc = 'unknown'),
            'containers with a house bill of a non-member NVOCC / containers of the members; unknown: issuer of a house bill not in the list of codes',
            'OIG-07-40, lines 209-212 and 494-502 ({{ no_source }})',
            ''
        from containers
        group by season, subject, origin
    ),

    -- what reports printed, beside what is counted
    with_printed as (
        select *, cast(null as double) as published_value
        from figures
        union all by name
        select
            'Census' as section,
            'CTPAT.printed.' || replace(quantity, 'ctpat.', '') as figure,
            title,
            unit,
            'as_of' as view,
            'as_of' as period_kind,
            cast(day as varchar) as period,
            '*' as subject,
            origin,
            null as numerator,
            null as denominator,
            null as n_unknown,
            value as published_value,
            'as ' || report || ' words it: ' || definition_wording as formula,
            source,
            concat_ws(
                '; ',
                case
                    when qualifier = 'more_than'
                    then 'more than this'
                    when qualifier = 'approximately'
                    then 'about'
                end,
                case when as_of_date is null then 'the report gives no day: its own stands' end,
                note
            ) as note
        from printed
    )

select
    cast('ctpat' as varchar) as program,
    section,
    figure,
    title,
    unit,
    view,
    period_kind,
    period,
    case
        when subject = '*'
        then 'national'
        when figure like 'CTPAT.census.%' or figure like 'CTPAT.timely.%'
        then 'sector'
        when figure = 'CTPAT.credit.band'
        then 'share of the threshold'
        when figure like 'CTPAT.duty.%'
        then 'duty'
        when figure like 'CTPAT.criteria.%'
        then 'criteria'
        else 'containers of'
    end as geography,
    subject,
    origin,
    cast(numerator as bigint) as numerator,
    cast(denominator as bigint) as denominator,
    cast(n_unknown as bigint) as n_unknown,
    published_value,
    formula,
    source,
    note
from with_printed
