"""What was in force for one container, what it scored then and now, and why it was held or not.

Puts an edition (the container, its exams) and the decision store (versions, thresholds) together;
the words are in ``explanation``. Scores come from the version's own content and the features as
they were known then, so a version is replayed though no edition scored it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import duckdb
import pandas as pd

from models.rules import RuleSet
from models.rules.scoring import rules_hit
from pipelines.decisions.register import FilterRegister
from pipelines.decisions.versions import Version, period_at
from pipelines.editions import Edition
from pipelines.editions.selection import select
from pipelines.filters.answers import Answer
from pipelines.filters.explanation import (
    T0,
    T2,
    Contribution,
    ExamThen,
    RuleSetThen,
    Why,
    explain,
)
from pipelines.filters.in_force import thresholds_at, version_at, why_none

FACTS = (
    "origin, container_trip_key, us_port_code, port_name, lading_port_code, arrival_date, "
    "arrival_month, season, is_in_season, is_in_scope, is_examined, result, lane, disposition, "
    "discharged_at, released_at, gated_out_at"
)
EXAM_FIELDS = (
    "location_group, lane, selection_reasons, random_draw_probability, hold_placed_at, started_at, "
    "ended_at, hold_lifted_at, is_completed, result"
)


class UnknownContainerTripError(Exception):
    """No such container trip in the edition; the message says what is near."""


@dataclass(frozen=True)
class Replay(Answer):
    """One container as its rule sets saw it.

    Attributes
    ----------
    edition
        Where the container's data comes from.
    asked_at
        The moment taken for now: what "today" means here.
    container_trip_key, origin
        The container trip.
    facts : dict
        Port, arrival, scope, result, disposition and times, as in ``fct_container_trips``.
    incident : dict or None
        The incident it belongs to, with ``is_scenario`` where it is one told after the sources.
    rule_sets : tuple of RuleSetThen
        Every rule set, at T0 and at T2; scores of different rule sets are never added.
    exams : tuple of ExamThen
        Its exam episodes, oldest first.
    why : Why
        Why it was held, or why it was not.
    """

    edition: str
    asked_at: datetime
    container_trip_key: str
    origin: str
    facts: dict[str, Any]
    incident: dict[str, Any] | None
    rule_sets: tuple[RuleSetThen, ...]
    exams: tuple[ExamThen, ...]
    why: Why


def replay(
    edition: Edition,
    register: FilterRegister,
    container_trip_key: str,
    *,
    origin: str = "synthetic",
) -> Replay:
    """Replay one container: versions and thresholds in force, scores then and now, and why.

    Parameters
    ----------
    edition
        Where the container is.
    register
        Versions and thresholds; its clock says what "today" is.
    container_trip_key
        Container number, vessel IMO, voyage and U.S. port, joined by ``|``.
    origin
        Real or synthetic.

    Returns
    -------
    Replay

    Raises
    ------
    UnknownContainerTripError
        If the edition has no such container trip.

    Notes
    -----
    T0 is 24 hours before lading, T2 the arrival at the first U.S. port; what counts at a snapshot
    is what was in force at that moment at the U.S. port of the trip.
    """
    key = [origin, container_trip_key]
    with edition.connect() as con:
        found = select(
            con,
            f"select {FACTS} from marts.fct_container_trips "  # noqa: S608  own column names
            "where origin = ? and container_trip_key = ?",
            key,
        )
        if not found:
            raise UnknownContainerTripError(_not_found(con, edition, container_trip_key, origin))
        features = con.execute(
            "from marts.fct_container_trip_features where origin = ? and container_trip_key = ?",
            key,
        ).df()
        exams = select(
            con,
            f"select {EXAM_FIELDS} from marts.fct_exam_episodes "  # noqa: S608  own column names
            "where origin = ? and container_trip_key = ? "
            "order by coalesce(hold_placed_at, started_at), episode_number",
            key,
        )
        incidents = select(
            con,
            "select incident_id, container_label, is_scenario, discovered_on, found_by, "
            "held_before_discovery, exam_started_before_discovery "
            "from marts.fct_incident_ladder where origin = ? and container_trip_key = ?",
            key,
        )
    facts = found[0]
    readings = _readings(register, facts, features)
    episodes = tuple(ExamThen(**_aware(row)) for row in exams)
    return Replay(
        edition=edition.id,
        asked_at=register.clock.now(),
        container_trip_key=container_trip_key,
        origin=origin,
        facts=facts,
        incident=incidents[0] if incidents else None,
        rule_sets=readings,
        exams=episodes,
        why=explain(readings, episodes, facts["disposition"]),
    )


def _not_found(
    con: duckdb.DuckDBPyConnection, edition: Edition, container_trip_key: str, origin: str
) -> str:
    """Say which trips of the same container there are."""
    container = container_trip_key.split("|")[0]
    near = con.execute(
        "select container_trip_key from marts.fct_container_trips "
        "where origin = ? and container_number = ? order by arrival_date limit 5",
        [origin, container],
    ).fetchall()
    known = ", ".join(key for (key,) in near) or "none"
    return (
        f"container trip {container_trip_key!r}: edition {edition.id} has no such {origin} trip. "
        "A key is container number, vessel IMO, voyage and U.S. port, joined by '|'; trips of "
        f"container {container}: {known}"
    )


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    """Give every moment of a row its zone: DuckDB holds UTC without one."""
    return {
        name: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _readings(
    register: FilterRegister, facts: dict[str, Any], features: pd.DataFrame
) -> tuple[RuleSetThen, ...]:
    """Read every rule set at both snapshots."""
    port = facts["us_port_code"]
    return tuple(
        _reading(register, versions, port, features, snapshot, _moment(features, snapshot, facts))
        for versions in _version_histories(register)
        for snapshot in (T0, T2)
    )


def _version_histories(register: FilterRegister) -> list[tuple[Version, ...]]:
    """List the versions of every rule set, rule sets by name."""
    histories: dict[str, list[Version]] = {}
    for version in register.versions():
        histories.setdefault(version.rule_set, []).append(version)
    return [tuple(histories[name]) for name in sorted(histories)]


def _moment(features: pd.DataFrame, snapshot: str, facts: dict[str, Any]) -> datetime | None:
    """Find the moment of a snapshot; an arrival of unknown hour counts from its month's start."""
    found = features.loc[features["snapshot"] == snapshot, "snapshot_at"].dropna()
    if not found.empty:
        return pd.Timestamp(found.iloc[0]).to_pydatetime().replace(tzinfo=UTC)
    if snapshot == T0:
        return None
    month = facts["arrival_month"]
    return datetime(month.year, month.month, month.day, tzinfo=UTC)


