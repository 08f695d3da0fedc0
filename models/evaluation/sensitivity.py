"""What a proposal owes to the assumption how often incidents surface by themselves.

Holds the refits over the range of that assumption and their comparison. The correction itself is
``models.refinement.exposure``.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.base import clone

from models.refinement.refiner import FilterWeightRefiner

SURFACINGS = (0.05, 0.10, 0.20, 0.40, 0.60, 0.80)
"""Chances that an incident no exam found becomes known anyway, from next to none to most."""


def surfacing_sensitivity(
    refiner: FilterWeightRefiner,
    patterns: pd.DataFrame,
    rules: pd.DataFrame,
    surfacings: Sequence[float] = SURFACINGS,
    *,
    coming: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Refit under other chances of surfacing and say what changes.

    Parameters
    ----------
    refiner
        Estimator with the assumption to compare with; it is not fitted or changed.
    patterns, rules
        As for ``FilterWeightRefiner.fit``.
    surfacings
        The chances to try.
    coming
        Traffic of the coming season, where ``FilterWeightRefiner.fit`` was given it.

    Returns
    -------
    DataFrame, one row per chance
        ``surfacing``; ``is_refused`` and ``gain_nats``; ``kappa``, ``tau``, ``rho``; ``changes``
        and ``l1_points`` of the points as fitted, be the proposal refused or not;
        ``differing_rules`` (names, those whose points differ from the points fitted under the
        refiner's own assumption) and ``largest_difference_points``.
    """
    reference = clone(refiner).fit(patterns, rules, coming).fitted_points_
    rows = []
    for surfacing in surfacings:
        assumed: FilterWeightRefiner = clone(refiner)
        fitted = assumed.set_params(surfacing=surfacing).fit(patterns, rules, coming)
        points = fitted.fitted_points_
        moved = points - fitted.proposal_["points"].to_numpy()
        differs = points != reference
        rows.append(
            {
                "surfacing": surfacing,
                "is_refused": fitted.refused_,
                "gain_nats": fitted.predictive_gain_nats_,
                "kappa": fitted.kappa_,
                "tau": fitted.tau_,
                "rho": fitted.rho_,
                "changes": int((moved != 0).sum()),
                "l1_points": int(np.abs(moved).sum()),
                "differing_rules": ", ".join(fitted.proposal_.loc[differs, "rule"]),
                "largest_difference_points": int(np.abs(points - reference).max(initial=0)),
            }
        )
    return pd.DataFrame(rows)
