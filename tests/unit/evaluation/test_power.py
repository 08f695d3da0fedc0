"""Power: the table of the method's description, recomputed."""

import numpy as np
import pytest
from scipy import stats

from models.evaluation.power import minimum_detectable_odds_ratio

PREVALENCES = (0.01, 0.05, 0.10, 0.20, 0.40)
PUBLISHED = {
    23: [(14, 21), (5.6, 9.0), (4.3, 6.3), (3.4, 5.7), (3.0, 5.6)],
    29: [(11, 22), (5.4, 8.0), (3.8, 5.3), (2.7, 4.8), (2.7, 4.3)],
    120: [(4.7, 6.9), (2.4, 3.3), (2.0, 2.7), (1.7, 2.2), (1.6, 2.0)],
}


@pytest.mark.parametrize("n_positives", PUBLISHED)
def test_the_published_table_is_reproduced(n_positives: int) -> None:
    for prevalence, expected in zip(PREVALENCES, PUBLISHED[n_positives], strict=True):
        for n_rules, ratio in zip((1, 30), expected, strict=True):
            found = minimum_detectable_odds_ratio(n_positives, prevalence, n_rules=n_rules)
            assert round(found, 0 if ratio >= 10 else 1) == ratio


def test_the_odds_ratio_has_the_stated_power() -> None:
    ratio = minimum_detectable_odds_ratio(29, 0.1)
    odds = ratio * 0.1 / 0.9
    critical = next(c for c in range(30) if stats.binom.sf(c - 1, 29, 0.1) <= 0.05)
    assert stats.binom.sf(critical - 1, 29, odds / (1 + odds)) == pytest.approx(0.80)


def test_one_incident_can_show_nothing_of_a_common_rule() -> None:
    assert minimum_detectable_odds_ratio(1, 0.2) == np.inf


@pytest.mark.parametrize("prevalence", [0.0, 1.0])
def test_a_prevalence_outside_0_to_1_is_refused(prevalence: float) -> None:
    with pytest.raises(ValueError, match="prevalence .* strictly between 0 and 1"):
        minimum_detectable_odds_ratio(10, prevalence)


def test_no_positives_are_refused() -> None:
    with pytest.raises(ValueError, match="n_positives 0, n_rules 1: expected 1 or more"):
        minimum_detectable_odds_ratio(0, 0.1)
