-- Direct standardisation: within each cell of port of discharge, country of lading, commodity and
-- score band before credit, containers of others are examined at some rate; weighted with the
-- members' own
-- mix of cells, those rates give the exams that members would have had at the rates of others.
-- Cells without anybody to compare with are left out, and counted; so is whatever arrived in a
-- month
-- for which no exams came in.
with
    clocks as (
        select origin, row_key as container_trip_key, partner_status
        from {{ ref("fct_clearance_clocks") }}
        where unit = 'container_trip'
    ),

    commodities as (
        select origin, container_trip_key, commodity_chapter
        from {{ ref("int_container_trip_features") }}
        where snapshot = 'T2'
    ),

    trips as (
        select
            t.origin,
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
        where t.is_in_scope
    ),

    periods as (
        select *, cast(season as varchar) as period
        from trips
        where is_in_season
        union all
        select *, '*' as period
        from trips
    ),

    cells as (
        select
            origin,
            period,
            us_port_code,
            country_of_lading,
            commodity_chapter,
            score_band,
            {% for who in ["member", "other"] %}
                count(*) filter (
                    where membership = '{{ who }}' and is_exam_known
                ) as {{ who }}_count,
                count(*) filter (where membership = '{{ who }}' and is_examined) as {{ who }}_exams,
                count(*) filter (
                    where membership = '{{ who }}' and not is_exam_known
                ) as {{ who }}_exam_unknown_count,
            {% endfor %}
            count(*) filter (where membership = 'unknown') as unknown_count
        from periods
        group by origin, period, us_port_code, country_of_lading, commodity_chapter, score_band
    ),

    weighted as (
        select
            *,
            member_count > 0 and other_count > 0 as is_compared,
            -- how many members stand behind each container of the others
            member_count / nullif(other_count, 0) as weight
        from cells
    )

select
    origin,
    period,
    cast(sum(member_count) as bigint) as member_count,
    cast(sum(member_exams) as bigint) as member_exam_count,
    cast(sum(other_count) as bigint) as other_count,
    cast(sum(other_exams) as bigint) as other_exam_count,
    cast(sum(member_exam_unknown_count) as bigint) as member_exam_unknown_count,
    cast(sum(other_exam_unknown_count) as bigint) as other_exam_unknown_count,
    cast(sum(unknown_count) as bigint) as unknown_count,
    count(*) filter (where is_compared) as compared_cell_count,
    cast(
        coalesce(sum(member_count) filter (where is_compared), 0) as bigint
    ) as compared_member_count,
    cast(
        coalesce(sum(member_exams) filter (where is_compared), 0) as bigint
    ) as compared_member_exam_count,
    cast(
        coalesce(sum(other_count) filter (where is_compared), 0) as bigint
    ) as compared_other_count,
    cast(
        coalesce(sum(other_exams) filter (where is_compared), 0) as bigint
    ) as compared_other_exam_count,
    coalesce(sum(weight * other_exams) filter (where is_compared), 0) as expected_exam_count,
    coalesce(
        sum(weight * weight * other_exams) filter (where is_compared), 0
    ) as expected_exam_variance,
    coalesce(max(weight) filter (where is_compared), 0) as largest_weight
from weighted
group by origin, period
