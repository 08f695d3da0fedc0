"""Laplace evidence against numerical integration, and the exactly known cases."""

import numpy as np
import pytest
from scipy import integrate
from scipy.special import gammaln
from scipy.stats import norm

from models.refinement.design import Totals
from models.refinement.evidence import choose_prior, laplace_log_evidence, log_mass
from models.refinement.inputs import read_rules
from models.refinement.method import Method
from models.refinement.refiner import FilterWeightRefiner
from models.refinement.solver import fit_map
from tests.unit.refinement.planted import make_world

BITS = np.array([[0.0], [1.0]])
EXPOSURE = np.array([900.0, 100.0])


def exact_log_evidence(
    target: np.ndarray, centre: float, precision: float, lower: float, upper: float
) -> float:
    """Integrate intercept (in closed form) and coefficient (by quadrature) out."""
    total = target.sum()
    mass = norm.cdf(upper, centre, precision**-0.5) - norm.cdf(lower, centre, precision**-0.5)

    def integrand(beta: float) -> float:
        # Over a flat prior of a, exp(y a - e^a S) integrates to Gamma(y) / S^y.
        log_value = target[1] * beta - total * np.log(EXPOSURE[0] + EXPOSURE[1] * np.exp(beta))
        return float(
            np.exp(log_value + gammaln(total) + total * np.log(1000))
            * norm.pdf(beta, centre, precision**-0.5)
            / mass
        )

    return float(
        np.log(integrate.quad(integrand, lower, upper, epsabs=0)[0]) - total * np.log(1000)
    )


@pytest.mark.parametrize("target", [(60.0, 30.0), (80.0, 3.0), (40.0, 20.0)])
@pytest.mark.parametrize("precision", [4.0, 25.0])
@pytest.mark.parametrize("bounds", [(-3.0, 3.0), (0.0, 1.0), (0.0, 3.0)])
def test_evidence_is_near_the_integral(
    target: tuple[float, float], precision: float, bounds: tuple[float, float]
) -> None:
    counts, centre = np.array(target), np.array([0.3])
    lower, upper = np.array([bounds[0]]), np.array([bounds[1]])
    fit = fit_map(BITS, counts, EXPOSURE, centre, precision, lower, upper)
    found = laplace_log_evidence(fit, centre, precision, lower, upper)
    assert found == pytest.approx(exact_log_evidence(counts, 0.3, precision, *bounds), abs=0.12)


@pytest.mark.parametrize("tau", [0.1, 1.0, 5.0])
def test_a_rule_nothing_speaks_to_adds_nothing(tau: float) -> None:
    counts, precision = np.array([60.0, 30.0]), 1 / tau**2
    silent = np.column_stack([BITS, np.zeros(2)])
    one = np.array([0.3]), precision, np.array([-3.0]), np.array([3.0])
    two = np.array([0.3, 0.5]), precision, np.array([-3.0, 0.0]), np.array([3.0, 1.0])
    alone = laplace_log_evidence(fit_map(BITS, counts, EXPOSURE, *one), *one)
    beside = laplace_log_evidence(fit_map(silent, counts, EXPOSURE, *two), *two)
    assert beside == pytest.approx(alone, abs=1e-9)


def test_log_mass_is_stable_in_both_tails() -> None:
    low, high = np.array([-1.0, 9.0, -41.0]), np.array([1.0, 10.0, -40.0])
    expected = [np.log(norm.cdf(1) - norm.cdf(-1)), norm.logsf(9), norm.logcdf(-40)]
    assert log_mass(low, high) == pytest.approx(expected, rel=1e-5)


def method(**parameters: object) -> Method:
    return Method.from_parameters(FilterWeightRefiner(**parameters).get_params())


def totals_of(bits: np.ndarray, confirmed: np.ndarray, lesser: np.ndarray) -> Totals:
    size = np.full(confirmed.size, 2000.0)
    return Totals(bits, size, size * 0.4, confirmed, size * 0.1, lesser)


def test_the_lesser_positives_move_the_centre_only_where_they_help() -> None:
    rules = read_rules(make_world(0, containers=100).rules.iloc[:3].assign(points=0))
    bits = np.array([[(mask >> rule) & 1 for rule in range(3)] for mask in range(8)], dtype=float)
    agreeing = np.rint(3 * np.exp(1.5 * bits[:, 0]))
    lesser = np.rint(40 * np.exp(1.5 * bits[:, 0]))
    helped = choose_prior(totals_of(bits, agreeing, lesser), rules, np.zeros(3), 0.1, method())
    assert helped.rho == 1.0
    assert helped.centre[0] == pytest.approx(15.0, abs=2.0)
    opposed = choose_prior(
        totals_of(bits, np.rint(6 * np.exp(-2 * bits[:, 0])), lesser),
        rules,
        np.zeros(3),
        0.1,
        method(),
    )
    assert opposed.rho == 0.0
    assert opposed.centre.tolist() == [0.0, 0.0, 0.0]


def test_without_lesser_positives_only_the_current_weights_are_a_centre() -> None:
    rules = read_rules(make_world(0, containers=100).rules.iloc[:3].assign(points=0))
    bits = np.array([[(mask >> rule) & 1 for rule in range(3)] for mask in range(8)], dtype=float)
    prior = choose_prior(
        totals_of(bits, np.full(8, 4.0), np.zeros(8)), rules, np.zeros(3), 0.1, method()
    )
    assert {rho for _, rho, _ in prior.grid} == {0.0}
    assert len(prior.grid) == 5


def test_large_errors_widen_the_prior() -> None:
    rules = read_rules(make_world(0, containers=100).rules.iloc[:3].assign(points=0))
    bits = np.array([[(mask >> rule) & 1 for rule in range(3)] for mask in range(8)], dtype=float)
    silent = np.zeros(8)
    flat = choose_prior(
        totals_of(bits, np.full(8, 30.0), silent), rules, np.zeros(3), 0.1, method()
    )
    steep = choose_prior(
        totals_of(bits, np.rint(30 * np.exp(1.8 * bits[:, 0])), silent),
        rules,
        np.zeros(3),
        0.1,
        method(),
    )
    assert flat.tau == 0.5
    assert steep.tau >= 4.0
