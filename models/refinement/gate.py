"""The gate: which weights may change, by how much, as whole points.

Holds the choice of the freed rules, their refit and the rounding. The words for a decision are in
``wording``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from models.refinement.design import Totals, thin
from models.refinement.evidence import Prior, active_bounds, choose_prior
from models.refinement.inputs import Method, Rules
from models.refinement.scale import fit_scale
from models.refinement.solver import fit_map

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Candidate:
    """What the method would change, before the question whether to propose it at all.

    Attributes
    ----------
    kappa
        Log-odds per point.
    prior
        Chosen prior.
    posterior, sd : ndarray of float, shape (n_rules,)
        Posterior mode and standard deviation in points, all rules free; for a rule pushed against
        a bound the mode it would have without (one Newton step beyond).
    probability : ndarray of float, shape (n_rules,)
        Posterior probability that the weight lies on the side of the current points to which the
        mode moved.
    passed, freed : ndarray of bool, shape (n_rules,)
        Rules over the gate, and those of them that were freed.
    is_pushed : ndarray of bool, shape (n_rules,)
        Rules that the data push beyond a bound.
    is_stale : ndarray of bool, shape (n_rules,)
        Port rules taken as stale.
    points : ndarray of float, shape (n_rules,)
        Whole points after refit and rounding; the current points where nothing changes.
    rounding_loss
        Log-likelihood lost by rounding, in nats.
    """

    kappa: float
    prior: Prior
    posterior: Floats
    sd: Floats
    probability: Floats
    passed: Flags
    freed: Flags
    is_pushed: Flags
    is_stale: Flags
    points: Floats
    rounding_loss: float


def find_candidate(totals: Totals, rules: Rules, is_stale: Flags, method: Method) -> Candidate:
    """Run the method on one training window.

    Parameters
    ----------
    totals
        Pattern counts of the window.
    rules
        Current rules.
    is_stale : ndarray of bool, shape (n_rules,)
        Port rules whose port had no incident in the last two seasons of the window.
    method
        Parameters.

    Returns
    -------
    Candidate

    Notes
    -----
    Freed are the rules whose posterior probability of direction exceeds the gate and whose mode
    moved by a point or more, the surest first, up to the largest number of changes. They are
    refitted with all others held at their current points, within the box and the largest step,
    and rounded.
    """
    kappa = fit_scale(
        totals.bits @ rules.points,
        totals.confirmed,
        totals.exposure,
        method.kappa_median,
        method.kappa_sd,
    )
    prior = choose_prior(
        thin(totals, method.grid_patterns), rules, rules.centre(is_stale), kappa, method
    )
    lower, upper = kappa * rules.lower, kappa * rules.upper
    fit = fit_map(
        totals.bits,
        totals.confirmed,
        totals.exposure,
        kappa * prior.centre,
        1.0 / (kappa * prior.tau) ** 2,
        lower,
        upper,
    )
    is_pushed = active_bounds(fit, lower, upper)
    mode = fit.coefficients - np.where(is_pushed, fit.gradient / np.diag(fit.hessian)[1:], 0.0)
    posterior, room = mode / kappa, np.abs(fit.coefficients / kappa - rules.points)
    sd = np.sqrt(np.diag(np.linalg.inv(fit.hessian)))[1:] / kappa
    sureness = np.abs(posterior - rules.points) / sd
    passed = (ndtr(sureness) > method.gate) & (room >= method.min_change)
    surest = np.argsort(-np.where(passed, sureness, -1.0), kind="stable")[: method.max_changes]
    freed = np.zeros(passed.shape, dtype=np.bool_)
    freed[surest] = passed[surest]
    points, loss = _refit(totals, rules, kappa, prior, freed, method)
    return Candidate(
        kappa=kappa,
        prior=prior,
        posterior=posterior,
        sd=sd,
        probability=ndtr(sureness),
        passed=passed,
        freed=freed,
        is_pushed=is_pushed,
        is_stale=is_stale,
        points=points,
        rounding_loss=loss,
    )


def log_likelihood(
    totals: Totals, points: Floats, kappa: float, log_rate: float | None = None
) -> float:
    """Poisson log-likelihood of a window under points, in nats.

    Parameters
    ----------
    totals
        Pattern counts.
    points : ndarray of float, shape (n_rules,)
        Weights.
    kappa
        Log-odds per point.
    log_rate
        Intercept; fitted to the window when None.

    Returns
    -------
    float
    """
    eta = kappa * (totals.bits @ points)
    rate = base_log_rate(totals, points, kappa) if log_rate is None else log_rate
    return float(totals.confirmed @ (rate + eta) - totals.exposure @ np.exp(rate + eta))


def base_log_rate(totals: Totals, points: Floats, kappa: float) -> float:
    """Log rate at score 0 that reproduces the window's number of confirmed incidents."""
    expected = totals.exposure @ np.exp(kappa * (totals.bits @ points))
    return float(np.log(totals.confirmed.sum()) - np.log(expected))


def _refit(
    totals: Totals, rules: Rules, kappa: float, prior: Prior, freed: Flags, method: Method
) -> tuple[Floats, float]:
    points = rules.points.copy()
    if not freed.any():
        return points, 0.0
    lower = np.maximum(rules.lower, rules.points - method.max_step)[freed]
    upper = np.minimum(rules.upper, rules.points + method.max_step)[freed]
    fit = fit_map(
        totals.bits[:, freed],
        totals.confirmed,
        totals.exposure,
        kappa * prior.centre[freed],
        1.0 / (kappa * prior.tau) ** 2,
        kappa * lower,
        kappa * upper,
        offset=kappa * (totals.bits[:, ~freed] @ rules.points[~freed]),
    )
    points[freed] = fit.coefficients / kappa
    exact = log_likelihood(totals, points, kappa)
    points[freed] = np.rint(points[freed])
    return points, exact - log_likelihood(totals, points, kappa)
