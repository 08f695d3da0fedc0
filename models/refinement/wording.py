"""Decisions in words: one row per rule, readable by the officer who must approve it.

Holds the decision and its reason for each rule, and the reason of a refusal. No number is computed
here that the fit did not give, but the counts behind a rule.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.refinement.card import power_table
from models.refinement.design import Totals
from models.refinement.foretelling import Told
from models.refinement.gate import Candidate, base_log_rate
from models.refinement.inputs import Rules
from models.refinement.method import COMING, Method
from models.refinement.rolling import Fold

Floats = NDArray[np.float64]

CHANGED = "changed"
KEEP = "not enough evidence: keep"
EXPIRED = "expired as stale"
AT_BOUND = "at its bound"

PROPOSAL_COLUMNS = [
    "rule",
    "points",
    "proposed_points",
    "sd_points",
    "probability_of_direction",
    "decision",
    "reason",
    "containers_hit",
    "confirmed_hit",
    "confirmed_expected",
    "posterior_points",
    "low_points",
    "high_points",
    "low_log_odds",
    "high_log_odds",
]


def evidence_per_rule(totals: Totals, rules: Rules, kappa: float) -> tuple[Floats, Floats, Floats]:
    """Containers and confirmed incidents that hit each rule, and those expected.

    Parameters
    ----------
    totals
        Pattern counts of the training window.
    rules
        Current rules.
    kappa
        Log-odds per point; NaN where nothing was fitted.

    Returns
    -------
    containers, confirmed, expected : ndarray of float, shape (n_rules,)
        ``expected`` under the current weights; NaN where nothing was fitted.
    """
    containers, confirmed = totals.containers @ totals.bits, totals.confirmed @ totals.bits
    if np.isnan(kappa):
        return containers, confirmed, np.full(containers.shape, np.nan)
    eta = base_log_rate(totals, rules.points, kappa) + kappa * (totals.bits @ rules.points)
    return containers, confirmed, (totals.exposure * np.exp(eta)) @ totals.bits


def proposal_frame(
    totals: Totals, rules: Rules, candidate: Candidate | None, method: Method, refusal: str
) -> pd.DataFrame:
    """Write the proposal down.

    Parameters
    ----------
    totals
        Pattern counts of the training window.
    rules
        Current rules.
    candidate
        What the method would change; None when nothing was fitted.
    method
        Parameters, for the reasons.
    refusal
        Why the whole proposal is refused; empty when it is not.

    Returns
    -------
    DataFrame, one row per rule in the order of the bits
        Columns ``PROPOSAL_COLUMNS``. ``posterior_points`` and ``sd_points`` are what the gate
        looks at; ``low_points`` and ``high_points`` the 95 % interval with kappa and tau
        integrated out (:mod:`models.refinement.posterior`) and widened by the spread of the seasons
        (:mod:`models.refinement.season_spread`), ``low_log_odds`` and ``high_log_odds`` that of the
        rule's log-odds. A rule on ports has none where a coming season is known: what it is worth
        there is not what it was worth over all seasons. A refused proposal keeps every weight.
    """
    size = len(rules.name)
    kappa = float("nan") if candidate is None else candidate.kappa
    containers, confirmed, expected = evidence_per_rule(totals, rules, kappa)
    blank = np.full(size, np.nan)
    proposed = rules.points if candidate is None or refusal else candidate.points
    words = [
        (KEEP, refusal)
        if candidate is None
        else _decide(rule, rules, candidate, method, is_refused=bool(refusal))
        for rule in range(size)
    ]
    return pd.DataFrame(
        {
            "rule": list(rules.name),
            "points": rules.points.astype(np.int64),
            "proposed_points": proposed.astype(np.int64),
            "sd_points": blank if candidate is None else candidate.sd,
            "probability_of_direction": blank if candidate is None else candidate.probability,
            "decision": [decision for decision, _ in words],
            "reason": [reason for _, reason in words],
            "containers_hit": np.rint(containers).astype(np.int64),
            "confirmed_hit": np.rint(confirmed).astype(np.int64),
            "confirmed_expected": expected,
            "posterior_points": blank if candidate is None else candidate.posterior,
            **_intervals(rules, candidate),
        },
        columns=PROPOSAL_COLUMNS,
    )


def _intervals(rules: Rules, candidate: Candidate | None) -> dict[str, Floats]:
    ends = ("low", "high", "low_log_odds", "high_log_odds")
    names = ("low_points", "high_points", *ends[2:])
    if candidate is None or candidate.marginal is None:
        return {name: np.full(len(rules.name), np.nan) for name in names}
    has_one = rules.is_trait | (not candidate.is_searched)
    return {
        name: np.where(has_one, getattr(candidate.marginal, end), np.nan)
        for name, end in zip(names, ends, strict=True)
    }


def too_few_incidents(confirmed: int, n_rules: int, method: Method) -> str:
    """Word the refusal of a window with next to no incident."""
    needed = power_table(method.min_confirmed, n_rules)[2]
    return (
        f"{confirmed} confirmed incidents; nothing is fitted below {method.min_confirmed}. Even "
        f"{method.min_confirmed} would show, for a rule that 10 % of traffic hits, no odds ratio "
        f"under {needed['one_rule']}"
    )


def too_little_gain(
    judge: str,
    gain: float,
    seasons: list[int],
    told: list[Told],
    folds: list[Fold],
    method: Method,
) -> str:
    """Word the refusal of weights that predict no better; empty where they do."""
    needed = method.needed_nats(judge)
    if gain >= needed:
        return ""
    span = f"{seasons[0]} to {seasons[-1]}" if len(seasons) > 1 else f"{seasons[0]}"
    how = {
        "evidence": f"by their evidence over seasons {span}",
        "rolling": f"on seasons {_listed(folds)}, each predicted from those before it,",
        COMING: f"on where the incidents of {_listed(told)} lay, each season told from those "
        "before it,",
    }[judge]
    return f"{how} changed weights gain {gain:.2f} nats on the current ones; {needed:g} are needed"


def _listed(seasons: Sequence[Told | Fold]) -> str:
    return ", ".join(str(each.season) for each in seasons)


def _decide(
    rule: int, rules: Rules, found: Candidate, method: Method, is_refused: bool
) -> tuple[str, str]:
    current, proposed = rules.points[rule], found.points[rule]
    posterior = (
        f"posterior {found.posterior[rule]:.1f} ± {found.sd[rule]:.1f} points, probability "
        f"{found.probability[rule]:.3f} that it should be "
        f"{'higher' if found.posterior[rule] >= current else 'lower'}"
    )
    if is_refused:
        return KEEP, f"the proposal as a whole is refused; {posterior}"
    if proposed == current:
        return _keep(rule, rules, found, method, posterior)
    limited = ""
    if abs(proposed - current) >= method.max_step:
        limited = f"; the largest step is {method.max_step} points"
    if found.is_stale[rule] and abs(proposed) < abs(current):
        return EXPIRED, f"no incident at its port in the last two seasons; {posterior}{limited}"
    if proposed in (rules.lower[rule], rules.upper[rule]) and found.is_pushed[rule]:
        return AT_BOUND, f"moved to its bound {proposed:.0f}; {posterior}"
    return CHANGED, f"{posterior}{limited}"


def _keep(
    rule: int, rules: Rules, found: Candidate, method: Method, posterior: str
) -> tuple[str, str]:
    bound = rules.upper if found.posterior[rule] > rules.points[rule] else rules.lower
    if found.is_pushed[rule] and rules.points[rule] == bound[rule]:
        return AT_BOUND, f"the data push beyond its bound {rules.points[rule]:.0f}; {posterior}"
    if found.passed[rule] and not found.freed[rule]:
        return KEEP, f"{_others(found, method)}; {posterior}"
    if found.freed[rule]:
        return KEEP, f"the refit beside the other changes rounds back; {posterior}"
    if found.probability[rule] > method.gate:
        return KEEP, f"the change is smaller than {method.min_change} point; {posterior}"
    return KEEP, f"{posterior}; the gate is {method.gate:g}"


def _others(found: Candidate, method: Method) -> str:
    """Word why a weight over the gate is not freed."""
    if found.is_searched and found.freed.sum() < method.max_changes:
        return "beside the other changes it brings no more risk among the first examined"
    return f"{method.max_changes} changes that tell more came first"
