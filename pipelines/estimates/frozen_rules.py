"""Rules whose points their owner froze: held by the fit, and said so in the proposal.

Freezing itself is part of a version (``frozen`` of a rule) and decided in the decision store.
"""

import pandas as pd

FROZEN = "frozen by owner"


def hold_frozen(rules: pd.DataFrame) -> pd.DataFrame:
    """Close the box of every frozen rule around its points, so that no fit moves them.

    Parameters
    ----------
    rules
        For ``FilterWeightRefiner.fit``, with ``is_frozen``.

    Returns
    -------
    DataFrame
        A copy.
    """
    held = rules.copy()
    is_frozen = rules["is_frozen"].astype(bool)
    for bound in ("min_points", "max_points"):
        held[bound] = rules[bound].where(~is_frozen, rules["points"])
    return held


def say_frozen(rules: pd.DataFrame, proposal: pd.DataFrame) -> pd.DataFrame:
    """Write the decision of frozen rules, with what the data say of them all the same.

    Parameters
    ----------
    rules, proposal
        Row by row the same rules; ``proposal`` as of ``FilterWeightRefiner.proposal_``.

    Returns
    -------
    DataFrame
        A copy.
    """
    told = proposal.copy()
    for row in told.index[rules["is_frozen"].astype(bool).to_numpy()]:
        told.loc[row, "decision"] = FROZEN
        told.loc[row, "reason"] = (
            f"the owner keeps it at {told.loc[row, 'points']} points; {proposal.loc[row, 'reason']}"
        )
    return told
