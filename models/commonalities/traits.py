"""From trait counts to commonalities: prevalence, exact odds ratio, and how much carries it.

Holds the comparison of one trait and the table of all. It counts nothing itself: which traffic
is comparable is decided where ``fct_trait_counts`` is counted.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from scipy.stats.contingency import odds_ratio as scipy_odds_ratio

from models.evaluation.rates import LEVEL, clopper_pearson, rate

UNIT = "incident container"

MINIMUM_INCIDENTS = 5
"""Below this many incidents in the comparison no trait is called a commonality."""

LARGEST_EXACT_TOTAL = 2**31 - 1
"""SciPy's noncentral hypergeometric distribution counts in 32-bit integers."""

MORE_COMMON = "more common among incidents"
LESS_COMMON = "less common among incidents"
NOT_ENOUGH = "not enough evidence"
NO_TRAFFIC = "no comparison traffic"


@dataclass(frozen=True)
class TraitComparison:
    """A trait among incident containers and among comparable ordinary traffic.

    Attributes
    ----------
    unit
        What is counted: incident containers, not incidents and not persons.
    incident_containers_with, incident_containers, traffic_with, traffic_containers
        Containers with the trait and all containers whose trait is known.
    incident_prevalence, traffic_prevalence and their ``_low``, ``_high``
        Shares with exact intervals; None where fewer than 20 containers are known.
    odds_ratio, odds_ratio_low, odds_ratio_high
        Conditional odds ratio with exact 95 % interval; None without comparison traffic.
    incidents_with, incidents
        Distinct incidents with the trait, and in the comparison.
    is_resting_on_one_incident
        The finding would vanish if one single incident were removed.
    verdict, note
        The finding in words, and why it reads as it does.
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
    odds_ratio: float | None
    odds_ratio_low: float | None
    odds_ratio_high: float | None
    incidents_with: int
    incidents: int
    is_resting_on_one_incident: bool
    verdict: str
    note: str


def conditional_odds_ratio(
    incident_with: int, incident_without: int, traffic_with: int, traffic_without: int
) -> tuple[float, float, float]:
    """Conditional maximum-likelihood odds ratio with its exact 95 % interval.

    Parameters
    ----------
    incident_with, incident_without
        Incident containers with and without the trait.
    traffic_with, traffic_without
        Ordinary containers with and without the trait.

    Returns
    -------
    odds_ratio, low, high : float
        NaN, 0 and infinity where a margin is empty: such a table says nothing.

    Notes
    -----
    ``scipy.stats.contingency.odds_ratio(kind="conditional")``, milliseconds at any traffic up to
    2**31 - 1 containers in all. Beyond that SciPy overflows; the prevalence in traffic is then
    known to five digits and more, so it is taken as exact and the interval is Clopper-Pearson's
    of the incident odds over the traffic odds (the limit of the exact interval).

    Examples
    --------
    >>> [round(number, 2) for number in conditional_odds_ratio(12, 20, 200, 1800)]
    [5.39, 2.37, 11.78]
    """
    if incident_with + incident_without + traffic_with + traffic_without <= LARGEST_EXACT_TOTAL:
        result = scipy_odds_ratio(
            [[incident_with, incident_without], [traffic_with, traffic_without]],
            kind="conditional",
        )
        interval = result.confidence_interval(LEVEL)
        return float(result.statistic), float(interval.low), float(interval.high)
    total = incident_with + incident_without
    low, high = clopper_pearson(incident_with, total)
    shares = np.array([incident_with / total if total else np.nan, float(low), float(high)])
    with np.errstate(divide="ignore"):
        odds = shares / (1.0 - shares) * (np.float64(traffic_without) / traffic_with)
    return float(odds[0]), float(odds[1]), float(odds[2])


def compare_trait(
    by_incident: Mapping[str, tuple[int, int]], traffic_with: int, traffic_without: int
) -> TraitComparison:
    """Compare one trait.

    Parameters
    ----------
    by_incident
        For each incident its containers with and without the trait (trait unknown: neither).
    traffic_with, traffic_without
        Comparable ordinary containers of the same origin.

    Returns
    -------
    TraitComparison

    Examples
    --------
    Four incidents of one container each, three with the trait, are too few to say anything:

    >>> containers = {"a": (1, 0), "b": (1, 0), "c": (1, 0), "d": (0, 1)}
    >>> found = compare_trait(containers, traffic_with=50, traffic_without=950)
    >>> found.verdict, found.incidents, found.note
    ('not enough evidence', 4, '4 incidents; at least 5 are needed')
    """
    known = {key: pair for key, pair in by_incident.items() if sum(pair) > 0}
    having = sum(pair[0] for pair in known.values())
    lacking = sum(pair[1] for pair in known.values())
    incident_rate = rate(having, having + lacking)
    traffic_rate = rate(traffic_with, traffic_with + traffic_without)
    ratio: tuple[float, float, float] | None = None
    if traffic_with + traffic_without > 0:
        ratio = conditional_odds_ratio(having, lacking, traffic_with, traffic_without)
    verdict, note = _verdict(ratio, len(known))
    rests_on_one = verdict in (MORE_COMMON, LESS_COMMON) and _rests_on_one_incident(
        known, traffic_with, traffic_without, verdict
    )
    if rests_on_one:
        note = "would vanish if one incident were removed"
    return TraitComparison(
        unit=UNIT,
        incident_containers_with=having,
        incident_containers=having + lacking,
        incident_prevalence=incident_rate.value,
        incident_prevalence_low=incident_rate.low,
        incident_prevalence_high=incident_rate.high,
        traffic_with=traffic_with,
        traffic_containers=traffic_with + traffic_without,
        traffic_prevalence=traffic_rate.value,
        traffic_prevalence_low=traffic_rate.low,
        traffic_prevalence_high=traffic_rate.high,
        odds_ratio=_finite_or_infinite(ratio, 0),
        odds_ratio_low=_finite_or_infinite(ratio, 1),
        odds_ratio_high=_finite_or_infinite(ratio, 2),
        incidents_with=sum(pair[0] > 0 for pair in known.values()),
        incidents=len(known),
        is_resting_on_one_incident=rests_on_one,
        verdict=verdict,
        note=note,
    )


def commonality_table(trait_counts: pd.DataFrame, trait_incidents: pd.DataFrame) -> pd.DataFrame:
    """Compare every trait, the strongest first.

    Parameters
    ----------
    trait_counts : DataFrame, one row per origin and trait
        ``origin``, ``trait``, ``wording``, ``incident_containers_with``,
        ``incident_containers_without``, ``traffic_with``, ``traffic_without``.
    trait_incidents : DataFrame, one row per incident container and trait
        ``origin``, ``trait``, ``incident_id``, ``has_trait`` (null: not known).

    Returns
    -------
    DataFrame, one row per origin and trait
        ``origin``, ``rank``, ``trait``, ``wording`` and the attributes of
        :class:`TraitComparison`; within an origin ordered by the lower bound of the odds ratio.

    Raises
    ------
    ValueError
        If the incident containers of a trait do not add up to its counts.

    Notes
    -----
    Every row compares within one origin. Intervals are per trait and not adjusted for the number
    of traits looked at.
    """
    pairs = _pairs_by_trait(trait_incidents)
    rows = []
    for row in trait_counts.to_dict("records"):
        key = (str(row["origin"]), str(row["trait"]))
        by_incident = pairs.get(key, {})
        counted = (
            sum(pair[0] for pair in by_incident.values()),
            sum(pair[1] for pair in by_incident.values()),
        )
        stated = (int(row["incident_containers_with"]), int(row["incident_containers_without"]))
        if counted != stated:
            raise ValueError(
                f"trait {key[1]!r} of origin {key[0]}: fct_trait_counts has {stated[0]} incident "
                f"containers with and {stated[1]} without it, fct_trait_incidents lists "
                f"{counted[0]} and {counted[1]}; build both marts from the same run"
            )
        comparison = compare_trait(
            by_incident, int(row["traffic_with"]), int(row["traffic_without"])
        )
        rows.append({"origin": key[0], "trait": key[1], "wording": row["wording"]})
        rows[-1].update(asdict(comparison))
    columns = ["origin", "trait", "wording", *TraitComparison.__dataclass_fields__]
    table = pd.DataFrame(rows, columns=columns)
    table = table.sort_values(
        ["origin", "odds_ratio_low", "incidents_with", "trait"],
        ascending=[True, False, False, True],
        na_position="last",
        ignore_index=True,
    )
    table.insert(1, "rank", table.groupby("origin").cumcount() + 1)
    return table


def _pairs_by_trait(
    trait_incidents: pd.DataFrame,
) -> dict[tuple[str, str], dict[str, tuple[int, int]]]:
    known = trait_incidents.dropna(subset=["has_trait"])
    pairs: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    grouped = known.groupby(["origin", "trait", "incident_id"])["has_trait"]
    for (origin, trait, incident), has_trait in grouped:
        having = int(has_trait.astype(bool).sum())
        of_trait = pairs.setdefault((str(origin), str(trait)), {})
        of_trait[str(incident)] = (having, len(has_trait) - having)
    return pairs


def _verdict(ratio: tuple[float, float, float] | None, incidents: int) -> tuple[str, str]:
    if ratio is None:
        return NO_TRAFFIC, "no ordinary traffic of the same origin to compare with"
    if incidents < MINIMUM_INCIDENTS:
        return NOT_ENOUGH, f"{incidents} incidents; at least {MINIMUM_INCIDENTS} are needed"
    if ratio[1] > 1.0:
        return MORE_COMMON, ""
    if ratio[2] < 1.0:
        return LESS_COMMON, ""
    return NOT_ENOUGH, "the interval of the odds ratio includes 1"


def _rests_on_one_incident(
    by_incident: Mapping[str, tuple[int, int]],
    traffic_with: int,
    traffic_without: int,
    verdict: str,
) -> bool:
    """Leave each incident out in turn; True when the finding falls once."""
    having = sum(pair[0] for pair in by_incident.values())
    lacking = sum(pair[1] for pair in by_incident.values())
    for pair in set(by_incident.values()):
        _, low, high = conditional_odds_ratio(
            having - pair[0], lacking - pair[1], traffic_with, traffic_without
        )
        if (verdict == MORE_COMMON and low <= 1.0) or (verdict == LESS_COMMON and high >= 1.0):
            return True
    return False


def _finite_or_infinite(ratio: tuple[float, float, float] | None, position: int) -> float | None:
    """Nothing for no estimate; infinity is an answer and stays."""
    if ratio is None or np.isnan(ratio[position]):
        return None
    return ratio[position]
