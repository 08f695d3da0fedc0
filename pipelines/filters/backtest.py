"""Any version on past seasons whose outcomes are known, beside the version in force.

Counts of both versions come from one reading of the traffic (``patterns``), thresholds from the
edition, figures from ``models.evaluation.backtest``. Nothing is decided here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from models.evaluation.backtest import CONFIRMED, backtest
from models.rules.scoring import score_hits
from pipelines.decisions.register import FilterRegister
from pipelines.decisions.thresholds import Thresholds
from pipelines.decisions.versions import Version
from pipelines.editions import Edition
from pipelines.filters.answers import Answer
from pipelines.filters.masks import SideBySide
from pipelines.filters.patterns import seasons_with_traffic, version_patterns
from pipelines.filters.thresholds import (
    ALL_PORTS,
    end_of_season,
    mandatory_at,
    threshold_history,
)

CANDIDATE, LIVE = "candidate", "in force"
GROUPS: dict[str, list[str]] = {"all": [], "season": ["season"], "port": ["port_code"]}


class BacktestError(Exception):
    """What was asked for cannot be measured; the message says why and what can."""


@dataclass(frozen=True)
class Backtest(Answer):
    """How a version would have chosen, beside the version in force.

    Attributes
    ----------
    edition, origin
        What was counted.
    rule_set, version
        The candidate.
    live_version
        Version it stands beside; None where none is in force.
    seasons
        Seasons counted.
    hindsight_seasons
        Those that had closed before the candidate was written: what it learned there it cannot
        prove there.
    budget_share
        Exam budget as a share of the containers in scope.
    figures : DataFrame
        ``version`` (``candidate`` or ``in force``), ``grouped_by`` (``all``, ``season``,
        ``port``), ``season``, ``port_code`` and the columns of
        :func:`models.evaluation.backtest.backtest`.
    agreement : DataFrame
        ``outcome``, ``both``, ``candidate_only``, ``in_force_only``, ``neither``: container trips
        by who selects them at the thresholds; empty without a live version.
    """

    edition: str
    origin: str
    rule_set: str
    version: int
    live_version: int | None
    seasons: tuple[int, ...]
    hindsight_seasons: tuple[int, ...]
    budget_share: float
    figures: pd.DataFrame
    agreement: pd.DataFrame


def backtest_version(
    edition: Edition,
    register: FilterRegister,
    rule_set: str,
    version: int,
    *,
    origin: str = "synthetic",
    seasons: Sequence[int] | None = None,
    ports: Sequence[str] | None = None,
    budget_share: float | None = None,
    thresholds: Mapping[str, int] | None = None,
    positive: Collection[str] = CONFIRMED,
) -> Backtest:
    """Measure a version on past seasons, beside the one in force.

    Parameters
    ----------
    edition
        Traffic and outcomes.
    register
        Versions, and which of them is in force now.
    rule_set, version
        The candidate, in any state.
    origin
        Real or synthetic traffic.
    seasons, ports
        What to measure on; None for all seasons with traffic, for all ports the candidate is for.
    budget_share
        Exam budget as a share of the containers; None for the share whose outcome is known or
        pending (examined, or an incident) in these seasons at these ports.
    thresholds
        Mandatory score by port (``*`` for the others) in place of those in force.
    positive
        Outcomes that count as found.

    Returns
    -------
    Backtest

    Raises
    ------
    BacktestError
        If the edition has no traffic to measure on, or nothing was examined and no budget given,
        or the rule set has no threshold there and none is given.

    Notes
    -----
    A season is judged by the mandatory score in force at the port at its close (31 May), the same
    for both versions; where none was, as for a filter made later, by the one in force now. Figures
    of one port or season use that port's or season's own traffic and the same budget share.
    """
    candidate = register.version(rule_set, version)
    live = _live(register, candidate)
    asked_ports = ports or (None if "*" in candidate.ports else candidate.ports)
    asked_seasons = tuple(seasons or seasons_with_traffic(edition, origin))
    contents = [found.content for found in (candidate, live) if found is not None]
    counted = version_patterns(
        edition, *contents, origin=origin, seasons=asked_seasons, ports=asked_ports
    )
    if counted.empty:
        raise BacktestError(
            f"edition {edition.id} has no {origin} traffic scored on arrival in seasons "
            f"{list(asked_seasons)} at ports {asked_ports or 'of any code'}: choose others"
        )
    share = budget_share or _examined_share(counted)
    limits = _limits(edition, register, rule_set, counted, thresholds or {})
    counted = counted.assign(threshold=limits, origin=origin)
    scored = _scored(counted, SideBySide(tuple(contents)))
    return Backtest(
        edition=edition.id,
        origin=origin,
        rule_set=rule_set,
        version=version,
        live_version=None if live is None else live.version,
        seasons=asked_seasons,
        hindsight_seasons=_closed_before(asked_seasons, candidate),
        budget_share=share,
        figures=_figures(scored, share, positive),
        agreement=_agreement(scored),
    )


def _live(register: FilterRegister, candidate: Version) -> Version | None:
    """Find the version of the same rule set in force now at the candidate's ports."""
    port = candidate.ports[0]
    in_force = register.in_force(register.clock.now(), port)
    found = [
        other
        for other in in_force
        if other.rule_set == candidate.rule_set and other.version != candidate.version
    ]
    return found[0] if found else None


