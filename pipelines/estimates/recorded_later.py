"""What a build holds that was recorded too late for a proposal, taken off its patterns.

Holds the SELECTs of incidents and exam events recorded after the cut, and of incident containers
whose state on arrival was recorded after their discovery. Which patterns a proposal reads, and
when its cut is, is ``training``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pandas as pd

KEY = ["season", "hits"]

_OF_TRAINING = """
where
    t.is_in_scope
    and t.is_in_season
    and t.season < $season
    and h.rule_set = $rule_set
    and h.rule_set_version = $version
    and h.snapshot = $snapshot
group by t.season, h.hits
"""
"""Container trips (t) with their hits (h) that a proposal trains on, by pattern."""

_WRITTEN_AFTERWARDS = """
select t.origin, t.container_trip_key
from marts.fct_trait_incidents as t
inner join staging.stg_agency__incidents_first_known as f using (origin, incident_id)
where t.origin = $origin and t.second_trait is null
group by t.origin, t.container_trip_key
having bool_and(t.is_recorded_before_discovery is false) and min(f.first_known_at) < $known_before
"""
"""Containers of incidents known before the cut whose state on arrival, which the rules look at, was
written down after the discovery, and so may say what the discovery taught."""

_CONTAINERS = f"""
with written_afterwards as ({_WRITTEN_AFTERWARDS})

select
    t.season,
    h.hits,
    count(*) as containers,
    count(*) filter (where t.is_incident) as confirmed,
    count(*) filter (where t.has_physical) as examined_physical,
    count(*) filter (where t.has_image and not t.has_physical) as examined_image
from written_afterwards
inner join marts.fct_container_trips as t using (origin, container_trip_key)
inner join intermediate.int_rule_hits as h using (origin, container_trip_key)
{_OF_TRAINING}"""  # noqa: S608 - a statement of this module

_INCIDENTS = f"""
with
    trips as (
        select i.origin, i.container_trip_key
        from intermediate.int_incident_trips as i
        inner join staging.stg_agency__incidents_first_known as f using (origin, incident_id)
        where i.origin = $origin and not i.is_scenario
        group by i.origin, i.container_trip_key
        having min(f.first_known_at) >= $known_before
    )

select t.season, h.hits, count(*) as confirmed
from trips
inner join marts.fct_container_trips as t using (origin, container_trip_key)
inner join intermediate.int_rule_hits as h using (origin, container_trip_key)
{_OF_TRAINING}"""  # noqa: S608 - a statement of this module

_EXAMS = f"""
with
    written_afterwards as ({_WRITTEN_AFTERWARDS}),

    events as (
        select container_trip_key, method, is_completed_exam, result, known_at
        from intermediate.int_exam_events
        where
            origin = $origin
            and container_trip_key not in (select container_trip_key from written_afterwards)
    ),

    trips as (
        select
            container_trip_key,
            coalesce(bool_or(is_completed_exam) filter (where known_at < $known_before), false)
            as is_examined,
            coalesce(bool_or(is_completed_exam and method = 'image') filter (
                where known_at < $known_before), false
            ) as has_image,
            coalesce(bool_or(is_completed_exam and method like 'physical%') filter (
                where known_at < $known_before), false
            ) as has_physical,
            coalesce(bool_or(result in ('positive_security', 'positive_other')) filter (
                where known_at < $known_before), false
            ) as is_positive
        from events
        group by container_trip_key
        having max(known_at) >= $known_before
    )

select
    t.season,
    h.hits,
    count(*) as trips,
    sum(t.has_physical::integer - k.has_physical::integer)::bigint as examined_physical,
    sum(
        (t.has_image and not t.has_physical)::integer
        - (k.has_image and not k.has_physical)::integer
    )::bigint as examined_image,
    sum(
        (not t.is_incident
        and coalesce(t.result in ('positive_security', 'positive_other'), false))::integer
        - (not t.is_incident and k.is_examined and k.is_positive)::integer
    )::bigint as lesser
from trips as k
inner join marts.fct_container_trips as t
    on t.origin = $origin and t.container_trip_key = k.container_trip_key
inner join intermediate.int_rule_hits as h
    on h.origin = $origin and h.container_trip_key = k.container_trip_key
{_OF_TRAINING}"""  # noqa: S608 - a statement of this module


@dataclass(frozen=True)
class LeftOut:
    """What was taken off the patterns of the training seasons.

    Attributes
    ----------
    confirmed
        Confirmed incident containers recorded after the cut.
    written_afterwards
        Confirmed incident containers known by the cut whose state on arrival was recorded after
        the discovery; they are in no pattern.
    exams
        Container trips with an exam event recorded after the cut; what was known of them by then
        still counts.
    """

    confirmed: int
    written_afterwards: int
    exams: int


def read_written_afterwards(
    con: duckdb.DuckDBPyConnection, origin: str, known_before: datetime
) -> list[str]:
    """List the incident containers that :func:`as_known_before` leaves in no pattern.

    Parameters
    ----------
    con
        Connection to a built warehouse.
    origin
        ``real`` or ``synthetic``.
    known_before
        The cut, UTC.

    Returns
    -------
    list of str
        Keys of container trips.
    """
    given = {"origin": origin, "known_before": known_before}
    return [str(key) for _, key in con.execute(_WRITTEN_AFTERWARDS, given).fetchall()]


def as_known_before(
    con: duckdb.DuckDBPyConnection,
    patterns: pd.DataFrame,
    key: Mapping[str, object],
    known_before: datetime,
) -> tuple[pd.DataFrame, LeftOut]:
    """Take off the patterns what was recorded after the cut, or after the discovery it is of.

    Parameters
    ----------
    con
        Connection to a built warehouse.
    patterns
        One row per season and mask, as counted from everything in the build.
    key
        ``origin``, ``rule_set``, ``version``, ``snapshot``, ``season`` of the patterns.
    known_before
        The cut, UTC.

    Returns
    -------
    patterns : DataFrame
        The same rows; counts as they were known before the cut.
    left_out : LeftOut

    Notes
    -----
    An incident whose report came after the cut is no confirmed one; what an exam of its container
    had found by then is not counted either. Until it is known its container is traffic like any
    other, whenever its state was recorded.
    """
    given = {**key, "known_before": known_before}
    incidents = con.execute(_INCIDENTS, given).df()
    exams = con.execute(_EXAMS, given).df()
    containers = con.execute(_CONTAINERS, given).df()
    known = _without(patterns, incidents, ["confirmed"])
    known = _without(known, exams, ["examined_physical", "examined_image", "lesser"])
    known = _without(
        known, containers, ["containers", "confirmed", "examined_physical", "examined_image"]
    )
    left_out = LeftOut(
        confirmed=int(incidents["confirmed"].sum()),
        written_afterwards=int(containers["containers"].sum()),
        exams=int(exams["trips"].sum()),
    )
    return known, left_out


def _without(patterns: pd.DataFrame, later: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Take columns of counts off, pattern by pattern."""
    if later.empty:
        return patterns
    merged = patterns.merge(later[[*KEY, *columns]], on=KEY, how="left", suffixes=("", "_later"))
    for name in columns:
        merged[name] -= merged.pop(f"{name}_later").fillna(0).astype("int64")
    return merged