def _reading(
    register: FilterRegister,
    versions: Sequence[Version],
    port: str,
    features: pd.DataFrame,
    snapshot: str,
    moment: datetime | None,
) -> RuleSetThen:
    """Read one rule set at one snapshot."""
    known = features[(features["snapshot"] == snapshot) & features["is_manifest_known"].eq(True)]
    last = versions[-1]
    reading = RuleSetThen(
        rule_set=last.rule_set,
        title=last.content.title,
        risk=last.content.risk,
        snapshot=snapshot,
        moment=moment,
        standing="the moment is not known: no time of lading",
    )
    today = version_at(versions, port, register.clock.now())
    if today is not None:
        score, _ = _judged(today.content, known)
        reading = replace(reading, version_today=today.version, score_today=score)
    if moment is None:
        return reading
    then = version_at(versions, port, moment)
    if then is None:
        return replace(reading, standing=why_none(versions, port, moment))
    score, waterfall = _judged(then.content, known)
    start, end = period_at(then, port, versions) or (None, None)
    return replace(
        reading,
        standing="in_force",
        version=then.version,
        track=then.track,
        author=then.author,
        approver=then.approver,
        approved_at=then.approved_at,
        in_force_from=start,
        in_force_until=end,
        score=score,
        waterfall=waterfall,
        threshold=thresholds_at(register, then.rule_set, port, moment),
    )


def _judged(content: RuleSet, known: pd.DataFrame) -> tuple[int | None, tuple[Contribution, ...]]:
    """Score one container under one version; the rules that hit, by place."""
    if known.empty:
        return None, ()
    hits = content.hits(known)
    hit = rules_hit(hits, len(content.rules))[0]
    waterfall = tuple(
        Contribution(rule.id, rule.wording, rule.points)
        for rule, is_hit in zip(content.rules, hit, strict=True)
        if is_hit
    )
    return int(content.score(hits)[0]), waterfall
