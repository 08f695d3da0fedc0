"""What other points or thresholds would have selected in past seasons, from one edition.

Puts counts and points together; the arithmetic is ``models.evaluation``, the counts are
``patterns``. It proposes nothing and changes nothing.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.evaluation.traffic import PatternTraffic, SelectionChange, change_of_selection
from models.evaluation.workload import exam_workload
from models.rules import RuleSet
from models.rules.scoring import hit_counts, score_hits
from pipelines.editions import Edition
from pipelines.filters.incidents import IncidentContainer, incident_containers, stacked_masks
from pipelines.filters.masks import SideBySide
from pipelines.filters.patterns import (
    CountedPatterns,
    counted_patterns,
    seasons_with_traffic,
)
from pipelines.filters.samples import changed_trips
from pipelines.filters.thresholds import ALL_PORTS, mandatory_for_season, threshold_history
from pipelines.filters.what_if_answer import (
    IncidentOutcome,
    WhatIfAnswer,
    WhatIfError,
    WhatIfQuestion,
)

__all__ = ["IncidentOutcome", "WhatIfAnswer", "WhatIfError", "WhatIfQuestion", "what_if"]


@dataclass(frozen=True, eq=False)
class _Scoring:
    """Points over the rules of all versions counted side by side, and thresholds by port."""

    points: NDArray[np.int64]
    thresholds: Mapping[str, int]

    def threshold_at(self, port: str) -> int:
        return self.thresholds[port if port in self.thresholds else ALL_PORTS]

    def told(self, ports: Sequence[str]) -> dict[str, int]:
        """Thresholds of the ports, and that of the ports without one of their own if there is."""
        named = [ALL_PORTS] if ALL_PORTS in self.thresholds else []
        return {port: self.threshold_at(port) for port in (*named, *ports)}

    def of(self, traffic: PatternTraffic) -> tuple[NDArray[np.int64], list[int]]:
        """Scores of the masks and thresholds of the ports."""
        scores = score_hits(traffic.masks, self.points)
        return scores, [self.threshold_at(port) for port in traffic.ports]


def what_if(edition: Edition, question: WhatIfQuestion) -> WhatIfAnswer:
    """Answer a what-if.

    Parameters
    ----------
    edition
        Where the traffic, the incidents and the thresholds in force are.
    question
        What to try.

    Returns
    -------
    WhatIfAnswer

    Raises
    ------
    WhatIfError
        If a rule id, a port or a season is not there, or no threshold is known.

    Notes
    -----
    Exams are the containers that would have been selected; what an exam then finds, and what the
    trade would have done instead, it cannot say. Intervals: 95 %, circular block bootstrap over
    weeks within each season.
    """
    started = time.perf_counter()
    baseline = question.baseline or question.rule_set
    rule_sets = (question.rule_set, *([question.baseline] if question.baseline else []))
    side_by_side = SideBySide(rule_sets)
    seasons = _seasons(edition, question)
    counted = counted_patterns(
        edition, *rule_sets, origin=question.origin, seasons=seasons, ports=question.ports
    )
    found = _arrived(incident_containers(edition, rule_sets, question.origin), question, seasons)
    tried, before = _thresholds(edition, question, baseline, seasons[-1])
    _check_ports(question, counted.traffic)
    after_counting = time.perf_counter()

    points = _points(question)
    now = _Scoring(side_by_side.spread(0, points), tried)
    then = _Scoring(
        side_by_side.spread(len(rule_sets) - 1, [rule.points for rule in baseline.rules]), before
    )
    traffic = counted.traffic
    scored_before, scored = then.of(traffic), now.of(traffic)
    change = change_of_selection(traffic, scored_before, scored)
    rules = _rules(question, counted, side_by_side, points, change)
    incidents = _incidents(found, now, then)
    after_estimate = time.perf_counter()

    workload, workload_before = (
        exam_workload(weekly, traffic.ports, traffic.seasons, question.exam_time)
        for weekly in (change.selected, change.selected_before)
    )
    after_interval = time.perf_counter()
    return WhatIfAnswer(
        edition=edition.id,
        origin=question.origin,
        rule_set=question.rule_set.rule_set,
        version=question.rule_set.version,
        baseline_version=baseline.version,
        seasons=seasons,
        ports=traffic.ports,
        n_weeks=traffic.weeks.size,
        points_changed=_points_changed(rules),
        thresholds=now.told(traffic.ports),
        thresholds_before=then.told(traffic.ports),
        n_patterns=traffic.n_patterns,
        n_rows=traffic.n_rows,
        containers=int(traffic.count.sum()),
        selected=int(change.selected.sum()),
        selected_before=int(change.selected_before.sum()),
        newly_selected=int(traffic.count[change.newly_selected].sum()),
        newly_released=int(traffic.count[change.newly_released].sum()),
        workload=workload,
        workload_before=workload_before,
        weeks=_weeks(traffic, change),
        incidents=incidents,
        rules=rules,
        overlap=counted.overlap.tolist(),
        sample=changed_trips(
            edition,
            side_by_side,
            traffic,
            change,
            (scored_before[0], scored[0]),
            origin=question.origin,
            size=question.sample,
        ),
        counting_ms=(after_counting - started) * 1000.0,
        estimate_ms=(after_estimate - after_counting) * 1000.0,
        interval_ms=(after_interval - after_estimate) * 1000.0,
    )


def _seasons(edition: Edition, question: WhatIfQuestion) -> tuple[int, ...]:
    have = seasons_with_traffic(edition, question.origin)
    asked = tuple(sorted(set(question.seasons or have[-1:])))
    if not asked or set(asked) - set(have):
        raise WhatIfError(
            f"Seasons {', '.join(map(str, asked)) or 'not named'}: edition {edition.id} has "
            f"{question.origin} traffic of {', '.join(map(str, have)) or 'no season'}. Ask for "
            "those."
        )
    return asked


def _points(question: WhatIfQuestion) -> list[int]:
    rule_set = question.rule_set
    unknown = sorted(set(question.points) - {rule.id for rule in rule_set.rules})
    if unknown:
        raise WhatIfError(
            f"{rule_set.rule_set} version {rule_set.version} has no rule {', '.join(unknown)}; its "
            f"rules are {', '.join(rule.id for rule in rule_set.rules)}."
        )
    return [question.points.get(rule.id, rule.points) for rule in rule_set.rules]


def _thresholds(
    edition: Edition, question: WhatIfQuestion, baseline: RuleSet, season: int
) -> tuple[dict[str, int], dict[str, int]]:
    """Mandatory thresholds tried, and those in force when the last season ended."""
    name = question.rule_set.rule_set
    known = mandatory_for_season(threshold_history(edition, name), season)
    tried = known | dict(question.thresholds)
    if ALL_PORTS not in tried and not set(question.ports or (ALL_PORTS,)) <= set(tried):
        raise WhatIfError(
            f"{name} has no threshold in edition {edition.id}; give one for '{ALL_PORTS}', every "
            "port."
        )
    if baseline.rule_set != name:
        known = mandatory_for_season(threshold_history(edition, baseline.rule_set), season)
    return tried, known if ALL_PORTS in known else tried | known


def _check_ports(question: WhatIfQuestion, traffic: PatternTraffic) -> None:
    asked = {*(question.ports or ()), *question.thresholds} - {ALL_PORTS}
    unknown = sorted(asked - set(traffic.ports))
    if unknown:
        raise WhatIfError(
            f"No {question.origin} traffic at port {', '.join(unknown)} in what was asked; ports "
            f"with traffic there: {', '.join(traffic.ports) or 'none'}."
        )


def _arrived(
    containers: list[IncidentContainer], question: WhatIfQuestion, seasons: tuple[int, ...]
) -> list[IncidentContainer]:
    """Keep the incident containers of the seasons and ports asked for."""
    return [
        one
        for one in containers
        if one.is_in_season
        and one.season in seasons
        and (question.ports is None or one.port_code in question.ports)
    ]


def _incidents(
    found: list[IncidentContainer], now: _Scoring, then: _Scoring
) -> tuple[IncidentOutcome, ...]:
    masks = stacked_masks(found)
    scored = zip(score_hits(masks, now.points), score_hits(masks, then.points), strict=True)
    outcomes = []
    for one in found:
        score, score_before = next(scored) if one.words is not None else (None, None)
        threshold, threshold_before = (
            scoring.threshold_at(one.port_code) for scoring in (now, then)
        )
        outcomes.append(
            IncidentOutcome(
                incident_id=one.incident_id,
                container_label=one.container_label,
                container_trip_key=one.container_trip_key,
                port_code=one.port_code,
                season=one.season,
                is_scenario=one.is_scenario,
                score=None if score is None else int(score),
                score_before=None if score_before is None else int(score_before),
                threshold=threshold,
                threshold_before=threshold_before,
                is_caught=score is not None and bool(score >= threshold),
                was_caught=score_before is not None and bool(score_before >= threshold_before),
            )
        )
    return tuple(outcomes)


def _rules(
    question: WhatIfQuestion,
    counted: CountedPatterns,
    side_by_side: SideBySide,
    points: list[int],
    change: SelectionChange,
) -> pd.DataFrame:
    """Hits of each rule, among all traffic and among what is selected."""
    rules, traffic = question.rule_set.rules, counted.traffic
    pattern = traffic.pattern[change.rows_selected]
    per_pattern = np.bincount(
        pattern, weights=traffic.count[change.rows_selected], minlength=traffic.n_patterns
    )
    some = np.flatnonzero(per_pattern)
    own = side_by_side.own_masks(traffic.masks[some], 0)
    before = {rule.id: rule.points for rule in (question.baseline or question.rule_set).rules}
    return pd.DataFrame(
        {
            "rule": [rule.id for rule in rules],
            "wording": [rule.wording for rule in rules],
            "points": points,
            "points_before": pd.array([before.get(rule.id) for rule in rules], dtype="Int64"),
            "hits": counted.hits_per_rule,
            "hits_selected": hit_counts(own, per_pattern[some], len(rules)),
        }
    )


def _points_changed(rules: pd.DataFrame) -> dict[str, tuple[int | None, int]]:
    changed = rules[rules["points"].ne(rules["points_before"]).fillna(True)]
    return {
        str(rule): (None if pd.isna(before) else int(before), int(points))
        for rule, before, points in zip(
            changed["rule"], changed["points_before"], changed["points"], strict=True
        )
    }


def _weeks(traffic: PatternTraffic, change: SelectionChange) -> pd.DataFrame:
    n_ports, n_weeks = traffic.containers.shape
    return pd.DataFrame(
        {
            "port_code": np.repeat(np.array(traffic.ports, dtype=object), n_weeks),
            "arrival_week": np.tile(traffic.weeks, n_ports).astype(object),
            "containers": traffic.containers.ravel(),
            "selected": change.selected.ravel(),
            "selected_before": change.selected_before.ravel(),
        }
    )
