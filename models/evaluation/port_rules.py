"""The rules on ports that look back: hit, near a hit, rising, stale; from earlier seasons only.

Holds their definitions for everything in Python; ``int_port_seasons`` counts the same in SQL for
the warehouse and is held to these by a parity test. It counts no container.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Flags = NDArray[np.bool_]

LOOK_BACK_SEASONS = 2
"""Seasons before the one in question that a hit, and staleness, are looked for in."""

HIT_RATIO = 1.5
"""A port was hit where (incidents + 1) / (expected + 1) lies above this."""

RISING_RATIO = 1.15
RISING_Z = 4.0
"""A port rises where its share of first-time consignees is up by more than 15 % with z above 4."""

COUNT_COLUMNS = ("containers", "named", "first_time", "incidents")


def port_hit_prev2(incidents: ArrayLike, containers: ArrayLike) -> Flags:
    """Say which ports were hit, given the sums of the two seasons before.

    Parameters
    ----------
    incidents, containers : array of shape (n_ports,)
        Confirmed incidents laded at each port and its containers, two seasons together.

    Returns
    -------
    ndarray of bool, shape (n_ports,)
        (incidents + 1) / (expected + 1) > 1.5, expected being all incidents spread by traffic.

    Examples
    --------
    Three incidents; the first port, with a tenth of the traffic, had two of them:

    >>> port_hit_prev2([2, 1], [100, 900]).tolist()
    [True, False]
    """
    seen = np.asarray(incidents, dtype=np.float64)
    traffic = np.asarray(containers, dtype=np.float64)
    expected = seen.sum() * traffic / max(float(traffic.sum()), 1.0)
    return np.asarray((seen + 1.0) / (expected + 1.0) > HIT_RATIO, dtype=np.bool_)


def port_near_hit(is_hit: ArrayLike, regions: ArrayLike) -> Flags:
    """Say of which ports another port of the same region was hit.

    Parameters
    ----------
    is_hit : array of bool, shape (n_ports,)
        As :func:`port_hit_prev2` gives it.
    regions : array of shape (n_ports,)
        Region of each port.

    Returns
    -------
    ndarray of bool, shape (n_ports,)

    Examples
    --------
    >>> port_near_hit([True, False, False], ["Pearl", "Pearl", "Korea"]).tolist()
    [False, True, False]
    """
    hit = np.asarray(is_hit, dtype=np.int64)
    _, region = np.unique(np.asarray(regions), return_inverse=True)
    others = np.bincount(region, weights=hit)[region] - hit
    return np.asarray(others > 0, dtype=np.bool_)


def port_rising(
    last_first_time: ArrayLike,
    last_named: ArrayLike,
    before_first_time: ArrayLike,
    before_named: ArrayLike,
) -> Flags:
    """Say at which ports first-time consignees rose from the last season but one to the last.

    Parameters
    ----------
    last_first_time, last_named : array of shape (n_ports,)
        Containers of a first-time consignee and of any named consignee, last season.
    before_first_time, before_named : array of shape (n_ports,)
        The same of the season before it.

    Returns
    -------
    ndarray of bool, shape (n_ports,)
        Share up by more than 15 % and z of the difference above 4; False without traffic in
        either season.

    Examples
    --------
    From 6 % to 9 % of ten thousand is a rise; of a hundred it is not told from chance:

    >>> port_rising([900, 9], [10_000, 100], [600, 6], [10_000, 100]).tolist()
    [True, False]
    """
    last_n, before_n = np.asarray(last_named, float), np.asarray(before_named, float)
    last_x, before_x = np.asarray(last_first_time, float), np.asarray(before_first_time, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        last, before = last_x / last_n, before_x / before_n
        pooled = (last_x + before_x) / (last_n + before_n)
        error = np.sqrt(pooled * (1.0 - pooled) * (1.0 / last_n + 1.0 / before_n))
        rises = (last > RISING_RATIO * before) & (last - before > RISING_Z * error)
    return np.asarray(rises, dtype=np.bool_)


def port_season_rules(counts: pd.DataFrame, season: int) -> pd.DataFrame:
    """Work the rules out for the ports of one season, from the seasons before it.

    Parameters
    ----------
    counts : DataFrame, one row per season and port
        ``season``, ``port``, ``region``, ``containers``, ``named`` (with a named consignee),
        ``first_time`` (of a first-time consignee), ``incidents``. Rows of the season itself and
        later are not read.
    season
        The season the rules are wanted for.

    Returns
    -------
    DataFrame, one row per port with traffic in the two seasons before, ordered by port
        ``port``, ``port_hit_prev2``, ``port_near_hit``, ``port_rising``.

    Raises
    ------
    ValueError
        If a season and port stand twice.
    """
    earlier = counts[(counts["season"] < season) & (counts["season"] >= season - LOOK_BACK_SEASONS)]
    if earlier.duplicated(["season", "port"]).any():
        row = earlier[earlier.duplicated(["season", "port"])].iloc[0]
        raise ValueError(
            f"counts: port {row['port']} stands twice in season {row['season']}; add its rows up"
        )
    ports = earlier[["port", "region"]].drop_duplicates("port").sort_values("port")
    index = ports["port"]

    def of(name: str, *seasons: int) -> NDArray[np.float64]:
        rows = earlier[earlier["season"].isin(seasons)]
        summed = rows.groupby("port")[name].sum().reindex(index, fill_value=0)
        return summed.to_numpy(dtype=np.float64)

    last, before = season - 1, season - 2
    is_hit = port_hit_prev2(of("incidents", last, before), of("containers", last, before))
    return pd.DataFrame(
        {
            "port": index.to_numpy(),
            "port_hit_prev2": is_hit,
            "port_near_hit": port_near_hit(is_hit, ports["region"].to_numpy()),
            "port_rising": port_rising(
                of("first_time", last),
                of("named", last),
                of("first_time", before),
                of("named", before),
            ),
        }
    )


def stale_port_rules(
    incidents_by_season: Mapping[int, ArrayLike], is_port_identity: ArrayLike, season: int
) -> Flags:
    """Say which port-identity rules had no confirmed incident in the two seasons before.

    Parameters
    ----------
    incidents_by_season
        Confirmed incidents that hit each rule, shape (n_rules,), by season. Seasons from
        ``season`` on are not read.
    is_port_identity : array of bool, shape (n_rules,)
        Rules that name a port; only they can be stale.
    season
        The season the answer is for.

    Returns
    -------
    ndarray of bool, shape (n_rules,)

    Examples
    --------
    >>> stale_port_rules({2003: [4, 2], 2004: [0, 1], 2005: [0, 3]}, [True, False], 2006).tolist()
    [True, False]
    """
    names_port = np.asarray(is_port_identity, dtype=np.bool_)
    seen = np.zeros(names_port.shape)
    for earlier in range(season - LOOK_BACK_SEASONS, season):
        if earlier in incidents_by_season:
            seen += np.asarray(incidents_by_season[earlier], dtype=np.float64)
    return np.asarray(names_port & (seen == 0), dtype=np.bool_)
