"""Why a container was held, and why it was not: one function for both questions.

Holds what was in force and scored at a moment as records, and their reading in words. Finding the
records belongs in ``replay``; the holding itself is only ever read from the exam records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.filters.answers import Answer

T0, T2 = "T0", "T2"
SNAPSHOT_WORDS = {T0: "24 hours before lading", T2: "on arrival"}

LANE_WORDS = {
    "random": "a random draw",
    "mandatory": "a mandatory score",
    "special_operation": "a special operation",
    "filter": "a filter",
    "review": "an officer's review",
    "discretion": "an officer's own choice",
}


@dataclass(frozen=True)
class Contribution(Answer):
    """One step of the waterfall: a rule that hit, in the officer's words, and its points."""

    rule: str
    wording: str
    points: int


@dataclass(frozen=True)
class ThresholdThen(Answer):
    """The thresholds of a rule set at a port at a moment.

    Attributes
    ----------
    port_code
        The port itself, or ``*`` where the default of all ports held.
    mandatory, review
        Scores from which a container must be examined, must be reviewed.
    since
        Start of their being in force, UTC.
    precision
        How exactly the start is known.
    reason, approver
        Why, and who approved; the approver is None for what was shipped or lowered by a port.
    previous_mandatory
        Mandatory score in force before; None where none was.
    """

    port_code: str
    mandatory: int
    review: int
    since: datetime
    precision: str
    reason: str
    approver: str | None
    previous_mandatory: int | None


@dataclass(frozen=True)
class RuleSetThen(Answer):
    """One rule set at one snapshot of a container.

    Attributes
    ----------
    rule_set, title, risk, snapshot, moment
        What was asked, and the moment (UTC) it is about.
    version
        Version in force at the port then; None where none was.
    track, author, approver, approved_at, in_force_from, in_force_until
        Who made and approved it, and from when to when it is in force at this port; UTC.
    standing
        ``in_force``, or what there was instead, in words.
    score, waterfall
        Points at that snapshot under that version, and the rules they come from; None where no
        version was in force or no manifest was known.
    threshold
        In force then; None where none was.
    version_today, score_today
        The version in force now and what the same container would score under it.
    """

    rule_set: str
    title: str
    risk: str
    snapshot: str
    moment: datetime | None
    standing: str
    version: int | None = None
    track: str | None = None
    author: str | None = None
    approver: str | None = None
    approved_at: datetime | None = None
    in_force_from: datetime | None = None
    in_force_until: datetime | None = None
    score: int | None = None
    waterfall: tuple[Contribution, ...] = ()
    threshold: ThresholdThen | None = None
    version_today: int | None = None
    score_today: int | None = None

    @property
    def missing_points(self) -> int | None:
        """Points short of the mandatory score: 0 or less where it is reached, None if unscored."""
        if self.score is None or self.threshold is None:
            return None
        return self.threshold.mandatory - self.score

    @property
    def is_mandatory(self) -> bool:
        """Whether the score reaches the mandatory score."""
        return self.missing_points is not None and self.missing_points <= 0

    def to_dict(self) -> dict[str, Any]:
        """Give the fields and the two readings as plain data."""
        return super().to_dict() | {
            "missing_points": self.missing_points,
            "is_mandatory": self.is_mandatory,
        }


@dataclass(frozen=True)
class ExamThen(Answer):
    """One exam episode as recorded; moments in UTC."""

    location_group: str
    lane: str
    selection_reasons: str | None
    random_draw_probability: float | None
    hold_placed_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    hold_lifted_at: datetime | None
    is_completed: bool
    result: str | None


@dataclass(frozen=True)
class Why(Answer):
    """The answer to "why was it held?" and to "why was it not?".

    Attributes
    ----------
    is_held
        An exam episode, a hold or an examination, is on record.
    sentence
        The answer in one or two sentences.
    grounds
        One line per rule set on arrival: what it said and how far that was from an examination.
    """

    is_held: bool
    sentence: str
    grounds: tuple[str, ...]


