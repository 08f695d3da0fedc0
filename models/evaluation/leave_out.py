"""What a proposal owes to one incident, or to one loading port: refits without it.

Holds the refits and whether the filter still reaches what was left out. Which incidents there are
comes counted from the marts.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import clone

from models.evaluation.recall import recall_in_top_share
from models.refinement.refiner import FilterWeightRefiner
from models.rules.scoring import score_hits

KEY = ["season", "hits"]


def leave_out(
    refiner: FilterWeightRefiner,
    patterns: pd.DataFrame,
    rules: pd.DataFrame,
    incidents: pd.DataFrame,
    by: str,
    budget: float = 0.05,
) -> pd.DataFrame:
    """Refit without the incidents of each group and look whether they would still be found.

    Parameters
    ----------
    refiner
        Estimator; it is not fitted or changed.
    patterns, rules
        As for ``FilterWeightRefiner.fit``.
    incidents : DataFrame, one row per confirmed incident container
        ``season``, ``hits`` and the column ``by``; each is counted in ``patterns.confirmed``.
    by
        What is left out together: ``incident_id``, or ``lading_port``.
    budget
        Exam budget as a share of a season's containers.

    Returns
    -------
    DataFrame, one row per group, the largest first
        ``left_out``; ``containers`` (incident containers of it); how many of them lie within the
        budget of their season, ties pro rata, under the current points (``found_current``), the
        points fitted with them (``found_with``) and without them (``found_without``);
        ``differing_rules`` (names) and ``largest_difference_points`` between the two fits.

    Raises
    ------
    ValueError
        If an incident container is not counted in the patterns.

    Notes
    -----
    The refits keep tau and rho of the whole fit, and no fit is refused: the points are those the
    method sets, whatever it gains. A group without which too few incidents are left to fit
    anything keeps the current points.
    """
    whole: FilterWeightRefiner = clone(refiner).set_params(refuse_below_nats=-np.inf)
    whole.fit(patterns, rules)
    again: FilterWeightRefiner = clone(whole).set_params(rolling_seasons=1)
    if np.isfinite(whole.tau_):
        again.set_params(tau_grid=(whole.tau_,), rho_grid=(whole.rho_,))
    current, with_all = (
        whole.proposal_[name].to_numpy(dtype=np.int64) for name in ("points", "proposed_points")
    )
    rows = []
    refitted: dict[tuple[tuple[int, int], ...], NDArray[np.int64]] = {}
    for name, group in incidents.groupby(by):
        key = tuple(sorted(zip(group["season"].tolist(), group["hits"].tolist(), strict=True)))
        if key not in refitted:
            without = again.fit(_without(patterns, group), rules).proposal_["proposed_points"]
            refitted[key] = without.to_numpy(dtype=np.int64)
        points = refitted[key]
        differs = points != with_all
        rows.append(
            {
                "left_out": str(name),
                "containers": len(group),
                "found_current": found_in_budget(patterns, group, current, budget),
                "found_with": found_in_budget(patterns, group, with_all, budget),
                "found_without": found_in_budget(patterns, group, points, budget),
                "differing_rules": ", ".join(whole.proposal_.loc[differs, "rule"]),
                "largest_difference_points": int(np.abs(points - with_all).max(initial=0)),
            }
        )
    columns = ["left_out", "containers", "found_current", "found_with", "found_without"]
    columns += ["differing_rules", "largest_difference_points"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["containers", "left_out"], ascending=[False, True], ignore_index=True)


def found_in_budget(
    patterns: pd.DataFrame, incidents: pd.DataFrame, points: NDArray[np.int64], budget: float
) -> float:
    """Count the incident containers within the budget of their season, ties pro rata.

    Parameters
    ----------
    patterns
        ``season``, ``hits``, ``containers``.
    incidents
        ``season``, ``hits``, one row per container; each pattern is among ``patterns``.
    points : ndarray of int64, shape (n_rules,)
        Weights.
    budget
        Share of a season's containers.

    Returns
    -------
    float
        Not whole where the budget ends within a score.
    """
    found = 0.0
    for season, group in incidents.groupby("season"):
        traffic = patterns[patterns["season"] == season]
        there = group["hits"].value_counts()
        positives = traffic["hits"].map(there).fillna(0).to_numpy(dtype=np.float64)
        scores = score_hits(traffic["hits"].to_numpy(dtype=np.int64), points)
        found += len(group) * recall_in_top_share(scores, traffic["containers"], positives, budget)
    return found


def _without(patterns: pd.DataFrame, group: pd.DataFrame) -> pd.DataFrame:
    """Take a group's containers off the confirmed incidents; the containers stay as traffic."""
    taken = group.groupby(KEY).size().rename("taken").reset_index()
    merged = patterns.merge(taken, on=KEY, how="left")
    left = merged["confirmed"] - merged.pop("taken").fillna(0).astype("int64")
    if (left < 0).any() or taken["taken"].sum() != patterns["confirmed"].sum() - left.sum():
        raise ValueError(
            f"{len(group)} incident containers to leave out, but the patterns do not count them "
            "all as confirmed: give incidents and patterns of the same seasons and the same build"
        )
    return merged.assign(confirmed=left)
