-- Direct standardisation: within each cell of season, port of discharge, country of lading,
-- commodity and score band before credit, containers of others are examined at some rate; weighted
-- with the members' own mix of cells, those rates give the exams that members would have had at the
-- rates of others. Cells without anybody to compare with are left out, and counted. Over all
-- periods the season parts cells too: members grew from season to season, and so did exams.
with
    months as (select * from {{ ref("fct_partner_exam_cells") }}),

    periods as (
        select *, cast(season as varchar) as period
        from months
        where is_in_season
        union all
        select *, '*' as period
        from months
    ),

    cells as (
        select
            origin,
            period,
            season,
            us_port_code,
            country_of_lading,
            commodity_chapter,
            score_band,
            {% for count in [
                "member_count", "member_exam_count", "member_exam_unknown_count",
                "other_count", "other_exam_count", "other_exam_unknown_count", "unknown_count",
            ] %}
                sum({{ count }}) as {{ count }} {{ "," if not loop.last }}
            {% endfor %}
        from periods
        group by
            origin, period, season, us_port_code, country_of_lading, commodity_chapter, score_band
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
    cast(sum(member_exam_count) as bigint) as member_exam_count,
    cast(sum(other_count) as bigint) as other_count,
    cast(sum(other_exam_count) as bigint) as other_exam_count,
    cast(sum(member_exam_unknown_count) as bigint) as member_exam_unknown_count,
    cast(sum(other_exam_unknown_count) as bigint) as other_exam_unknown_count,
    cast(sum(unknown_count) as bigint) as unknown_count,
    count(*) filter (where is_compared) as compared_cell_count,
    cast(
        coalesce(sum(member_count) filter (where is_compared), 0) as bigint
    ) as compared_member_count,
    cast(
        coalesce(sum(member_exam_count) filter (where is_compared), 0) as bigint
    ) as compared_member_exam_count,
    cast(
        coalesce(sum(other_count) filter (where is_compared), 0) as bigint
    ) as compared_other_count,
    cast(
        coalesce(sum(other_exam_count) filter (where is_compared), 0) as bigint
    ) as compared_other_exam_count,
    coalesce(sum(weight * other_exam_count) filter (where is_compared), 0) as expected_exam_count,
    coalesce(
        sum(weight * weight * other_exam_count) filter (where is_compared), 0
    ) as expected_exam_variance,
    coalesce(max(weight) filter (where is_compared), 0) as largest_weight
from weighted
group by origin, period
