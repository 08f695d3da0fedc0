"""The form of a what-if: the question as it is put and the answer as it is given.

Fields and their words only; how a question is answered is ``what_if``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from models.evaluation.workload import ExamTime
from models.rules import RuleSet
from pipelines.filters.answers import Answer


class WhatIfError(ValueError):
    """A question that cannot be answered from the edition; the message says what can."""


@dataclass(frozen=True)
class WhatIfQuestion:
    """What to try, on which seasons, against what.

    Attributes
    ----------
    rule_set : RuleSet
        The version to try; it need not be stored anywhere.
    points : mapping of str to int
        Other points, by rule id.
    thresholds : mapping of str to int
        Other mandatory thresholds, by port; '*' for every port without one of its own.
    seasons : sequence of int or None
        Labels; None for the newest season with traffic.
    ports : sequence of str or None
        U.S. ports (Schedule D); None for all.
    baseline : RuleSet or None
        What to hold it against, such as the version in force; None for ``rule_set`` as it stands.
        The baseline's thresholds are those of its name in force when the last season ended.
    minutes_per_image_exam, minutes_per_physical_exam, share_opened
        What an exam costs, as of :class:`models.evaluation.workload.ExamTime`.
    origin
        ``synthetic`` or ``real`` traffic.
    sample
        Rows to show of the newly selected, and of the newly released; 0 for none.
    """

    rule_set: RuleSet
    points: Mapping[str, int] = field(default_factory=dict)
    thresholds: Mapping[str, int] = field(default_factory=dict)
    seasons: Sequence[int] | None = None
    ports: Sequence[str] | None = None
    baseline: RuleSet | None = None
    minutes_per_image_exam: float = ExamTime.minutes_per_image_exam
    minutes_per_physical_exam: float = ExamTime.minutes_per_physical_exam
    share_opened: float = ExamTime.share_opened
    origin: str = "synthetic"
    sample: int = 10

    @property
    def exam_time(self) -> ExamTime:
        """The stated cost of an exam."""
        return ExamTime(
            self.minutes_per_image_exam, self.minutes_per_physical_exam, self.share_opened
        )


@dataclass(frozen=True)
class IncidentOutcome(Answer):
    """Whether a past incident container would have been selected.

    Attributes
    ----------
    incident_id, container_label, container_trip_key, port_code, season, is_scenario
        The container.
    score, score_before
        Points under the question and under the baseline; None where no manifest was known on
        arrival, so that no rule could judge it.
    threshold, threshold_before
        Mandatory thresholds at its port.
    is_caught, was_caught
        Whether the score reaches the threshold.
    """

    incident_id: str
    container_label: str
    container_trip_key: str
    port_code: str
    season: int
    is_scenario: bool
    score: int | None
    score_before: int | None
    threshold: int
    threshold_before: int
    is_caught: bool
    was_caught: bool


@dataclass(frozen=True)
class WhatIfAnswer(Answer):
    """What the question selects.

    Attributes
    ----------
    edition, origin, rule_set, version, baseline_version
        What was asked of what.
    seasons, ports, n_weeks
        Weeks that begin in the seasons, ports with traffic.
    points_changed : mapping
        Rule id to [points before, points tried].
    thresholds, thresholds_before : mapping of str to int
        Mandatory thresholds tried and in force, by port.
    n_patterns, n_rows
        Distinct masks, and counts of them per port and week, that the answer was made from.
    containers, selected, selected_before
        Container trips in scope, and those that reach the thresholds.
    newly_selected, newly_released
        Container trips that only the question, only the baseline selects.
    workload, workload_before : DataFrame
        As of :func:`models.evaluation.workload.exam_workload`.
    weeks : DataFrame
        ``port_code``, ``arrival_week``, ``containers``, ``selected``, ``selected_before``.
    incidents : tuple of IncidentOutcome
        Incident containers that arrived in the seasons at the ports.
    rules : DataFrame
        ``rule``, ``wording``, ``points``, ``points_before``, ``hits`` (container trips),
        ``hits_selected`` (of those selected).
    overlap : list of list of int
        Container trips that each pair of rules hits, in the order of ``rules``; the diagonal is
        ``hits``.
    sample : DataFrame
        Some of the newly selected and newly released container trips, drawn at random.
    counting_ms, estimate_ms, interval_ms
        Milliseconds: reading or counting the patterns (next to nothing once remembered), the
        selection with its counts, the intervals.
    """

    edition: str
    origin: str
    rule_set: str
    version: int
    baseline_version: int
    seasons: tuple[int, ...]
    ports: tuple[str, ...]
    n_weeks: int
    points_changed: Mapping[str, tuple[int | None, int]]
    thresholds: Mapping[str, int]
    thresholds_before: Mapping[str, int]
    n_patterns: int
    n_rows: int
    containers: int
    selected: int
    selected_before: int
    newly_selected: int
    newly_released: int
    workload: pd.DataFrame
    workload_before: pd.DataFrame
    weeks: pd.DataFrame
    incidents: tuple[IncidentOutcome, ...]
    rules: pd.DataFrame
    overlap: list[list[int]]
    sample: pd.DataFrame
    counting_ms: float
    estimate_ms: float
    interval_ms: float
