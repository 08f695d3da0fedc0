"""The model card: everything a reviewer needs beside the proposal, as plain data.

Holds what is stated and in which order. It is JSON-ready; how it is drawn or stored is decided by
whoever shows it.
"""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from models.evaluation.power import minimum_detectable_odds_ratio
from models.refinement.foretelling import Told
from models.refinement.gate import Candidate
from models.refinement.method import Method
from models.refinement.rolling import Fold

PREVALENCES = (0.01, 0.05, 0.10, 0.20, 0.40)


def power_table(n_positives: int, n_rules: int) -> list[dict[str, float | None]]:
    """Smallest odds ratio that the incidents at hand show with 80 % power.

    Parameters
    ----------
    n_positives
        Confirmed incidents.
    n_rules
        Rules looked at together.

    Returns
    -------
    list of dict
        ``prevalence``, ``one_rule``, ``all_rules``; None where no odds ratio would show.

    Examples
    --------
    >>> power_table(23, 30)[1]
    {'prevalence': 0.05, 'one_rule': 5.6, 'all_rules': 9.0}
    >>> power_table(0, 30)[1]
    {'prevalence': 0.05, 'one_rule': None, 'all_rules': None}
    """
    rows = []
    for prevalence in PREVALENCES:
        ratios: list[float | None] = [None, None]
        if n_positives > 0:
            for position, rules in enumerate((1, n_rules)):
                ratio = minimum_detectable_odds_ratio(n_positives, prevalence, n_rules=rules)
                ratios[position] = round(ratio, 1) if np.isfinite(ratio) else None
        rows.append({"prevalence": prevalence, "one_rule": ratios[0], "all_rules": ratios[1]})
    return rows


def model_card(
    method: Method,
    training: dict[str, Any],
    candidate: Candidate | None,
    folds: list[Fold],
    told: list[Told],
    judge: str,
    gains: dict[str, float],
    refusal: str,
    proposal: pd.DataFrame,
) -> dict[str, Any]:
    """Assemble the card.

    Parameters
    ----------
    method
        Parameters of the run.
    training
        Window, rows, masks, positives by kind, hash of the data.
    candidate
        Result of the fit; None when nothing was fitted.
    folds
        Rolling-origin predictions.
    told
        Earlier seasons, each told from those before it.
    judge
        Name of the gain that was judged.
    gains
        Gains in nats by ``evidence``, by ``rolling`` and by ``coming``.
    refusal
        Reason of a refusal; empty when there is none.
    proposal
        The frame of :func:`models.refinement.wording.proposal_frame`.

    Returns
    -------
    dict
        JSON-ready: numbers, strings, lists and dicts, None for what does not exist.
    """
    fitted: dict[str, Any] = {}
    if candidate is not None:
        fitted = {
            "kappa": candidate.kappa,
            "tau": candidate.prior.tau,
            "rho": candidate.prior.rho,
            "rounding_loss_nats": candidate.rounding_loss,
            "searched_for_coming_season": candidate.is_searched,
            "seasons_alike": candidate.alike and asdict(candidate.alike),
            "kappa_integrated": candidate.marginal and candidate.marginal.kappa,
            "season_spread": candidate.season_spread and asdict(candidate.season_spread),
            "evidence": [
                {"tau": tau, "rho": rho, "log_evidence": evidence}
                for tau, rho, evidence in candidate.prior.grid
            ],
        }
    rules = proposal.astype(object).where(proposal.notna(), None).to_dict("records")
    card: dict[str, Any] = {
        "parameters": asdict(method),
        "training": training,
        "fit": fitted,
        "rolling_origin": [asdict(fold) for fold in folds],
        "told_seasons": [asdict(season) for season in told],
        "judged_by": judge,
        "predictive_gain_nats": gains[judge],
        "needed_gain_nats": method.needed_nats(judge),
        "gains_nats": gains,
        "refused": bool(refusal),
        "refusal": refusal,
        "minimum_detectable_odds_ratio": power_table(training["confirmed"], len(proposal)),
        "rules": rules,
    }
    plain: dict[str, Any] = _plain(card)
    return plain


def _plain(value: Any) -> Any:  # noqa: ANN401 - walks a tree of any plain data
    """Turn NumPy scalars into Python's and NaN into None."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
