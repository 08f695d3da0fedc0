"""What a given number of incidents can show: the smallest odds ratio found with stated power.

Used where a proposal or a comparison is refused, to say what evidence would be needed. It holds
no test of a rule; those are in ``models.commonalities`` and ``models.refinement``.
"""

import numpy as np
from scipy import stats


def minimum_detectable_odds_ratio(
    n_positives: int,
    prevalence: float,
    power: float = 0.80,
    alpha: float = 0.05,
    n_rules: int = 1,
) -> float:
    """Smallest odds ratio of a rule that ``n_positives`` incidents show with the stated power.

    Parameters
    ----------
    n_positives
        Incident containers at hand.
    prevalence
        Share of ordinary traffic that hits the rule, taken as known (traffic is plentiful).
    power
        Probability of finding the rule.
    alpha
        One-sided error, shared over ``n_rules`` (Bonferroni).
    n_rules
        Rules looked at together.

    Returns
    -------
    float
        Odds ratio; infinity where no odds ratio reaches the power.

    Raises
    ------
    ValueError
        If a share lies outside (0, 1) or a number is below 1.

    Notes
    -----
    Exact binomial test: the smallest count c with P(X >= c | prevalence) <= alpha / n_rules; the
    answer is the odds ratio under which P(X >= c) equals the power, a beta quantile.

    Examples
    --------
    >>> round(minimum_detectable_odds_ratio(23, 0.05), 1)
    5.6
    >>> round(minimum_detectable_odds_ratio(120, 0.10, n_rules=30), 1)
    2.7
    """
    if n_positives < 1 or n_rules < 1:
        raise ValueError(f"n_positives {n_positives}, n_rules {n_rules}: expected 1 or more")
    for name, share in (("prevalence", prevalence), ("power", power), ("alpha", alpha)):
        if not 0.0 < share < 1.0:
            raise ValueError(f"{name} {share}: expected a share strictly between 0 and 1")
    needed = np.arange(1, n_positives + 1)
    chance = stats.binom.sf(needed - 1, n_positives, prevalence)
    passing = needed[chance <= alpha / n_rules]
    if passing.size == 0:
        return float("inf")
    critical = int(passing[0])
    share = float(stats.beta.ppf(power, critical, n_positives - critical + 1))
    return (share / (1.0 - share)) / (prevalence / (1.0 - prevalence))
