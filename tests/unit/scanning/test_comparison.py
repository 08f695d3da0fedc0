"""The model of scanning against answers worked out by hand, and what must hold for any inputs."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.scanning import Assumption, AssumptionError, assumptions_from, compare, trade_off
from models.scanning.assumptions import UNITS

BY_HAND = {
    "containers_a_day": 1000.0,
    "chosen_share": 0.1,
    "threats_in_chosen_share": 0.8,
    "reader_minutes_a_day": 400.0,
    "thorough_minutes": 4.0,
    "thorough_found_share": 0.5,
    "hurried_found_share": 0.5,
}
"""Half of what a thorough look finds in a quarter of the minutes: found grows with the root."""


def inputs(values: Mapping[str, float], *, spread: float = 0.0) -> dict[str, Assumption]:
    found = {}
    for name, unit in UNITS.items():
        best = values[name]
        high = min(best * (1 + spread), 1.0) if unit == "share" else best * (1 + spread)
        found[name] = Assumption(name, name, unit, best * (1 - spread), best, high)
    return found


def test_both_ways_by_hand() -> None:
    # By risk: 100 images of 4 minutes, thorough: 0.8 x 0.5. All: 0.4 minutes of 4, a tenth of a
    # thorough look, of which the root is found: 0.5 x 0.3162.
    answer = compare(inputs(BY_HAND), draws=64)

    assert answer.by_risk.images_a_day == pytest.approx(100)
    assert answer.by_risk.minutes_an_image == pytest.approx(4)
    assert answer.by_risk.thoroughness == pytest.approx(1)
    assert answer.by_risk.found == pytest.approx(0.4)
    assert answer.everything.minutes_an_image == pytest.approx(0.4)
    assert answer.everything.found == pytest.approx(0.5 * 0.1**0.5)
    # As much as 0.4 of 0.5: 0.8 of the thorough, 0.64 of its minutes, for 1,000 images.
    assert answer.minutes_to_equal == pytest.approx(0.64 * 4 * 1000)


def test_at_the_minutes_to_equal_both_find_the_same() -> None:
    needed = compare(inputs(BY_HAND), draws=64).minutes_to_equal
    answer = compare(inputs(BY_HAND | {"reader_minutes_a_day": needed}), draws=64)

    assert answer.everything.found == pytest.approx(answer.by_risk.found)


def test_inputs_without_a_range_leave_nothing_open() -> None:
    answer = compare(inputs(BY_HAND), draws=64)

    assert (answer.by_risk.low, answer.by_risk.high) == pytest.approx((0.4, 0.4))
    assert answer.everything_finds_more == 0.0


def test_the_same_seed_gives_the_same_answer_and_another_seed_hardly_another() -> None:
    wide = inputs(BY_HAND, spread=0.2)

    assert compare(wide, seed=1) == compare(wide, seed=1)
    one, other = compare(wide, seed=1), compare(wide, seed=2)
    assert one.difference_low != other.difference_low
    assert one.difference_low == pytest.approx(other.difference_low, abs=0.01)


def test_the_curve_ends_where_the_comparison_stands() -> None:
    wide = inputs(BY_HAND, spread=0.1)
    answer = compare(wide)
    curve = trade_off(wide, np.array([0.1, 1.0]))

    assert curve["found"].tolist() == pytest.approx([answer.by_risk.found, answer.everything.found])
    assert curve["low"].iloc[1] == pytest.approx(answer.everything.low)


@settings(max_examples=40)
@given(
    st.fixed_dictionaries(
        {
            name: st.floats(0.02, 0.98) if unit == "share" else st.floats(1.0, 1e5)
            for name, unit in UNITS.items()
        }
    )
)
def test_what_is_found_is_a_share_and_more_minutes_never_find_less(
    values: dict[str, float],
) -> None:
    answer = compare(inputs(values), draws=8)
    richer = compare(
        inputs(values | {"reader_minutes_a_day": values["reader_minutes_a_day"] * 2}), draws=8
    )

    for one, other in ((answer.by_risk, richer.by_risk), (answer.everything, richer.everything)):
        assert 0 <= one.found <= values["thorough_found_share"] + 1e-12
        assert other.found >= one.found - 1e-12


def test_rows_of_the_register_become_inputs() -> None:
    rows = [
        {"assumption": name, "title": name, "unit": unit, "low": 0.2, "best": 0.3, "high": 0.4,
         "basis": "assumed", "source": "assumed: ours"}
        for name, unit in UNITS.items()
    ]  # fmt: skip

    assert list(assumptions_from(reversed(rows))) == list(UNITS)
    with pytest.raises(AssumptionError, match="no row of hurried_found_share"):
        assumptions_from(rows[:-1])
    with pytest.raises(AssumptionError, match="'chosen_share' in 'minutes'"):
        assumptions_from([rows[1] | {"unit": "minutes"}])


def test_values_out_of_order_or_out_of_bounds_are_refused() -> None:
    good = inputs(BY_HAND)["chosen_share"]

    with pytest.raises(AssumptionError, match=r"low 0\.5, best 0\.1.*Put them in order"):
        replace(good, low=0.5)
    with pytest.raises(AssumptionError, match="at most 1"):
        replace(good, high=1.5)
    with pytest.raises(AssumptionError, match="above 0"):
        trade_off(inputs(BY_HAND), np.array([0.0]))
