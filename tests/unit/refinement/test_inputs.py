"""Bad input is refused by row, with what to do; too few incidents are not bad input."""

import re

import numpy as np
import pandas as pd
import pytest

from models.refinement import FilterWeightRefiner
from models.refinement.inputs import check_patterns, read_rules
from tests.unit.refinement.planted import make_world

WORLD = make_world(seed=0, seasons=(2004, 2005), containers=3000)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("confirmed", -1, "counts must be numbers of 0 or more"),
        ("lesser", np.nan, "counts must be numbers of 0 or more"),
        ("examined_physical", 10**6, "examined_physical + examined_image exceed containers"),
        ("confirmed", 10**6, "confirmed + lesser exceed containers"),
        ("hits", 1 << 9, "hits has a bit beyond the last of 9 rules"),
        ("hits", -1, "hits must be a whole number of 0 or more"),
        ("season", 2004.5, "season must be a whole number"),
    ],
)
def test_a_bad_pattern_row_is_named(column: str, value: float, message: str) -> None:
    patterns = WORLD.patterns.copy()
    patterns[column] = (
        patterns[column].astype(float if value != int(value or 0) else "int64")
        if (value == value)
        else patterns[column].astype(float)
    )
    patterns.loc[7, column] = value
    with pytest.raises(ValueError, match=rf"patterns row 7: {re.escape(message)}.*got "):
        FilterWeightRefiner().fit(patterns, WORLD.rules)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("points", 26, "points lie outside the box"),
        ("points", -3, "points lie outside the box min_points..max_points or against the sign"),
        ("sign", 2, "sign must be -1, 0 or 1"),
        ("kind", "port", "kind must be one of trait, port_identity, port_general"),
        ("min_points", 26, "min_points must not exceed max_points"),
        ("stale", True, "only a port_identity rule can be stale"),
        ("rule", "first_consignee", "the rule stands twice"),
    ],
)
def test_a_bad_rule_is_named(column: str, value: object, message: str) -> None:
    rules = WORLD.rules.copy()
    rules.loc[0, column] = value
    with pytest.raises(ValueError, match=rf"rules row [01] \(.*\): {re.escape(message)}"):
        FilterWeightRefiner().fit(WORLD.patterns, rules)


def test_points_that_are_not_whole_are_refused() -> None:
    rules = WORLD.rules.astype({"points": float})
    rules.loc[3, "points"] = 6.5
    with pytest.raises(ValueError, match=r"rules row 3 \(light_for_goods\): .* whole numbers"):
        read_rules(rules)


def test_a_missing_column_is_named_with_those_expected() -> None:
    with pytest.raises(ValueError, match="patterns: no column lesser; expected season, hits"):
        FilterWeightRefiner().fit(WORLD.patterns.drop(columns="lesser"), WORLD.rules)
    with pytest.raises(ValueError, match="rules: no column kind, stale; expected rule, points"):
        FilterWeightRefiner().fit(WORLD.patterns, WORLD.rules.drop(columns=["kind", "stale"]))


def test_what_is_no_frame_is_named_with_the_columns_expected() -> None:
    with pytest.raises(ValueError, match=r"patterns: expected .* season, hits, .* got ndarray"):
        FilterWeightRefiner().fit(WORLD.patterns.to_numpy(), WORLD.rules)
    with pytest.raises(ValueError, match=r"rules: expected .* rule, points, .* got list"):
        FilterWeightRefiner().fit(WORLD.patterns, WORLD.rules.to_dict("records"))


def test_one_season_only_is_an_error_that_says_what_to_add() -> None:
    one = WORLD.patterns.query("season == 2005")
    with pytest.raises(ValueError, match=r"1 season \(\[2005\]\); expected two or more: add"):
        FilterWeightRefiner().fit(one, WORLD.rules)


def test_no_rule_is_an_error() -> None:
    with pytest.raises(ValueError, match="rules: no row"):
        FilterWeightRefiner().fit(WORLD.patterns, WORLD.rules.iloc[:0])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("surfacing", 0.0),
        ("detection_physical", 1.2),
        ("gate", 0.4),
        ("max_step", 0),
        ("tau_grid", ()),
        ("tau_grid", (0.0, 1.0)),
        ("rho_grid", (0.0, 1.5)),
    ],
)
def test_a_parameter_out_of_range_is_named_at_fit_and_not_before(name: str, value: object) -> None:
    refiner = FilterWeightRefiner().set_params(**{name: value})
    with pytest.raises(ValueError, match=f"{name}=.*expected"):
        refiner.fit(WORLD.patterns, WORLD.rules)