def _limits(
    edition: Edition,
    register: FilterRegister,
    rule_set: str,
    counted: pd.DataFrame,
    given: Mapping[str, int],
) -> list[int]:
    """Find the mandatory score of every row: given, at the close of its season, or now."""
    history = threshold_history(edition, rule_set)
    decided = Thresholds(register.store, register.clock, register.zones)
    found: dict[tuple[int, str], int] = {}
    rows = list(zip(counted["season"].tolist(), counted["port_code"].tolist(), strict=True))
    for season, port in sorted(set(rows)):
        then = mandatory_at(history, end_of_season(season)) | dict(given)
        limit = then.get(port, then.get(ALL_PORTS))
        if limit is None:
            now = decided.in_force(rule_set, port)
            limit = None if now is None else now.mandatory
        if limit is None:
            raise BacktestError(
                f"{rule_set} has no threshold at port {port}, neither at the close of season "
                f"{season} nor now: give one for '{port}' or for '{ALL_PORTS}'"
            )
        found[season, port] = limit
    return [found[row] for row in rows]


def _examined_share(counted: pd.DataFrame) -> float:
    """Share of the containers that was examined: the budget as it was."""
    count = counted["container_count"]
    examined = int(count[counted["outcome"] != "none"].sum())
    if examined == 0:
        raise BacktestError(
            "nothing was examined in these seasons at these ports, so there is no budget to take "
            "from them: give a budget share, such as 0.03"
        )
    return examined / int(count.sum())


def _scored(counted: pd.DataFrame, side_by_side: SideBySide) -> dict[str, pd.DataFrame]:
    """Score the same counts under each version."""
    masks = counted[side_by_side.columns].to_numpy(dtype=np.int64)
    masks = masks[:, 0] if masks.shape[1] == 1 else masks
    scored = {}
    for place, (name, content) in enumerate(
        zip((CANDIDATE, LIVE), side_by_side.rule_sets, strict=False)
    ):
        points = [rule.points for rule in content.rules]
        scored[name] = counted.assign(score=score_hits(masks, side_by_side.spread(place, points)))
    return scored


def _figures(
    scored: Mapping[str, pd.DataFrame], share: float, positive: Collection[str]
) -> pd.DataFrame:
    """Measure every version over all, by season and by port."""
    parts = [
        backtest(rows, share, by, positive).assign(version=name, grouped_by=grouped)
        for grouped, by in GROUPS.items()
        for name, rows in scored.items()
    ]
    figures = pd.concat(parts, ignore_index=True).astype({"season": "Int64"})
    first = ["version", "grouped_by", "season", "port_code"]
    return figures[[*first, *(name for name in figures.columns if name not in first)]]


def _agreement(scored: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Count by outcome who selects a container."""
    columns = ["both", "candidate_only", "in_force_only", "neither"]
    if LIVE not in scored:
        return pd.DataFrame(columns=["outcome", *columns])
    by_candidate, by_live = (
        scored[name]["score"].ge(scored[name]["threshold"]) for name in (CANDIDATE, LIVE)
    )
    who = np.select(
        [by_candidate & by_live, by_candidate, by_live], columns[:3], default=columns[3]
    )
    counted = scored[CANDIDATE].assign(who=who)
    table = counted.pivot_table(
        index="outcome", columns="who", values="container_count", aggfunc="sum", fill_value=0
    )
    return table.reindex(columns=columns, fill_value=0).astype("int64").reset_index()


def _closed_before(seasons: Sequence[int], candidate: Version) -> tuple[int, ...]:
    """Name the seasons that had closed when the version was handed in; a draft saw them all."""
    written = candidate.submitted_at or candidate.in_force_from
    return tuple(
        season
        for season in seasons
        if written is None or datetime(season, 6, 1, tzinfo=UTC) <= written
    )
