"""One trait among incidents and in the traffic matched with them: how much more common, how sure.

Holds the comparison of one trait. It counts nothing itself: which traffic is comparable is decided
where ``fct_trait_strata`` is counted; all traits together, and how many were looked at, are in
``table``.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from models.commonalities.matched import (
    MatchedOdds,
    Stratum,
    expected_with,
    matched_bound,
    matched_odds,
)
from models.evaluation.rates import rate

UNIT = "incident container"

METHOD = "exact, conditional on the matched strata"

MINIMUM_INCIDENTS = 5
"""Below this many incidents in the comparison no trait is called a commonality."""

MORE_COMMON = "more common among incidents"
LESS_COMMON = "less common among incidents"
NOT_ENOUGH = "not enough evidence"
NO_TRAFFIC = "no comparison traffic"

MATCHED_AWAY = "does not differ within the matched strata: it is what was matched on, or the same"


class IncidentContainer(NamedTuple):
    """An incident container whose trait is known and was recorded before the discovery.

    Attributes
    ----------
    incident_id
        Its incident.
    stratum
        What it is matched by.
    has_trait
        Whether it has the trait.
    """

    incident_id: str
    stratum: Hashable
    has_trait: bool


@dataclass(frozen=True)
class TraitComparison:
    """A trait among incident containers and in the ordinary traffic matched with them.

    Attributes
    ----------
    unit
        What is counted: incident containers, not incidents and not persons.
    incident_containers_with, incident_containers
        Matched incident containers with the trait, and all whose trait is known.
    incident_prevalence, traffic_prevalence and their ``_low``, ``_high``
        Shares with exact intervals; None where fewer than 20 containers are known.
    traffic_with, traffic_containers
        Ordinary containers of the matched strata, added up.
    expected_with
        Incident containers that would have the trait, were they like the traffic of their strata.
    incidents_with, incidents
        Distinct incidents with the trait, and in the comparison.
    incidents_unmatched, incident_containers_unmatched
        Known, but without ordinary traffic in their stratum: not compared.
    strata, informative_strata
        Matched strata, and those in which the trait differs.
    traffic_per_incident_container
        Ordinary containers in the stratum of an incident container, median.
    odds_ratio, odds_ratio_low, odds_ratio_high, p_value
        Of :class:`~models.commonalities.matched.MatchedOdds`; None where no stratum says anything.
    method
        How interval and p-value were made.
    without_incident_id, without_odds_ratio, without_low, without_high
        The incident that carries most, and the odds ratio when it is left out.
    is_resting_on_one_incident
        The interval excludes 1, and would not if that one incident were left out.
    """

    unit: str
    incident_containers_with: int
    incident_containers: int
    incident_prevalence: float | None
    incident_prevalence_low: float | None
    incident_prevalence_high: float | None
    traffic_with: int
    traffic_containers: int
    traffic_prevalence: float | None
    traffic_prevalence_low: float | None
    traffic_prevalence_high: float | None
    expected_with: float | None
    incidents_with: int
    incidents: int
    incidents_unmatched: int
    incident_containers_unmatched: int
    strata: int
    informative_strata: int
    traffic_per_incident_container: float | None
    odds_ratio: float | None
    odds_ratio_low: float | None
    odds_ratio_high: float | None
    p_value: float | None
    method: str
    without_incident_id: str | None
    without_odds_ratio: float | None
    without_low: float | None
    without_high: float | None
    is_resting_on_one_incident: bool


def compare_trait(
    containers: Sequence[IncidentContainer], traffic: Mapping[Hashable, tuple[int, int]]
) -> TraitComparison:
    """Compare one trait.

    Parameters
    ----------
    containers
        Incident containers of one origin.
    traffic
        By stratum, ordinary containers of the same origin with and without the trait.

    Returns
    -------
    TraitComparison

    Examples
    --------
    Two incidents with the trait in a month when one ordinary container in ten has it, one without
    it in a month when half of them have it, and one in a month with no ordinary traffic:

    >>> found = compare_trait(
    ...     [IncidentContainer("a", "April", True), IncidentContainer("b", "April", True),
    ...      IncidentContainer("c", "May", False), IncidentContainer("d", "June", True)],
    ...     {"April": (10, 90), "May": (50, 50), "June": (0, 0)})
    >>> found.incidents_with, found.incidents, found.incidents_unmatched, found.expected_with
    (2, 3, 1, 0.7)
    """
    matched = [one for one in containers if sum(traffic.get(one.stratum, (0, 0))) > 0]
    unmatched = [one for one in containers if sum(traffic.get(one.stratum, (0, 0))) == 0]
    strata = _strata(matched, traffic)
    having = sum(one.has_trait for one in matched)
    traffic_with = sum(stratum.traffic_with for stratum in strata)
    traffic_containers = traffic_with + sum(stratum.traffic_without for stratum in strata)
    incident_rate, traffic_rate = rate(having, len(matched)), rate(traffic_with, traffic_containers)
    odds = matched_odds(strata)
    weightiest, left_out = _leave_one_out(matched, traffic, odds)
    around = [sum(traffic[one.stratum]) for one in matched]
    incidents = {one.incident_id for one in matched}
    return TraitComparison(
        unit=UNIT,
        incident_containers_with=having,
        incident_containers=len(matched),
        incident_prevalence=incident_rate.value,
        incident_prevalence_low=incident_rate.low,
        incident_prevalence_high=incident_rate.high,
        traffic_with=traffic_with,
        traffic_containers=traffic_containers,
        traffic_prevalence=traffic_rate.value,
        traffic_prevalence_low=traffic_rate.low,
        traffic_prevalence_high=traffic_rate.high,
        expected_with=expected_with(strata) if matched else None,
        incidents_with=len({one.incident_id for one in matched if one.has_trait}),
        incidents=len(incidents),
        incidents_unmatched=len({one.incident_id for one in unmatched} - incidents),
        incident_containers_unmatched=len(unmatched),
        strata=len(strata),
        informative_strata=odds.informative_strata if odds else 0,
        traffic_per_incident_container=float(np.median(around)) if around else None,
        odds_ratio=odds.odds_ratio if odds else None,
        odds_ratio_low=odds.low if odds else None,
        odds_ratio_high=odds.high if odds else None,
        p_value=odds.p_value if odds else None,
        method=METHOD,
        without_incident_id=weightiest,
        without_odds_ratio=left_out.odds_ratio if left_out else None,
        without_low=left_out.low if left_out else None,
        without_high=left_out.high if left_out else None,
        is_resting_on_one_incident=_excludes_one(odds)
        and weightiest is not None
        and not _excludes_one(left_out),
    )


def _strata(
    containers: Sequence[IncidentContainer], traffic: Mapping[Hashable, tuple[int, int]]
) -> list[Stratum]:
    counts: dict[Hashable, list[int]] = {}
    for one in containers:
        counts.setdefault(one.stratum, [0, 0])[0 if one.has_trait else 1] += 1
    return [
        Stratum(having, lacking, *traffic[stratum]) for stratum, (having, lacking) in counts.items()
    ]


def _leave_one_out(
    containers: Sequence[IncidentContainer],
    traffic: Mapping[Hashable, tuple[int, int]],
    odds: MatchedOdds | None,
) -> tuple[str | None, MatchedOdds | None]:
    """Leave each incident out in turn; give the one that most weakens what all of them say."""
    incidents = sorted({one.incident_id for one in containers})
    if odds is None or len(incidents) < 2:
        return None, None
    is_more = odds.odds_ratio >= 1.0
    weakest, weightiest = np.inf, incidents[0]
    tried: dict[tuple[Stratum, ...], float | None] = {}
    for incident in incidents:
        strata = _strata_without(containers, traffic, incident)
        if strata not in tried:
            tried[strata] = matched_bound(strata, is_lower=is_more)
        bound = tried[strata]
        if bound is None:
            return incident, None
        strength = bound if is_more else 1.0 / bound
        if strength < weakest:
            weakest, weightiest = strength, incident
    return weightiest, matched_odds(_strata_without(containers, traffic, weightiest))


def _strata_without(
    containers: Sequence[IncidentContainer],
    traffic: Mapping[Hashable, tuple[int, int]],
    incident_id: str,
) -> tuple[Stratum, ...]:
    rest = [one for one in containers if one.incident_id != incident_id]
    return tuple(sorted(_strata(rest, traffic)))


def _excludes_one(odds: MatchedOdds | None) -> bool:
    return odds is not None and (odds.low > 1.0 or odds.high < 1.0)
