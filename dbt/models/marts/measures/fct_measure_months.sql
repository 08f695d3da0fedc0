{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}
{% set measures = ['1a', '1b', '2', '3', '4', '5', '6', '7', '8'] %}

with
    measure_rows as (
        {% for measure in measures %}
            select *
            from {{ ref('measure_s8_' ~ measure) }}
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
    season,
    is_in_season,
    fiscal_year,
    count(*) filter (where is_numerator) as numerator,
    count(*) filter (where is_denominator) as denominator,
    count(*) filter (where is_unknown) as n_unknown
from measure_rows
group by measure, unit, origin, us_port_code, arrival_month, season, is_in_season, fiscal_year
