"""Answers about single containers as frames for the page's tables: replay and threshold map.

Wording and order of columns only; what was in force and what it scored is ``pipelines.filters``.
"""

import pandas as pd

from dashboards import port_names
from dashboards.filters.version_tables import minute
from models.evaluation.threshold_cost import ThresholdCost
from pipelines.filters.explanation import SNAPSHOT_WORDS, ExamThen, RuleSetThen
from pipelines.filters.replay import Replay
from pipelines.filters.threshold_map import MapRow, ThresholdMap

LANES = {
    "random": "random draw",
    "mandatory": "mandatory score",
    "special_operation": "special operation",
    "filter": "filter",
    "review": "officer's review",
    "discretion": "officer's own choice",
}


def reading_table(found: Replay) -> pd.DataFrame:
    """List what each filter in force said of a container, at both snapshots and today."""
    return pd.DataFrame(
        [
            {
                "filter": one.title,
                "when_(UTC)": f"{SNAPSHOT_WORDS[one.snapshot]}, {minute(one.moment)}",
                "in_force": f"{one.rule_set} version {one.version}, {_by(one)}",
                "points": "no manifest known" if one.score is None else f"{one.score}",
                "mandatory_from": _limit(one),
                "reached": _reached(one),
                "today": _today(one),
            }
            for one in found.rule_sets
            if one.version is not None
        ]
    )


def _by(one: RuleSetThen) -> str:
    return f"approved by {one.approver}" if one.approver else f"by {one.author}"


def _limit(one: RuleSetThen) -> str:
    if one.threshold is None:
        return "no threshold"
    before = one.threshold.previous_mandatory
    return f"{one.threshold.mandatory}" + ("" if before is None else f" ({before} before)")


def _reached(one: RuleSetThen) -> str:
    if one.missing_points is None:
        return "–"
    return "yes" if one.is_mandatory else f"no, {one.missing_points} short"


def _today(one: RuleSetThen) -> str:
    if one.version_today is None:
        return "not in force today"
    points = "no score" if one.score_today is None else f"{one.score_today} points"
    return f"{points} under version {one.version_today}"


def silent_filters(found: Replay) -> list[str]:
    """Say, filter by filter, why those not in force on arrival said nothing."""
    return [
        f"{one.title}: {one.standing}"
        for one in found.rule_sets
        if one.version is None and one.snapshot == "T2"
    ]


def exam_table(exams: tuple[ExamThen, ...]) -> pd.DataFrame:
    """List exam episodes as recorded."""
    return pd.DataFrame(
        [
            {
                "place": exam.location_group.replace("_", " "),
                "recorded_reason": LANES.get(exam.lane, exam.lane)
                + (
                    f", probability {exam.random_draw_probability:.2%}"
                    if exam.random_draw_probability
                    else ""
                ),
                "hold_placed_(UTC)": minute(exam.hold_placed_at),
                "exam_begun": minute(exam.started_at),
                "exam_ended": minute(exam.ended_at),
                "hold_lifted": minute(exam.hold_lifted_at),
                "result": (exam.result or "none recorded").replace("_", " "),
            }
            for exam in exams
        ]
    )


def map_rows(found: ThresholdMap, *, scenarios_only: bool) -> list[MapRow]:
    """Rows to show: all incident containers, or only the known ones told as scenarios."""
    return [row for row in found.rows if row.container.is_scenario or not scenarios_only]


def map_points(rows: list[MapRow]) -> pd.DataFrame:
    """List what the map draws: score and thresholds of each container, a row a mark."""
    marks = {
        "score on arrival": lambda row: row.score,
        "mandatory score in force then": lambda row: row.in_force and row.in_force.mandatory,
        "the one in force before": lambda row: row.before and row.before.mandatory,
    }
    return pd.DataFrame(
        [
            {"container": container_at(row), "what": what, "points": of(row)}
            for row in rows
            for what, of in marks.items()
            if of(row) is not None
        ],
        columns=["container", "what", "points"],
    )


def container_at(row: MapRow) -> str:
    """Name an incident container with its port."""
    return f"{_name(row)}, {port_names.port(row.port_code)}"


def _name(row: MapRow) -> str:
    return f"{row.container.incident_id} {row.container.container_label}"


def map_table(rows: list[MapRow]) -> pd.DataFrame:
    """List incident containers with the thresholds that select them and what that costs."""
    return pd.DataFrame(
        [
            {
                "incident_container": _name(row),
                "port_and_season": f"{port_names.port(row.port_code)}, {row.season}",
                "highest_threshold": "none: no manifest known"
                if row.highest_threshold is None
                else f"{row.highest_threshold}",
                "in_force_then": _held(row.in_force and row.in_force.mandatory, row.score),
                "before_that": _held(row.before and row.before.mandatory, row.score),
                "extra_exams_a_season": _cost(row.cost),
                "instead_of_the_one_before": _cost(row.cost_instead_of_before),
            }
            for row in rows
        ]
    )


def _held(mandatory: int | None, score: int | None) -> str:
    if mandatory is None:
        return "–"
    return f"{mandatory}: {'selected' if score is not None and score >= mandatory else 'not'}"


def _cost(cost: ThresholdCost | None) -> str:
    if cost is None:
        return "–"
    low, high = cost.extra_exams_low, cost.extra_exams_high
    ends = "" if low is None or high is None else f" ({low:,.0f} to {high:,.0f})"
    return f"{cost.extra_exams:+,}{ends}" if cost.extra_exams else f"0{ends}"
