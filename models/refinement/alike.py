"""Which earlier seasons the coming one is like, and the posterior of the weights in such a season.

Smugglers stay at a port for some seasons and move when it is watched; the rules as they will stand
say which of the two comes. Holds that reading and the fit in which the seasons alike say what holds
of ports, all seasons what holds of traits. What points follow is worked out in ``coming``; whether
it would have told earlier seasons, in ``foretelling``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.refinement.design import PatternTable
from models.refinement.evidence import Prior, active_bounds
from models.refinement.inputs import Rules
from models.refinement.method import Method
from models.refinement.solver import fit_map

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FORETOLD_SHARE = 0.01
"""Share of a season's containers that a rule on moving must hit to count as foretelling a move."""

STAYING_PORT_WIDTH = 8.0
"""Prior standard deviation, in points around none, of a rule that names a port, where smugglers are
taken to stay: what holds of it now is for the newest season to say."""

MOVING_PORT_WIDTH = 2.0
"""The same where a move is foretold: of the port they will be at its name says little."""

MOVING_GENERAL_WIDTH = 12.0
"""Least prior standard deviation, in points, of a rule that speaks of ports without naming one,
where a move is foretold: in such a season it may mean something else."""

OTHER_WIDTH = 20.0
"""Prior standard deviation, in points, of what a port had in a season that is not alike more than
in those that are: smugglers are at a port for a few seasons and then not at all."""

DRAWS = 32
"""Draws of the posterior over which a risk is averaged, in pairs of opposite sign."""

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
class Alike:
    """Training seasons that the coming one is like.

    Attributes
    ----------
    seasons
        The newest where smugglers are taken to stay; where a move is foretold those in which one
        was foretold before.
    is_moving
        Whether a move is foretold.
    """

    seasons: list[int]
    is_moving: bool


