"""Weights for the season that comes, where its port rules are known before it opens.

Holds the risk that the posterior of ``alike`` sees in the coming traffic and the candidate that
follows from it. The search for the points that meet this risk is in ``capture``; what the method
does without knowledge of the coming season is in ``gate``.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.refinement.alike import Coming, Known, fit_alike, is_move_foretold, seasons_alike
from models.refinement.capture import Expected, choose_points
from models.refinement.design import PatternTable, drawn_evenly
from models.refinement.gate import Candidate, through_gate
from models.refinement.inputs import Rules
from models.refinement.method import Method

Floats = NDArray[np.float64]

SEARCHED = 6_000
"""Patterns of the coming traffic kept for the search."""


def meet(
    candidate: Candidate, table: PatternTable, rules: Rules, coming: Coming, method: Method
) -> Candidate:
    """Choose the weights for a coming season.

    Parameters
    ----------
    candidate
        What the method changes knowing nothing of the coming season.
    table
        Pattern rows of the training seasons.
    rules
        Current rules.
    coming
        Traffic of the coming season.
    method
        Parameters.

    Returns
    -------
    Candidate
        Posterior, gate and points of a season like the coming one; as it came where a move is
        foretold and none was before.

    Notes
    -----
    The weights of all training seasons together are a mean over ports that were active and are no
    longer. Of the rules that pass the gate in the posterior of seasons alike those are changed that
    bring most of the coming risk into the exam budget. Whole points are searched, so nothing is
    rounded.
    """
    is_moving = is_move_foretold(coming, rules, method)
    alike = seasons_alike(table, rules, method, is_moving=is_moving)
    if not alike.seasons:
        return candidate
    kappa = candidate.kappa
    known = fit_alike(alike, table, rules, candidate.prior, kappa, method)
    posterior = known.mode / kappa
    sd = np.sqrt(np.diag(known.covariance)) / kappa
    probability, passed = through_gate(posterior, sd, known.coefficients / kappa, rules, method)
    points = choose_points(_expected(coming, known), rules, posterior, passed, method)
    return replace(
        candidate,
        posterior=posterior,
        sd=sd,
        probability=probability,
        passed=passed,
        freed=points != rules.points,
        is_pushed=known.is_pushed,
        points=points,
        rounding_loss=0.0,
        alike=alike,
    )


def _expected(coming: Coming, known: Known) -> Expected:
    """Spread the coming risk over a sample of the coming traffic."""
    log_rate = coming.bits @ known.coefficients
    risk = coming.containers * np.exp(log_rate - log_rate.max())
    measure = 0.5 * coming.containers / coming.containers.sum() + 0.5 * risk / risk.sum()
    chance = np.minimum(SEARCHED * measure, 1.0)
    if chance.size <= SEARCHED:
        chance = np.ones(chance.size)
    drawn = drawn_evenly(chance)
    bits, containers = coming.bits[drawn], coming.containers[drawn] / chance[drawn]
    return Expected(bits, containers / containers.sum(), known.risk(bits, containers))
