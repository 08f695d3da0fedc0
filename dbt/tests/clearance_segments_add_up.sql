-- The four segments of a clearance that was held make it up whole, where each of them is known.
with
    cut as (
        select
            unit,
            origin,
            row_key,
            max(case when segment = 'clearance' then hours end) as clearance_hours,
            sum(case when segment <> 'clearance' then hours end) as segment_hours,
            count(*) filter (where segment <> 'clearance') as segment_count,
            count(hours) filter (where segment <> 'clearance') as known_count
        from {{ ref("fct_clearance_segments") }}
        where
            segment in ('clearance', 'before_hold', 'waiting_for_exam', 'under_exam', 'after_exam')
            and {{ is_in_tested_month(months_model="int_clearance_months") }}
        group by unit, origin, row_key
    )

select *
from cut
where
    segment_count > 0
    and known_count = segment_count
    and clearance_hours is not null
    and abs(clearance_hours - segment_hours) > 0.0001
