"""The planted truth: what makes a container likely to carry persons, and from which port they come.

All of it is ours. The log-odds of a container are its true points, ten to a unit, plus the pull of
the port that is active in the season. Nothing outside this package may read it;
`pipelines/simulation.py` writes it apart from the landing folder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.rules import RuleSet
from models.simulation.calibration import RISING_TRACE
from models.simulation.randomness import Floats, Ints
from models.simulation.world import World

TRUE_POINTS: dict[str, float] = {
    "destined_for_pacific_ports": 16.0,
    "soft_top": 20.0,
    "light_for_commodity": 17.0,
    "weight_mismatch": 9.0,
    "nvocc_house_bill": 11.0,
    "first_time_consignee": 15.0,
    "first_time_shipper": 7.0,
    "short_description": 4.0,
    "csi_port_passed_untargeted": 5.0,
    "season_months": 0.0,
    "reefer": -18.0,
}
"""True points of the traits of the human smuggling rule set, ten to a unit of log-odds. The shipped
points differ. Rules that name or describe a port have no points of their own: the active port works
instead."""

ACTIVE_PORTS: tuple[tuple[int, int, str, str], ...] = (
    (1998, 2000, "58201", "OIG 87-88 and 848-849: Hong Kong through the year 2000"),
    (2001, 2002, "58023", "OIG 88-89 and 849: then Busan; the seasons are chosen"),
    (2003, 2005, "57018", "OIG 95 and 849: then Shenzhen (Shekou); the first season is chosen"),
    (2006, 9999, "57035", "OIG 120 and 849-850: Shanghai in April 2006"),
)
"""First season, last season, Schedule K code of the port that is active, source."""

ACTIVE_LOG_ODDS = 3.3
NEIGHBOUR_LOG_ODDS = 1.3
PUGET_SOUND_LOG_ODDS = 1.0
FAR_LOG_ODDS = -3.0
"""Pulls of the active port, of its region's other ports, of Puget Sound (8 of the 23 incidents of
OIG 85-87 on a sixth of the traffic of Los Angeles/Long Beach), and of ports outside East Asia."""

_EAST_ASIA = (
    "Hong Kong", "Pearl River Delta", "Yangtze Delta", "Fujian", "Bohai", "South China", "Korea",
    "Taiwan",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrueWeights:
    """True points beside the points that are in force.

    Parameters
    ----------
    rules : list of str
        Ids of the rules, by bit.
    true_points, current_points : ndarray of float, shape (n_rules,)
    planted_rules_absent : list of str
        Rules with true points that the rule set does not have; their effect is missing.
    """

    rules: list[str]
    true_points: Floats
    current_points: Floats
    planted_rules_absent: list[str]


def true_weights(rule_set: RuleSet, truth: str) -> TrueWeights:
    """Give the true points of a rule set's rules.

    Parameters
    ----------
    rule_set : RuleSet
        The human smuggling rule set.
    truth : {'planted', 'current'}
        'current': the points in force are the truth, for every rule. 'planted': `TRUE_POINTS`;
        other traits keep their points, and rules on ports have none.

    Returns
    -------
    TrueWeights
    """
    current = rule_set.points.astype(np.float64)
    if truth == "current":
        planted = current.copy()
    else:
        planted = np.array(
            [
                TRUE_POINTS.get(rule.id, float(rule.points)) if rule.kind == "trait" else 0.0
                for rule in rule_set.rules
            ]
        )
    ids = [rule.id for rule in rule_set.rules]
    return TrueWeights(ids, planted, current, [name for name in TRUE_POINTS if name not in ids])


def log_odds(
    world: World,
    weights: TrueWeights,
    hits: Ints,
    foreign: Ints,
    us: Ints,
    season: int,
) -> Floats:
    """Give the true log-odds of containers, up to a constant.

    Parameters
    ----------
    world : World
    weights : TrueWeights
    hits : ndarray of int, shape (n,)
        Masks of the human smuggling rule set.
    foreign, us : ndarray of int, shape (n,)
        Ports of lading and discharge.
    season : int

    Returns
    -------
    ndarray of float, shape (n,)
    """
    total = np.zeros(len(hits))
    for bit, points in enumerate(weights.true_points):
        total += ((hits >> bit) & 1) * points / 10
    if world.config.truth == "current":
        return total
    ports = world.network.foreign
    pull = np.where(np.isin(ports.regions, _EAST_ASIA), 0.0, FAR_LOG_ODDS)
    active = active_port(world, season)
    if active >= 0:
        pull[ports.regions == ports.regions[active]] = NEIGHBOUR_LOG_ODDS
        pull[active] = ACTIVE_LOG_ODDS
    return np.asarray(total + pull[foreign] + PUGET_SOUND_LOG_ODDS * (world.us_region[us] == 2))


def active_port(world: World, season: int) -> int:
    """Give the index of the port that is active in a season; -1 where none is.

    Parameters
    ----------
    world : World
    season : int

    Returns
    -------
    int
    """
    for first, last, code, _ in ACTIVE_PORTS:
        if first <= season <= last:
            return world.network.foreign.index_of(code)
    return -1


def new_consignee_factor(world: World, season: int) -> Floats:
    """Give the rising trace: more first-time consignees at the port that is active next.

    Parameters
    ----------
    world : World
    season : int

    Returns
    -------
    ndarray of float, shape (n_foreign_ports,)
        Multiplies the share of first-time consignees.
    """
    factor = np.ones(len(world.network.foreign.codes))
    coming, active = active_port(world, season + 1), active_port(world, season)
    if world.config.truth == "planted" and coming >= 0 and coming != active:
        factor[coming] = RISING_TRACE.value
    return factor
