"""Weights for the season that comes, where its port rules are known before it opens.

Holds the posterior in which ports count as they did in the newest season, and the risk it sees in
the coming traffic. The search for the points that meet this risk is in ``capture``; what the method
does without knowledge of the coming season is in ``gate``.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from models.refinement.capture import Expected, choose_points
from models.refinement.design import PatternTable
from models.refinement.evidence import Prior, active_bounds
from models.refinement.gate import Candidate
from models.refinement.inputs import Method, Rules
from models.refinement.solver import fit_map

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PORT_WIDTH = 12.0
"""Least prior standard deviation, in points, of a rule that names a port: what holds of it now."""

EARLIER_WIDTH = 20.0
"""The same of what a port had in one earlier season more than in the newest: smugglers are at a
port for a few seasons and then not at all."""

FORETOLD_SHARE = 0.01
"""Share of the coming containers that a rule on moving must hit to count as foretelling a move."""

DRAWS = 32
"""Draws of the posterior over which the risk is averaged, in pairs of opposite sign."""

SEARCHED = 6_000
"""Patterns of the coming traffic kept for the search."""

FAR = 1e4
"""Bound in points of a coefficient that has none."""


@dataclass(frozen=True)
class Coming:
    """The traffic that the weights will meet.

    Attributes
    ----------
    bits : ndarray of float, shape (n_patterns, n_rules)
        Rule hits, those of the port rules as they will stand in the coming season.
    containers : ndarray of float, shape (n_patterns,)
        Containers expected; their sum does not matter.
    """

    bits: Floats
    containers: Floats


@dataclass(frozen=True)
class _Known:
    """Posterior of the weights and of what ports had in earlier seasons, in log-odds."""

    coefficients: Floats
    mode: Floats
    covariance: Floats
    lower: Floats
    upper: Floats
    is_pushed: Flags


def is_move_foretold(coming: Coming, rules: Rules, method: Method) -> bool:
    """Say whether a rule on moving hits more than a trace of the coming containers.

    Parameters
    ----------
    coming
        Traffic of the coming season.
    rules
        Rules in the order of the bits.
    method
        Names the rules on moving.

    Returns
    -------
    bool
    """
    of_moving = np.isin(rules.name, method.moving_rules)
    hit = coming.bits[:, of_moving].any(axis=1)
    return bool(coming.containers @ hit > FORETOLD_SHARE * coming.containers.sum())


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
        As it came where a move is foretold: then all training seasons, with the moves among them,
        say more than the newest. Otherwise posterior, gate and points are those of a season in
        which ports count as in the newest one.

    Notes
    -----
    Smugglers stay at a port for some seasons. The weights of all training seasons together are a
    mean over ports that were active and are no longer; so every port with a rule of its own gets a
    term for each earlier season, and the rule keeps what the newest season and the points in force
    say. Of the rules that pass the gate in this posterior those are changed that bring most of the
    coming risk into the exam budget. Whole points are searched, so nothing is rounded.
    """
    if is_move_foretold(coming, rules, method):
        return candidate
    kappa, n_rules = candidate.kappa, len(rules.name)
    known = _fit_newest(table, rules, candidate.prior, kappa, method)
    posterior = known.mode[:n_rules] / kappa
    sd = np.sqrt(np.diag(known.covariance))[:n_rules] / kappa
    sureness = np.abs(posterior - rules.points) / sd
    room = np.abs(known.coefficients[:n_rules] / kappa - rules.points)
    passed = (ndtr(sureness) > method.gate) & (room >= method.min_change)
    expected = _expected(coming, known, n_rules)
    points = choose_points(expected, rules, posterior, passed, method)
    return replace(
        candidate,
        posterior=posterior,
        sd=sd,
        probability=ndtr(sureness),
        passed=passed,
        freed=points != rules.points,
        is_pushed=known.is_pushed[:n_rules],
        points=points,
        rounding_loss=0.0,
        is_searched=True,
    )


def _fit_newest(
    table: PatternTable, rules: Rules, prior: Prior, kappa: float, method: Method
) -> _Known:
    """Fit the weights with a term for each port and earlier season beside them."""
    seasonal = table.by_season(table.seasons, method.grid_patterns // 2)
    totals, n_rules = seasonal.totals, len(rules.name)
    ports = totals.bits[:, rules.is_port_identity]
    terms = [ports * (seasonal.season == each)[:, None] for each in table.seasons[:-1]]
    design = np.column_stack([totals.bits, *terms])
    blank = np.zeros(design.shape[1] - n_rules)
    width = kappa * np.concatenate(
        [
            np.where(rules.is_port_identity, np.maximum(prior.tau, PORT_WIDTH), prior.tau),
            blank + EARLIER_WIDTH,
        ]
    )
    # The solver has one precision for all: in units of its own prior width every term has 1.
    unit = kappa / width
    lower = unit * np.concatenate([rules.lower, blank - FAR])
    upper = unit * np.concatenate([rules.upper, blank + FAR])
    fit = fit_map(
        design * width,
        totals.confirmed,
        totals.exposure,
        unit * np.concatenate([prior.centre, blank]),
        1.0,
        lower,
        upper,
    )
    is_pushed = active_bounds(fit, lower, upper)
    beyond = np.where(is_pushed, fit.gradient / np.diag(fit.hessian)[1:], 0.0)
    return _Known(
        coefficients=fit.coefficients * width,
        mode=(fit.coefficients - beyond) * width,
        covariance=np.linalg.inv(fit.hessian)[1:, 1:] * np.outer(width, width),
        lower=lower * width,
        upper=upper * width,
        is_pushed=is_pushed,
    )


def _expected(coming: Coming, known: _Known, n_rules: int) -> Expected:
    """Spread the coming risk over the coming traffic: the mean over draws of the posterior."""
    mode = known.coefficients[:n_rules]
    log_rate = coming.bits @ mode
    risk = coming.containers * np.exp(log_rate - log_rate.max())
    measure = 0.5 * coming.containers / coming.containers.sum() + 0.5 * risk / risk.sum()
    chance = np.minimum(SEARCHED * measure, 1.0)
    if chance.size <= SEARCHED:
        chance = np.ones(chance.size)
    drawn = np.diff(np.floor(np.cumsum(chance) + 0.5), prepend=0.0) > 0
    bits, containers = coming.bits[drawn], coming.containers[drawn] / chance[drawn]
    half = np.random.default_rng(0).standard_normal((DRAWS // 2, n_rules))
    spread = np.linalg.cholesky(known.covariance[:n_rules, :n_rules])
    weights = mode + np.concatenate([half, -half]) @ spread.T
    eta = bits @ np.clip(weights, known.lower[:n_rules], known.upper[:n_rules]).T
    risks = containers[:, None] * np.exp(eta - eta.max(axis=0))
    share = (risks / risks.sum(axis=0)).mean(axis=1)
    return Expected(bits, containers / containers.sum(), share)
