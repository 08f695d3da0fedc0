"""The bounded thinned-Poisson maximum a posteriori fit.

Holds the optimiser alone: matrix, counts, exposure, prior and bounds in; coefficients and
curvature out. Which prior and which bounds is decided elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, cholesky, solve_triangular
from scipy.optimize import lsq_linear

Floats = NDArray[np.float64]

MAX_ITERATIONS = 200
TOLERANCE = 1e-10
"""Largest Newton step, in log-odds, at which the fit has converged."""

SUFFICIENT_DECREASE = 1e-4
SMALLEST_STEP = 1e-12


@dataclass(frozen=True)
class MapFit:
    """Result of a fit.

    Attributes
    ----------
    intercept
        log rate per unit of exposure where no rule hits.
    coefficients : ndarray of float, shape (n_rules,)
        Log-odds of each rule.
    log_likelihood
        sum of y * eta - exposure * exp(eta), at the solution, in nats.
    gradient : ndarray of float, shape (n_rules,)
        Slope of the negative log posterior; 0 where no bound is active.
    hessian : ndarray of float, shape (n_rules + 1, n_rules + 1)
        Curvature of the negative log posterior, the intercept first.
    """

    intercept: float
    coefficients: Floats
    log_likelihood: float
    gradient: Floats
    hessian: Floats

    @property
    def sd(self) -> Floats:
        """Standard deviation of each coefficient, in log-odds, shape (n_rules,)."""
        return np.asarray(np.sqrt(np.diag(np.linalg.inv(self.hessian)))[1:])

    def mode_beyond(self, is_pushed: NDArray[np.bool_]) -> Floats:
        """Mode that rules pushed against a bound would have without: one Newton step beyond."""
        step = np.where(is_pushed, self.gradient / np.diag(self.hessian)[1:], 0.0)
        return np.asarray(self.coefficients - step)


def fit_map(
    bits: Floats,
    target: Floats,
    exposure: Floats,
    centre: Floats,
    precision: float,
    lower: Floats,
    upper: Floats,
    offset: Floats | None = None,
    start: Floats | None = None,
) -> MapFit:
    """Maximise sum(y * eta - E * exp(eta)) - precision / 2 * |beta - centre|^2 within bounds.

    Parameters
    ----------
    bits : ndarray of float, shape (n_patterns, n_rules)
        Rule hits.
    target, exposure : ndarray of float, shape (n_patterns,)
        Positives y and exposure E; eta = intercept + bits @ beta + offset.
    centre : ndarray of float, shape (n_rules,)
        Prior means in log-odds.
    precision
        Prior precision, the same for every rule; the intercept is free.
    lower, upper : ndarray of float, shape (n_rules,)
        Bounds in log-odds; a rule whose bounds coincide is held there.
    offset : ndarray of float, shape (n_patterns,), optional
        Part of eta that is given.
    start : ndarray of float, shape (n_rules,), optional
        Where to begin; the centre when None. It saves steps and changes no solution.

    Returns
    -------
    MapFit

    Raises
    ------
    ValueError
        If there is no positive or no exposure: the intercept would have no finite value.
    RuntimeError
        If the iteration does not converge.

    Notes
    -----
    Newton's method; each step minimises the quadratic model within the bounds, by
    ``scipy.optimize.lsq_linear`` when the plain step leaves them, followed by a backtracking line
    search. The objective is strictly convex in beta, so the solution is the only one.
    """
    if target.sum() <= 0 or exposure.sum() <= 0:
        raise ValueError(
            f"{target.sum():g} positives on exposure {exposure.sum():g}; expected both above 0: "
            "refuse the fit before calling the solver"
        )
    given = np.zeros(target.shape) if offset is None else offset
    low = np.concatenate(([-np.inf], lower))
    high = np.concatenate(([np.inf], upper))
    beta = np.clip(centre if start is None else start, lower, upper)
    eta = bits @ beta + given
    intercept = np.log(target.sum()) - log_sum(exposure, eta)
    theta = np.concatenate(([intercept], beta))
    problem = _Problem(bits, target, exposure, given, centre, precision)
    value = problem.value(theta)
    for _ in range(MAX_ITERATIONS):
        gradient, hessian = problem.curvature(theta)
        step = _bounded_step(gradient, hessian, low - theta, high - theta)
        if np.abs(step).max() <= TOLERANCE:
            return MapFit(
                intercept=float(theta[0]),
                coefficients=theta[1:],
                log_likelihood=problem.log_likelihood(theta),
                gradient=gradient[1:],
                hessian=hessian,
            )
        theta, value = _search(problem, theta, value, step, float(gradient @ step), low, high)
    raise RuntimeError(
        f"no convergence in {MAX_ITERATIONS} Newton steps (last step {np.abs(step).max():.2g}); "
        "check the patterns for counts far beyond their exposure"
    )


@dataclass(frozen=True)
class _Problem:
    bits: Floats
    target: Floats
    exposure: Floats
    offset: Floats
    centre: Floats
    precision: float

    def log_likelihood(self, theta: Floats) -> float:
        eta = theta[0] + self.bits @ theta[1:] + self.offset
        return float(self.target @ eta - self.exposure @ np.exp(eta))

    def value(self, theta: Floats) -> float:
        away = theta[1:] - self.centre
        return 0.5 * self.precision * float(away @ away) - self.log_likelihood(theta)

    def curvature(self, theta: Floats) -> tuple[Floats, Floats]:
        mean = self.exposure * np.exp(theta[0] + self.bits @ theta[1:] + self.offset)
        excess = mean - self.target
        weighted = self.bits.T @ mean
        size = theta.size
        gradient = np.empty(size)
        gradient[0] = excess.sum()
        gradient[1:] = self.bits.T @ excess + self.precision * (theta[1:] - self.centre)
        hessian = np.empty((size, size))
        hessian[0, 0] = mean.sum()
        hessian[0, 1:] = hessian[1:, 0] = weighted
        hessian[1:, 1:] = (self.bits * mean[:, np.newaxis]).T @ self.bits
        hessian[1:, 1:] += self.precision * np.eye(size - 1)
        return gradient, hessian


def _bounded_step(gradient: Floats, hessian: Floats, low: Floats, high: Floats) -> Floats:
    """Minimise gradient @ step + step @ hessian @ step / 2 for low <= step <= high."""
    free = high > low
    step = np.zeros(gradient.size)
    inner = np.ix_(free, free)
    plain = -cho_solve(cho_factor(hessian[inner]), gradient[free])
    if np.all((plain >= low[free]) & (plain <= high[free])):
        step[free] = plain
        return step
    root = cholesky(hessian[inner])
    right = -solve_triangular(root, gradient[free], trans="T")
    solution = lsq_linear(root, right, bounds=(low[free], high[free]), method="bvls", tol=1e-14)
    step[free] = np.clip(solution.x, low[free], high[free])
    return step


def _search(
    problem: _Problem,
    theta: Floats,
    value: float,
    step: Floats,
    slope: float,
    low: Floats,
    high: Floats,
) -> tuple[Floats, float]:
    """Shorten the step until the objective falls; near the solution take it whole."""
    length = 1.0
    while length > SMALLEST_STEP:
        moved = np.clip(theta + length * step, low, high)
        with np.errstate(over="ignore", invalid="ignore"):
            reached = problem.value(moved)
        noise = 1e-12 * max(abs(value), 1.0)
        if reached <= value + SUFFICIENT_DECREASE * length * slope + noise:
            return moved, reached
        length /= 2.0
    return theta + step, problem.value(theta + step)


def log_sum(exposure: Floats, eta: Floats) -> float:
    """log(sum(exposure * exp(eta))) without overflow."""
    top = float(eta.max())
    return top + float(np.log(exposure @ np.exp(eta - top)))
