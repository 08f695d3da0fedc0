"""What is true in the planted worlds at pattern level, and what the points in force make of it.

Settings, points, the moving port and its trace. Nothing is counted here; traffic is in
`pattern_worlds_traffic.py`, exams and incidents in `pattern_worlds.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.simulation import calibration
from models.simulation.pattern_worlds_traffic import FIRST_TRAIT_BIT, PORTS, RULES, TRAITS
from models.simulation.planted import TRUE_POINTS
from models.simulation.randomness import Floats, Ints, generator

ACTIVE: tuple[tuple[int, str], ...] = (
    (1997, "hong_kong"), (2001, "busan"), (2003, "shenzhen"), (2006, "shanghai"),
)  # fmt: skip
"""First season in which each loading port is active (OIG 87-95 and 849-850; see `planted.py`)."""

ACTIVE_LOG_ODDS, NEIGHBOUR_LOG_ODDS, OTHER_LOG_ODDS, FAR_LOG_ODDS = 2.2, 0.9, -0.3, -2.0
"""Pulls of the active port, of its region's other ports, of East Asia's other ports, of ports
outside East Asia. Chosen, milder than those of the stream, with `KNOWN_PART`: so that the points in
force find about .35 and the truth itself about .63 of the risk in the top 5 % of containers. Both
levels were set before an estimator was run on these worlds."""

KNOWN_PART = 0.15
"""The part of the way from the shipped points to the truth that the points in force have gone."""

SWITCH_SEASONS = frozenset(first for first, _ in ACTIVE[1:])

CURRENT_POINTS: dict[str, int] = {
    "hong_kong": 18, "busan": 8, "shenzhen": 12, "shanghai": 3, "yantian": 6, "kaohsiung": 2,
    "port_hit_prev2": 4, "port_near_hit": 2,
    "destined_for_pacific_ports": 5, "soft_top": 12, "light_for_commodity": 4, "weight_mismatch": 6,
    "nvocc_house_bill": 5, "first_time_consignee": 5, "first_time_shipper": 3,
    "short_description": 4, "csi_port_passed_untargeted": 3, "reefer": -8,
}  # fmt: skip
"""Points in force, but for `KNOWN_PART` and `TRAIT_JITTER`: those of the shipped human smuggling
rule set; ports beyond it chosen."""

TRAIT_JITTER = 2.0
"""Points by which a world's true and current points differ from those above; chosen."""

OTHER_TRUE_SHARE, OTHER_CURRENT_SHARE = 0.3, 0.4
OTHER_POINTS = (2.0, 8.0)
"""Traits with no planted points: the share that matters after all, the share an officer gave points
to without ground, and how many; chosen."""

LESSER_SHARED, LESSER_SPREAD = 0.6, 3.0
"""Points of the lesser positives: this part of the true points of the traits, and points of their
own (standard deviation); chosen."""

SIGNS: Ints = np.array([1] * FIRST_TRAIT_BIT + [trait.sign for trait in TRAITS])
"""Sign of each rule's points, by bit; 0 where both are allowed."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What kind of world it is.

    Parameters
    ----------
    name : str
    confirmed_per_season : float
        Confirmed incidents expected in a season.
    has_errors : bool
        Whether the points in force differ from the truth; else they are the truth.
    has_rising : bool
        Whether the coming port shows more first-time consignees in the season before.
    """

    name: str
    confirmed_per_season: float
    has_errors: bool = True
    has_rising: bool = True


RARE_CONFIRMED = calibration.INCIDENTS_A_SEASON.value
LEARNABLE_CONFIRMED = 65.0

SETTINGS: dict[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting("learnable", LEARNABLE_CONFIRMED),
        Setting("rare", RARE_CONFIRMED),
        Setting("learnable_no_rising", LEARNABLE_CONFIRMED, has_rising=False),
        Setting("rare_no_rising", RARE_CONFIRMED, has_rising=False),
        Setting("learnable_nothing", LEARNABLE_CONFIRMED, has_errors=False, has_rising=False),
        Setting("rare_nothing", RARE_CONFIRMED, has_errors=False, has_rising=False),
    )
}
"""The settings by name; 'nothing' is nothing to find."""


def active_port(season: int) -> int:
    """Give the index in `PORTS` of the port that is active in a season."""
    name = [name for first, name in ACTIVE if first <= season][-1]
    return [port.name for port in PORTS].index(name)


def draw_points(setting: Setting, seed: int) -> tuple[Floats, Floats]:
    """Points in force and true points of a world."""
    rng = generator(seed, "points")
    current = np.zeros(len(RULES))
    true = np.zeros(len(RULES))
    for bit, rule in enumerate(RULES):
        jitter = rng.normal(0, TRAIT_JITTER, 2)
        chance, size = rng.random(2), rng.uniform(*OTHER_POINTS, 2)
        is_planted = rule in TRUE_POINTS or bit < FIRST_TRAIT_BIT
        if is_planted:
            given, planted = CURRENT_POINTS.get(rule, 0), TRUE_POINTS.get(rule, 0.0)
            true[bit] = planted + (jitter[1] if planted else 0.0)
            current[bit] = given + (jitter[0] if given else 0.0)
            if rule in TRUE_POINTS:
                current[bit] += KNOWN_PART * (true[bit] - current[bit])
        else:
            current[bit] = size[0] if chance[0] < OTHER_CURRENT_SHARE else 0.0
            true[bit] = size[1] if chance[1] < OTHER_TRUE_SHARE else 0.0
    current = np.rint(np.clip(current, np.where(SIGNS > 0, 0, -25), np.where(SIGNS < 0, 0, 25)))
    return current, (true if setting.has_errors else current.copy())


def lesser_points(true: Floats, seed: int) -> Floats:
    """Points of the lesser positives: partly those of the truth."""
    own = generator(seed, "lesser").normal(0, LESSER_SPREAD, len(TRAITS))
    points = np.zeros(len(RULES))
    points[FIRST_TRAIT_BIT:] = LESSER_SHARED * true[FIRST_TRAIT_BIT:] + own
    return points


def first_time_factor(setting: Setting, season: int) -> Floats:
    """Give the rising trace: what multiplies each port's share of first-time consignees."""
    factor = np.ones(len(PORTS))
    if setting.has_rising and season + 1 in SWITCH_SEASONS:
        factor[active_port(season + 1)] = calibration.RISING_TRACE.value
    return factor


def pull(setting: Setting, season: int) -> Floats:
    """Log-odds of each port beside the rules."""
    if not setting.has_errors:
        return np.zeros(len(PORTS))
    active = active_port(season)
    pulls = np.array([OTHER_LOG_ODDS if port.is_east_asian else FAR_LOG_ODDS for port in PORTS])
    pulls[[port.region == PORTS[active].region for port in PORTS]] = NEIGHBOUR_LOG_ODDS
    pulls[active] = ACTIVE_LOG_ODDS
    return pulls
