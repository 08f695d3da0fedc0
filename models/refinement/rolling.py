"""Would the method have helped? Rolling-origin predictive gain over the last seasons.

Holds the refits on earlier seasons and the comparison with the current weights, and staleness of
port rules seen from any season. It decides nothing; ``refiner`` compares with the threshold.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.evaluation.port_rules import LOOK_BACK_SEASONS, stale_port_rules
from models.refinement.design import PatternTable
from models.refinement.gate import base_log_rate, log_likelihood
from models.refinement.inputs import Rules
from models.refinement.method import Method
from models.refinement.remembered import candidate_of


@dataclass(frozen=True)
class Fold:
    """One season predicted from the seasons before it.

    Attributes
    ----------
    season
        The season predicted.
    training_confirmed, confirmed
        Confirmed incidents before the season and in it.
    changes
        Weights the method would have changed.
    expected
        Confirmed incidents expected in the season under the changed weights.
    gain_nats
        Predictive log-likelihood of the changed weights less that of the current ones.
    """

    season: int
    training_confirmed: int
    confirmed: int
    changes: int
    expected: float
    gain_nats: float


def stale_rules(table: PatternTable, rules: Rules, seasons: list[int]) -> NDArray[np.bool_]:
    """Port-identity rules without a confirmed incident in the last two seasons.

    Parameters
    ----------
    table
        Pattern rows.
    rules
        Rules; only port-identity rules can be stale.
    seasons
        The window; its newest season counts backwards.

    Returns
    -------
    ndarray of bool, shape (n_rules,)
    """
    newest = max(seasons)
    recent = [season for season in seasons if season > newest - LOOK_BACK_SEASONS]
    incidents = {
        season: totals.confirmed @ totals.bits
        for season, totals in ((season, table.totals([season])) for season in recent)
    }
    return stale_port_rules(incidents, rules.is_port_identity, newest + 1)


def rolling_gain(table: PatternTable, rules: Rules, method: Method) -> list[Fold]:
    """Predict each of the last seasons from those before it.

    Parameters
    ----------
    table
        Pattern rows of all training seasons.
    rules
        Current rules.
    method
        Parameters; ``rolling_seasons`` says how many seasons are predicted.

    Returns
    -------
    list of Fold
        Oldest first. A season before which there were too few confirmed incidents is predicted by
        the current weights: its gain is 0.

    Notes
    -----
    Staleness is seen from each origin. kappa and the base rate come from the fold's own training
    seasons and are the same for both sets of weights but for the base rate.
    """
    folds = []
    seasons = table.seasons
    for position in range(max(1, len(seasons) - method.rolling_seasons), len(seasons)):
        before = seasons[:position]
        train, test = table.totals(before), table.totals([seasons[position]])
        known = int(train.confirmed.sum())
        changes, gain, expected = 0, 0.0, float("nan")
        if known >= method.min_confirmed:
            candidate = candidate_of(train, rules, stale_rules(table, rules, before), method)
            kappa = candidate.kappa
            log_rate = base_log_rate(train, candidate.points, kappa)
            changes = int((candidate.points != rules.points).sum())
            eta = log_rate + kappa * (test.bits @ candidate.points)
            expected = float(test.exposure @ np.exp(eta))
            gain = log_likelihood(test, candidate.points, kappa, log_rate) - log_likelihood(
                test, rules.points, kappa, base_log_rate(train, rules.points, kappa)
            )
        folds.append(
            Fold(
                season=seasons[position],
                training_confirmed=known,
                confirmed=int(test.confirmed.sum()),
                changes=changes,
                expected=expected,
                gain_nats=gain,
            )
        )
    return folds
