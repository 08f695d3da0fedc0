"""Which pairs of traits the data carry, so that only these are compared.

Holds the rule. A pair that is compared is compared as any trait, in ``table``.
"""

import pandas as pd

from models.commonalities.traits import MINIMUM_INCIDENTS

MINIMUM_EXPECTED = 5.0
"""Smallest count of incident containers expected to have both traits by chance."""

RULE = (
    f"Pairs are compared where each trait is in at least {MINIMUM_INCIDENTS} incidents, at least "
    f"{MINIMUM_EXPECTED:.0f} incident containers would have both by chance, and neither trait "
    "implies the other."
)
"""The rule in words, for whoever shows pairs."""


def carried_pairs(incidents: pd.DataFrame, strata: pd.DataFrame) -> set[tuple[str, str]]:
    """List the pairs of traits that the data of one origin and era carry.

    Parameters
    ----------
    incidents : DataFrame, one row per incident container and trait or pair
        ``trait``, ``second_trait`` (null for a single one), ``incident_id``, ``has_trait`` (bool):
        containers that are compared, with what is known of them.
    strata : DataFrame, one row per stratum and trait or pair
        ``trait``, ``second_trait``, ``traffic_with``, ``traffic_without``.

    Returns
    -------
    set of (str, str)
        First and second trait.

    Notes
    -----
    By chance: containers x share with the one x share with the other. How many have both is not
    looked at, so that the choice does not favour pairs that stand out. One trait implies the other
    where every ordinary container that has it has both, or every one has or lacks it.

    Examples
    --------
    Ten incidents of one container each; eight have the first trait, seven the second, so 5.6 would
    have both by chance:

    >>> names = [f"incident {n}" for n in range(10)]
    >>> incidents = pd.concat(
    ...     pd.DataFrame({"trait": a, "second_trait": b, "incident_id": names,
    ...                   "has_trait": [n < count for n in range(10)]})
    ...     for a, b, count in (("new", None, 8), ("top", None, 7), ("new", "top", 7)))
    >>> strata = pd.DataFrame({"trait": ["new", "top", "new"], "second_trait": [None, None, "top"],
    ...                        "traffic_with": [30, 10, 4], "traffic_without": [70, 90, 96]})
    >>> carried_pairs(incidents, strata)
    {('new', 'top')}
    """
    singles = incidents[incidents["second_trait"].isna()]
    known = singles.groupby("trait")["has_trait"].size()
    having = singles[singles["has_trait"].astype(bool)].groupby("trait")
    containers, in_incidents = having.size(), having["incident_id"].nunique()
    traffic = strata.assign(second_trait=strata["second_trait"].fillna(""))
    traffic_with = traffic.groupby(["trait", "second_trait"])["traffic_with"].sum()
    traffic_without = traffic.groupby(["trait", "second_trait"])["traffic_without"].sum()
    found = set()
    pairs = incidents.dropna(subset=["second_trait"])[["trait", "second_trait"]].drop_duplicates()
    for first, second in pairs.itertuples(index=False):
        both = (first, second)
        if min(in_incidents.get(first, 0), in_incidents.get(second, 0)) < MINIMUM_INCIDENTS:
            continue
        expected = containers[first] * containers[second] / max(known[first], known[second])
        alone = [traffic_with.get((one, ""), 0) for one in both]
        varies = all(alone) and all(traffic_without.get((one, ""), 0) for one in both)
        if expected >= MINIMUM_EXPECTED and varies and traffic_with.get(both, 0) not in alone:
            found.add(both)
    return found
