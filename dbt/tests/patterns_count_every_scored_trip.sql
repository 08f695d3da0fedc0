-- Joined by month too: hits that lie in another month than their trip are in the patterns only.
with
    scored as (
        select h.origin, h.rule_set, h.rule_set_version, h.snapshot, count(*) as trips
        from {{ ref("int_rule_hits") }} as h
        inner join
            {{ ref("fct_container_trips") }} as t using (origin, container_trip_key, arrival_month)
        where
            t.is_in_scope
            and {{ is_in_tested_season("t.season") }}
            and {{ is_in_tested_season(season_of("h.arrival_month")) }}
        group by h.origin, h.rule_set, h.rule_set_version, h.snapshot
    ),

    patterns as (
        select origin, rule_set, rule_set_version, snapshot, sum(container_count) as trips
        from {{ ref("fct_patterns") }}
        where {{ is_in_tested_season() }}
        group by origin, rule_set, rule_set_version, snapshot
    )

select s.origin, s.rule_set, s.rule_set_version, s.snapshot, s.trips, p.trips as pattern_trips
from scored as s
full join patterns as p using (origin, rule_set, rule_set_version, snapshot)
where s.trips is distinct from p.trips
