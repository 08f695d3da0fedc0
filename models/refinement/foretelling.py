"""How well the posterior for a coming season would have told earlier seasons' incidents.

Holds the comparison with the current weights, season by season, each told from those before it. It
decides nothing; ``refiner`` compares with the threshold.
"""

from dataclasses import dataclass

import numpy as np

from models.refinement.alike import fit_alike, moves_foretold, seasons_alike
from models.refinement.design import PatternTable
from models.refinement.inputs import Rules
from models.refinement.method import Method
from models.refinement.remembered import candidate_of
from models.refinement.rolling import stale_rules

TOLD = 0.5
"""Part of the told risk that is the posterior's; the rest is the current weights'."""

FEWEST_BEFORE = 2
"""Seasons before the first one that is told."""


@dataclass(frozen=True)
class Told:
    """One season told from the seasons before it.

    Attributes
    ----------
    season
        The season told.
    alike
        The seasons before it that it was like.
    is_moving
        Whether a move was foretold.
    confirmed
        Its confirmed incidents.
    gain_nats
        Log-likelihood of where they lay, half by the posterior of seasons alike and half by the
        current weights, less that by the current weights alone.
    """

    season: int
    alike: list[int]
    is_moving: bool
    confirmed: int
    gain_nats: float


def tell(table: PatternTable, rules: Rules, method: Method) -> list[Told]:
    """Tell each training season from those before it.

    Parameters
    ----------
    table
        Pattern rows of all training seasons.
    rules
        Current rules.
    method
        Parameters.

    Returns
    -------
    list of Told
        Oldest first, without the seasons before which there were too few confirmed incidents for a
        fit, or that foretold a move when none had been.

    Notes
    -----
    Given how many incidents a season had, how likely is it that they lay where they did? By either
    way an incident falls to a pattern in proportion to its exposure times its risk. Half of what
    is told is left to the current weights, so that one incident where nobody looked for it costs
    log 2 and does not undo all others. Port rules stood before a season opened and are read from
    its own masks; no outcome of it is. Were the current weights right, and their scale known, the
    gain would ever reach g nats with a chance of exp(-g) at most (Ville's inequality: the ratio of
    likelihoods is a martingale).
    """
    told, moves = [], moves_foretold(table, rules, method)
    for position in range(FEWEST_BEFORE, len(table.seasons)):
        season, before = table.seasons[position], table.up_to(table.seasons[position - 1])
        train = before.totals(before.seasons)
        if train.confirmed.sum() < method.min_confirmed:
            continue
        alike = seasons_alike(before, rules, method, is_moving=season in moves)
        if not alike.seasons:
            continue
        candidate = candidate_of(train, rules, stale_rules(before, rules, before.seasons), method)
        known = fit_alike(alike, before, rules, candidate.prior, candidate.kappa, method)
        sample = table.by_season([season], method.grid_patterns // 2).totals
        score = candidate.kappa * (sample.bits @ rules.points)
        current = sample.exposure * np.exp(score - score.max())
        hit = sample.confirmed > 0
        ratio = known.risk(sample.bits, sample.exposure)[hit] / (current / current.sum())[hit]
        told.append(
            Told(
                season=season,
                alike=alike.seasons,
                is_moving=alike.is_moving,
                confirmed=int(sample.confirmed.sum()),
                gain_nats=float(sample.confirmed[hit] @ np.log(TOLD * ratio + 1.0 - TOLD)),
            )
        )
    return told
