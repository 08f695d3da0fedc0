{# Tables that stand as evidence by having rows; a test holds them and data/reference/safe_evidence.csv together. #}
{% set tables = ["fct_random_lane", "fct_trait_incidents", "fct_rule_hits"] %}

with
    standards as (
        select * from {{ ref("stg_registers__safe_standards") }} {{ current_as_of(["standard"]) }}
    ),

    held as (
        select
            'measure' as kind,
            defined.measure as evidence,
            counted.origin,
            count(counted.measure) as rows_counted
        from {{ ref("dim_measures") }} as defined
        left join
            {{ ref("fct_measure_counts") }} as counted
            on counted.measure = defined.measure
            and coalesce(counted.denominator, counted.numerator) > 0
        group by defined.measure, counted.origin
        union all
        select
            'figure' as kind,
            figure as evidence,
            case
                when coalesce(denominator, numerator, published_value) is not null then origin
            end as origin,
            count(coalesce(denominator, numerator, published_value)) as rows_counted
        from {{ ref("fct_program_figures") }}
        group by all
        {% for table in tables %}
            union all
            select 'table' as kind, '{{ table }}' as evidence, origin, count(*) as rows_counted
            from {{ ref(table) }}
            group by origin
        {% endfor %}
    ),

    evidence as (
        select
            asked.standard,
            asked.kind,
            asked.evidence,
            asked.shows,
            asked.kind = 'document' or count(held.evidence) > 0 as is_defined,
            cast(coalesce(sum(held.rows_counted), 0) as bigint) as rows_counted,
            string_agg(distinct held.origin, ', ' order by held.origin) filter (
                where held.rows_counted > 0
            ) as origins
        from {{ ref("safe_evidence") }} as asked
        left join
            held
            on held.kind = asked.kind
            and (
                held.evidence = asked.evidence or starts_with(held.evidence, asked.evidence || '.')
            )
            and (asked.kind = 'figure' or held.evidence = asked.evidence)
        group by asked.standard, asked.kind, asked.evidence, asked.shows
    ),

    judged as (
        select
            *,
            case
                when kind = 'document'
                then 'described'
                when rows_counted > 0
                then 'counted'
                when is_defined
                then 'defined, nothing counted'
                else 'not held'
            end as evidence_state
        from evidence
    )

select
    s.origin,
    s.standard,
    s.pillar,
    s.standard_number,
    s.title,
    s.asks_for,
    case
        when count(j.evidence) over whole = 0
        then 'none'
        when
            bool_and(j.evidence_state in ('counted', 'described')) over whole
            and bool_or(j.evidence_state = 'counted') over whole
        then 'present'
        when bool_or(j.evidence_state <> 'not held') over whole
        then 'partial'
        else 'none'
    end as standard_state,
    j.kind,
    j.evidence,
    j.shows,
    coalesce(j.evidence_state, 'none named') as evidence_state,
    j.rows_counted,
    j.origins as counted_from,
    s.as_of_day,
    s.source
from standards as s
left join judged as j using (standard)
window whole as (partition by s.origin, s.standard)
