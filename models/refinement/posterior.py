"""What is known of each weight once the choice of kappa and tau is integrated out.

Holds the mixture over both and the intervals read from it. The prior that the proposal is made
with is chosen in ``evidence``; which weight may change is decided in ``gate``.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from models.refinement.design import Totals
from models.refinement.evidence import Prior, laplace_log_evidence, log_prior_of_tau
from models.refinement.inputs import Rules
from models.refinement.method import Method
from models.refinement.solver import fit_map

Floats = NDArray[np.float64]

LOG_KAPPA_STEPS = np.arange(-3, 7) * 0.15
"""Distances from the log of the fitted kappa. More of them upward: points in force that err make
the fit of their score too flat, never too steep."""

EVIDENCE_SHARE = 0.5
"""Weight of the evidence in the mixture; see the notes of `integrate`."""

NEGLIGIBLE = 4.0
"""Nats below the best combination at which one is left out."""

WIDE_TAUS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Widths in points that one rule's own prior may have, whatever the others have."""

FINENESS = 0.02
"""Points to which the ends of an interval are worked out."""


@dataclass(frozen=True)
class Posterior:
    """Marginal posterior of each weight.

    Attributes
    ----------
    low, high : ndarray of float, shape (n_rules,)
        Central 95 % interval in points, within the box.
    low_log_odds, high_log_odds : ndarray of float, shape (n_rules,)
        Central 95 % interval of the log-odds of the rule, within the box at the kappa of the fit.
    mean, sd : ndarray of float, shape (n_rules,)
        Mean and standard deviation in points, the box not applied.
    kappa
        Mean of kappa under the mixture.
    """

    low: Floats
    high: Floats
    low_log_odds: Floats
    high_log_odds: Floats
    mean: Floats
    sd: Floats
    kappa: float


@dataclass(frozen=True)
class _Component:
    """Normal approximation of all weights under one kappa and tau, in points."""

    log_weight: float
    kappa: float
    tau: float
    mean: Floats
    sd: Floats
    coefficients: Floats


def integrate(
    totals: Totals, rules: Rules, prior: Prior, kappa: float, method: Method
) -> Posterior:
    """Integrate kappa and tau out.

    Parameters
    ----------
    totals
        Pattern counts, thinned where there are many.
    rules
        Boxes of the rules.
    prior
        Gives the centre; tau is one of several here.
    kappa
        Log-odds per point of the current score, where the walk over kappa begins.
    method
        Grids and priors of kappa and tau.

    Returns
    -------
    Posterior

    Notes
    -----
    Two things make the interval of a single fit too narrow. kappa is the unit: points in force
    that err give too small a kappa, and every weight in points comes out too large. And errors of
    a filter are few and large, so one width for all rules is too small for the rule that errs.
    Here every kappa and tau has the weight of its Laplace evidence and priors, and a rule's own
    prior is a mixture of widths, so that the interval of a rule that few incidents speak to is
    wide. The evidence counts half: it takes the truth to scatter around the points in force, and
    where these scatter around the truth instead it holds too small a kappa too firmly.

    What the data speak to is the log-odds of a rule; points are log-odds over kappa. So there are
    two intervals: in points every component counts at its own kappa, which is right as far as the
    points in force are; of the log-odds no unit is asked for, and it holds where they are not.
    """
    parts = _components(totals, rules, prior, kappa, method)
    weights = np.exp([part.log_weight for part in parts])
    weights /= weights.sum()
    own = _widened(parts, weights, prior, method, np.ones(len(parts)))
    mean = (own.share * own.mean).sum(axis=0)
    sd = np.sqrt((own.share * (own.sd**2 + (own.mean - mean) ** 2)).sum(axis=0))
    low, high = _central(own, rules.lower, rules.upper)
    of_kappa = np.array([part.kappa for part in parts])
    common = _widened(parts, weights, prior, method, of_kappa / kappa)
    low_common, high_common = _central(common, rules.lower, rules.upper)
    return Posterior(
        low=low,
        high=high,
        low_log_odds=kappa * low_common,
        high_log_odds=kappa * high_common,
        mean=mean,
        sd=sd,
        kappa=float(weights @ of_kappa),
    )


@dataclass(frozen=True)
class _Mixture:
    """Normals for each rule: arrays of shape (n_normals, n_rules); shares sum to 1 by rule."""

    mean: Floats
    sd: Floats
    share: Floats


