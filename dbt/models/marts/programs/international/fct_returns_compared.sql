{{ config(materialized="view") }}
-- A view, so that `tallyman return --check` puts a file's rows through the very same comparison.
with
    counts as (select * from {{ ref("fct_returned_counts") }}),

    returns as (select * from counts where side = 'partner' and port is null),

    ours as (
        select
            r.origin,
            r.country,
            r.period_kind,
            r.period,
            c.port,
            c.month,
            c.request_count,
            c.exam_count,
            c.told_in
        from returns as r
        inner join
            counts as c
            on c.side = 'ours'
            and c.origin = r.origin
            and c.country = r.country
            and c.month between r.first_month and r.last_month
    ),

    theirs as (select * from counts where side = 'partner' and port is not null),

    compared as (
        select
            coalesce(o.origin, t.origin) as origin,
            coalesce(o.country, t.country) as country,
            coalesce(o.period_kind, t.period_kind) as period_kind,
            coalesce(o.period, t.period) as period,
            coalesce(o.port, t.port) as port,
            coalesce(o.month, t.month) as month,
            coalesce(o.request_count, 0) as requests_ours,
            t.request_count as requests_theirs,
            coalesce(o.exam_count, 0) as exams_ours,
            t.exam_count as exams_theirs,
            o.told_in as rows_ours,
            t.told_in as rows_theirs
        from ours as o
        full outer join
            theirs as t
            on t.origin = o.origin
            and t.country = o.country
            and t.period_kind = o.period_kind
            and t.period = o.period
            and t.port = o.port
            and t.month = o.month
    )

select
    origin,
    country,
    period_kind,
    period,
    port,
    month,
    case
        when exams_theirs is null
        then 'not in the return'
        when rows_ours is null
        then 'no request of ours'
        when exams_theirs <> exams_ours and requests_theirs <> requests_ours
        then 'requests and exams differ'
        when exams_theirs <> exams_ours
        then 'exams differ'
        when requests_theirs <> requests_ours
        then 'requests differ'
        else 'agrees'
    end as finding,
    requests_ours,
    requests_theirs,
    exams_ours,
    exams_theirs,
    rows_ours,
    rows_theirs
from compared
