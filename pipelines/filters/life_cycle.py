"""The life of every filter: what it yields, when it was last looked at, when it ends, what moved.

Sets the decision store (versions, expiry, evidence) beside the containers a version matched and the
drift of its scores. It ends no filter: expired ones end by themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from models.evaluation.drift import Drift, population_stability, score_drift
from models.evaluation.rates import Rate, rate
from pipelines.decisions.register import FilterRegister
from pipelines.decisions.versions import Version, standing
from pipelines.editions import Edition
from pipelines.editions.selection import select
from pipelines.filters.answers import Answer
from pipelines.filters.thresholds import end_of_season, mandatory_at, threshold_history

YIELD_SQL = """
select
    rule_set,
    rule_set_version,
    count(*) as matched,
    count(*) filter (where is_held) as held,
    count(*) filter (where is_examined) as examined,
    count(*) filter (where is_examined and is_positive) as positive,
    count(*) filter (where is_examined and not is_positive and is_open) as unsettled,
    count(*) filter (where is_incident) as incidents,
    max(arrival_date) as last_match_on
from (
    select
        *,
        coalesce(result in ('positive_security', 'positive_other'), false)
        or is_incident as is_positive,
        coalesce(result in ('pending', 'inconclusive'), true) as is_open
    from marts.fct_filter_matches
    where origin = ?
)
group by all
"""
NO_YIELD: Mapping[str, Any] = {
    **dict.fromkeys(("matched", "held", "examined", "positive", "unsettled", "incidents"), 0),
    "last_match_on": None,
}
EXPIRES_SOON = timedelta(days=14)
ALL = "*"


@dataclass(frozen=True)
class FilterLife(Answer):
    """One version that was ever approved.

    Attributes
    ----------
    rule_set, version, title, risk, track, ports
        Which.
    standing
        How it stands now.
    in_force_from, expires_at, days_to_expiry
        Its time; days are None without an expiry, below 0 after it.
    last_evaluated_at, evaluated_on
        When it was handed in with its figures, and the edition they are of; None for a shipped
        version, which has none.
    matched, held, examined, positive, incidents
        Container trips in scope whose score reached the mandatory score while it was in force, and
        what became of them.
    yielded
        Positive of the examined, with its exact interval.
    last_match_on
        Latest arrival that it matched.
    notes
        What a person should look at, in words.
    """

    rule_set: str
    version: int
    title: str
    risk: str
    track: str
    ports: tuple[str, ...]
    standing: str
    in_force_from: datetime | None
    expires_at: datetime | None
    days_to_expiry: int | None
    last_evaluated_at: datetime | None
    evaluated_on: str | None
    matched: int
    held: int
    examined: int
    positive: int
    incidents: int
    yielded: Rate
    last_match_on: date | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class LifeCycleReport(Answer):
    """Every filter's life, and the drift of the traffic under it.

    Attributes
    ----------
    edition, origin, asked_at
        What was counted, and the moment taken for now.
    filters : tuple of FilterLife
        By rule set and version.
    drift : DataFrame
        One row per rule set, season and port of lading (``*`` for all), season against the season
        before: ``what`` is ``score`` (shares of the score's classes) or ``ports_of_lading``
        (shares of the ports among what reaches the lowest mandatory score anywhere); ``psi``,
        ``by_chance`` and ``reading`` as of :class:`models.evaluation.drift.Drift`.
    """

    edition: str
    origin: str
    asked_at: datetime
    filters: tuple[FilterLife, ...]
    drift: pd.DataFrame


def life_cycle(
    edition: Edition,
    register: FilterRegister,
    *,
    origin: str = "synthetic",
    rule_set: str | None = None,
) -> LifeCycleReport:
    """Report on every filter, or on one.

    Parameters
    ----------
    edition
        Matches and scores.
    register
        Versions; its clock says what now is.
    origin
        Real or synthetic traffic.
    rule_set
        One rule set; None for all.

    Returns
    -------
    LifeCycleReport

    Notes
    -----
    Drift compares the same version over two seasons (October to May), so a change of rules never
    looks like a change of traffic. Classes of the score are the deciles of the season before, cut
    again at every mandatory score in force at the close of the season.
    """
    with edition.connect() as con:
        yields = {
            (row.pop("rule_set"), row.pop("rule_set_version")): row
            for row in select(con, YIELD_SQL, [origin])
        }
        bands = con.execute(
            "select rule_set, rule_set_version, season, coalesce(lading_port_code, 'unresolved') "
            "as lading_port_code, score, sum(container_count)::bigint as container_count "
            "from marts.fct_score_bands where origin = ? and is_in_season "
            "and (? is null or rule_set = ?) group by all",
            [origin, rule_set, rule_set],
        ).df()
    now = register.clock.now()
    everything = [found for found in register.versions() if rule_set in (None, found.rule_set)]
    lives = tuple(
        _life(version, everything, yields.get((version.rule_set, version.version), NO_YIELD), now)
        for version in everything
        if version.in_force_from is not None
    )
    return LifeCycleReport(edition.id, origin, now, lives, _drift(edition, bands))


def _life(
    version: Version, everything: list[Version], found: Mapping[str, Any], now: datetime
) -> FilterLife:
    """Tell one version's life."""
    siblings = [other for other in everything if other.rule_set == version.rule_set]
    stands = standing(version, now, siblings)
    return FilterLife(
        rule_set=version.rule_set,
        version=version.version,
        title=version.content.title,
        risk=version.content.risk,
        track=version.track,
        ports=version.ports,
        standing=stands,
        in_force_from=version.in_force_from,
        expires_at=version.expires_at,
        days_to_expiry=None if version.expires_at is None else (version.expires_at - now).days,
        last_evaluated_at=version.submitted_at if version.evidence else None,
        evaluated_on=(version.evidence or {}).get("traffic", {}).get("edition"),
        matched=found["matched"],
        held=found["held"],
        examined=found["examined"],
        positive=found["positive"],
        incidents=found["incidents"],
        yielded=rate(found["positive"], found["examined"], found["unsettled"]),
        last_match_on=found["last_match_on"],
        notes=_notes(version, stands, found["matched"], now),
    )


def _notes(version: Version, stands: str, matched: int, now: datetime) -> tuple[str, ...]:
    """Say what a person should look at."""
    notes = []
    expires_at = version.expires_at
    if stands == "expired" and expires_at is not None:
        notes.append(
            f"expired on {expires_at:%Y-%m-%d %H:%M} UTC; submit a new version if it is needed"
        )
    if stands == "in_force" and expires_at is not None and expires_at - now <= EXPIRES_SOON:
        notes.append(f"expires on {expires_at:%Y-%m-%d %H:%M} UTC")
    if stands == "in_force" and "traffic" not in (version.evidence or {}):
        notes.append("in force without an evaluation on record")
    if matched == 0:
        notes.append("matched no container in scope of this edition while in force")
    return tuple(notes)


def _drift(edition: Edition, bands: pd.DataFrame) -> pd.DataFrame:
    """Compare every season with the one before, version by version."""
    rows: list[dict[str, object]] = []
    for (name, version), counted in bands.groupby(["rule_set", "rule_set_version"]):
        history = threshold_history(edition, str(name))
        seasons = sorted(counted["season"].unique().tolist())
        for before, season in zip(seasons, seasons[1:], strict=False):
            always = sorted(set(mandatory_at(history, end_of_season(season)).values()))
            key = {"rule_set": name, "version": version, "season": season, "before": before}
            rows += _drift_of_season(key, counted, always)
    columns = ["rule_set", "version", "season", "before", "what", "lading_port_code"]
    figures = ["reference_count", "current_count", "bins", "psi", "by_chance", "reading"]
    return pd.DataFrame(rows, columns=[*columns, *figures])


def _drift_of_season(
    key: dict[str, object], counted: pd.DataFrame, always: list[int]
) -> list[dict[str, object]]:
    """Compare one season with the one before: scores over all and by port, and the ports."""
    old, new = (counted[counted["season"] == key[side]] for side in ("before", "season"))
    rows = [_drift_row(key, "score", ALL, _score_drift(old, new, always))]
    rows += [
        _drift_row(
            key,
            "score",
            str(port),
            _score_drift(old[old["lading_port_code"] == port], at_port, always),
        )
        for port, at_port in new.groupby("lading_port_code")
    ]
    near = [_near(side, always) for side in (old, new)]
    ports = sorted({*near[0].index, *near[1].index})
    if ports:
        moved = population_stability(*(side.reindex(ports, fill_value=0) for side in near))
        rows.append(_drift_row(key, "ports_of_lading", ALL, moved))
    return rows


def _score_drift(old: pd.DataFrame, new: pd.DataFrame, always: list[int]) -> Drift:
    return score_drift(
        (old["score"].to_numpy(), old["container_count"].to_numpy()),
        (new["score"].to_numpy(), new["container_count"].to_numpy()),
        always,
    )


def _near(counted: pd.DataFrame, always: list[int]) -> pd.Series:
    """Count by port of lading what reaches the lowest mandatory score; without one, everything."""
    reached = counted[counted["score"] >= always[0]] if always else counted
    return reached.groupby("lading_port_code")["container_count"].sum()


def _drift_row(key: dict[str, object], what: str, port: str, drift: Drift) -> dict[str, object]:
    return {**key, "what": what, "lading_port_code": port, **vars(drift)}
