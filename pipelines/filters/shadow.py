"""A version in shadow: scored beside the live one from a date on, and selecting nothing.

Counts, per outcome, port and rule, what both, only the live and only the shadow version would
select. When a shadow begins and ends is decided in the decision store.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.rules.scoring import rules_hit, score_hits
from pipelines.decisions.periods import periods
from pipelines.decisions.register import FilterRegister
from pipelines.decisions.versions import Version
from pipelines.editions import Edition
from pipelines.filters.answers import Answer
from pipelines.filters.masks import COUNTED_PORT, OUTCOME, SideBySide, trip_masks_sql
from pipelines.filters.thresholds import threshold_history

WHO = ["both", "live_only", "shadow_only", "neither"]
FAR_AWAY = datetime(9999, 12, 31)  # noqa: DTZ001  UTC without a zone, as DuckDB holds moments
MOMENTS = {"valid_from": "datetime64[us]", "valid_until": "datetime64[us]"}


_THEN = "valid_from <= snapshot_at and snapshot_at < valid_until"
IN_SHADOW = (
    "exists (select 1 from shadow where shadow.port_code in (us_port_code, '*') "  # noqa: S608
    f"and {_THEN})"
)
LIVE_VERSION = (
    f"coalesce((select max(version) from live where {_THEN} and live.port_code = case "  # noqa: S608
    "when wanted.port_code in (select port_code from live) then wanted.port_code else '*' end), 0)"
)
"""Version live at the port then, 0 for none; '*' is the ports that the rule set does not name."""

MANDATORY = (
    f"coalesce((select max(mandatory) from limits where {_THEN} "  # noqa: S608
    f"and limits.port_code = wanted.port_code), (select max(mandatory) from limits where {_THEN} "
    "and limits.port_code = '*'))"
)
"""Mandatory score at the port then: its own where one is in force, else that of all ports."""


class ShadowError(Exception):
    """A shadow cannot be compared; the message says what is missing."""


@dataclass(frozen=True)
class ShadowReport(Answer):
    """A shadow version beside the live one.

    Attributes
    ----------
    edition, origin
        What was counted.
    rule_set, version, live_versions
        The version in shadow, and the versions that were live in its time.
    state
        ``scheduled``, ``running``, ``adopted`` (the version came into force), ``withdrawn``, or
        ``ended`` (by its date or by hand).
    starts_at, ends_at
        Its time, UTC; the end lies ahead while it is running.
    containers
        Container trips in scope that arrived in its time at its ports and were scored.
    outcomes, ports : DataFrame
        Container trips by ``outcome`` and by ``port_code``: ``both``, ``live_only``,
        ``shadow_only``, ``neither``.
    rules : DataFrame
        ``rule``, ``in_live``, ``in_shadow`` (whether the version has it), ``outcome``,
        ``live_hits``, ``shadow_hits``: container trips the rule hits.
    """

    edition: str
    origin: str
    rule_set: str
    version: int
    live_versions: tuple[int, ...]
    state: str
    starts_at: datetime
    ends_at: datetime
    containers: int
    outcomes: pd.DataFrame
    ports: pd.DataFrame
    rules: pd.DataFrame


def shadow_report(
    edition: Edition,
    register: FilterRegister,
    rule_set: str,
    version: int,
    *,
    origin: str = "synthetic",
) -> ShadowReport:
    """Compare a version in shadow with the one that was live, container by container.

    Parameters
    ----------
    edition
        Traffic and outcomes.
    register
        Versions, and when each was live or in shadow.
    rule_set, version
        The version that is or was in shadow.
    origin
        Real or synthetic traffic.

    Returns
    -------
    ShadowReport

    Raises
    ------
    ShadowError
        If the version never was in shadow, or a threshold is missing.

    Notes
    -----
    Both versions are judged on the features on arrival, by the mandatory score in force at the
    port at that moment. Trips that arrived while no version was live at their port count as not
    selected by the live one.
    """
    candidate = register.version(rule_set, version)
    times = _times(register, rule_set)
    shadow = times[(times["mode"] == "shadow") & (times["version"] == version)]
    if shadow.empty:
        raise ShadowError(
            f"{rule_set} version {version} never was in shadow; start one for it, then come back "
            "when an edition holds arrivals of its time"
        )
    live = times[(times["mode"] == "in_force") & (times["version"] != version)]
    live = live[live["valid_until"] > shadow["valid_from"].min()]
    live = live[live["valid_from"] < shadow["valid_until"].max()]
    contents = {
        number: register.version(rule_set, number).content
        for number in sorted(set(live["version"].tolist()))
    }
    side_by_side = SideBySide((candidate.content, *contents.values()))
    counted = _counted(edition, side_by_side, rule_set, {"shadow": shadow, "live": live}, origin)
    judged = _judged(counted, side_by_side, list(contents))
    starts_at, ends_at = _moment(shadow["valid_from"].min()), _moment(shadow["valid_until"].max())
    return ShadowReport(
        edition=edition.id,
        origin=origin,
        rule_set=rule_set,
        version=version,
        live_versions=tuple(contents),
        state=_state(candidate, starts_at, ends_at, register.clock.now()),
        starts_at=starts_at,
        ends_at=ends_at,
        containers=int(counted["container_count"].sum()),
        outcomes=_by_who(judged, "outcome"),
        ports=_by_who(judged, "port_code"),
        rules=_by_rule(judged, side_by_side, list(contents)),
    )


def _times(register: FilterRegister, rule_set: str) -> pd.DataFrame:
    """List when each version of the rule set was live or in shadow, and where."""
    found = [
        (one.mode, one.version, one.port_code, one.valid_from, one.valid_until or FAR_AWAY)
        for one in periods(register.store)
        if one.rule_set == rule_set
    ]
    columns = ["mode", "version", "port_code", "valid_from", "valid_until"]
    return pd.DataFrame(found, columns=columns).astype(MOMENTS)


def _state(candidate: Version, starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """Say how the shadow stands now."""
    if now < starts_at:
        return "scheduled"
    if now < ends_at:
        return "running"
    if candidate.in_force_from == ends_at:
        return "adopted"
    return "withdrawn" if candidate.withdrawn_at == ends_at else "ended"


def _moment(naive: pd.Timestamp) -> datetime:
    return naive.to_pydatetime().replace(tzinfo=UTC)


def _counted(
    edition: Edition,
    side_by_side: SideBySide,
    rule_set: str,
    times: Mapping[str, pd.DataFrame],
    origin: str,
) -> pd.DataFrame:
    """Count the trips of the shadow's time by masks, outcome, port, live version and threshold."""
    limits = pd.DataFrame(
        [
            (row.port_code, row.mandatory, row.valid_from, row.valid_until)
            for row in threshold_history(edition, rule_set)
        ],
        columns=["port_code", "mandatory", "valid_from", "valid_until"],
    ).astype(MOMENTS)
    words = ", ".join(side_by_side.columns)
    statement = (
        f"with wanted as (select container_trip_key, {COUNTED_PORT} as port_code, "  # noqa: S608
        f"{OUTCOME} as outcome, snapshot_at from (select * from marts.fct_container_trips "
        "where origin = $origin and is_in_scope) "
        "inner join (select container_trip_key, snapshot_at "
        "from marts.fct_container_trip_features where origin = $origin and snapshot = 'T2' "
        f"and is_manifest_known) using (container_trip_key) where {IN_SHADOW}), "
        f"masks as ({trip_masks_sql(side_by_side, 'wanted')}) "
        f"select port_code, outcome, {LIVE_VERSION} as live_version, {MANDATORY} as mandatory, "
        f"{words}, count(*) as container_count "
        "from wanted inner join masks using (container_trip_key) group by all order by all"
    )
    with edition.connect() as con:
        for name, frame in {**times, "limits": limits}.items():
            con.register(name, frame)
        return con.execute(statement, {"origin": origin}).df()


