"""The ratio of a standardised rate to another, with its interval.

Takes the sums that direct standardisation gives and bounds their ratio. The cells and their
weights come counted from the marts; plain rates are in ``rates``, one weighted count in
``weighted_counts``.
"""

from dataclasses import dataclass

from scipy import stats

from models.evaluation.rates import LEVEL, MINIMUM_KNOWN, NOTE_NOTHING, NOTE_TOO_FEW


@dataclass(frozen=True)
class StandardisedRatio:
    """Events observed over events expected at the rates of others.

    Attributes
    ----------
    value, low, high
        The ratio and its interval; None where it may not be given. ``high`` is infinite where
        no event was expected.
    note
        Empty, or why there is no ratio.
    """

    value: float | None
    low: float | None
    high: float | None
    note: str


def standardised_ratio(
    observed: int,
    expected: float,
    expected_variance: float,
    largest_weight: float,
    n_members: int,
    n_others: int,
    level: float = LEVEL,
) -> StandardisedRatio:
    """Give the ratio of observed events to those expected at the rates of others.

    Parameters
    ----------
    observed
        Events among the members' units, in the cells that have others too.
    expected
        Sum over the others' events of the weight of their cell: member units / other units.
    expected_variance
        Sum of the squared weights over the same events.
    largest_weight
        Largest weight of a cell.
    n_members, n_others
        Units in those cells.
    level
        Two-sided confidence level.

    Returns
    -------
    StandardisedRatio
        Without a value where fewer than 20 units of either side are compared, or no event was
        expected.

    Raises
    ------
    ValueError
        If a sum is below 0, or no weight is given for events that were expected.

    Notes
    -----
    M. P. Fay, Communications in Statistics - Theory and Methods 28 (1999), 2141-2160: events as
    Poisson counts, the bounds of two gamma variables, their ratio an F variable. With one weight
    for all it is the exact interval of the ratio of two Poisson rates, which rests on the binomial
    (Clopper and Pearson); it is too wide rather than too narrow where events are frequent.

    Examples
    --------
    >>> ratio = standardised_ratio(10, 20.0, 40.0, 2.0, 100, 50)
    >>> ratio.value, round(ratio.low, 3), round(ratio.high, 3)
    (0.5, 0.187, 1.339)
    >>> standardised_ratio(1, 2.0, 4.0, 2.0, 10, 5).note
    'fewer than 20'
    """
    for name, number in (
        ("observed", observed),
        ("expected", expected),
        ("expected_variance", expected_variance),
    ):
        if number < 0:
            raise ValueError(f"{name} {number}: expected a sum of 0 or more")
    if expected > 0 and (largest_weight <= 0 or expected_variance <= 0):
        raise ValueError(
            f"expected {expected} with largest weight {largest_weight} and variance "
            f"{expected_variance}: expected both above 0, as events have weights"
        )
    if min(n_members, n_others) == 0:
        return StandardisedRatio(None, None, None, NOTE_NOTHING)
    if min(n_members, n_others) < MINIMUM_KNOWN:
        return StandardisedRatio(None, None, None, NOTE_TOO_FEW)
    tail = (1.0 - level) / 2.0
    wide, wide_variance = expected + largest_weight, expected_variance + largest_weight**2
    low = 0.0
    if observed > 0 and largest_weight > 0:
        f = stats.f.ppf(tail, 2 * observed, 2 * wide**2 / wide_variance)
        low = float(observed / wide * f)
    if expected == 0:
        return StandardisedRatio(None, low, None, "none expected")
    f = stats.f.ppf(1.0 - tail, 2 * (observed + 1), 2 * expected**2 / expected_variance)
    return StandardisedRatio(observed / expected, low, float((observed + 1) / expected * f), "")