def explain(
    readings: Sequence[RuleSetThen], exams: Sequence[ExamThen], disposition: str | None
) -> Why:
    """Say why a container was held, or why it was not.

    Parameters
    ----------
    readings
        Every rule set of the container, at any snapshots; those on arrival decide.
    exams
        Its exam episodes, oldest first.
    disposition
        What became of it where it was high-risk (``fct_container_trips``), else None.

    Returns
    -------
    Why
        The recorded reason stands first; scores are set beside it and never made into the reason
        of a hold that was recorded under another.
    """
    arrival = [reading for reading in readings if reading.snapshot == T2]
    reached = [reading for reading in arrival if reading.is_mandatory]
    if exams:
        sentence = f"{_recorded(exams[0])}; {_scores(arrival, reached)}."
    elif reached:
        sentence = (
            f"Not held although {_joined(_reach(reading) for reading in reached)}: "
            f"{_disposed(disposition)}."
        )
    else:
        sentence = f"Not held: {_scores(arrival, reached)}."
    return Why(bool(exams), sentence, tuple(_ground(reading) for reading in arrival))


def _recorded(exam: ExamThen) -> str:
    """Say when and for which recorded reason it was held."""
    moment = exam.hold_placed_at or exam.started_at
    when = f" on {_moment(moment)}" if moment else ""
    reason = LANE_WORDS.get(exam.lane, exam.lane)
    drawn = (
        f", probability {exam.random_draw_probability:.2%}"
        if exam.lane == "random" and exam.random_draw_probability is not None
        else ""
    )
    verb = "Held" if exam.hold_placed_at else "Examined without a recorded hold"
    return f"{verb}{when}; recorded reason: {reason}{drawn}"


def _scores(arrival: Sequence[RuleSetThen], reached: Sequence[RuleSetThen]) -> str:
    """Say which mandatory scores were reached on arrival, or which was nearest."""
    if reached:
        return _joined(_reach(reading) for reading in reached)
    scored = [reading for reading in arrival if reading.missing_points is not None]
    if not scored:
        unscored = any(reading.version is not None for reading in arrival)
        return (
            "it had no score on arrival, since no manifest of it was known by then"
            if unscored
            else "no rule set was in force for it on arrival"
        )
    nearest = min(scored, key=lambda reading: reading.missing_points or 0)
    assert nearest.threshold is not None  # noqa: S101  scored means that a threshold was in force
    return (
        "no rule set in force reached its mandatory score; nearest was "
        f"{nearest.rule_set} version {nearest.version} with {nearest.score} of "
        f"{nearest.threshold.mandatory} points"
    )


def _reach(reading: RuleSetThen) -> str:
    """Say that a rule set reached its mandatory score, and whether the one before would have."""
    threshold = reading.threshold
    assert threshold is not None  # noqa: S101  reached means that a threshold was in force
    said = (
        f"{reading.rule_set} version {reading.version} scored {reading.score} on arrival, "
        f"mandatory from {threshold.mandatory}"
    )
    before = threshold.previous_mandatory
    if before is not None and reading.score is not None and reading.score < before:
        said += f" (not under the {before} in force before {threshold.since:%Y-%m-%d})"
    return said


def _ground(reading: RuleSetThen) -> str:
    """Say one rule set's part in one line."""
    if reading.version is None:
        return f"{reading.rule_set}: {reading.standing}"
    name = f"{reading.rule_set} version {reading.version}"
    if reading.score is None:
        return f"{name}: no score, no manifest known {SNAPSHOT_WORDS[reading.snapshot]}"
    points = (
        " ".join(f"{step.rule} {step.points:+d}" for step in reading.waterfall) or "no rule hit"
    )
    if reading.threshold is None:
        return f"{name}: {reading.score} points ({points}); no threshold in force"
    missing = reading.threshold.mandatory - reading.score
    verdict = f"reached with {-missing} to spare" if missing <= 0 else f"{missing} short"
    if missing > 0 and reading.score >= reading.threshold.review:
        verdict += ", within the review band"
    return (
        f"{name}: {reading.score} points ({points}), mandatory from "
        f"{reading.threshold.mandatory}: {verdict}"
    )


def _disposed(disposition: str | None) -> str:
    """Say what is on record of a container that should have been held."""
    if disposition is None or disposition == "unknown":
        return "no examination, waiver or mitigation is on record"
    return f"recorded as {disposition.replace('_', ' ')}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _joined(parts: Any) -> str:
    return "; ".join(parts)