def _judged(counted: pd.DataFrame, side_by_side: SideBySide, live: Sequence[int]) -> pd.DataFrame:
    """Say of each count whether the shadow and the then live version select it."""
    if counted["mandatory"].isna().any():
        raise ShadowError(
            "some of these containers arrived while no threshold of the rule set was in force at "
            "their port; propose thresholds before a version is set in shadow"
        )
    masks = counted[side_by_side.columns].to_numpy(dtype=np.int64)
    masks = masks[:, 0] if masks.shape[1] == 1 else masks
    limit = counted["mandatory"].to_numpy(dtype=np.int64)

    def selects(place: int) -> npt.NDArray[np.bool_]:
        points = [rule.points for rule in side_by_side.rule_sets[place].rules]
        return score_hits(masks, side_by_side.spread(place, points)) >= limit

    by_shadow, by_live = selects(0), np.zeros(len(counted), dtype=bool)
    for place, version in enumerate(live, start=1):
        by_live |= selects(place) & counted["live_version"].eq(version).to_numpy(dtype=bool)
    who = np.select([by_live & by_shadow, by_live, by_shadow], WHO[:3], default=WHO[3])
    return counted.assign(who=who)


def _by_who(judged: pd.DataFrame, key: str) -> pd.DataFrame:
    """Count container trips by a key and by who selects them."""
    table = judged.pivot_table(
        index=key, columns="who", values="container_count", aggfunc="sum", fill_value=0
    )
    return table.reindex(columns=WHO, fill_value=0).astype("int64").reset_index()


def _by_rule(judged: pd.DataFrame, side_by_side: SideBySide, live: Sequence[int]) -> pd.DataFrame:
    """Count, per rule and outcome, the container trips it hits in either version."""
    masks = judged[side_by_side.columns].to_numpy(dtype=np.int64)
    masks = masks[:, 0] if masks.shape[1] == 1 else masks
    count = judged["container_count"].to_numpy(dtype=np.int64)
    parts = []
    for place, content in enumerate(side_by_side.rule_sets):
        is_counted = np.ones(len(judged), dtype=bool)
        if place:
            is_counted = judged["live_version"].eq(live[place - 1]).to_numpy(dtype=bool)
        hit = rules_hit(side_by_side.own_masks(masks, place), len(content.rules))
        side = "live_hits" if place else "shadow_hits"
        parts += [
            pd.DataFrame(
                {
                    "rule": rule.id,
                    "outcome": judged["outcome"],
                    side: count * (hit[:, bit] & is_counted),
                }
            )
            for bit, rule in enumerate(content.rules)
        ]
    columns = ["live_hits", "shadow_hits"]
    rows = pd.concat(parts, ignore_index=True).reindex(columns=["rule", "outcome", *columns])
    table = rows.groupby(["rule", "outcome"], as_index=False, sort=False)[columns].sum()
    names = [{rule.id for rule in content.rules} for content in side_by_side.rule_sets]
    table["in_shadow"] = table["rule"].isin(names[0])
    table["in_live"] = table["rule"].isin(set().union(*names[1:]))
    return table.astype({"live_hits": "int64", "shadow_hits": "int64"})
