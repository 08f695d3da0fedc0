{#
How recommendations stand as their reports state it, a row set for each day on which a state counts; awareness of protocols
as the ports answered. What was decided here since is not counted: evidence and closings lie in the decision store.
#}
{% set status_lines = [
    {
        "figure": "REC.made",
        "title": "Recommendations made",
        "counts": "true",
        "formula": "recommendations of the register",
    },
    {
        "figure": "REC.closed",
        "title": "Closed, as the reports state",
        "counts": "status_stated = 'closed'",
        "of_made": true,
        "formula": "closed / made, those without a stated status unknown",
    },
    {
        "figure": "REC.resolved_open",
        "title": "Resolved but open, as the reports state",
        "counts": "status_stated = 'resolved_open'",
        "formula": "agreed to, its evidence not accepted",
    },
    {
        "figure": "REC.open",
        "title": "Open, as the reports state",
        "counts": "status_stated = 'open'",
        "formula": "open and not resolved",
    },
] %}

with
    states as (from {{ ref("program_recommendations_register") }} where kind = 'recommendation'),

    days as (
        select distinct origin, as_of_day as day from {{ ref("program_recommendations_register") }}
    ),

    held as (
        select d.day, s.*
        from days as d
        join states as s on s.origin = d.origin and s.as_of_day <= d.day
        qualify
            row_number() over (
                partition by d.origin, d.day, s.recommendation_id order by s.as_of_day desc
            )
            = 1
    ),

    awareness as (from {{ ref("program_recommendations_awareness") }}),

    asked as (
        select
            origin,
            duty_id,
            'port' as geography,
            port_name || ' (' || us_port_code || ')' as subject,
            acknowledged_count,
            not_aware_count,
            no_answer_count
        from awareness
        union all
        select
            origin,
            duty_id,
            'national' as geography,
            '*' as subject,
            sum(acknowledged_count),
            sum(not_aware_count),
            sum(no_answer_count)
        from awareness
        group by origin, duty_id
    ),

    lines as (
        {% for line in status_lines %}
            select
                origin,
                day,
                'Status' as section,
                '{{ line.figure }}' as figure,
                '{{ line.title }}' as title,
                'recommendation' as unit,
                '*' as subject,
                count(*) filter (where {{ line.counts }}) as numerator,
                {% if line.of_made %} count(*)
                {% else %} null
                {% endif %} as denominator,
                {% if line.of_made %} count(*) filter (where status_stated = 'not_stated')
                {% else %} 0
                {% endif %} as n_unknown,
                '{{ line.formula }}' as formula,
                string_agg(distinct report, ', ' order by report) as source,
                null as note
            from held
            group by origin, day
            union all by name
        {% endfor %}
        select
            origin,
            day,
            'Days open' as section,
            'REC.days_open' as figure,
            'Days since the report, of what it left open' as title,
            'day' as unit,
            recommendation_id as subject,
            date_diff('day', issued_on, day) as numerator,
            null as denominator,
            0 as n_unknown,
            'days from the report to the day it is as of' as formula,
            source,
            'as far as the register knows; no later state is in it' as note
        from held
        where status_stated in ('open', 'resolved_open')
    )

select
    'recommendations'::varchar as program,
    section::varchar as section,
    figure::varchar as figure,
    title::varchar as title,
    unit::varchar as unit,
    'as_of'::varchar as view,
    'as_of'::varchar as period_kind,
    strftime(day, '%Y-%m-%d')::varchar as period,
    case when subject = '*' then 'national' else 'recommendation' end::varchar as geography,
    subject::varchar as subject,
    origin::varchar as origin,
    numerator::bigint as numerator,
    denominator::bigint as denominator,
    n_unknown::bigint as n_unknown,
    null::double as published_value,
    formula::varchar as formula,
    source::varchar as source,
    note::varchar as note
from lines
union all
select
    'recommendations'::varchar as program,
    'Awareness of protocols'::varchar as section,
    ('REC.awareness.' || a.duty_id)::varchar as figure,
    ('Staff who know: ' || coalesce(d.title, a.duty_id))::varchar as title,
    'person'::varchar as unit,
    'activity'::varchar as view,
    'all'::varchar as period_kind,
    '*'::varchar as period,
    a.geography::varchar as geography,
    a.subject::varchar as subject,
    a.origin::varchar as origin,
    a.acknowledged_count::bigint as numerator,
    (a.acknowledged_count + a.not_aware_count + a.no_answer_count)::bigint as denominator,
    a.no_answer_count::bigint as n_unknown,
    null::double as published_value,
    'acknowledged / asked, those without an answer unknown'::varchar as formula,
    coalesce(d.source, 'not in the register of duties')::varchar as source,
    'whoever did not answer is unknown, not unaware'::varchar as note
from asked as a
left join
    (
        select duty_id, max_by(title, as_of_day) as title, max_by(source, as_of_day) as source
        from {{ ref("program_recommendations_duties") }}
        group by duty_id
    ) as d using (duty_id)
