"""What is known of a planted world's coming season: the newest traffic, its port rules made anew.

Reads the seasons before alone. Masks name eight ports; the others share the newest season's masks
without such a name by their traffic.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.evaluation.port_rules import port_season_rules
from models.simulation.pattern_worlds import PatternWorld
from models.simulation.pattern_worlds_traffic import N_PORT_RULES, PORT_GENERAL, PORTS, bit_of

NAMED = (1 << N_PORT_RULES) - 1
GENERAL = sum(1 << bit_of(rule) for rule in PORT_GENERAL)


def coming_traffic(world: PatternWorld, season: int) -> pd.DataFrame:
    """Give the traffic expected in a season.

    Parameters
    ----------
    world
        A planted world; nothing of the season itself or later is read.
    season
        The season that comes.

    Returns
    -------
    DataFrame, one row per mask
        ``hits``, ``containers``.
    """
    counts = world.port_counts[world.port_counts["season"] < season]
    flags = port_season_rules(counts, season).set_index("port")
    newest = world.patterns_by_season[season - 1]
    bare = newest["hits"].to_numpy() & ~GENERAL
    containers = newest["containers"].to_numpy(dtype=np.float64)
    traffic = counts[counts["season"] == season - 1].set_index("port")["containers"]
    unnamed = [port.name for port in PORTS[N_PORT_RULES:]]
    total = float(traffic[unnamed].sum())
    parts = []
    for place, port in enumerate(PORTS):
        is_named = place < N_PORT_RULES
        rows = (bare & NAMED) == (1 << place if is_named else 0)
        part = 1.0 if is_named else float(traffic[port.name]) / total
        hits: NDArray[np.int64] = bare[rows] | _general_bits(flags, port.name)
        parts.append(pd.DataFrame({"hits": hits, "containers": part * containers[rows]}))
    summed = pd.concat(parts).groupby("hits")["containers"].sum()
    return summed.reset_index()


def _general_bits(flags: pd.DataFrame, port: str) -> int:
    return sum(int(bool(flags.loc[port, rule])) << bit_of(rule) for rule in PORT_GENERAL)
