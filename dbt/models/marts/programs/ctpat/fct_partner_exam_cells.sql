{{ config(materialized="incremental", meta={"changed_months": "int_clearance_months"}) }}

with
    clocks as (
        select origin, row_key as container_trip_key, partner_status
        from {{ ref("fct_clearance_clocks") }}
        where
            unit = 'container_trip'
            and {{ changed_months_filter(months_model="int_clearance_months") }}
    ),

    commodities as (
        select origin, container_trip_key, commodity_chapter
        from {{ ref("int_container_trip_features") }}
        where snapshot = 'T2' and {{ changed_months_filter(months_model="int_clearance_months") }}
    ),

    trips as (
        select
            t.origin,
            t.arrival_month,
            t.season,
            t.is_in_season,
            t.us_port_code,
            coalesce(t.country_of_lading, '?') as country_of_lading,
            coalesce(f.commodity_chapter, '?') as commodity_chapter,
            -- the platform's own score, of members and others alike: its rule sets give no credit
            case
                when t.score_t2 is null
                then 'no_score'
                when t.score_t2 >= t.threshold_mandatory
                then 'mandatory'
                when t.score_t2 >= t.threshold_review
                then 'review'
                when t.score_t2 * 2 >= t.threshold_review
                then 'upper_half_below_review'
                else 'lower_half_below_review'
            end as score_band,
            case
                when k.partner_status in ('certified', 'validated')
                then 'member'
                when k.partner_status in ('not_a_partner', 'applied', 'suspended', 'removed')
                then 'other'
                else 'unknown'
            end as membership,
            t.is_examined,
            t.are_exams_known or t.is_examined as is_exam_known
        from {{ ref("fct_container_trips") }} as t
        left join clocks as k using (origin, container_trip_key)
        left join commodities as f using (origin, container_trip_key)
        where
            t.is_in_scope and {{ changed_months_filter("t.arrival_month", "int_clearance_months") }}
    )

select
    origin,
    arrival_month,
    season,
    is_in_season,
    us_port_code,
    country_of_lading,
    commodity_chapter,
    score_band,
    {% for who in ["member", "other"] %}
        count(*) filter (where membership = '{{ who }}' and is_exam_known) as {{ who }}_count,
        count(*) filter (where membership = '{{ who }}' and is_examined) as {{ who }}_exam_count,
        count(*) filter (
            where membership = '{{ who }}' and not is_exam_known
        ) as {{ who }}_exam_unknown_count,
    {% endfor %}
    count(*) filter (where membership = 'unknown') as unknown_count
from trips
group by all
