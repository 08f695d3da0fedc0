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

LOWERED = 1e6
"""Nats by which the gain that is needed is lowered to see the points of what is refused."""


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
    own = _unrefused(refiner, refiner.get_params()["surfacing"]).fit(patterns, rules, coming)
    reference = own.proposal_["proposed_points"].to_numpy()
    rows = []
    for surfacing in surfacings:
        fitted = _unrefused(refiner, surfacing).fit(patterns, rules, coming)
        points = fitted.proposal_["proposed_points"].to_numpy()
        moved = points - fitted.proposal_["points"].to_numpy()
        differs = points != reference
        gain, needed = fitted.predictive_gain_nats_, fitted.needed_gain_nats_ + LOWERED
        rows.append(
            {
                "surfacing": surfacing,
                "is_refused": bool(fitted.refused_ or not gain >= needed),
                "gain_nats": gain,
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


def _unrefused(refiner: FilterWeightRefiner, surfacing: float) -> FilterWeightRefiner:
    """Copy an estimator so that the points are seen even where the gain is too small."""
    copy: FilterWeightRefiner = clone(refiner)
    limits = ("refuse_below_nats", "refuse_told_below_nats")
    # by as much each, so that the same gain judges
    lowered = {name: refiner.get_params()[name] - LOWERED for name in limits}
    copy.set_params(surfacing=surfacing, **lowered)
    return copy
