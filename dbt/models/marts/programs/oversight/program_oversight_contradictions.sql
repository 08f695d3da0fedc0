{#
Contradictions are found by rule, never typed. A statement is one report's saying of one quantity, however often it prints
it. A value said "approximately" is taken within half a unit of its last digit that is not nought; "more than" and "less
than" have one open end. Where a report says no date, its figures are compared with each other alone; under two definitions
the day of publication stands in.
#}
{% set same_definition = "a.definition = b.definition" %}
{% set values_differ = "(a.value_high < b.value_low or b.value_high < a.value_low)" %}
{% set events_differ = "(a.event_until < b.event_date or b.event_until < a.event_date)" %}
{% set times_overlap = "(a.time_from <= b.time_until and b.time_from <= a.time_until)" %}

with
    printings as (
        select
            *,
            power(10, length(regexp_extract(value::bigint::varchar, '0*$'))) / 2 as half_digit,
            case
                when period like 'FY%'
                then make_date(right(period, 4)::integer - 1, 10, 1)
                else as_of_date
            end as time_from,
            as_of_day as time_until,
            {{ as_of_day("event_date", "event_precision") }} as event_until
        from {{ ref("stg_registers__oversight_figures") }}
    ),

    statements as (
        select
            origin,
            quantity,
            definition,
            report,
            value,
            qualifier,
            event_date,
            event_until,
            time_from,
            time_until,
            part_of,
            min(title) as title,
            min(unit) as unit,
            min(published_on) as published_on,
            min(figure_id) as statement_id,
            arg_min(definition_wording, figure_id) as wording,
            arg_min(population, figure_id) as population,
            string_agg(source, '; ' order by figure_id) as sources,
            any_value(
                case
                    qualifier
                    when 'approximately'
                    then value - half_digit
                    when 'less_than'
                    then '-infinity'::double
                    when 'more_than'
                    then value + 1e-9
                    else value
                end
            ) as value_low,
            any_value(
                case
                    qualifier
                    when 'approximately'
                    then value + half_digit
                    when 'more_than'
                    then 'infinity'::double
                    when 'less_than'
                    then value - 1e-9
                    else value
                end
            ) as value_high,
            any_value(
                case
                    when event_date is not null
                    then {{ said_date("event_date", "event_precision") }}
                    when value is null
                    then 'not stated'
                    else
                        replace(qualifier, '_', ' ')
                        || ' '
                        || regexp_replace(printf('%,.2f', value), '\.?0+$', '')
                        || case when unit = 'percent' then ' %' else '' end
                end
            ) as said,
            any_value(
                case
                    when period is not null
                    then period
                    when as_of_date is null
                    then 'not stated'
                    else {{ said_date("as_of_date", "as_of_precision") }}
                end
            ) as as_of_said
        from printings
        group by all
    ),

    compared as (
        select
            case
                when {{ same_definition }} and {{ events_differ }}
                then 'one event, two dates'
                when
                    {{ same_definition }}
                    and {{ values_differ }}
                    and coalesce(
                        {{ times_overlap }},
                        a.time_from is null and b.time_from is null and a.report = b.report
                    )
                then 'one quantity, two values'
                when
                    {{ same_definition }}
                    and a.report = b.report
                    and a.value = b.value
                    and a.qualifier = b.qualifier
                    and not {{ times_overlap }}
                then 'one count, two as-of dates'
                when
                    not {{ same_definition }}
                    and (
                        {{ events_differ }}
                        or {{ values_differ }}
                        and coalesce(a.time_from, a.published_on)
                        <= coalesce(b.time_until, b.published_on)
                        and coalesce(b.time_from, b.published_on)
                        <= coalesce(a.time_until, a.published_on)
                    )
                then 'two definitions'
            end as rule,
            a.*,
            b.statement_id as second_id,
            b.said as second_said,
            b.wording as second_wording,
            b.as_of_said as second_as_of,
            b.sources as second_sources,
            b.value - a.value as difference,
            greatest(a.published_on, b.published_on) as as_of_day
        from statements as a
        join
            statements as b
            on a.origin = b.origin
            and a.quantity = b.quantity
            and a.statement_id < b.statement_id
    ),

    totals as (
        select
            t.*,
            'total' as second_id,
            sum(p.value) as parts_sum,
            count(*) filter (where p.value is null) as parts_not_stated,
            string_agg(
                regexp_replace(p.said, '^exact ', '') || ' ' || p.title,
                ' + '
                order by p.statement_id
            ) filter (where p.value is not null) as parts_said,
            string_agg(p.title, ', ' order by p.statement_id) filter (
                where p.value is null
            ) as parts_without,
            string_agg(distinct p.sources, '; ') as parts_sources
        from statements as t
        join
            statements as p
            on p.part_of = t.quantity
            and p.origin = t.origin
            and p.report = t.report
            and p.time_from is not distinct from t.time_from
            and p.time_until is not distinct from t.time_until
        where t.value is not null
        group by all
    ),

    findings as (
        select
            origin,
            rule,
            quantity,
            title,
            unit,
            statement_id,
            second_id,
            said,
            wording,
            as_of_said,
            sources,
            second_said,
            second_wording,
            second_as_of,
            second_sources,
            difference,
            as_of_day
        from compared
        where rule is not null
        union all by name
        select
            origin,
            'total against its parts' as rule,
            quantity,
            title,
            unit,
            statement_id,
            second_id,
            said,
            wording,
            as_of_said,
            sources,
            'sum ' || regexp_replace(printf('%,.2f', parts_sum), '\.?0+$', '') as second_said,
            parts_said
            || coalesce('; no number is printed for ' || parts_without, '') as second_wording,
            as_of_said as second_as_of,
            parts_sources as second_sources,
            parts_sum - value as difference,
            published_on as as_of_day
        from totals
        where parts_sum < value_low or parts_sum > value_high
        union all by name
        select
            origin,
            'dated after its own as-of date' as rule,
            quantity,
            title,
            unit,
            statement_id,
            statement_id as second_id,
            said,
            wording,
            as_of_said,
            sources,
            'the heading' as second_said,
            'under which the row stands' as second_wording,
            as_of_said as second_as_of,
            sources as second_sources,
            null as difference,
            published_on as as_of_day
        from statements
        where event_date > time_until
    )

select
    origin::varchar as origin,
    rule::varchar as rule,
    case when rule = 'two definitions' then 'not comparable' else 'contradiction' end::varchar
    as verdict,
    quantity::varchar as quantity,
    title::varchar as title,
    unit::varchar as unit,
    regexp_replace(said, '^exact ', '')::varchar as first_said,
    wording::varchar as first_wording,
    as_of_said::varchar as first_as_of,
    sources::varchar as first_source,
    regexp_replace(second_said, '^exact ', '')::varchar as second_said,
    second_wording::varchar as second_wording,
    second_as_of::varchar as second_as_of,
    second_sources::varchar as second_source,
    difference::double as difference,
    case
        rule
        when 'one event, two dates'
        then 'the record of the event itself, with its date'
        when 'one quantity, two values'
        then 'the list of what was counted, as of one day'
        when 'one count, two as-of dates'
        then 'the list of what was counted, with the day it was drawn up'
        when 'total against its parts'
        then 'the numbers of all parts as of one day, those not printed too'
        when 'dated after its own as-of date'
        then 'the day up to which the report was in fact brought'
        when 'two definitions'
        then
            case
                when unit = 'event'
                then 'one act for both, with its date'
                else 'both figures counted by one definition, for one period'
            end
    end::varchar as settled_by,
    as_of_day::date as as_of_day,
    (rule || ': ' || statement_id || ' and ' || second_id)::varchar as finding_id
from findings
