"""How much more the seasons differ than one set of weights explains, and intervals widened by it.

Takes a fit that is settled and changes no weight: the gate and the points are those of ``gate``,
the interval of one set of weights is that of ``posterior``.
"""

import math
from dataclasses import replace

import numpy as np
from scipy.stats import norm, t

from models.refinement.design import Floats, PatternTable, thin
from models.refinement.gate import Candidate, SeasonSpread
from models.refinement.inputs import Rules
from models.refinement.method import Method
from models.refinement.posterior import integrate
from models.refinement.solver import fit_map

LEVEL = 0.975
"""Upper end of the 95 % interval."""


def widen(candidate: Candidate, table: PatternTable, rules: Rules, method: Method) -> Candidate:
    """Give the weights their intervals, widened by the spread of the seasons.

    Parameters
    ----------
    candidate
        What the method would change.
    table
        Pattern rows of the training seasons, two or more.
    rules
        Current rules.
    method
        Parameters.

    Returns
    -------
    Candidate
        With intervals, within the box; all else as it came.
    """
    spread = season_spread(candidate, table, rules, method)
    wider = np.where(rules.is_trait, spread.traits, spread.ports)
    kappa, totals = candidate.kappa, table.totals(table.seasons)
    within = integrate(thin(totals, method.grid_patterns), rules, candidate.prior, kappa, method)
    low, high = _widened(within.low, within.high, wider, rules.lower, rules.upper)
    low_log_odds, high_log_odds = _widened(
        within.low_log_odds, within.high_log_odds, wider, kappa * rules.lower, kappa * rules.upper
    )
    marginal = replace(
        within, low=low, high=high, low_log_odds=low_log_odds, high_log_odds=high_log_odds
    )
    return replace(candidate, marginal=marginal, season_spread=spread)


def season_spread(
    candidate: Candidate, table: PatternTable, rules: Rules, method: Method
) -> SeasonSpread:
    """Say how many times as wide an interval is for what differs between seasons.

    Parameters
    ----------
    candidate, table, rules, method
        As for :func:`widen`.

    Returns
    -------
    SeasonSpread

    Notes
    -----
    The fit takes all seasons to have the same weights, but for the base rate. Smugglers move, and
    what moves with them and has no rule of its own is laid to the traits. How far the weights of
    one season would pull from those of all is the score of the season; a covariance from the
    scores of whole seasons in place of single containers (Liang and Zeger, Biometrika 1986) holds
    whatever depends on what within a season. Scores of some ten seasons tell little of one rule,
    so their ratio to the fit's own variance is taken over all traits together, and over all rules
    on ports; and as the spread of so few is itself uncertain, the normal quantile gives way to that
    of Student's t with a degree of freedom less than there are seasons.
    """
    seasonal = table.by_season(table.seasons, method.grid_patterns)
    totals, kappa = seasonal.totals, candidate.kappa
    precision = 1.0 / (kappa * candidate.prior.tau) ** 2
    fit = fit_map(
        totals.bits,
        totals.confirmed,
        totals.exposure,
        kappa * candidate.prior.centre,
        precision,
        kappa * rules.lower,
        kappa * rules.upper,
        start=candidate.prior.coefficients,
    )
    expected = totals.exposure * np.exp(totals.bits @ fit.coefficients)
    n_rules = len(rules.name)
    information = np.zeros((n_rules, n_rules))
    scores = []
    for season in table.seasons:
        rows = seasonal.season == season
        bits, confirmed, within = totals.bits[rows], totals.confirmed[rows], expected[rows]
        # each season has its own base rate
        within = within * (confirmed.sum() / max(within.sum(), np.finfo(float).tiny))
        scores.append(bits.T @ (confirmed - within))
        mean = bits.T @ within
        information += (bits * within[:, None]).T @ bits
        if confirmed.sum() > 0:
            information -= np.outer(mean, mean) / confirmed.sum()
    count = len(scores)
    between = np.stack(scores).T @ np.stack(scores) * (count / (count - 1))
    covariance = np.linalg.inv(information + precision * np.eye(n_rules))
    seen = np.diag(covariance @ between @ covariance)
    known = np.diag(covariance @ information @ covariance)
    fewness = float(t.ppf(LEVEL, count - 1) / norm.ppf(LEVEL))
    of_traits, of_ports = rules.is_trait, ~rules.is_trait
    return SeasonSpread(
        traits=fewness * _root_ratio(seen[of_traits], known[of_traits]),
        ports=fewness * _root_ratio(seen[of_ports], known[of_ports]),
    )


def _root_ratio(seen: Floats, known: Floats) -> float:
    """Root of the mean ratio of two variances where the second is known; at least 1."""
    told = known > 0
    return math.sqrt(max(float(np.mean(seen[told] / known[told])), 1.0)) if told.any() else 1.0


def _widened(
    low: Floats, high: Floats, wider: Floats, lower: Floats, upper: Floats
) -> tuple[Floats, Floats]:
    """Take both ends of intervals further from their middle, no further than the box."""
    middle, half = (low + high) / 2.0, wider * (high - low) / 2.0
    return np.maximum(middle - half, lower), np.minimum(middle + half, upper)
