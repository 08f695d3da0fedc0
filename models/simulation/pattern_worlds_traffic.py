"""Traffic of the planted worlds at pattern level: ports, traits, and a season's containers.

Containers are drawn as counts per port and set of traits, by splitting the port's containers trait
by trait, which is what drawing them one by one would give. Points are in
`pattern_worlds_truth.py`, incidents and exams in `pattern_worlds.py`. Figures marked chosen in
`calibration.py` and `port_shares.py` stay chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from models.simulation import calibration
from models.simulation.port_shares import foreign_port_shares
from models.simulation.randomness import Floats, Ints, generator

CONTAINERS_A_SEASON = 10_000_000.0
"""Some 11 million a year (GAO 84-86), eight months in season and busier than the rest."""


@dataclass(frozen=True, slots=True)
class PortCell:
    """A port of lading, or the ports of a far region together.

    Parameters
    ----------
    name, region : str
    codes : tuple of str
        Schedule K codes; empty for the cell of all ports not named elsewhere.
    is_east_asian, is_csi : bool
        In reach of the smugglers; a port of the Container Security Initiative.
    """

    name: str
    region: str
    codes: tuple[str, ...]
    is_east_asian: bool = True
    is_csi: bool = False


PORTS: tuple[PortCell, ...] = (
    PortCell("hong_kong", "Hong Kong", ("58201",), is_csi=True),
    PortCell("busan", "Korea", ("58023",), is_csi=True),
    PortCell("shenzhen", "Pearl River Delta", ("57018",)),
    PortCell("shanghai", "Yangtze Delta", ("57035",), is_csi=True),
    PortCell("yantian", "Pearl River Delta", ("57078",), is_csi=True),
    PortCell("kaohsiung", "Taiwan", ("58309",), is_csi=True),
    PortCell("qingdao", "Bohai", ("57047",)),
    PortCell("singapore", "Southeast Asia", ("55976",), is_east_asian=False, is_csi=True),
    PortCell("chiwan", "Pearl River Delta", ("57067",)),
    PortCell("ningbo", "Yangtze Delta", ("57020",)),
    PortCell("xiamen", "Fujian", ("57069",)),
    PortCell("xingang", "Bohai", ("57017",)),
    PortCell("dalian", "Bohai", ("57051",)),
    PortCell("keelung", "Taiwan", ("58301",)),
    PortCell("gwangyang", "Korea", ("58031",)),
    PortCell("japan", "Japan", ("58886", "58895", "58857", "58840"), is_east_asian=False),
    PortCell(
        "southeast_asia",
        "Southeast Asia",
        ("55751", "55750", "54930", "56033", "56549", "55224"),
        is_east_asian=False,
    ),
    PortCell("elsewhere", "elsewhere", (), is_east_asian=False),
)
"""The first eight have a rule of their own."""

N_PORT_RULES = 8
PORT_GENERAL = ("port_hit_prev2", "port_near_hit", "port_rising")


@dataclass(frozen=True, slots=True)
class Trait:
    """A trait of the traffic.

    Parameters
    ----------
    name : str
    share : float
        Share of the traffic, about; far from East Asia `far_share` where given.
    sign : int
    beside : str
        A trait drawn before it that makes it likelier.
    beside_log_odds : float
        By how much.
    far_share : float or None
    """

    name: str
    share: float
    sign: int = 1
    beside: str = ""
    beside_log_odds: float = 0.0
    far_share: float | None = None


TRAITS: tuple[Trait, ...] = (
    Trait("destined_for_pacific_ports", 0.72, far_share=0.12),
    Trait("nvocc_house_bill", calibration.NVOCC_FCL_SHARE.value),
    Trait("shipper_missing", calibration.SHIPPER_NULL_SHARE.value),
    Trait("consignee_missing", calibration.CONSIGNEE_NULL_SHARE.value, 1, "shipper_missing", 1.0),
    Trait("reefer", 0.07, -1),
    Trait("second_seal", calibration.SECOND_SEAL_SHARE.value, 0),
    Trait("first_time_consignee", calibration.NEW_CONSIGNEE_SHARE.value),
    Trait(
        "first_time_shipper", calibration.NEW_SHIPPER_SHARE.value, 1, "first_time_consignee", 1.5
    ),
    Trait("amended_bill", calibration.AMENDED_BILL_SHARE.value),
    Trait("short_description", 0.06, 1, "nvocc_house_bill", 0.5),
    Trait("shared_box", calibration.LCL_SHARE.value, 0, "nvocc_house_bill", 0.7),
    Trait("late_manifest", calibration.LATE_MANIFEST_SHARE.value, 1, "amended_bill", 0.7),
    Trait("vague_description", calibration.VAGUE_DESCRIPTION_SHARE.value, 1),
    Trait("weight_mismatch", 0.04),
    Trait("light_for_commodity", 0.03, 1, "weight_mismatch", 0.7),
    Trait("received_inland", 0.04, far_share=0.02),
    Trait("placeholder_party", calibration.PLACEHOLDER_SHARE.value, 1, "first_time_consignee", 0.7),
    Trait("seal_missing", calibration.SEAL_MISSING_SHARE.value),
    Trait("csi_port_passed_untargeted", 0.08),
    Trait("soft_top", calibration.SOFT_TOP_SHARE.value),
)
"""In the order in which they are drawn; shares not in `calibration.py` are chosen."""

CSI_FROM = 2003
"""First season with containers that passed a CSI port (2002 and after; the lag is chosen)."""

PORT_SPREAD = 0.3
SEASON_SPREAD = 0.05
VOLUME_SPREAD = 0.05
"""Chosen: log-odds by which a trait's share differs between ports, and from one season to the next;
log volume of a port from one season to the next."""

RULES: tuple[str, ...] = (
    *(port.name for port in PORTS[:N_PORT_RULES]),
    *PORT_GENERAL,
    *(trait.name for trait in TRAITS),
)
"""Rule names by bit: ports, the rules that generalise, traits."""

FIRST_TRAIT_BIT = N_PORT_RULES + len(PORT_GENERAL)


def bit_of(rule: str) -> int:
    """Give the bit of a rule."""
    return RULES.index(rule)


def port_shares() -> Floats:
    """Give each cell's share of the containers, in the order of `PORTS`; they sum to 1."""
    shares = foreign_port_shares()
    named = np.array([sum(shares[code] for code in port.codes) for port in PORTS])
    named[-1] = 1.0 - named.sum()
    return named