def test_the_sign_narrows_the_box() -> None:
    rules = read_rules(WORLD.rules)
    box = dict(zip(rules.name, zip(rules.lower, rules.upper, strict=True), strict=True))
    assert box["soft_top"] == (0, 25)
    assert box["reefer"] == (-25, 0)
    assert box["port_a"] == (-25, 25)


def test_words_are_read_where_there_are_more_than_62_rules() -> None:
    patterns = pd.DataFrame(
        {
            "season": [2004, 2005],
            "hits": [[1 << 61, 0b10], [0, 0b111]],
            "containers": 1,
            "examined_physical": 0,
            "examined_image": 0,
            "confirmed": 0,
            "lesser": 0,
        }
    )
    assert check_patterns(patterns, 65).tolist() == [[1 << 61, 2], [0, 7]]
    with pytest.raises(ValueError, match="patterns row 1: hits has a bit beyond the last of 64"):
        check_patterns(patterns, 64)


@pytest.mark.parametrize(
    "mask", [None, np.nan, 0.5, "five", 1 << 70, [1, 2], []], ids=lambda mask: repr(mask)[:12]
)
def test_what_is_no_mask_is_named(mask: object) -> None:
    patterns = WORLD.patterns.astype({"hits": object})
    patterns["hits"] = [*patterns["hits"].tolist()[:-1], mask]
    with pytest.raises(ValueError, match=rf"patterns row {patterns.index[-1]}: .*(mask|hits)"):
        FilterWeightRefiner().fit(patterns, WORLD.rules)


def test_plain_masks_of_more_rules_than_a_word_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="row 0: hits must be a list of 2 whole numbers"):
        check_patterns(WORLD.patterns, 63)


@pytest.mark.parametrize(
    ("column", "value"), [("max_points", np.inf), ("points", np.nan), ("stale", "yes")]
)
def test_what_no_rule_can_say_is_named(column: str, value: object) -> None:
    rules = WORLD.rules.astype({column: object})
    rules.loc[1, column] = value
    with pytest.raises(ValueError, match=r"rules row 1 \(.*\): "):
        read_rules(rules)


def test_a_column_that_stands_twice_is_named() -> None:
    twice = pd.concat([WORLD.patterns, WORLD.patterns[["hits"]]], axis=1)
    with pytest.raises(ValueError, match="column hits stands twice"):
        check_patterns(twice, len(WORLD.rules))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gate", "x"),
        ("refuse_below_nats", np.nan),
        ("max_step", 2.5),
        ("tau_grid", 3.0),
        ("rho_grid", (0.5, np.nan)),
        ("budget", 0),
        ("tau_median", np.inf),
    ],
)
def test_a_parameter_that_is_no_number_it_can_be_is_named(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"{name}="):
        FilterWeightRefiner(**{name: value}).fit(WORLD.patterns, WORLD.rules)


@pytest.mark.parametrize("season", [1990, 2006])
def test_a_season_without_a_container_is_none(season: int) -> None:
    empty = WORLD.patterns.iloc[[0]].assign(season=season)
    empty[["containers", "examined_physical", "examined_image", "confirmed", "lesser"]] = 0
    more = pd.concat([WORLD.patterns, empty])
    coming = WORLD.patterns[["hits", "containers"]]
    plain = FilterWeightRefiner().fit(WORLD.patterns, WORLD.rules, coming)
    with_it = FilterWeightRefiner().fit(more, WORLD.rules, coming)
    pd.testing.assert_frame_equal(plain.proposal_, with_it.proposal_)
    one = WORLD.patterns[WORLD.patterns["season"] == 2004]
    with pytest.raises(ValueError, match="season"):
        FilterWeightRefiner().fit(pd.concat([one, empty]), WORLD.rules)


@pytest.mark.parametrize("kind", ["bool", "boolean", "category"])
def test_seasons_that_are_true_or_false_are_refused(kind: str) -> None:
    is_first = WORLD.patterns["season"].eq(2004).astype(kind)
    with pytest.raises(ValueError, match="season must be a whole number"):
        check_patterns(WORLD.patterns.assign(season=is_first), len(WORLD.rules))
