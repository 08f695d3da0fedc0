"""The odds ratio common to strata, against enumeration in whole numbers and published figures."""

from fractions import Fraction
from itertools import product
from math import comb, inf, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats.contingency import odds_ratio as scipy_odds_ratio

from models.commonalities.matched import Stratum, expected_with, matched_bound, matched_odds

PENICILLIN = [
    # Cured with immediate and with delayed penicillin, by dose: Agresti, Categorical Data
    # Analysis, table of rabbits; rows without information are kept on purpose.
    Stratum(0, 6, 0, 5),
    Stratum(3, 3, 0, 6),
    Stratum(6, 0, 2, 4),
    Stratum(5, 1, 6, 0),
    Stratum(2, 0, 5, 0),
]


def supports(strata: list[Stratum]) -> list[range]:
    found = []
    for one in strata:
        incident, traffic = one.incident_with + one.incident_without, sum(one[2:])
        having = one.incident_with + one.traffic_with
        found.append(range(max(0, having - traffic), min(incident, having) + 1))
    return found


def tails(strata: list[Stratum], odds: float) -> tuple[float, float, float]:
    """P(X <= x), P(X >= x) and E(X) by listing every combination of the strata's counts."""
    weights: dict[int, Fraction] = {}
    for counts in product(*supports(strata)):
        ways = prod(
            comb(one.incident_with + one.incident_without, count)
            * comb(sum(one[2:]), one.incident_with + one.traffic_with - count)
            for one, count in zip(strata, counts, strict=True)
        )
        weights[sum(counts)] = weights.get(sum(counts), Fraction(0)) + ways * (
            Fraction(odds) ** sum(counts)
        )
    whole = sum(weights.values())
    seen = sum(one.incident_with for one in strata)
    below = sum(weight for count, weight in weights.items() if count <= seen)
    above = sum(weight for count, weight in weights.items() if count >= seen)
    mean = sum(count * weight for count, weight in weights.items())
    return float(below / whole), float(above / whole), float(mean / whole)


TABLES = [
    [Stratum(3, 1, 1, 3)],  # Fisher's tea tasting
    [Stratum(2, 1, 5, 20), Stratum(1, 0, 3, 30), Stratum(0, 2, 10, 10)],
    [Stratum(1, 0, 9, 1), Stratum(2, 2, 4, 6)],
    PENICILLIN,
]


@pytest.mark.parametrize("strata", TABLES)
def test_estimate_and_interval_are_those_of_every_combination_listed(
    strata: list[Stratum],
) -> None:
    found = matched_odds(strata)
    assert found is not None
    seen = sum(one.incident_with for one in strata)
    assert tails(strata, found.odds_ratio)[2] == pytest.approx(seen)
    assert tails(strata, found.low)[1] == pytest.approx(0.025)
    if found.high < inf:
        assert tails(strata, found.high)[0] == pytest.approx(0.025)
    below, above, _ = tails(strata, 1.0)
    assert found.p_value == pytest.approx(min(1.0, 2 * min(below, above)))


def test_penicillin_for_rabbits_by_hand() -> None:
    # Informative are the doses 2 to 4 with 3, 8 and 11 cured, six rabbits a side; 14 of the cured
    # had it at once. As many or more: (3, 6, 5), (3, 5, 6), (2, 6, 6) and (3, 6, 6), with
    # P(3) = 20/220 and P(2) = 90/220; P(6) = 15/495 and P(5) = 120/495; P(5) = P(6) = 1/2.
    more = Fraction(20 * 15 + 20 * 120 + 90 * 15 + 20 * 15, 220 * 495) / 2
    found = matched_odds(PENICILLIN)
    assert found is not None
    assert found.informative_strata == 3
    assert found.p_value == pytest.approx(float(2 * more))
    assert found.p_value == pytest.approx(0.03994, abs=5e-6)  # as R documents mantelhaen.test


