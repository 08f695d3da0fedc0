{{ config(materialized="view") }}

{% set finished = "result in ('positive_security', 'positive_other', 'negative')" %}
{% set positive = "result in ('positive_security', 'positive_other')" %}
{% set lines = [{'id': 'S8.8', 'among': finished, 'counts': positive}] %}
{% for result in results() %}
    {% do lines.append({
        'id': 'S8.8.' ~ result,
        'among': 'is_completed',
        'counts': "result = '" ~ result ~ "'",
        'unknown': 'result is null',
    }) %}
{% endfor %}
{% for lane in lanes() %}
    {% do lines.append({
        'id': 'S8.8.lane_' ~ lane,
        'among': finished ~ " and lane = '" ~ lane ~ "'",
        'counts': positive,
    }) %}
{% endfor %}

with
    episodes as (
        select
            'exam_episode' as unit,
            exam_episode_key as row_key,
            origin,
            {{ counted_port("us_port_code") }} as us_port_code,
            arrival_month,
            season,
            is_in_season,
            fiscal_year,
            is_completed,
            result,
            lane
        from {{ ref("fct_exam_episodes") }}
        where is_completed
    )

    {{ measure_rows(lines, 'episodes') }}
union all
{{ measure_rows([
    {
        'id': 'S8.8.found_otherwise',
        'among': "is_incident and unit = 'container_trip'",
        'counts': 'not is_found_by_exam',
        'unknown': 'is_found_by_exam is null',
    },
]) }}
