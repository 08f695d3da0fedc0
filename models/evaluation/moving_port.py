"""The moving adversary: the same incidents laded elsewhere, and what a filter then still finds.

Holds the change of a container's features, the masks that follow and the comparison of filters.
It knows no port by itself; what a port was like in a season comes from the traffic.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.evaluation.rates import with_rates
from models.evaluation.recall import recall_in_top_share
from models.rules import RULES_PER_WORD, RuleSet
from models.rules.scoring import score_hits

AS_LADED = "as laded"
HIDDEN = "hidden"
PLACE_COLUMNS = ("port_of_lading", "place_of_receipt")
PORT_TRAITS = (
    "loading_region",
    "country_of_lading",
    "is_port_hit_prev2",
    "is_port_near_hit",
    "is_port_rising",
)
"""Features that follow from the port of lading and the season."""


def laded_at(features: pd.DataFrame, place: str | None, port_traits: pd.DataFrame) -> pd.DataFrame:
    """Give containers the place of lading and receipt they would have had elsewhere.

    Parameters
    ----------
    features : DataFrame, one row per container
        ``season``, the place columns and the port traits, beside whatever the rules read.
    place
        UN/LOCODE; None hides the place: nothing of it is known.
    port_traits : DataFrame, one row per season and port
        ``season``, ``port_of_lading`` and the port traits, as ordinary traffic of the season had
        them.

    Returns
    -------
    DataFrame
        A copy; a season in which the port had no traffic has none of its traits.
    """
    moved = features.copy()
    for name in PLACE_COLUMNS:
        moved[name] = place
    traits = port_traits[port_traits["port_of_lading"] == place].set_index("season")
    for name in PORT_TRAITS:
        values = [
            traits.at[season, name] if season in traits.index else None
            for season in features["season"]
        ]
        moved[name] = pd.Series(values, index=features.index, dtype=object)
    return moved


def moved_masks(
    rule_set: RuleSet, masks: NDArray[np.int64], moved: pd.DataFrame
) -> NDArray[np.int64]:
    """Judge the rules on ports anew and leave every other rule as it was.

    Parameters
    ----------
    rule_set
        At most 62 rules.
    masks : ndarray of int64, shape (n_containers,)
        What each container hits as it was laded.
    moved : DataFrame
        Of :func:`laded_at`, in the same order.

    Returns
    -------
    ndarray of int64, shape (n_containers,)

    Raises
    ------
    ValueError
        If there are more rules than a word holds.
    """
    if len(rule_set.rules) > RULES_PER_WORD:
        raise ValueError(
            f"{rule_set.rule_set} version {rule_set.version} has {len(rule_set.rules)} rules; "
            f"ports are moved for at most {RULES_PER_WORD}"
        )
    on_port = sum(1 << bit for bit, rule in enumerate(rule_set.rules) if rule.kind != "trait")
    kept = np.asarray(masks, dtype=np.int64) & ~np.int64(on_port)
    return np.asarray(kept | (rule_set.hits(moved) & np.int64(on_port)), dtype=np.int64)


def keyed_points(rule_set: RuleSet) -> dict[str, NDArray[np.int64]]:
    """Split the current points by what they are keyed to.

    Returns
    -------
    dict of str to ndarray of int64, shape (n_rules,)
        ``named ports alone``: only rules that name a port keep their points; ``traits alone``:
        only rules that ask nothing of the port do.
    """
    kinds = np.array([rule.kind for rule in rule_set.rules])
    return {
        "named ports alone": np.where(kinds == "port_identity", rule_set.points, 0),
        "traits alone": np.where(kinds == "trait", rule_set.points, 0),
    }


def moving_port_table(
    traffic: pd.DataFrame,
    incidents: pd.DataFrame,
    places: Sequence[str],
    filters: Mapping[str, Mapping[int, NDArray[np.int64]]],
    budget: float = 0.05,
) -> pd.DataFrame:
    """Compare filters on the same incidents laded at each place.

    Parameters
    ----------
    traffic : DataFrame, one row per season and mask
        ``season``, ``hits``, ``containers``; the incident containers among them.
    incidents : DataFrame, one row per incident container
        ``season``, ``hits`` and a column of masks for each of ``places``.
    places
        Columns of ``incidents``; ``hits`` itself stands for the place of lading it had.
    filters
        Points by filter and season; seasons without points are left out for all filters.
    budget
        Exam budget as a share of a season's containers.

    Returns
    -------
    DataFrame, one row per filter and place
        ``weights``, ``place``, ``incidents`` (containers), ``found`` (within the budget, ties pro
        rata), ``lost`` (found as laded less found there), ``recall`` with ``recall_low`` and
        ``recall_high`` (95 %, exact; missing under the rule for small numbers) and ``note``.

    Notes
    -----
    The budget is taken from the traffic with the incident containers moved. Seasons are pooled:
    found and incidents are added up before the share is taken.
    """
    seasons = set.intersection(*(set(points) for points in filters.values())) if filters else set()
    tested = incidents[incidents["season"].isin(seasons)]
    rows = []
    for name, points in filters.items():
        for place in ("hits", *places):
            found = sum(
                _found(traffic, rows_of, place, points[int(str(season))], int(str(season)), budget)
                for season, rows_of in tested.groupby("season")
            )
            rows.append(
                {
                    "weights": name,
                    "place": AS_LADED if place == "hits" else place,
                    "incidents": len(tested),
                    "found": float(found),
                }
            )
    table = pd.DataFrame(rows, columns=["weights", "place", "incidents", "found"])
    as_laded = table[table["place"] == AS_LADED].set_index("weights")["found"]
    table["lost"] = table["weights"].map(as_laded) - table["found"]
    rated = with_rates(table, "found", "incidents", None)
    table["recall"], table["recall_low"], table["recall_high"] = (
        rated[name] for name in ("value", "low", "high")
    )
    table["note"] = rated["note"]
    return table


def _found(
    traffic: pd.DataFrame,
    incidents: pd.DataFrame,
    place: str,
    points: NDArray[np.int64],
    season: int,
    budget: float,
) -> float:
    """Count the moved incident containers of one season within its budget."""
    there = traffic[traffic["season"] == season]
    gone = there["hits"].map(incidents["hits"].value_counts()).fillna(0).to_numpy(dtype=np.float64)
    masks = np.concatenate([there["hits"], incidents[place]]).astype(np.int64)
    ones = np.ones(len(incidents))
    containers = np.concatenate([there["containers"].to_numpy(dtype=np.float64) - gone, ones])
    positives = np.concatenate([np.zeros(len(there)), ones])
    recall = recall_in_top_share(score_hits(masks, points), containers, positives, budget)
    return recall * len(incidents)
