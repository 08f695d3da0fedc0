"""The odds ratio common to matched strata, exactly: estimate, interval and p-value.

Holds the conditional distribution and what is read off it. Which traffic is matched with which
incident is decided in the marts; what is made of a result belongs in ``traits``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaln

from models.evaluation.rates import LEVEL

Floats = NDArray[np.float64]

LARGEST_LOG_ODDS = 60.0
"""Beyond it an odds ratio is called infinite (or nought)."""


class Stratum(NamedTuple):
    """Containers of one stratum whose trait is known.

    Attributes
    ----------
    incident_with, incident_without
        Incident containers with and without the trait.
    traffic_with, traffic_without
        Ordinary containers with and without it.
    """

    incident_with: int
    incident_without: int
    traffic_with: int
    traffic_without: int

    @property
    def is_informative(self) -> bool:
        """Both sides are there and they do not all agree."""
        incident, traffic = sum(self[:2]), sum(self[2:])
        having = self.incident_with + self.traffic_with
        return incident > 0 and traffic > 0 and 0 < having < incident + traffic


@dataclass(frozen=True)
class MatchedOdds:
    """A common odds ratio, exact given every stratum's margins.

    Attributes
    ----------
    odds_ratio
        Conditional maximum likelihood; 0 or infinite where the count is at its bound.
    low, high
        95 % interval: each tail holds 2.5 %.
    p_value
        Two-sided, twice the smaller tail at an odds ratio of 1, so that it is below .05 where the
        interval excludes 1.
    informative_strata
        Strata that say something: incident and traffic containers that do not all agree.
    """

    odds_ratio: float
    low: float
    high: float
    p_value: float
    informative_strata: int


def matched_odds(strata: Iterable[Stratum], level: float = LEVEL) -> MatchedOdds | None:
    """Work out the odds ratio common to the strata.

    Parameters
    ----------
    strata
        One per stratum.
    level
        Two-sided confidence level.

    Returns
    -------
    MatchedOdds or None
        None where no stratum says anything: no match, or the trait is what was matched on.

    Raises
    ------
    ValueError
        If a count is below nought.

    Notes
    -----
    Given its margins the incident containers with the trait in a stratum follow Fisher's noncentral
    hypergeometric distribution; their sum over the strata follows the convolution of these, worked
    out in full (C. R. Mehta, N. R. Patel, R. Gray, JASA 80 (1985)). With one stratum that is
    Fisher's exact conditional analysis. Containers of one incident count as independent, which they
    are not: what one incident does to a finding is told by leaving it out.

    Examples
    --------
    Fisher's tea tasting, one stratum; then the same in two strata:

    >>> one = matched_odds([Stratum(3, 1, 1, 3)])
    >>> round(one.odds_ratio, 4), round(one.low, 3), round(one.high, 1), round(one.p_value, 4)
    (6.4083, 0.212, 626.2, 0.4857)
    >>> matched_odds([Stratum(3, 1, 1, 3)] * 2).low > one.low
    True
    """
    counts = _Conditional.of(strata)
    if counts is None:
        return None
    tail = (1.0 - level) / 2.0
    return MatchedOdds(
        odds_ratio=counts.estimate(),
        low=counts.lower(tail),
        high=counts.upper(tail),
        p_value=min(1.0, 2.0 * min(counts.at_least(0.0), counts.at_most(0.0))),
        informative_strata=counts.strata,
    )


def matched_bound(
    strata: Iterable[Stratum], *, is_lower: bool, level: float = LEVEL
) -> float | None:
    """Work out one bound of :func:`matched_odds` alone, for whoever needs it many times.

    Parameters
    ----------
    strata, level
        As there.
    is_lower
        The lower bound instead of the upper.

    Returns
    -------
    float or None
        None where no stratum says anything.
    """
    counts = _Conditional.of(strata)
    if counts is None:
        return None
    tail = (1.0 - level) / 2.0
    return counts.lower(tail) if is_lower else counts.upper(tail)


def expected_with(strata: Iterable[Stratum]) -> float:
    """Count the incident containers that would have the trait, were they like their own traffic.

    Parameters
    ----------
    strata
        One per stratum; one without traffic adds nothing.

    Returns
    -------
    float
        Sum over the strata of incident containers times the share in traffic.

    Examples
    --------
    >>> expected_with([Stratum(1, 1, 10, 90), Stratum(1, 0, 20, 20)])
    0.7
    """
    return sum(
        (one.incident_with + one.incident_without)
        * one.traffic_with
        / (one.traffic_with + one.traffic_without)
        for one in strata
        if one.traffic_with + one.traffic_without
    )


@dataclass(frozen=True)
class _Conditional:
    """How many incident containers have the trait, given the margins of every stratum.

    ``weights`` are the log weights of the possible counts at an odds ratio of 1, from the least
    possible on; the count that was observed stands at place ``observed``.
    """

    weights: Floats
    observed: int
    strata: int

    @classmethod
    def of(cls, strata: Iterable[Stratum]) -> "_Conditional | None":
        said = [stratum for stratum in strata if _checked(stratum).is_informative]
        if not said:
            return None
        first, weights = _distribution(said)
        having = sum(stratum.incident_with for stratum in said)
        return cls(weights, having - first, len(said))

    def _shares(self, log_odds: float) -> Floats:
        tilted = self.weights + log_odds * np.arange(len(self.weights))
        shares = np.exp(tilted - tilted.max())
        return np.asarray(shares / shares.sum())

    def at_least(self, log_odds: float) -> float:
        return float(self._shares(log_odds)[self.observed :].sum())

    def at_most(self, log_odds: float) -> float:
        return float(self._shares(log_odds)[: self.observed + 1].sum())

    def _mean(self, log_odds: float) -> float:
        return float(self._shares(log_odds) @ np.arange(len(self.weights)))

    def estimate(self) -> float:
        if self.observed == 0:
            return 0.0
        if self.observed == len(self.weights) - 1:
            return float(np.inf)
        return _root(lambda log_odds: self._mean(log_odds) - self.observed)

    def lower(self, tail: float) -> float:
        if self.observed == 0:
            return 0.0
        return _root(lambda log_odds: self.at_least(log_odds) - tail)

    def upper(self, tail: float) -> float:
        if self.observed == len(self.weights) - 1:
            return float(np.inf)
        return _root(lambda log_odds: tail - self.at_most(log_odds))


def _checked(stratum: Stratum) -> Stratum:
    if min(stratum) < 0:
        raise ValueError(
            f"stratum {tuple(stratum)}: counts of containers are 0 or more; count the strata anew"
        )
    return stratum


def _distribution(strata: Sequence[Stratum]) -> tuple[int, Floats]:
    """Give the least possible count and the log weights from it on, at an odds ratio of 1."""
    first, weights = 0, np.zeros(1)
    for stratum in strata:
        incident, traffic = sum(stratum[:2]), sum(stratum[2:])
        having = stratum.incident_with + stratum.traffic_with
        least = max(0, having - traffic)
        support = np.arange(least, min(incident, having) + 1)
        own = _log_choose(incident, support) + _log_choose(traffic, having - support)
        own -= own.max()
        joined = np.full(len(weights) + len(own) - 1, -np.inf)
        for place, weight in enumerate(own):
            part = joined[place : place + len(weights)]
            np.logaddexp(part, weights + weight, out=part)
        first, weights = first + least, joined
    return first, weights


def _log_choose(total: int, chosen: NDArray[np.int64]) -> Floats:
    return np.asarray(gammaln(total + 1) - gammaln(chosen + 1) - gammaln(total - chosen + 1))


def _root(rises: Callable[[float], float]) -> float:
    """Find the odds ratio at whose logarithm a rising function crosses nought."""
    if rises(-LARGEST_LOG_ODDS) > 0:
        return 0.0
    if rises(LARGEST_LOG_ODDS) < 0:
        return float(np.inf)
    return float(np.exp(brentq(rises, -LARGEST_LOG_ODDS, LARGEST_LOG_ODDS, xtol=1e-12)))
