"""Choosing the prior: its centre (rho), its width (tau), by Laplace evidence.

Holds the evidence of one fit and the walk over the grid. The rules freed to change are chosen in
``gate``, after the prior is settled.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from models.refinement.design import Totals
from models.refinement.inputs import Rules
from models.refinement.method import Method
from models.refinement.solver import MapFit, fit_map, log_sum

Floats = NDArray[np.float64]

LOG_TWO_PI = float(np.log(2.0 * np.pi))
AT_BOUND = 1e-9
"""Distance in log-odds below which a coefficient lies on its bound."""


@dataclass(frozen=True)
class Prior:
    """The prior that was chosen, and what was compared.

    Attributes
    ----------
    tau
        Prior standard deviation in points.
    rho
        Share of the way from the current weights to those of the lesser positives.
    centre : ndarray of float, shape (n_rules,)
        Prior means in points.
    coefficients : ndarray of float, shape (n_rules,)
        Mode under this prior on the counts it was chosen on, in log-odds.
    grid
        One (tau, rho, log evidence) for each combination tried.
    gain_nats
        Log evidence of the chosen combination, with its share of the prior over all combinations,
        less that of the current points as they are.
    """

    tau: float
    rho: float
    centre: Floats
    coefficients: Floats
    grid: tuple[tuple[float, float, float], ...]
    gain_nats: float


def log_mass(low: Floats, high: Floats) -> Floats:
    """Log of the standard normal probability between two points, elementwise and stable.

    Parameters
    ----------
    low, high : ndarray of float
        Limits, low < high.

    Returns
    -------
    ndarray of float

    Examples
    --------
    >>> np.exp(log_mass(np.array([-1.96, 40.0]), np.array([1.96, 41.0]))).round(2).tolist()
    [0.95, 0.0]
    """
    flip = low > 0
    below = np.where(flip, -high, low)
    above = np.where(flip, -low, high)
    top = log_ndtr(above)
    part = -np.expm1(log_ndtr(below) - top)
    return np.asarray(top + np.log(np.maximum(part, np.finfo(float).tiny)), dtype=np.float64)


def active_bounds(fit: MapFit, lower: Floats, upper: Floats) -> NDArray[np.bool_]:
    """Coefficients that the data push against a bound."""
    at_lower = (fit.coefficients - lower < AT_BOUND) & (fit.gradient > AT_BOUND)
    at_upper = (upper - fit.coefficients < AT_BOUND) & (fit.gradient < -AT_BOUND)
    return np.asarray(at_lower | at_upper, dtype=np.bool_)


def laplace_log_evidence(
    fit: MapFit, centre: Floats, precision: float, lower: Floats, upper: Floats
) -> float:
    """Log evidence of a bounded fit, up to a constant of the data.

    Parameters
    ----------
    fit
        A solution of :func:`models.refinement.solver.fit_map` under this prior.
    centre, precision, lower, upper
        The prior and the bounds of the fit, in log-odds.

    Returns
    -------
    float
        Nats.

    Notes
    -----
    Prior and posterior are both normalised over the box, coordinate by coordinate: the Gaussian
    mass between the bounds for a free coefficient, the one-sided integral exp(-g t - h t^2 / 2)
    for one that lies on a bound. A rule no data speak to adds exactly nothing. The intercept has
    a flat prior.
    """
    beta = fit.coefficients
    varying = upper > lower
    active = active_bounds(fit, lower, upper) & varying
    free = varying & ~active
    root = np.sqrt(precision)
    prior = (
        -0.5 * precision * (beta - centre) ** 2
        + 0.5 * np.log(precision)
        - 0.5 * LOG_TWO_PI
        - log_mass(
            root * (lower - centre),
            root * (upper - centre),
        )
    )[varying].sum()
    kept = np.concatenate(([True], free))
    curvature = fit.hessian[np.ix_(kept, kept)]
    spread = np.sqrt(np.diag(np.linalg.inv(curvature)))[1:]
    posterior = 0.5 * kept.sum() * LOG_TWO_PI - 0.5 * float(np.linalg.slogdet(curvature)[1])
    posterior += log_mass((lower - beta)[free] / spread, (upper - beta)[free] / spread).sum()
    slope, bend = fit.gradient[active], np.diag(fit.hessian)[1:][active]
    shift, scale = slope / bend, np.sqrt(bend)
    posterior += (
        0.5 * slope * shift
        + 0.5 * (LOG_TWO_PI - np.log(bend))
        + log_mass(
            scale * ((lower - beta)[active] + shift), scale * ((upper - beta)[active] + shift)
        )
    ).sum()
    return fit.log_likelihood + float(prior) + float(posterior)


def choose_prior(totals: Totals, rules: Rules, base: Floats, kappa: float, method: Method) -> Prior:
    """Choose tau and rho over their grids.

    Parameters
    ----------
    totals
        Pattern counts, thinned where there are many.
    rules
        Boxes of the rules.
    base : ndarray of float, shape (n_rules,)
        Current points with stale port rules at 0.
    kappa
        Log-odds per point.
    method
        Grids and the log-normal prior on tau.

    Returns
    -------
    Prior

    Notes
    -----
    Evidence is the predictive likelihood of all training seasons, each incident predicted from
    those before it: so ``gain_nats`` says whether changed weights would have predicted better, and
    it does so with every season of the window and not only the last. The lesser positives move the
    centre of the traits alone: a violation of another kind tells nothing of the ports at which
    persons board.
    """
    away = _lesser_direction(totals, rules, base, kappa, method)
    tried = []
    for rho in method.rho_grid if away is not None else (0.0,):
        shift = np.zeros(base.shape) if away is None else rho * away
        centre = np.clip(base + shift, rules.lower, rules.upper)
        start = kappa * centre
        for tau in method.tau_grid:
            evidence, fit = _fit_with_evidence(
                totals.confirmed, totals.exposure, totals, rules, centre, kappa, tau, start
            )
            evidence += log_prior_of_tau(tau, method)
            start = fit.coefficients
            tried.append((evidence, tau, rho, centre, start))
    evidence, tau, rho, centre, coefficients = max(tried, key=lambda each: each[0])
    choices = sum(np.exp(log_prior_of_tau(each[1], method)) for each in tried)
    current = _evidence_of_current(totals, kappa * rules.points)
    return Prior(
        tau=tau,
        rho=rho,
        centre=centre,
        coefficients=coefficients,
        grid=tuple((each[1], each[2], each[0]) for each in tried),
        gain_nats=float(evidence - np.log(choices) - current),
    )


def _evidence_of_current(totals: Totals, coefficients: Floats) -> float:
    """Log evidence of given coefficients with a free base rate, as the grid measures it."""
    eta = totals.bits @ coefficients
    positives = float(totals.confirmed.sum())
    base_rate = np.log(positives) - log_sum(totals.exposure, eta)
    fit = positives * base_rate + float(totals.confirmed @ eta) - positives
    return float(fit + 0.5 * (LOG_TWO_PI - np.log(positives)))


def _lesser_direction(
    totals: Totals, rules: Rules, base: Floats, kappa: float, method: Method
) -> Floats | None:
    """Weights learned from the lesser positives less the current ones, in points; 0 off traits.

    None when there are too few lesser positives to learn from.
    """
    if totals.lesser.sum() < method.min_confirmed or totals.lesser_exposure.sum() <= 0:
        return None
    tried, start = [], kappa * base
    for tau in method.tau_grid:
        evidence, fit = _fit_with_evidence(
            totals.lesser, totals.lesser_exposure, totals, rules, base, kappa, tau, start
        )
        start = fit.coefficients
        tried.append((evidence + log_prior_of_tau(tau, method), start))
    _, best = max(tried, key=lambda each: each[0])
    return np.where(rules.is_trait, best / kappa - base, 0.0)


def _fit_with_evidence(
    target: Floats,
    exposure: Floats,
    totals: Totals,
    rules: Rules,
    centre: Floats,
    kappa: float,
    tau: float,
    start: Floats,
) -> tuple[float, MapFit]:
    precision = 1.0 / (kappa * tau) ** 2
    lower, upper = kappa * rules.lower, kappa * rules.upper
    fit = fit_map(
        totals.bits, target, exposure, kappa * centre, precision, lower, upper, start=start
    )
    return laplace_log_evidence(fit, kappa * centre, precision, lower, upper), fit


def log_prior_of_tau(tau: float, method: Method) -> float:
    """Log of the log-normal prior of tau, up to a constant."""
    return -0.5 * float(((np.log(tau) - np.log(method.tau_median)) / method.tau_sd) ** 2)
