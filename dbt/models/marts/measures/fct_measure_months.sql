{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}
{% set measures = [
    's8_1a',
    's8_1b',
    's8_2',
    's8_3',
    's8_4',
    's8_5',
    's8_6',
    's8_7',
    's8_8',
    'a24',
    'amd',
    'ent',
    'isf',
] %}

with
    measure_rows as (
        {% for measure in measures %}
            select *
            from {{ ref('measure_' ~ measure) }}
            where {{ changed_months_filter(months_model="int_months_to_rebuild") }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select
    measure,
    unit,
    origin,
    us_port_code,
    arrival_month,
    cohort_month,
    season,
    is_in_season,
    fiscal_year,
    count(*) filter (where is_numerator) as numerator,
    count(*) filter (where is_denominator) as denominator,
    count(*) filter (where is_unknown) as n_unknown
from measure_rows
group by
    measure,
    unit,
    origin,
    us_port_code,
    arrival_month,
    cohort_month,
    season,
    is_in_season,
    fiscal_year
