with
    -- traffic of each port of lading in each season, October to May
    traffic as (
        select
            origin,
            fiscal_year as season,
            lading_port_code,
            count(*) as container_count,
            count(*) filter (where has_named_consignee) as named_count,
            count(*) filter (where is_first_time_consignee) as first_time_count
        from {{ ref("int_container_trip_states") }}
        where snapshot = 'T2' and is_in_scope and is_in_season and lading_port_code is not null
        group by origin, fiscal_year, lading_port_code
    ),

    -- one row per incident and port of lading; which of them were known in time is asked below
    incidents as (
        select distinct
            i.origin,
            i.incident_id,
            k.first_known_at,
            i.discovered_on,
            coalesce(c.loading_port_code, t.lading_port_code) as lading_port_code
        from {{ ref("stg_agency__incidents") }} as i
        inner join {{ ref("stg_agency__incidents_first_known") }} as k using (origin, incident_id)
        inner join {{ ref("stg_agency__incident_containers") }} as c using (origin, incident_id)
        left join {{ ref("int_incident_trips") }} as t using (origin, incident_id, container_label)
        where i.kind = 'stowaway' and i.discovered_on is not null and i.is_scenario is not true
    ),

    seasons as (
        select distinct s.season, s.opens_on, t.origin
        from {{ ref("seasons") }} as s
        inner join
            (
                select origin, min(season) as first_season, max(season) as last_season
                from traffic
                group by origin
            ) as t
            on s.season between t.first_season + 1 and t.last_season + 1
    ),

    prior_traffic as (
        select
            s.origin,
            s.season,
            s.opens_on,
            t.lading_port_code,
            sum(t.container_count) as container_count,
            sum(t.named_count) filter (where t.season = s.season - 1) as last_named_count,
            sum(t.first_time_count) filter (where t.season = s.season - 1) as last_first_time_count,
            sum(t.named_count) filter (where t.season = s.season - 2) as before_named_count,
            sum(t.first_time_count) filter (
                where t.season = s.season - 2
            ) as before_first_time_count
        from seasons as s
        inner join
            traffic as t on t.origin = s.origin and t.season between s.season - 2 and s.season - 1
        group by s.origin, s.season, s.opens_on, t.lading_port_code
    ),

    prior_incidents as (
        select s.origin, s.season, i.lading_port_code, count(*) as incident_count
        from seasons as s
        inner join
            incidents as i
            on i.origin = s.origin
            and {{ season_of("i.discovered_on") }} between s.season - 2 and s.season - 1
            and i.first_known_at < s.opens_on
        group by s.origin, s.season, i.lading_port_code
    ),

    traffic_totals as (
        select origin, season, sum(container_count) as container_count
        from prior_traffic
        group by origin, season
    ),

    incident_totals as (
        select origin, season, sum(incident_count) as incident_count
        from prior_incidents
        group by origin, season
    ),

    expectations as (
        select
            t.origin,
            t.season,
            t.lading_port_code,
            p.region,
            cast(t.container_count as bigint) as container_count,
            cast(coalesce(i.incident_count, 0) as integer) as incident_count,
            coalesce(it.incident_count, 0)
            * t.container_count
            / cast(tt.container_count as double) as expected_incident_count,
            t.last_first_time_count / nullif(cast(t.last_named_count as double), 0) as last_share,
            t.before_first_time_count
            / nullif(cast(t.before_named_count as double), 0) as before_share,
            (t.last_first_time_count + t.before_first_time_count)
            / nullif(cast(t.last_named_count + t.before_named_count as double), 0) as pooled_share,
            1 / nullif(cast(t.last_named_count as double), 0)
            + 1 / nullif(cast(t.before_named_count as double), 0) as inverse_counts
        from prior_traffic as t
        inner join traffic_totals as tt using (origin, season)
        inner join
            {{ ref("ports") }} as p on p.port_code = t.lading_port_code and p.side = 'foreign'
        left join incident_totals as it using (origin, season)
        left join prior_incidents as i using (origin, season, lading_port_code)
    ),

    hits as (
        select
            *,
            (incident_count + 1) / (expected_incident_count + 1) > 1.5 as is_port_hit_prev2,
            last_share > 1.15 * before_share
            and (last_share - before_share)
            > 4 * sqrt(pooled_share * (1 - pooled_share) * inverse_counts) as is_port_rising
        from expectations
    ),

    region_hits as (
        select origin, season, region, count(*) filter (where is_port_hit_prev2) as hit_count
        from hits
        group by origin, season, region
    )

select
    h.origin,
    h.season,
    h.lading_port_code,
    h.region,
    h.container_count,
    h.incident_count,
    h.expected_incident_count,
    h.last_share as last_first_time_share,
    h.before_share as before_first_time_share,
    h.is_port_hit_prev2,
    r.hit_count > cast(h.is_port_hit_prev2 as integer) as is_port_near_hit,
    h.is_port_rising
from hits as h
inner join region_hits as r using (origin, season, region)