@dataclass(frozen=True)
class Known:
    """Posterior of the weights in a season like the coming one, in log-odds.

    Attributes
    ----------
    coefficients, mode : ndarray of float, shape (n_rules,)
        Mode within the bounds, and the mode a rule pushed against a bound would have without.
    covariance : ndarray of float, shape (n_rules, n_rules)
        Covariance around it.
    lower, upper : ndarray of float, shape (n_rules,)
        Bounds.
    is_pushed : ndarray of bool, shape (n_rules,)
        Rules that the data push beyond a bound.
    """

    coefficients: Floats
    mode: Floats
    covariance: Floats
    lower: Floats
    upper: Floats
    is_pushed: Flags

    def risk(self, bits: Floats, measure: Floats) -> Floats:
        """Spread the risk of a season over its patterns: the mean over draws of the posterior.

        Parameters
        ----------
        bits : ndarray of float, shape (n_patterns, n_rules)
            Rule hits.
        measure : ndarray of float, shape (n_patterns,)
            Containers, or exposure, of each pattern.

        Returns
        -------
        ndarray of float, shape (n_patterns,)
            Shares of the risk; they sum to 1.
        """
        half = np.random.default_rng(0).standard_normal((DRAWS // 2, self.coefficients.size))
        spread = np.linalg.cholesky(self.covariance)
        weights = self.coefficients + np.concatenate([half, -half]) @ spread.T
        eta = bits @ np.clip(weights, self.lower, self.upper).T
        risks = measure[:, None] * np.exp(eta - eta.max(axis=0))
        return np.asarray((risks / risks.sum(axis=0)).mean(axis=1))


def is_move_foretold(coming: Coming, rules: Rules, method: Method) -> bool:
    """Say whether a rule on moving hits more than a trace of a season's containers.

    Parameters
    ----------
    coming
        Traffic of the season.
    rules
        Rules in the order of the bits.
    method
        Names the rules on moving.

    Returns
    -------
    bool
    """
    return _is_foretold(_tells_of_a_move(coming.bits, rules, method), coming.containers)


def moves_foretold(table: PatternTable, rules: Rules, method: Method) -> list[int]:
    """Name the seasons of a table in which a move was foretold.

    Parameters
    ----------
    table
        Pattern rows.
    rules, method
        As for :func:`is_move_foretold`.

    Returns
    -------
    list of int
        Oldest first.
    """
    hit = _tells_of_a_move(table.bits, rules, method)[table.mask]
    containers = table.counts["containers"]
    in_season = {season: table.season == season for season in table.seasons}
    return [
        season for season, rows in in_season.items() if _is_foretold(hit[rows], containers[rows])
    ]


def _tells_of_a_move(bits: Floats, rules: Rules, method: Method) -> Flags:
    return np.asarray(bits[:, np.isin(rules.name, method.moving_rules)].any(axis=1))


def _is_foretold(hit: Flags, containers: Floats) -> bool:
    return bool(containers @ hit > FORETOLD_SHARE * containers.sum())


def seasons_alike(table: PatternTable, rules: Rules, method: Method, *, is_moving: bool) -> Alike:
    """Find the training seasons that a coming one is like.

    Parameters
    ----------
    table
        Pattern rows of the training seasons.
    rules
        Rules in the order of the bits.
    method
        Names the rules on moving.
    is_moving
        Whether it foretells a move.

    Returns
    -------
    Alike
        Without a season where a move is foretold and none was before.
    """
    alike = moves_foretold(table, rules, method) if is_moving else table.seasons[-1:]
    return Alike(alike, is_moving=is_moving)


def fit_alike(
    alike: Alike, table: PatternTable, rules: Rules, prior: Prior, kappa: float, method: Method
) -> Known:
    """Fit the weights as they hold in seasons alike.

    Parameters
    ----------
    alike
        The seasons, one or more.
    table
        Pattern rows of the training seasons.
    rules
        Current rules.
    prior
        Centre and width of the weights of all seasons.
    kappa
        Log-odds per point.
    method
        Parameters.

    Returns
    -------
    Known

    Notes
    -----
    Every port with a rule of its own has a term for each season that is not alike, so that its rule
    holds what the seasons alike say. It is centred at no points: those in force tell of seasons
    gone by. Where a move is foretold, rules that speak of ports without naming one have a term for
    the other seasons too. In those a port that was hit before goes on; here it is left.
    """
    seasonal = table.by_season(table.seasons, method.grid_patterns // 2)
    totals, n_rules = seasonal.totals, len(rules.name)
    names_port, is_general = rules.is_port_identity, ~rules.is_port_identity & ~rules.is_trait
    others = [season for season in table.seasons if season not in alike.seasons]
    ports = totals.bits[:, names_port]
    terms = [ports * (seasonal.season == each)[:, None] for each in others]
    width = np.full(n_rules, prior.tau)
    width[names_port] = MOVING_PORT_WIDTH if alike.is_moving else STAYING_PORT_WIDTH
    if alike.is_moving:
        width[is_general] = max(prior.tau, MOVING_GENERAL_WIDTH)
        terms.append(totals.bits[:, is_general] * np.isin(seasonal.season, others)[:, None])
    design = np.column_stack([totals.bits, *terms])
    blank = np.zeros(design.shape[1] - n_rules)
    width = kappa * np.concatenate([width, blank + OTHER_WIDTH])
    # The solver has one precision for all: in units of its own prior width every term has 1.
    unit = kappa / width
    lower = unit * np.concatenate([rules.lower, blank - FAR])
    upper = unit * np.concatenate([rules.upper, blank + FAR])
    nowhere = np.clip(0.0, rules.lower, rules.upper)
    fit = fit_map(
        design * width,
        totals.confirmed,
        totals.exposure,
        unit * np.concatenate([np.where(names_port, nowhere, prior.centre), blank]),
        1.0,
        lower,
        upper,
    )
    is_pushed = active_bounds(fit, lower, upper)
    of_rules = slice(None, n_rules)
    scale = width[of_rules]
    return Known(
        coefficients=fit.coefficients[of_rules] * scale,
        mode=fit.mode_beyond(is_pushed)[of_rules] * scale,
        covariance=np.linalg.inv(fit.hessian)[1 : n_rules + 1, 1 : n_rules + 1]
        * np.outer(scale, scale),
        lower=lower[of_rules] * scale,
        upper=upper[of_rules] * scale,
        is_pushed=is_pushed[of_rules],
    )