def test_one_stratum_is_fishers_conditional_analysis() -> None:
    found = matched_odds([Stratum(12, 20, 200, 1800)])
    known = scipy_odds_ratio([[12, 20], [200, 1800]], kind="conditional")
    interval = known.confidence_interval(0.95)
    assert found is not None
    assert (found.odds_ratio, found.low, found.high) == pytest.approx(
        (known.statistic, interval.low, interval.high), rel=1e-6
    )
    tea = matched_odds([Stratum(3, 1, 1, 3)])
    assert tea is not None
    # 6.408309 and 0.4857 as R's fisher.test documents them.
    assert (tea.odds_ratio, tea.p_value) == pytest.approx((6.408309, 0.485714), rel=1e-5)


def test_what_every_container_shares_says_nothing() -> None:
    assert matched_odds([Stratum(2, 0, 40, 0), Stratum(0, 1, 0, 30), Stratum(1, 0, 0, 0)]) is None
    assert matched_odds([]) is None
    with_more = matched_odds([Stratum(2, 0, 40, 0), Stratum(3, 1, 1, 3)])
    assert with_more == matched_odds([Stratum(3, 1, 1, 3)])


def test_at_its_bounds_an_odds_ratio_is_nought_or_infinite() -> None:
    highest, lowest = matched_odds([Stratum(4, 0, 5, 95)]), matched_odds([Stratum(0, 4, 95, 5)])
    assert highest is not None
    assert lowest is not None
    assert (highest.odds_ratio, highest.high) == (inf, inf)
    assert (lowest.odds_ratio, lowest.low) == (0.0, 0.0)
    assert highest.low > 1 > lowest.high


def test_strata_are_not_pooled() -> None:
    # Within each stratum the odds are equal; pooled, 9 of 10 against 19 of 110 would look strong.
    strata = [Stratum(9, 1, 9, 1), Stratum(0, 1, 10, 90)]
    pooled = matched_odds([Stratum(9, 2, 19, 91)])
    found = matched_odds(strata)
    assert pooled is not None
    assert found is not None
    assert pooled.low > 1
    assert found.low < 1 < found.high


def test_national_traffic_is_no_trouble() -> None:
    found = matched_odds([Stratum(12, 20, 200_000_000, 1_800_000_000)])
    assert found is not None
    assert found.odds_ratio == pytest.approx(5.4, rel=1e-4)  # (12/20) / (1/9) in the limit


def test_expected_is_the_share_of_each_stratums_own_traffic() -> None:
    # 2 x 10/100 + 1 x 20/40 = 0.7; a stratum without traffic adds nothing
    strata = [Stratum(1, 1, 10, 90), Stratum(1, 0, 20, 20), Stratum(1, 0, 0, 0)]
    assert expected_with(strata) == pytest.approx(0.7)


def test_a_count_below_nought_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(1, -1, 2, 3\): counts of containers are 0 or more"):
        matched_odds([Stratum(1, -1, 2, 3)])


small = st.integers(0, 4)
some_strata = st.lists(st.builds(Stratum, small, small, st.integers(0, 9), st.integers(0, 9)))


@settings(max_examples=60)
@given(some_strata)
def test_interval_holds_the_estimate_and_agrees_with_the_p_value(strata: list[Stratum]) -> None:
    found = matched_odds(strata)
    if found is None:
        assert not any(one.is_informative for one in strata)
        return
    assert found.low <= found.odds_ratio <= found.high
    assert 0 <= found.p_value <= 1
    if abs(found.p_value - 0.05) > 1e-6:
        assert (found.p_value < 0.05) == (found.low > 1 or found.high < 1)
    assert matched_bound(strata, is_lower=True) == found.low
    assert matched_bound(strata, is_lower=False) == found.high


@settings(max_examples=40)
@given(some_strata)
def test_exchanging_with_and_without_turns_the_odds_ratio_over(strata: list[Stratum]) -> None:
    found = matched_odds(strata)
    turned = matched_odds([Stratum(b, a, d, c) for a, b, c, d in strata])
    if found is None or turned is None:
        assert found == turned
        return
    assert turned.p_value == pytest.approx(found.p_value)
    if 0 < found.odds_ratio < inf:
        assert turned.odds_ratio == pytest.approx(1 / found.odds_ratio, rel=1e-5)
