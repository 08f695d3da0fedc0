{#
One row for each day on which a report was published: how many figures the register then held, and what its rules found.
Comparisons with our own counts are no figures: they are listed.
#}
with
    printings as (from {{ ref("stg_registers__oversight_figures") }}),

    days as (select distinct origin, published_on as day from printings),

    totals as (
        select distinct origin, report, published_on, part_of
        from printings
        where part_of is not null
    ),

    counted as (
        select
            d.origin,
            d.day,
            (
                select count(*)
                from printings as p
                where p.origin = d.origin and p.published_on <= d.day
            ) as printings,
            (
                select count(distinct p.quantity)
                from printings as p
                where p.origin = d.origin and p.published_on <= d.day
            ) as quantities,
            (
                select count(*)
                from totals as t
                where t.origin = d.origin and t.published_on <= d.day
            ) as totals,
            (
                select count(*)
                from printings as p
                where
                    p.origin = d.origin
                    and p.published_on <= d.day
                    and p.as_of_date is null
                    and p.unit <> 'event'
            ) as undated,
            (
                select count(*)
                from printings as p
                where p.origin = d.origin and p.published_on <= d.day and p.unit <> 'event'
            ) as valued
        from days as d
    ),

    rules as (
        select *
        from
            (
                values
                    ('one_quantity', 'one quantity, two values', 'Contradictions'),
                    ('one_count', 'one count, two as-of dates', 'Contradictions'),
                    ('total', 'total against its parts', 'Contradictions'),
                    ('one_event', 'one event, two dates', 'Contradictions'),
                    ('own_as_of', 'dated after its own as-of date', 'Contradictions'),
                    ('definitions', 'two definitions', 'Not comparable')
            ) as named(id, rule, section)
    ),

    found as (
        select d.origin, d.day, r.id, r.rule, r.section, count(f.finding_id) as findings
        from days as d
        cross join rules as r
        left join
            {{ ref("program_oversight_contradictions") }} as f
            on f.rule = r.rule
            and f.origin = d.origin
            and f.as_of_day <= d.day
        group by all
    ),

    lines as (
        select
            origin,
            day,
            'Register' as section,
            'OVERSIGHT.printings' as figure,
            'Printings of figures and dates' as title,
            'printing' as unit,
            printings as numerator,
            null as denominator,
            'rows of the register of published figures' as formula,
            null as note
        from counted
        union all by name
        select
            origin,
            day,
            'Register' as section,
            'OVERSIGHT.quantities' as figure,
            'Quantities printed' as title,
            'quantity' as unit,
            quantities as numerator,
            null as denominator,
            'different quantities among them' as formula,
            null as note
        from counted
        union all by name
        select
            origin,
            day,
            'Register' as section,
            'OVERSIGHT.undated' as figure,
            'Figures without an as-of date' as title,
            'printing' as unit,
            undated as numerator,
            valued as denominator,
            'printings of values without a date / printings of values' as formula,
            'compared within their own report alone' as note
        from counted
        union all by name
        select
            origin,
            day,
            'Register' as section,
            'OVERSIGHT.totals' as figure,
            'Totals held against their parts' as title,
            'total' as unit,
            totals as numerator,
            null as denominator,
            'quantities that a report splits into parts' as formula,
            null as note
        from counted
        union all by name
        select
            origin,
            day,
            section,
            'OVERSIGHT.found.' || id as figure,
            upper(left(rule, 1)) || substr(rule, 2) as title,
            'finding' as unit,
            findings as numerator,
            null as denominator,
            'pairs of statements the rule finds' as formula,
            null as note
        from found
        union all by name
        select
            origin,
            day,
            'Contradictions' as section,
            'OVERSIGHT.contradictions' as figure,
            'Contradictions, all rules' as title,
            'finding' as unit,
            sum(findings) as numerator,
            null as denominator,
            'findings of all rules but that of two definitions' as formula,
            null as note
        from found
        where section = 'Contradictions'
        group by origin, day
    )

select
    'oversight'::varchar as program,
    section::varchar as section,
    figure::varchar as figure,
    title::varchar as title,
    unit::varchar as unit,
    'as_of'::varchar as view,
    'as_of'::varchar as period_kind,
    strftime(day, '%Y-%m-%d')::varchar as period,
    'national'::varchar as geography,
    '*'::varchar as subject,
    origin::varchar as origin,
    numerator::bigint as numerator,
    denominator::bigint as denominator,
    0::bigint as n_unknown,
    null::double as published_value,
    formula::varchar as formula,
    'register oversight_figures'::varchar as source,
    note::varchar as note
from lines
