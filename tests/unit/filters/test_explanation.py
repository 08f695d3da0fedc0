"""Why it was held and why it was not: one function, and it never bends the record."""

from datetime import UTC, datetime

import pytest

from pipelines.filters.explanation import (
    Contribution,
    ExamThen,
    RuleSetThen,
    ThresholdThen,
    explain,
)

ARRIVAL = datetime(2006, 4, 5, 6, tzinfo=UTC)
LOWERED = ThresholdThen(
    "3001", 32, 25, datetime(2005, 4, 29, 7, tzinfo=UTC), "after 2005-04-28", "memorandum", None, 37
)
DEFAULT = ThresholdThen(
    "*", 37, 25, datetime(1998, 1, 1, tzinfo=UTC), "chosen", "default", None, None
)
WATERFALL = (Contribution("soft_top", "Soft top", 20), Contribution("short", "Short text", 14))


def reading(
    score: int | None,
    threshold: ThresholdThen | None,
    *,
    rule_set: str = "terrorism",
    version: int | None = 1,
    snapshot: str = "T2",
    standing: str = "in_force",
) -> RuleSetThen:
    return RuleSetThen(
        rule_set=rule_set,
        title=rule_set,
        risk=rule_set,
        snapshot=snapshot,
        moment=ARRIVAL,
        standing=standing,
        version=version,
        score=score,
        waterfall=WATERFALL if score == 34 else (),
        threshold=threshold,
    )


def exam(lane: str, *, held: bool = True, probability: float | None = None) -> ExamThen:
    at = datetime(2006, 4, 5, 9, 30, tzinfo=UTC)
    return ExamThen(
        "domestic", lane, None, probability, at if held else None, None if held else at, None, None,
        not held, None,
    )  # fmt: skip


def test_held_under_the_lowered_score_says_that_the_old_one_would_not_have() -> None:
    why = explain([reading(34, LOWERED)], [exam("mandatory")], None)
    assert why.is_held
    assert why.sentence == (
        "Held on 2006-04-05 09:30 UTC; recorded reason: a mandatory score; terrorism version 1 "
        "scored 34 on arrival, mandatory from 32 (not under the 37 in force before 2005-04-29)."
    )
    assert why.grounds == (
        "terrorism version 1: 34 points (soft_top +20 short +14), mandatory from 32: reached with "
        "2 to spare",
    )


def test_not_held_under_the_old_score_says_how_many_points_were_missing() -> None:
    why = explain([reading(34, DEFAULT)], [], None)
    assert not why.is_held
    assert why.sentence == (
        "Not held: no rule set in force reached its mandatory score; nearest was terrorism "
        "version 1 with 34 of 37 points."
    )
    assert why.grounds[0].endswith("mandatory from 37: 3 short, within the review band")


def test_a_random_draw_stays_a_random_draw_whatever_the_score() -> None:
    for score in (5, 40):
        why = explain([reading(score, DEFAULT)], [exam("random", probability=0.003)], None)
        assert "recorded reason: a random draw, probability 0.30%" in why.sentence
    assert "scored 40 on arrival, mandatory from 37" in why.sentence


def test_not_held_though_mandatory_says_what_is_on_record_instead() -> None:
    scored = [reading(40, DEFAULT)]
    assert explain(scored, [], "unknown").sentence == (
        "Not held although terrorism version 1 scored 40 on arrival, mandatory from 37: no "
        "examination, waiver or mitigation is on record."
    )
    waived = explain(scored, [], "waived_standard_exception").sentence
    assert waived.endswith("mandatory from 37: recorded as waived standard exception.")


def test_the_nearest_rule_set_is_the_one_that_missed_fewest_points() -> None:
    far = reading(36, ThresholdThen("*", 60, 50, ARRIVAL, "day", "", None, None), rule_set="far")
    why = explain([far, reading(30, DEFAULT)], [], None)
    assert "nearest was terrorism version 1 with 30 of 37 points" in why.sentence


def test_the_score_before_lading_decides_nothing_on_arrival() -> None:
    early = reading(40, DEFAULT, snapshot="T0")
    why = explain([early, reading(10, DEFAULT)], [], None)
    assert why.sentence.startswith("Not held: no rule set in force reached")
    assert len(why.grounds) == 1


def test_without_manifest_or_rule_set_it_says_so() -> None:
    unscored = explain([reading(None, DEFAULT)], [], None)
    assert unscored.sentence == (
        "Not held: it had no score on arrival, since no manifest of it was known by then."
    )
    absent = reading(None, None, version=None, standing="no version in force before 2006-04-08")
    why = explain([absent], [], None)
    assert why.sentence == "Not held: no rule set was in force for it on arrival."
    assert why.grounds == ("terrorism: no version in force before 2006-04-08",)


@pytest.mark.parametrize(("score", "expected"), [(37, True), (36, False), (None, False)])
def test_a_threshold_is_reached_at_the_score_itself(score: int | None, expected: bool) -> None:
    assert reading(score, DEFAULT).is_mandatory is expected
    assert reading(score, DEFAULT).to_dict()["is_mandatory"] is expected


def test_an_exam_without_a_recorded_hold_counts_as_held_and_says_so() -> None:
    why = explain([reading(5, DEFAULT)], [exam("discretion", held=False)], None)
    assert why.is_held
    assert why.sentence.startswith("Examined without a recorded hold on 2006-04-05 09:30 UTC; ")
