"""The gate: which weights may change, by how much, as whole points.

Holds the way of one training window from counts to a candidate: the choice of the freed rules and
their refit. Whole points are found in ``rounding``; the words for a decision are in ``wording``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from models.refinement.alike import Alike
from models.refinement.design import Totals, thin
from models.refinement.evidence import Prior, active_bounds, choose_prior
from models.refinement.inputs import Rules
from models.refinement.method import Method
from models.refinement.posterior import Posterior
from models.refinement.rounding import whole_points
from models.refinement.scale import fit_scale
from models.refinement.solver import MapFit, fit_map

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class SeasonSpread:
    """How many times as wide intervals are for what differs between seasons; at least 1.

    Attributes
    ----------
    traits, ports
        Of the traits, and of the rules on ports.
    """

    traits: float
    ports: float


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
    marginal
        Posterior of each weight with kappa and tau integrated out; its intervals are reported,
        widened by the spread of the seasons. None of a candidate nobody reports.
    alike
        The training seasons that the coming one is like (:mod:`models.refinement.alike`); None
        where nothing is known of it.
    season_spread
        By how much the intervals were widened (:mod:`models.refinement.season_spread`); None where
        they were not.
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
    marginal: Posterior | None = None
    alike: Alike | None = None
    season_spread: SeasonSpread | None = None

    @property
    def is_searched(self) -> bool:
        """Whether whole points were searched for a coming season."""
        return self.alike is not None


MERGEABLE = 40
"""Freed rules whose bits and a score have room in the 53 bits of a float."""


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
    moved by a point or more, up to the largest number of changes; where more pass, those that
    together bring the weights nearest to the mode. They are refitted with all others held at their
    current points, within the box and the largest step, and rounded; a weight moves only the way
    whose probability passed, and by ``min_change`` points or not at all.
    """
    kappa = fit_scale(
        totals.bits @ rules.points,
        totals.confirmed,
        totals.exposure,
        method.kappa_median,
        method.kappa_sd,
    )
    thinned = thin(totals, method.grid_patterns)
    prior = choose_prior(thinned, rules, rules.centre(is_stale), kappa, method)
    lower, upper = kappa * rules.lower, kappa * rules.upper
    fit = fit_map(
        totals.bits,
        totals.confirmed,
        totals.exposure,
        kappa * prior.centre,
        1.0 / (kappa * prior.tau) ** 2,
        lower,
        upper,
        start=prior.coefficients,
    )
    is_pushed = active_bounds(fit, lower, upper)
    posterior, sd = fit.mode_beyond(is_pushed) / kappa, fit.sd / kappa
    probability, passed = through_gate(posterior, sd, fit.coefficients / kappa, rules, method)
    freed = _most_telling(fit, kappa * rules.points, passed, method.max_changes)
    ways = np.sign(posterior - rules.points)
    while True:
        points, loss = _refit(totals, rules, kappa, prior, fit.coefficients, freed, ways, method)
        small = freed & (np.abs(points - rules.points) < method.min_change)
        if (points == rules.points)[small].all():
            break
        freed &= ~small
    return Candidate(
        kappa=kappa,
        prior=prior,
        posterior=posterior,
        sd=sd,
        probability=probability,
        passed=passed,
        freed=freed,
        is_pushed=is_pushed,
        is_stale=is_stale,
        points=points,
        rounding_loss=loss,
    )


def through_gate(
    posterior: Floats, sd: Floats, reached: Floats, rules: Rules, method: Method
) -> tuple[Floats, Flags]:
    """Say how sure the direction of each weight is, and which weights may change.

    Parameters
    ----------
    posterior, sd : ndarray of float, shape (n_rules,)
        Posterior mode and standard deviation in points.
    reached : ndarray of float, shape (n_rules,)
        Mode within the bounds: how far a weight could go.
    rules, method
        Current points; the gate and the smallest change.

    Returns
    -------
    probability, passed : ndarray, shape (n_rules,)
    """
    probability = ndtr(np.abs(posterior - rules.points) / sd)
    room = np.abs(reached - rules.points)
    return probability, (probability > method.gate) & (room >= method.min_change)


def _most_telling(fit: MapFit, current: Floats, passed: Flags, most: int) -> Flags:
    """Free the rules that together bring the weights nearest to the mode, one at a time.

    Near the mode the log posterior is a parabola. With the freed rules and the intercept at their
    best and all others at their current points, it falls short of the mode by a quadratic form in
    the distances of those others; every step frees the rule that makes it least.
    """
    away = np.concatenate(([0.0], current - fit.coefficients))
    freed = np.zeros(passed.shape, dtype=np.bool_)

    def shortfall(trial: Flags) -> float:
        inner = np.concatenate(([True], trial))
        outer = ~inner
        cross = fit.hessian[np.ix_(inner, outer)]
        rest = fit.hessian[np.ix_(outer, outer)] - cross.T @ np.linalg.solve(
            fit.hessian[np.ix_(inner, inner)], cross
        )
        return float(away[outer] @ rest @ away[outer])

    for _ in range(min(most, int(passed.sum()))):
        trials = []
        for rule in np.flatnonzero(passed & ~freed):
            trial = freed.copy()
            trial[rule] = True
            trials.append((shortfall(trial), int(rule)))
        freed[min(trials)[1]] = True
    return freed


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
    totals: Totals,
    rules: Rules,
    kappa: float,
    prior: Prior,
    coefficients: Floats,
    freed: Flags,
    ways: Floats,
    method: Method,
) -> tuple[Floats, float]:
    points = rules.points.copy()
    if not freed.any():
        return points, 0.0
    # one stopped at its largest step would push those that overlap it the other way
    lower = np.maximum(rules.lower, rules.points - np.where(ways < 0, method.max_step, 0))[freed]
    upper = np.minimum(rules.upper, rules.points + np.where(ways > 0, method.max_step, 0))[freed]
    bits, held, confirmed, exposure = _merge(totals, rules.points, freed)
    fit = fit_map(
        bits,
        confirmed,
        exposure,
        kappa * prior.centre[freed],
        1.0 / (kappa * prior.tau) ** 2,
        kappa * lower,
        kappa * upper,
        offset=kappa * held,
        start=np.clip(coefficients[freed], kappa * lower, kappa * upper),
    )
    points[freed] = fit.coefficients / kappa
    exact = log_likelihood(totals, points, kappa)
    points[freed] = whole_points(
        points[freed],
        kappa * fit.gradient,
        kappa**2 * fit.hessian,
        lower,
        upper,
        prior.centre[freed],
        1.0 / prior.tau**2,
    )
    return points, exact - log_likelihood(totals, points, kappa)


def _merge(totals: Totals, points: Floats, freed: Flags) -> tuple[Floats, Floats, Floats, Floats]:
    """Add up the masks that the freed rules and the score of the others do not tell apart."""
    held = totals.bits[:, ~freed] @ points[~freed]
    n_freed = int(freed.sum())
    if n_freed > MERGEABLE:
        return totals.bits[:, freed], held, totals.confirmed, totals.exposure
    key = held * 2.0**n_freed + totals.bits[:, freed] @ 2.0 ** np.arange(n_freed)
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    confirmed = np.bincount(group, weights=totals.confirmed).astype(np.float64)
    exposure = np.bincount(group, weights=totals.exposure).astype(np.float64)
    return totals.bits[np.ix_(first, freed)], held[first], confirmed, exposure
