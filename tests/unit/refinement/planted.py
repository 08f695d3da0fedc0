"""Small worlds with known weights for the tests of the estimator. Holds no test."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

RULE_ROWS = [
    # rule, true points, sign, kind, share of traffic
    ("soft_top", 12, 1, "trait", 0.03),
    ("first_consignee", 9, 1, "trait", 0.12),
    ("placeholder", 4, 1, "trait", 0.20),
    ("light_for_goods", 7, 1, "trait", 0.06),
    ("reefer", -8, -1, "trait", 0.08),
    ("short_text", 0, 0, "trait", 0.15),
    ("port_a", 10, 0, "port_identity", 0.10),
    ("port_b", 0, 0, "port_identity", 0.12),
    ("port_near", 6, 1, "port_general", 0.25),
]


@dataclass(frozen=True)
class World:
    """Pattern counts under planted points, and the rules an officer would hold.

    ``patterns.incidents`` counts every incident, found or not; the estimator never reads it.
    """

    patterns: pd.DataFrame
    rules: pd.DataFrame
    truth: np.ndarray


def make_world(
    seed: int,
    current: dict[str, int] | None = None,
    incidents_per_season: float = 60.0,
    seasons: tuple[int, ...] = (2000, 2001, 2002, 2003, 2004, 2005),
    containers: int = 40_000,
    kappa: float = 0.1,
) -> World:
    """Draw a world: true incidents, exams by the current score, imperfect detection."""
    generator = np.random.default_rng(seed)
    truth = np.array([row[1] for row in RULE_ROWS])
    points = truth.copy()
    names = [row[0] for row in RULE_ROWS]
    for name, value in (current or {}).items():
        points[names.index(name)] = value
    share = np.array([row[4] for row in RULE_ROWS])
    parts = []
    for season in seasons:
        bits = generator.random((containers, share.size)) < share
        risk = np.exp(kappa * (bits @ truth))
        is_incident = generator.random(containers) < incidents_per_season * risk / risk.sum()
        is_lesser = ~is_incident & (
            generator.random(containers) < 0.01 * np.exp(0.05 * bits @ truth)
        )
        is_examined = (bits @ points >= np.quantile(bits @ points, 0.95)) | (
            generator.random(containers) < 0.005
        )
        is_physical = is_examined & (generator.random(containers) < 0.3)
        is_image = is_examined & ~is_physical
        chance = np.where(is_physical, 0.97, np.where(is_image, 0.55, 0.0))
        is_found = generator.random(containers) < chance
        is_surfacing = generator.random(containers) < 0.40
        parts.append(
            pd.DataFrame(
                {
                    "season": season,
                    "hits": bits @ (1 << np.arange(share.size)),
                    "containers": 1,
                    "examined_physical": is_physical.astype(int),
                    "examined_image": is_image.astype(int),
                    "confirmed": (is_incident & (is_found | is_surfacing)).astype(int),
                    "lesser": (is_lesser & is_found).astype(int),
                    "incidents": is_incident.astype(int),
                }
            )
            .groupby(["season", "hits"], as_index=False)
            .sum()
        )
    rules = pd.DataFrame(
        {
            "rule": names,
            "points": points,
            "sign": [row[2] for row in RULE_ROWS],
            "min_points": -25,
            "max_points": 25,
            "kind": [row[3] for row in RULE_ROWS],
            "stale": False,
        }
    )
    return World(pd.concat(parts, ignore_index=True), rules, truth)


def erring_points(seed: int) -> dict[str, int]:
    """Points of two rules that are 6 to 10 points off, within their signs."""
    rng = np.random.default_rng(seed)
    points = {}
    for rule in rng.choice(len(RULE_ROWS), 2, replace=False):
        name, true, sign, _, _ = RULE_ROWS[rule]
        moved = true + int(rng.choice([-1, 1])) * int(rng.integers(6, 11))
        points[name] = int(np.clip(moved, 0 if sign > 0 else -25, 0 if sign < 0 else 25))
    return points