@dataclass(frozen=True, slots=True)
class Traffic:
    """A season's containers by port and set of traits.

    Parameters
    ----------
    port, bits, containers : ndarray of int, shape (n_cells,)
        Cell of `PORTS`, bits of the port's own rule and of the traits, containers.
    """

    port: Ints
    bits: Ints
    containers: Ints


def draw_traffic(seed: int, season: int, first_time_factor: Floats) -> Traffic:
    """Draw a season's containers.

    Parameters
    ----------
    seed : int
        Seed of the world.
    season : int
    first_time_factor : ndarray of float, shape (n_ports,)
        Multiplies the share of first-time consignees of each port.

    Returns
    -------
    Traffic
    """
    lasting = generator(seed, "ports and traits").normal(0, PORT_SPREAD, (len(PORTS), len(TRAITS)))
    rng = generator(seed, season, "traffic")
    passing = rng.normal(0, SEASON_SPREAD, (len(PORTS), len(TRAITS)))
    volume = port_shares() * np.exp(rng.normal(0, VOLUME_SPREAD, len(PORTS)))
    port = np.arange(len(PORTS))
    bits = np.where(port < N_PORT_RULES, 1 << port, 0)
    count = rng.poisson(CONTAINERS_A_SEASON * volume)
    for number, trait in enumerate(TRAITS):
        share = _shares(trait, season, first_time_factor)
        log_odds = logit(share) + lasting[:, number] + passing[:, number]
        log_odds = np.where((share > 0) & (share < 1), log_odds, logit(share))[port]
        if trait.beside:
            log_odds = log_odds + trait.beside_log_odds * ((bits >> bit_of(trait.beside)) & 1)
        hit = rng.binomial(count, expit(log_odds))
        missed = count - hit
        bit = 1 << (FIRST_TRAIT_BIT + number)
        port = np.concatenate((port[missed > 0], port[hit > 0]))
        bits = np.concatenate((bits[missed > 0], bits[hit > 0] | bit))
        count = np.concatenate((missed[missed > 0], hit[hit > 0]))
    return Traffic(port, bits, count)


def _shares(trait: Trait, season: int, first_time_factor: Floats) -> Floats:
    """Share of the trait at each port."""
    far = trait.share if trait.far_share is None else trait.far_share
    share = np.array([trait.share if port.is_east_asian else far for port in PORTS])
    if trait.name == "first_time_consignee":
        share = share * first_time_factor
    if trait.name == "csi_port_passed_untargeted":
        share = share * np.array([port.is_csi and season >= CSI_FROM for port in PORTS])
    return share
