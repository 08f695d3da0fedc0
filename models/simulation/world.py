"""What stays the same through a stream: network, ships, boxes, texts.

What changes from month to month is the state in `stream.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.rules import Threshold
from models.simulation.calibration import OFF_SEASON_VOLUME
from models.simulation.configuration import (
    MONTHS_IN_SEASON,
    ReferenceTables,
    SimulationConfig,
    SpecialOperation,
    is_in_season,
)
from models.simulation.containers import ContainerPool, build_pool
from models.simulation.goods import GoodsTexts, build_goods_texts
from models.simulation.network import Network, build_network
from models.simulation.port_texts import PortTexts
from models.simulation.randomness import Ints
from models.simulation.voyages import Ships, build_ships

N_FORWARDERS = 180
"""NVOCCs in the trade; chosen."""

_MONTH_WEIGHTS = {10: 1.12, 11: 1.06, 12: 0.98, 1: 0.98, 2: 0.84, 3: 0.94, 4: 1.01, 5: 1.07}


@dataclass(frozen=True, slots=True)
class World:
    """Everything a month is made from, besides the state.

    Parameters
    ----------
    config : SimulationConfig
    network : Network
    ships : Ships
    boxes : ContainerPool
    goods_texts : GoodsTexts
    us_texts, foreign_texts : PortTexts
    placeholders : tuple of str
        Texts that stand for nobody.
    thresholds : tuple of Threshold
    operations : tuple of SpecialOperation
    us_region : ndarray of int
        1 Southern California, 2 Puget Sound, 0 elsewhere, by U.S. port.
    """

    config: SimulationConfig
    network: Network
    ships: Ships
    boxes: ContainerPool
    goods_texts: GoodsTexts
    us_texts: PortTexts
    foreign_texts: PortTexts
    placeholders: tuple[str, ...]
    thresholds: tuple[Threshold, ...]
    operations: tuple[SpecialOperation, ...]
    us_region: Ints


def build_world(config: SimulationConfig, reference: ReferenceTables) -> World:
    """Set the world up.

    Parameters
    ----------
    config : SimulationConfig
    reference : ReferenceTables

    Returns
    -------
    World

    Raises
    ------
    ValueError
        If the reference tables lack a port that a service calls at.
    """
    network = build_network(reference, config.seed)
    ports = reference.ports
    subdivisions = dict(zip(ports["port_code"], ports["subdivision"].fillna(""), strict=True))
    names = reference.placeholder_parties["normalised_name"].tolist()
    common = [name for name in names if "ORDER" in name]
    regions = {"Southern California": 1, "Puget Sound": 2}
    return World(
        config=config,
        network=network,
        ships=build_ships(network, config.seed),
        boxes=build_pool(config, trips_a_year(config)),
        goods_texts=build_goods_texts(),
        us_texts=PortTexts(network.united_states, reference.port_aliases, "us", subdivisions),
        foreign_texts=PortTexts(network.foreign, reference.port_aliases, "foreign", {}),
        placeholders=tuple(common + [name for name in names if name not in common]),
        thresholds=reference.thresholds,
        operations=reference.operations,
        us_region=np.array([regions.get(str(r), 0) for r in network.united_states.regions]),
    )


def trips_in(config: SimulationConfig, month: np.datetime64) -> int:
    """Give the container trips of a month.

    Parameters
    ----------
    config : SimulationConfig
    month : datetime64[M]

    Returns
    -------
    int

    Examples -------- >>> config = SimulationConfig(trips_per_season=8000) >>> trips_in(config,
    np.datetime64("2005-10", "M")), trips_in(config, np.datetime64("2006-07", "M")) (1120, 600)
    """
    mean = config.trips_per_season / len(MONTHS_IN_SEASON)
    number = int(str(month)[5:7])
    weight = _MONTH_WEIGHTS[number] if is_in_season(month) else OFF_SEASON_VOLUME.value
    return round(mean * weight)


def trips_a_year(config: SimulationConfig) -> int:
    """Give the container trips of a year, October to September."""
    return sum(trips_in(config, month) for month in config.months()[:12])
