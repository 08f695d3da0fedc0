"""What-if on an edition made by hand: every figure is worked out from its table of eight weeks."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from models.rules import RuleSet
from pipelines.editions import Edition
from pipelines.filters.patterns import version_patterns
from pipelines.filters.what_if import WhatIfAnswer, WhatIfError, WhatIfQuestion, what_if
from tests.integration.filters.two_ports_edition import (
    CAUGHT,
    MISSED,
    make_edition,
    rule_set,
    three_rules,
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return make_edition(tmp_path_factory.mktemp("edition"))


def exams(answer: WhatIfAnswer) -> dict[str, int]:
    return dict(zip(answer.workload["port_code"], answer.workload["exams"], strict=True))


def test_a_lower_threshold_everywhere_but_where_a_port_has_its_own(edition: Edition) -> None:
    # In force when the season ended: 12, and 11 at 3001. At 2704 a week has two trips of score 16
    # and three of 10; at 3001 one of 11.
    answer = what_if(edition, WhatIfQuestion(three_rules(), thresholds={"*": 10}))
    assert answer.thresholds_before == {"*": 12, "2704": 12, "3001": 11}
    assert answer.thresholds == {"*": 10, "2704": 10, "3001": 11}
    assert (answer.containers, answer.selected_before, answer.selected) == (120, 24, 48)
    assert (answer.newly_selected, answer.newly_released) == (24, 0)
    assert (answer.seasons, answer.n_weeks, answer.ports) == ((2006,), 8, ("2704", "3001"))
    # Masks: none, soft top, soft top and light, light and Shekou. Five rows of the table a week.
    assert (answer.n_patterns, answer.n_rows) == (4, 40)


def test_exams_a_week_and_hours_at_each_port(edition: Edition) -> None:
    question = WhatIfQuestion(
        three_rules(),
        thresholds={"*": 10},
        minutes_per_image_exam=12,
        minutes_per_physical_exam=120,
        share_opened=0.5,
    )
    workload = what_if(edition, question).workload.set_index("port_code")
    assert workload["exams"].to_dict() == {"*": 48, "2704": 40, "3001": 8}
    # All weeks are alike, so each interval has no width.
    for column in ("exams_per_week", "exams_per_week_low", "exams_per_week_high"):
        assert workload[column].to_dict() == {"*": 6.0, "2704": 5.0, "3001": 1.0}
    assert workload["image_hours"].to_dict() == pytest.approx({"*": 1.2, "2704": 1.0, "3001": 0.2})
    assert workload["physical_hours"].to_dict() == {"*": 6.0, "2704": 5.0, "3001": 1.0}


def test_other_points_release_what_they_no_longer_reach(edition: Edition) -> None:
    # A soft top for 4 points: 4 alone, 10 with light; only the trip of 11 at 3001 is left.
    answer = what_if(edition, WhatIfQuestion(three_rules(), points={"soft_top": 4}, sample=99))
    assert exams(answer) == {"*": 8, "2704": 0, "3001": 8}
    assert (answer.newly_selected, answer.newly_released) == (0, 16)
    assert answer.points_changed == {"soft_top": (10, 4)}
    assert answer.sample["change"].unique().tolist() == ["newly released"]
    assert sorted(answer.sample["container_trip_key"]) == sorted(
        f"2704-5000-soft-{week}-{place}"
        for week in answer.weeks["arrival_week"].unique()
        for place in range(2)
    )
    assert set(zip(answer.sample["score"], answer.sample["score_before"], strict=True)) == {
        (10, 16)
    }


def test_rules_with_their_hits_and_their_overlap(edition: Edition) -> None:
    answer = what_if(edition, WhatIfQuestion(three_rules(), points={"soft_top": 4}))
    rules = answer.rules.set_index("rule")
    assert rules["hits"].to_dict() == {"soft_top": 40, "light": 24, "shekou": 8}
    assert rules["hits_selected"].to_dict() == {"soft_top": 0, "light": 8, "shekou": 8}
    assert answer.overlap == [[40, 16, 0], [16, 24, 8], [0, 8, 8]]


def test_past_incidents_are_named_caught_or_missed(edition: Edition) -> None:
    def caught(**asked: object) -> dict[str, tuple[int | None, bool, bool]]:
        answer = what_if(edition, WhatIfQuestion(three_rules(), **asked))  # type: ignore[arg-type]
        return {one.incident_id: (one.score, one.was_caught, one.is_caught)
                for one in answer.incidents}  # fmt: skip

    # INC-3 had no manifest on arrival, so no score; INC-4 has no container trip.
    assert caught(thresholds={"*": 10}) == {
        "INC-1": (11, True, True), "INC-2": (10, False, True), "INC-3": (None, False, False),
    }  # fmt: skip
    assert caught(thresholds={"3001": 12}) == {
        "INC-1": (11, True, False), "INC-2": (10, False, False), "INC-3": (None, False, False),
    }  # fmt: skip
    assert caught(ports=["3001"]) == {"INC-1": (11, True, True)}
    labelled = what_if(edition, WhatIfQuestion(three_rules())).incidents
    assert {one.container_trip_key: one.is_scenario for one in labelled} == {
        CAUGHT: True, MISSED: False, "unknown-manifest": False,
    }  # fmt: skip


def test_one_port_is_counted_alone(edition: Edition) -> None:
    answer = what_if(edition, WhatIfQuestion(three_rules(), ports=["2704"]))
    assert (answer.containers, answer.selected) == (80, 16)
    weeks = answer.weeks.groupby("arrival_week")[["containers", "selected"]].sum()
    assert weeks.loc[date(2005, 11, 21)].tolist() == [10, 2]
    assert len(weeks) == 8


def seventy_rules() -> RuleSet:
    """67 rules of 1 point that hit nothing, then soft top, light and Shekou in the second word."""
    quiet = [(f"quiet_{place}", f"weight_kg = {place}.5", 1) for place in range(67)]
    kept = [(rule.id, rule.expression, rule.points) for rule in three_rules().rules]
    return rule_set("example", 2, quiet + kept)


def test_more_rules_than_a_word_holds(edition: Edition) -> None:
    answer = what_if(edition, WhatIfQuestion(seventy_rules(), thresholds={"*": 10}, sample=3))
    assert (answer.selected_before, answer.selected, answer.newly_selected) == (24, 48, 24)
    assert answer.rules["hits"].tolist() == [0] * 67 + [40, 24, 8]
    assert len(answer.sample) == 3


def test_a_draft_is_held_against_the_version_in_force(edition: Edition) -> None:
    # The draft scores soft tops from Hong Kong 14 and nothing else; it is in a word of its own.
    draft = rule_set(
        "example", 3, [("soft_top", "is_soft_top and port_of_lading = 'HKHKG'", 14)]
    )  # fmt: skip
    answer = what_if(edition, WhatIfQuestion(draft, baseline=three_rules(), sample=99))
    # All 40 soft tops now, of which 16 (soft and light) before; before also 8 at 3001.
    assert (answer.selected_before, answer.selected) == (24, 40)
    assert (answer.newly_selected, answer.newly_released) == (24, 8)
    assert answer.points_changed == {"soft_top": (10, 14)}
    assert (answer.version, answer.baseline_version) == (3, 1)
    released = answer.sample.query("change == 'newly released'")
    assert CAUGHT in set(released["container_trip_key"])
    assert set(released["port_code"]) == {"3001"}
    assert len(answer.sample) == 32


def test_the_answer_is_plain_data(edition: Edition) -> None:
    plain = what_if(edition, WhatIfQuestion(three_rules(), thresholds={"*": 10})).to_dict()
    read = json.loads(json.dumps(plain, allow_nan=False))
    assert read["workload"][1]["exams_per_week"] == 5.0
    assert read["weeks"][0]["arrival_week"] == "2005-10-03"
    assert read["incidents"][0]["incident_id"] == "INC-2"
    assert {"estimate_ms", "interval_ms", "counting_ms"} <= set(read)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"points": {"soft_tpo": 3}}, r"version 1 has no rule soft_tpo; its rules are soft_top"),
        ({"seasons": [1999]}, r"Seasons 1999: edition 0001 has synthetic traffic of 2006"),
        ({"thresholds": {"9999": 3}}, r"at port 9999 in what was asked; .* 2704, 3001"),
        ({"ports": ["1001"]}, r"No synthetic traffic at port 1001"),
    ],
)
def test_a_question_that_cannot_be_answered_says_what_can(
    edition: Edition, asked: dict[str, object], message: str
) -> None:
    with pytest.raises(WhatIfError, match=message):
        what_if(edition, WhatIfQuestion(three_rules(), **asked))  # type: ignore[arg-type]


def test_a_new_rule_set_needs_a_threshold(edition: Edition) -> None:
    new = rule_set("new", 1, [("light", "weight_kg < 9000", 6)])
    with pytest.raises(WhatIfError, match=r"new has no threshold .* give one for '\*'"):
        what_if(edition, WhatIfQuestion(new))
    everywhere = exams(what_if(edition, WhatIfQuestion(new, thresholds={"*": 6})))
    assert everywhere["*"] == 24
    # A port filter has thresholds at its own ports only.
    there = what_if(edition, WhatIfQuestion(new, ports=["3001"], thresholds={"3001": 6}))
    assert exams(there)["3001"] == everywhere["3001"] > 0
    assert dict(there.thresholds) == dict(there.thresholds_before) == {"3001": 6}


def store_version_1(folder: Path, trips: int) -> Edition:
    """Stored patterns of version 1 that say so many trips hit nothing, and no other mask."""
    edition = make_edition(folder)
    with duckdb.connect(str(edition.database)) as con:
        con.executemany(
            "insert into rules.rules values ('example', 1, ?, ?)",
            [[bit, rule.parsed.sql()] for bit, rule in enumerate(three_rules().rules)],
        )
        con.execute(
            "insert into marts.fct_pattern_weeks values "
            "('example', 1, 'T2', '2704', date '2005-10-03', 0, [], 'synthetic', ?)",
            [trips],
        )
    return edition


def test_stored_patterns_are_taken_where_they_count_every_trip(tmp_path: Path) -> None:
    edition = store_version_1(tmp_path, trips=120)
    assert version_patterns(edition, three_rules(), by="week")["container_count"].tolist() == [120]
    # Other points hit the same containers, so the stored masks serve; another rule does not.
    repointed = three_rules(2, soft_top=4)
    assert version_patterns(edition, repointed, by="week")["hits"].tolist() == [0]
    other = rule_set("example", 4, [("light", "weight_kg < 9000", 6)])
    assert set(version_patterns(edition, other, by="week")["hits"]) == {0, 1}


def test_a_version_scored_only_in_part_is_counted_from_the_features(tmp_path: Path) -> None:
    edition = store_version_1(tmp_path, trips=119)
    assert set(version_patterns(edition, three_rules(), by="week")["hits"]) == {0, 1, 3, 6}


def test_patterns_of_a_season_carry_outcomes_and_every_day_of_it(edition: Edition) -> None:
    counted = version_patterns(edition, three_rules(), by="season")
    # The trip of 1 October counts in the season, though its week begins before it.
    assert counted["container_count"].sum() == 121
    assert counted.query("port_code == 'unresolved'")["container_count"].tolist() == [1]
    confirmed = counted.query("outcome == 'confirmed'")
    assert confirmed[["hits", "port_code", "container_count"]].to_numpy().tolist() == [
        [1, "2704", 1]
    ]
