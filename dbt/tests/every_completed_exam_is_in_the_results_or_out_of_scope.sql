-- No completed episode is left out and none counts twice: a line of results counts among those in
-- scope, S8.8.out_of_scope among the others.
with
    completed as (
        select origin, count(*) as episode_count
        from {{ ref("int_exam_episodes") }}
        where is_completed
        group by origin
    ),

    counted as (
        select origin, sum(denominator) as episode_count
        from {{ ref("fct_measure_counts") }}
        where
            measure in ('S8.8.negative', 'S8.8.out_of_scope')
            and "view" = 'cohort'
            and period_kind = 'month'
            and port_code = '*'
        group by origin
    )

select origin, c.episode_count, n.episode_count as counted_episodes
from completed as c
full outer join counted as n using (origin)
where c.episode_count is distinct from n.episode_count