def _widened(
    parts: list[_Component], weights: Floats, prior: Prior, method: Method, units: Floats
) -> _Mixture:
    """Give every rule a mixture of widths of its own, in each component.

    ``units`` says how many points of the result a point of each component is: 1 where every
    component keeps its own kappa, its kappa over a common one where log-odds are compared.
    """
    taus = np.array(WIDE_TAUS)
    of_width = np.exp([log_prior_of_tau(tau, method) for tau in WIDE_TAUS])
    of_width /= of_width.sum()
    means, sds, shares = [], [], []
    for part, weight, unit in zip(parts, weights, units, strict=True):
        centre, width, known = unit * prior.centre, unit * part.tau, unit * part.sd
        precision = np.maximum(1.0 / known**2 - 1.0 / width**2, 1e-12)
        pull = unit * part.mean / known**2 - centre / width**2
        data_mean = pull / precision
        spread = 1.0 / precision + taus[:, None] ** 2
        fit = of_width[:, None] * np.exp(-0.5 * (data_mean - centre) ** 2 / spread)
        fit /= np.sqrt(spread)
        total = precision + 1.0 / taus[:, None] ** 2
        means.append((pull + centre / taus[:, None] ** 2) / total)
        sds.append(np.broadcast_to(np.sqrt(1.0 / total), fit.shape))
        shares.append(weight * fit / fit.sum(axis=0))
    return _Mixture(np.concatenate(means), np.concatenate(sds), np.concatenate(shares))


def _components(
    totals: Totals, rules: Rules, prior: Prior, kappa: float, method: Method
) -> list[_Component]:
    """Fit the combinations of kappa and tau that matter."""

    def fit(scale: float, tau: float, start: Floats) -> _Component:
        precision = 1.0 / (scale * tau) ** 2
        lower, upper = scale * rules.lower, scale * rules.upper
        found = fit_map(
            totals.bits,
            totals.confirmed,
            totals.exposure,
            scale * prior.centre,
            precision,
            lower,
            upper,
            start=start,
        )
        evidence = laplace_log_evidence(found, scale * prior.centre, precision, lower, upper)
        evidence = EVIDENCE_SHARE * evidence + log_prior_of_tau(tau, method)
        evidence -= 0.5 * (np.log(scale / method.kappa_median) / method.kappa_sd) ** 2
        at_bound = (found.coefficients <= lower) | (found.coefficients >= upper)
        mean, sd = found.mode_beyond(at_bound) / scale, found.sd / scale
        return _Component(float(evidence), scale, tau, mean, sd, found.coefficients)

    scales = kappa * np.exp(LOG_KAPPA_STEPS)
    along = [fit(kappa, prior.tau, prior.coefficients)]
    for scale in scales:
        along.append(fit(float(scale), prior.tau, along[-1].coefficients))
    along = along[1:]
    best = max(along, key=lambda part: part.log_weight)
    across = [
        fit(best.kappa, tau, best.coefficients) for tau in method.tau_grid if tau != prior.tau
    ]
    parts = [*along, *across]
    top = max(part.log_weight for part in parts)
    for other in across:
        for part in along:
            expected = other.log_weight + part.log_weight - best.log_weight
            if part is not best and expected > top - NEGLIGIBLE:
                parts.append(fit(part.kappa, other.tau, other.coefficients))
    top = max(part.log_weight for part in parts)
    return [
        replace(part, log_weight=part.log_weight - top)
        for part in parts
        if part.log_weight > top - NEGLIGIBLE
    ]


def _central(of: _Mixture, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Central 95 % interval of a mixture of normals, within a box and reaching its bounds.

    The interval with the box applied never reaches a bound, and many weights truly are 0; the one
    without it, cut off at the box, may have no width. Their union has neither fault.
    """
    far = 100.0 * np.ones_like(lower)
    inside = [_quantile(of, lower, upper, level) for level in (0.025, 0.975)]
    anywhere = [
        np.clip(_quantile(of, lower - far, upper + far, level), lower, upper)
        for level in (0.025, 0.975)
    ]
    return np.minimum(inside[0], anywhere[0]), np.maximum(inside[1], anywhere[1])


def _quantile(of: _Mixture, lower: Floats, upper: Floats, level: float) -> Floats:
    """Quantile of a mixture of normals cut off at limits, by bisection."""
    below = (of.share * ndtr((lower - of.mean) / of.sd)).sum(axis=0)
    inside = (of.share * ndtr((upper - of.mean) / of.sd)).sum(axis=0) - below
    left, right = lower.copy(), upper.copy()
    while (right - left).max() > FINENESS:
        middle = (left + right) / 2.0
        reached = (of.share * ndtr((middle - of.mean) / of.sd)).sum(axis=0) - below
        is_short = reached < level * inside
        left, right = np.where(is_short, middle, left), np.where(is_short, right, middle)
    return (left + right) / 2.0
