"""A commonality in words, for whoever shows it: how many, compared to what, how sure, on what.

Words only: every number stands in the row that :func:`models.commonalities.commonality_table` made.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from models.commonalities.traits import METHOD, MINIMUM_INCIDENTS

Row = Mapping[str, Any]


def how_many(row: Row) -> str:
    """Say how many have the trait.

    Examples
    --------
    >>> how_many({"incident_containers_with": 14, "incident_containers": 28, "incidents_with": 12,
    ...           "incidents": 21, "incident_prevalence": 0.5})
    '14 of 28 incident containers (50.0 %), in 12 of 21 incidents'
    """
    share = _percent(row["incident_prevalence"])
    return (
        f"{row['incident_containers_with']:,} of {row['incident_containers']:,} incident "
        f"containers{share}, in {row['incidents_with']:,} of {row['incidents']:,} incidents"
    )


def compared_to(row: Row) -> str:
    """Say what they are compared with, and how it was matched.

    Examples
    --------
    >>> print(compared_to({"traffic_with": 112, "traffic_containers": 332, "strata": 20,
    ...     "traffic_prevalence": 112 / 332, "traffic_per_incident_container": 22.0,
    ...     "expected_with": 9.26, "incidents_unmatched": 1, "incident_containers_unmatched": 2}))
    112 of 332 ordinary containers (33.7 %) in 20 matched strata, 22 to an incident container
    (median); were the incident containers like them, 9.3 would have it. Without a match: 2
    incident containers, 1 incident.
    """
    if not row["traffic_containers"]:
        return "no ordinary traffic of the same loading region, U.S. ports and month"
    text = (
        f"{row['traffic_with']:,} of {row['traffic_containers']:,} ordinary containers"
        f"{_percent(row['traffic_prevalence'])} in {_counted(row['strata'], 'matched stratum')}, "
        f"{row['traffic_per_incident_container']:,.0f} to an incident container (median); were "
        f"the incident containers like them, {row['expected_with']:,.1f} would have it."
    )
    if row["incident_containers_unmatched"]:
        containers = _counted(row["incident_containers_unmatched"], "incident container")
        incidents = _counted(row["incidents_unmatched"], "incident")
        text += f" Without a match: {containers}, {incidents}."
    return text


def how_sure(row: Row) -> str:
    """Say the odds ratio with its interval, and what looking at many traits leaves of it.

    Examples
    --------
    >>> print(how_sure({"odds_ratio": 2.09, "odds_ratio_low": 0.88, "odds_ratio_high": 5.0,
    ...     "p_value": 0.099, "holm_p_value": 1.0, "comparisons": 43, "incidents": 21}))
    Odds ratio 2.1, 95 % interval 0.9 to 5.0 (exact, conditional on the matched strata); p 0.099
    alone, 1.000 for 43 traits and pairs looked at (Holm).
    """
    if _missing(row["odds_ratio"]):
        return "No odds ratio: no matched stratum in which the trait differs."
    text = f"Odds ratio {odds_words(row)} ({METHOD}); p {p_words(row['p_value'])} alone"
    if _missing(row["holm_p_value"]):
        return f"{text}; fewer than {MINIMUM_INCIDENTS} incidents, so it is not judged."
    looked_at = f"{row['comparisons']} traits and pairs looked at"
    return f"{text}, {p_words(row['holm_p_value'])} for {looked_at} (Holm)."


def odds_words(row: Row, prefix: str = "odds_ratio") -> str:
    """Word an odds ratio with its interval; ``without`` for that without one incident.

    Examples
    --------
    >>> odds_words({"odds_ratio": float("inf"), "odds_ratio_low": 1.25, "odds_ratio_high": 9e99})
    'infinite, 95 % interval 1.2 to beyond 1,000'
    """
    value = row["odds_ratio"] if prefix == "odds_ratio" else row[f"{prefix}_odds_ratio"]
    low, high = row[f"{prefix}_low"], row[f"{prefix}_high"]
    return f"{ratio(value)}, 95 % interval {ratio(low)} to {ratio(high)}"


def rests_on(row: Row) -> str:
    """Say what the most influential incident does to it.

    Examples
    --------
    >>> print(rests_on({"without_incident_id": "SYN-0007", "without_odds_ratio": 1.5,
    ...     "without_low": 0.6, "without_high": 3.9, "is_resting_on_one_incident": True}))
    Rests on one incident: without SYN-0007 it is 1.5, 95 % interval 0.6 to 3.9.
    """
    if _missing(row["without_incident_id"]):
        return "Nothing to leave out."
    head = "Rests on one incident: without" if row["is_resting_on_one_incident"] else "Without"
    if _missing(row["without_odds_ratio"]):
        return f"{head} {row['without_incident_id']} there is no odds ratio."
    head = head if row["is_resting_on_one_incident"] else "Left out one by one: at weakest, without"
    return f"{head} {row['without_incident_id']} it is {odds_words(row, 'without')}."


def when_recorded(row: Row) -> str:
    """Say whether the trait was recorded before the discovery.

    Examples
    --------
    >>> when_recorded({"recorded": "before discovery", "incident_containers_recorded_after": 0,
    ...                "incident_containers_unknown": 0})
    'Recorded before discovery, for every container.'
    """
    after, unknown = row["incident_containers_recorded_after"], row["incident_containers_unknown"]
    if not after:
        text = "Recorded before discovery, for every container"
    else:
        text = (
            f"Recorded {row['recorded']}: {_counted(after, 'container')} marked, neither compared "
            "nor trained on"
        )
    return f"{text}; not known of {_counted(unknown, 'container')}." if unknown else f"{text}."


def by_era(rows: Iterable[Row]) -> str:
    """Say in how many incidents of each era of the loading ports it was.

    Examples
    --------
    >>> by_era([{"era": "Busan", "incidents_with": 1, "incidents": 4, "odds_ratio": None}])
    'Busan 1 of 4 incidents'
    """
    said = [f"{row['era']} {row['incidents_with']:,} of {row['incidents']:,}" for row in rows]
    return f"{', '.join(said)} incidents" if said else "no era"


def ratio(value: float | None) -> str:
    """Word an odds ratio."""
    if _missing(value):
        return "–"
    number = float(value or 0.0)
    if np.isinf(number):
        return "infinite"
    if number > 1000:
        return "beyond 1,000"
    return f"{number:,.1f}" if number >= 0.1 or number == 0 else f"{number:.2f}"


def p_words(value: float | None) -> str:
    """Word a p-value."""
    if _missing(value):
        return "–"
    number = float(value or 0.0)
    return "below .001" if number < 0.001 else f"{number:.3f}"


def _percent(share: float | None) -> str:
    return "" if _missing(share) else f" ({100 * float(share or 0.0):.1f} %)"


def _counted(count: float, what: str) -> str:
    if count == 1:
        return f"1 {what}"
    return f"{count:,.0f} {what.replace('stratum', 'strata') if 'stratum' in what else f'{what}s'}"


def _missing(value: object) -> bool:
    return value is None or value != value
