"""How many random draws a question needs: to see one case, or to know a rate to a stated width.

Takes rates and gives numbers of draws. What the lane drew is in ``models.evaluation.random_lane``.
"""

import math
from dataclasses import dataclass

from models.evaluation.rates import LEVEL, clopper_pearson

MOST_DRAWS = 10**12
"""Beyond this no frame of containers reaches; the search ends there."""


def sample_size_for(
    rate: float,
    *,
    power: float | None = None,
    precision: float | None = None,
    response_share: float = 1.0,
    sensitivity: float = 1.0,
) -> int:
    """Draws needed to see at least one case with a power, or to know a rate to a precision.

    Parameters
    ----------
    rate
        Share of the containers that have the outcome, as far as it is known.
    power
        Wanted probability of at least one hit; give this or ``precision``.
    precision
        Wanted half width of the exact 95 % interval, as a share of the containers.
    response_share
        Share of the draws that come to an exam with a known result.
    sensitivity
        Share of what is there that the exam finds.

    Returns
    -------
    int
        Draws to make, those that will not respond included.

    Raises
    ------
    ValueError
        If not exactly one aim is given, a share lies outside its range, or the precision asks for
        more draws than there could be containers.

    Notes
    -----
    Power: the smallest n with 1 - (1 - rate)^n >= power, about 3 / rate at 95 %, the rule of three
    (J. A. Hanley and A. Lippman-Hand, JAMA 249, 1983) read backwards. Precision: the smallest n
    whose Clopper-Pearson interval at the expected count is at most twice the precision wide.

    Examples
    --------
    >>> sample_size_for(0.01, power=0.95)
    299
    >>> sample_size_for(0.01, power=0.95, response_share=0.9)
    333
    >>> sample_size_for(0.01, precision=0.005)
    1741
    """
    if (power is None) == (precision is None):
        raise ValueError(
            f"power {power}, precision {precision}: expected one of them; power asks to see a case,"
            " precision asks how well the rate is known"
        )
    for name, share in (("rate", rate), ("power", power), ("precision", precision)):
        if share is not None and not 0.0 < share < 1.0:
            raise ValueError(f"{name} {share}: expected a share strictly between 0 and 1")
    for name, share in (("response_share", response_share), ("sensitivity", sensitivity)):
        if not 0.0 < share <= 1.0:
            raise ValueError(f"{name} {share}: expected a share above 0, at most 1")
    seen = rate * sensitivity
    if power is not None:
        responding = math.ceil(math.log1p(-power) / math.log1p(-seen) - 1e-9)
    else:
        responding = _draws_for_precision(seen, float(precision or 0.0) * sensitivity)
    return math.ceil(max(responding, 1) / response_share - 1e-9)


def _draws_for_precision(rate: float, precision: float) -> int:
    """Search the smallest n whose interval is narrow enough; the width falls with n."""
    low, high = 0, 1
    while _half_width(rate, high) > precision:
        low, high = high, high * 2
        if high > MOST_DRAWS:
            raise ValueError(
                f"precision {precision} at rate {rate}: needs more than {MOST_DRAWS:,} draws; ask "
                "for a wider interval"
            )
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _half_width(rate, middle) > precision else (low, middle)
    return high


def _half_width(rate: float, draws: int) -> float:
    low, high = clopper_pearson(rate * draws, draws, LEVEL)
    return float(high - low) / 2.0


@dataclass(frozen=True)
class LanePlan:
    """What an aim costs at one place and time.

    Attributes
    ----------
    rate
        Rate planned for, a share of the containers.
    power, precision
        The aim; the other is None.
    draws
        Draws needed.
    frame
        Containers discharged in the period.
    probability
        Probability of a draw that gives so many on the average; None where the frame has fewer
        containers than draws are needed.
    draws_per_week
        Draws needed over the weeks of the period.
    periods
        Periods of this kind that give so many draws at the probability in use; None without one.
    """

    rate: float
    power: float | None
    precision: float | None
    draws: int
    frame: int
    probability: float | None
    draws_per_week: float
    periods: float | None


def plan_lane(
    rate: float,
    frame: int,
    weeks: float,
    *,
    power: float | None = None,
    precision: float | None = None,
    response_share: float = 1.0,
    sensitivity: float = 1.0,
    probability_now: float | None = None,
) -> LanePlan:
    """Say what an aim costs at a place: draws, their probability, draws a week.

    Parameters
    ----------
    rate, power, precision, response_share, sensitivity
        As :func:`sample_size_for`.
    frame
        Containers discharged in the period.
    weeks
        Weeks of the period.
    probability_now
        Probability of a draw in use; None where none is.

    Returns
    -------
    LanePlan

    Raises
    ------
    ValueError
        As :func:`sample_size_for`; if the frame is empty.

    Examples
    --------
    >>> plan = plan_lane(0.01, 100_000, 35, power=0.95, probability_now=0.001)
    >>> plan.draws, round(plan.probability, 5), round(plan.draws_per_week, 1), plan.periods
    (299, 0.00299, 8.5, 2.99)
    """
    if frame < 1 or weeks <= 0:
        raise ValueError(f"frame {frame}, weeks {weeks}: expected a frame of at least 1 container")
    draws = sample_size_for(
        rate, power=power, precision=precision, response_share=response_share,
        sensitivity=sensitivity,
    )  # fmt: skip
    return LanePlan(
        rate=rate,
        power=power,
        precision=precision,
        draws=draws,
        frame=frame,
        probability=draws / frame if draws <= frame else None,
        draws_per_week=draws / weeks,
        periods=draws / (frame * probability_now) if probability_now else None,
    )
