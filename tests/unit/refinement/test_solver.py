"""The bounded solver: scikit-learn's solution without active bounds, the optimum with them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn.linear_model import PoissonRegressor

from models.refinement.solver import fit_map

N_RULES = 6
FREE = np.full(N_RULES, -50.0), np.full(N_RULES, 50.0)


def draw(seed: int, positives: float = 80.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    bits = (generator.random((400, N_RULES)) < 0.3).astype(float)
    exposure = generator.gamma(2.0, 50.0, 400)
    rate = np.exp(bits @ generator.normal(0, 0.8, N_RULES))
    target = generator.poisson(positives * exposure * rate / (exposure @ rate)).astype(float)
    return bits, target, exposure


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("precision", [1.0, 25.0, 400.0])
def test_without_active_bounds_it_is_scikit_learns_poisson_regressor(
    seed: int, precision: float
) -> None:
    bits, target, exposure = draw(seed)
    centre = np.random.default_rng(seed + 100).normal(0, 0.5, N_RULES)
    fit = fit_map(bits, target, exposure, centre, precision, *FREE)
    shifted = exposure * np.exp(bits @ centre)
    reference = PoissonRegressor(
        solver="newton-cholesky", alpha=precision / shifted.sum(), tol=1e-12, max_iter=500
    ).fit(bits, target / shifted, sample_weight=shifted)
    assert np.abs(fit.coefficients - (reference.coef_ + centre)).max() < 1e-6
    assert abs(fit.intercept - reference.intercept_) < 1e-6


@given(
    seed=st.integers(0, 10_000),
    precision=st.sampled_from([0.5, 4.0, 100.0]),
    limit=st.floats(0.05, 0.6),
)
@settings(max_examples=40)
def test_with_bounds_the_conditions_of_the_optimum_hold(
    seed: int, precision: float, limit: float
) -> None:
    bits, target, exposure = draw(seed)
    lower = np.where(np.arange(N_RULES) % 2, 0.0, -limit)
    upper = np.full(N_RULES, limit)
    fit = fit_map(bits, target, exposure, np.zeros(N_RULES), precision, lower, upper)
    beta = fit.coefficients
    assert np.all((beta >= lower) & (beta <= upper))
    # The slope, computed here again, vanishes inside and points outward at a bound.
    mean = exposure * np.exp(fit.intercept + bits @ beta)
    slope = bits.T @ (mean - target) + precision * beta
    inside = (beta > lower + 1e-9) & (beta < upper - 1e-9)
    assert np.abs(slope[inside]).max(initial=0) < 1e-5
    assert np.all(slope[beta <= lower + 1e-9] > -1e-5)
    assert np.all(slope[beta >= upper - 1e-9] < 1e-5)
    assert mean.sum() == pytest.approx(target.sum())


def test_with_bounds_it_agrees_with_a_general_optimiser() -> None:
    bits, target, exposure = draw(3)
    lower, upper = np.zeros(N_RULES), np.full(N_RULES, 0.4)

    def loss(theta: np.ndarray) -> float:
        eta = theta[0] + bits @ theta[1:]
        return float(exposure @ np.exp(eta) - target @ eta + 2.0 * theta[1:] @ theta[1:])

    fit = fit_map(bits, target, exposure, np.zeros(N_RULES), 4.0, lower, upper)
    found = minimize(
        loss,
        np.concatenate(([-7.0], np.full(N_RULES, 0.1))),
        bounds=[(None, None), *zip(lower, upper, strict=True)],
        options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 5000, "maxfun": 10**6},
    )
    assert fit.coefficients == pytest.approx(found.x[1:], abs=2e-4)
    assert loss(np.concatenate(([fit.intercept], fit.coefficients))) <= found.fun + 1e-8


def test_a_rule_with_equal_bounds_is_held_and_the_offset_does_the_same() -> None:
    bits, target, exposure = draw(1)
    lower, upper = np.full(N_RULES, -5.0), np.full(N_RULES, 5.0)
    lower[0] = upper[0] = 0.7
    held = fit_map(bits, target, exposure, np.zeros(N_RULES), 9.0, lower, upper)
    offset = fit_map(
        bits[:, 1:],
        target,
        exposure,
        np.zeros(N_RULES - 1),
        9.0,
        lower[1:],
        upper[1:],
        offset=0.7 * bits[:, 0],
    )
    assert held.coefficients[0] == 0.7
    assert held.coefficients[1:] == pytest.approx(offset.coefficients, abs=1e-9)


def test_patterns_and_rows_have_the_same_fit() -> None:
    generator = np.random.default_rng(8)
    rows = (generator.random((20_000, N_RULES)) < 0.25).astype(float)
    positive = (generator.random(20_000) < 0.004 * np.exp(rows[:, 0])).astype(float)
    weight = np.where(generator.random(20_000) < 0.05, 0.98, 0.4)
    by_row = fit_map(rows, positive, weight, np.zeros(N_RULES), 4.0, *FREE)
    masks, group = np.unique(rows, axis=0, return_inverse=True)
    by_pattern = fit_map(
        masks,
        np.bincount(group, positive),
        np.bincount(group, weight),
        np.zeros(N_RULES),
        4.0,
        *FREE,
    )
    assert np.abs(by_row.coefficients - by_pattern.coefficients).max() < 1e-8


def test_a_far_start_converges() -> None:
    bits, target, exposure = draw(2)
    near = fit_map(bits, target, exposure, np.zeros(N_RULES), 1e-4, *FREE)
    far = fit_map(bits, target, exposure, np.full(N_RULES, 20.0), 1e-4, *FREE)
    assert far.coefficients == pytest.approx(near.coefficients, abs=0.02)


def test_nothing_to_fit_is_refused() -> None:
    bits, target, exposure = draw(0)
    with pytest.raises(ValueError, match="0 positives on exposure .* expected both above 0"):
        fit_map(bits, target * 0, exposure, np.zeros(N_RULES), 1.0, *FREE)
